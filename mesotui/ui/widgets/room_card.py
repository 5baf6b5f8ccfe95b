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
from mesotui.ui.widgets.clock_line import after_time, clock_content, tell
from mesotui.ui.widgets.person import alert_parts, has_alerts, name_content

STEP_NAMES = {
    Step.CHECK: "Check",
    Step.CLEANSE: "Cleanse",
    Step.ANAESTHETIC: "Anaesthetic",
    Step.INJECT: "Inject",
    Step.OBSERVE: "Observe",
    Step.CLOSE: "Close",
}
LEAST_ROOM_CELLS, MOST_ROOM_CELLS = 9, 24
_MARKER = "› "


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomState:
    """A room as a card shows it."""

    room: Room
    session: TreatmentSession | None = None
    clocks: tuple[Clock, ...] = ()
    """What runs in the room: the session's clocks, then the room's own."""


class RoomCard(Widget):
    """One room as a few lines: the room and its client, then a line for each clock.

    Args:
        state: the room as it is.
        now: the time that its clocks are shown at.
        room_cells: how wide the names of the rooms are, so that cards stand aligned.
    """

    DEFAULT_CSS = """
    RoomCard { height: auto; width: 1fr; }
    """

    is_chosen: reactive[bool] = reactive(False, toggle_class="-chosen")
    """Whether Enter would go into this room."""

    def __init__(self, state: RoomState, now: datetime, *, room_cells: int = LEAST_ROOM_CELLS) -> None:
        super().__init__()
        self._room_cells = max(LEAST_ROOM_CELLS, min(MOST_ROOM_CELLS, room_cells))
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
        cells = self._room_cells
        name = Content.styled(self._state.room.name, "bold").truncate(cells, ellipsis=True)
        head = Content("").join([marker, name.pad_right(cells - name.cell_length), Content("  ")])
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
        parts = alert_parts(session.client) if has_alerts(session.client) else []
        alerts = Content("  ").join(parts)
        step = Content.styled(STEP_NAMES[session.step], "$accent")
        right = step + Content("  ") + self._time_in_session()
        one_line = who + Content("  ") + alerts if alerts else who
        if one_line.cell_length + right.cell_length + 2 <= width:
            return [_spread(one_line, right, width)]
        lines = [_spread(who, right, width)]
        if who.cell_length + right.cell_length + 2 > width:
            lines = [_spread(who, step, width), indent + self._session_clock_line(width - indent.cell_length)]
        room = max(8, width - indent.cell_length)
        # An allergy is never cut: it takes the lines it needs.
        told = [alerts] if alerts.cell_length <= room else parts
        return lines + [indent + line for part in told if part for line in part.wrap(room)]

    def _session_clock_line(self, width: int) -> Content:
        for clock in self._state.clocks:
            if clock.kind is ClockKind.SESSION:
                return clock_content(clock, self._now, width=width)
        return Content("")

    def _time_in_session(self) -> Content:
        for clock in self._state.clocks:
            if clock.kind is ClockKind.SESSION:
                told = tell(clock, self._now)
                return Content.assemble(
                    (f"{told.sign} ", told.colour), told.time, (after_time(told.words), told.colour)
                )
        return Content("")


def _spread(left: Content, right: Content, width: int) -> Content:
    left = left.truncate(max(1, width - right.cell_length - 2), ellipsis=True)
    return left + Content(" " * max(1, width - left.cell_length - right.cell_length)) + right
