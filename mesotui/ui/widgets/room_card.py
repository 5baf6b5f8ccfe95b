"""A treatment room: who is inside, at which step, and its clocks, which repaint only themselves."""

from dataclasses import dataclass
from datetime import datetime

from textual.content import Content
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.widget import Widget

from mesotui.domain.clocks import Clock, ClockKind
from mesotui.domain.people import Room
from mesotui.domain.treatment import Step, TreatmentSession
from mesotui.ui.widgets.clock_line import clock_content, tell
from mesotui.ui.widgets.person import alert_content, has_alerts, name_content

STEP_NAMES = {
    Step.CHECK: "Check",
    Step.CLEANSE: "Cleanse",
    Step.ANAESTHETIC: "Anaesthetic",
    Step.INJECT: "Inject",
    Step.OBSERVE: "Observe",
    Step.CLOSE: "Close",
}
_ROOM_CELLS = 10
_MARKER = "› "


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomState:
    """A room as a card shows it."""

    room: Room
    session: TreatmentSession | None = None
    clocks: tuple[Clock, ...] = ()
    """What runs in the room: the session's clocks, then the room's own."""


class RoomCard(Widget):
    """One room as a few lines: the room and its client, then a line for each clock."""

    DEFAULT_CSS = """
    RoomCard { height: auto; width: 1fr; }
    """

    is_chosen: reactive[bool] = reactive(False)
    """Whether Enter would go into this room."""

    def __init__(self, state: RoomState, now: datetime, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._state = state
        self._now = now
        self._painted: tuple[str, ...] = ()

    @property
    def state(self) -> RoomState:
        """The room as it is shown."""
        return self._state

    def show(self, state: RoomState, now: datetime) -> None:
        """Show another state of the same room."""
        height = len(self._lines(80))
        self._state = state
        self._now = now
        self.refresh(layout=len(self._lines(80)) != height)

    def tick(self, now: datetime) -> None:
        """Show the clocks as they stand now; only lines that changed are painted."""
        self._now = now
        lines = self._plain_lines()
        changed = [
            Region(0, row, self.size.width, 1)
            for row, line in enumerate(lines)
            if row >= len(self._painted) or self._painted[row] != line
        ]
        if changed:
            self._painted = lines
            self.refresh(*changed)

    def render(self) -> Content:
        """Write the card; Textual asks for this."""
        self._painted = self._plain_lines()
        return Content("\n").join(self._lines(self.size.width))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Take a line for the room and one for each clock but the session's own."""
        return len(self._lines(width))

    def _plain_lines(self) -> tuple[str, ...]:
        return tuple(line.plain for line in self._lines(self.size.width))

    def _lines(self, width: int) -> list[Content]:
        marker = Content.styled(_MARKER, "$accent bold") if self.is_chosen else Content("  ")
        name = Content.styled(self._state.room.name, "bold").truncate(_ROOM_CELLS, ellipsis=True)
        head = Content("").join([marker, name.pad_right(_ROOM_CELLS - name.cell_length), Content(" ")])
        session = self._state.session
        indent = Content(" " * head.cell_length)
        if session is None:
            lines = [head + Content.styled("free", "$quiet")]
        else:
            lines = self._session_lines(head, indent, session, width)
        room = max(0, width - indent.cell_length)
        clocks = [clock for clock in self._state.clocks if clock.kind is not ClockKind.SESSION]
        lines += [indent + clock_content(clock, self._now, width=room) for clock in clocks]
        return lines

    def _session_lines(
        self, head: Content, indent: Content, session: TreatmentSession, width: int
    ) -> list[Content]:
        who = (
            head
            + name_content(session.client)
            + Content.styled(f" {session.client.birth_date.year}", "$quiet")
        )
        alerts = alert_content(session.client) if has_alerts(session.client) else Content("")
        step = Content.styled(STEP_NAMES[session.step], "$accent")
        right = step + Content("  ") + self._time_in_session()
        one_line = who + Content("  ") + alerts if alerts else who
        if one_line.cell_length + right.cell_length + 2 <= width:
            return [_spread(one_line, right, width)]
        if who.cell_length + right.cell_length + 2 > width:
            right = step
        lines = [_spread(who, right, width)]
        # An allergy is never cut: it takes the lines it needs.
        return (
            lines + [indent + line for line in alerts.wrap(max(8, width - indent.cell_length))]
            if alerts
            else lines
        )

    def _time_in_session(self) -> Content:
        for clock in self._state.clocks:
            if clock.kind is ClockKind.SESSION:
                told = tell(clock, self._now)
                return Content.assemble(
                    (f"{told.sign} ", told.colour), told.time, (f" {told.words}", told.colour)
                )
        return Content("")


def _spread(left: Content, right: Content, width: int) -> Content:
    left = left.truncate(max(1, width - right.cell_length - 2), ellipsis=True)
    return left + Content(" " * max(1, width - left.cell_length - right.cell_length)) + right
