"""A countdown in a room: set with a word and some minutes, stopped with one key."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option
from typing_extensions import override

from mesotui.domain.errors import Refused
from mesotui.domain.people import Room
from mesotui.domain.rooms import Overview, RoomClock
from mesotui.domain.shorthand import whole_number
from mesotui.domain.text import folded
from mesotui.records import room_clocks
from mesotui.ui.context import Context
from mesotui.ui.modals.saving_form import SavingForm
from mesotui.ui.room_states import countdown
from mesotui.ui.session_opening import last_room, read_overview
from mesotui.ui.widgets.clock_line import clock_content
from mesotui.ui.widgets.form_field import FormField

_LABEL_LETTERS = 40
# What a countdown of a whole working day needs at most.
_MOST_MINUTES = 600
_LINE_CELLS = 70


class RoomClockScreen(SavingForm[None]):
    """Sets a countdown at the bottom of the screen, and stops those that run.

    Args:
        context: what every screen is handed.
        session_id: the session that it belongs to; None for the room alone.
    """

    scope = "everywhere"
    BINDINGS = [("f6", "cancel", "back")]

    def __init__(self, context: Context, session_id: UUID | None = None) -> None:
        super().__init__()
        self._given = context
        self._session_id = session_id
        self._overview: Overview | None = None
        self._countdowns: tuple[RoomClock, ...] = ()

    def compose(self) -> ComposeResult:
        """Lay out the fields, the clocks that run, and the keys."""
        with Vertical(classes="modal-body") as body:
            body.border_title = Content("Room clock")
            yield FormField("What for", id="label", hint="such as ice, lamp, kettle", limit=_LABEL_LETTERS)
            yield FormField("Minutes", id="minutes", limit=3, restrict="[0-9]*")
            yield FormField("Room", id="room", limit=_LABEL_LETTERS)
            yield Static(id="form-problem")
            yield Static(Content.styled("Running", "$quiet"), id="running-title")
            yield OptionList(id="running")
            yield Static(_keys(), classes="modal-keys")

    def on_mount(self) -> None:
        """Begin at the first field, and keep the running clocks right."""
        self.query_one("#label", FormField).input.focus()
        self._read()
        self.set_interval(1, self._tick)

    @work(exclusive=True, group="room-clocks")
    async def _read(self) -> None:
        overview = await read_overview(self._given, "room-clocks")
        self._countdowns = overview.room_clocks
        room = self.query_one("#room", FormField)
        if self._overview is None and not room.value:
            here = await self._usual_room(overview)
            room.input.value = here.name if here else ""
        self._overview = overview
        numbered = [f"{number} {room.name}" for number, (room, _) in enumerate(overview.rooms, start=1)]
        room.say("   ".join(numbered))
        self._show_running()

    async def _usual_room(self, overview: Overview) -> Room | None:
        for room, session in overview.rooms:
            if session is not None and session.id == self._session_id:
                return room
        usual = await last_room(self._given, overview)
        rooms = [room for room, _ in overview.rooms]
        return next((room for room in rooms if room.id == usual), rooms[0] if rooms else None)

    def _show_running(self) -> None:
        listed = self.query_one("#running", OptionList)
        highlighted = listed.highlighted
        listed.clear_options()
        listed.add_options(Option(self._line(clock, self._given.now())) for clock in self._countdowns)
        listed.highlighted = highlighted if highlighted is not None and self._countdowns else None
        listed.display = self.query_one("#running-title").display = bool(self._countdowns)

    def _tick(self) -> None:
        listed = self.query_one("#running", OptionList)
        for index, clock in enumerate(self._countdowns[: listed.option_count]):
            listed.replace_option_prompt_at_index(index, self._line(clock, self._given.now()))

    def _line(self, clock: RoomClock, now: datetime) -> Content:
        rooms = {room.id: room.name for room, _ in self._overview.rooms} if self._overview else {}
        told = clock_content(countdown(clock), now, width=_LINE_CELLS)
        return Content.assemble((f"{rooms.get(clock.room_id, '')}  ", "$quiet"), told)

    @override
    def entered(self, field: FormField) -> None:
        """Go on to the minutes; the room is filled in already, so that they are the last to be typed."""
        self.go_on_from(field, self.fields[:2] if field is self.fields[0] else [field])

    @override
    async def written(self) -> None:
        """Start the countdown."""
        label, minutes = self.query_one("#label", FormField), self.query_one("#minutes", FormField)
        count = whole_number(minutes.value, field="Minutes", largest=_MOST_MINUTES)
        await self._given.work.write(
            room_clocks.start,
            self._given.actor,
            self._named_room().id,
            label=label.value or "Clock",
            seconds=count * 60,
            session_id=self._session_id,
            now=self._given.now(),
        )

    def _named_room(self) -> Room:
        typed = self.query_one("#room", FormField).value.strip()
        rooms = [room for room, _ in self._overview.rooms] if self._overview else []
        if typed.isascii() and typed.isdecimal() and 1 <= int(typed) <= len(rooms):
            return rooms[int(typed) - 1]
        for room in rooms:
            if folded(room.name) == folded(typed):
                return room
        raise Refused("There is no room of that name or number. They stand under the field.")

    @on(OptionList.OptionSelected, "#running")
    @work(group="stop-clock")
    async def _stop(self, event: OptionList.OptionSelected) -> None:
        clock = self._countdowns[event.option_index]
        await self._given.work.write(room_clocks.stop, self._given.actor, clock.id, now=self._given.now())
        self._read()


def _keys() -> Content:
    keys = (("Enter", "start; on a running clock: stop it"), ("↑ ↓", "move"), ("Esc", "back"))
    return Content(" · ").join(
        Content.assemble((key, "bold $accent"), (f" {label}", "$quiet")) for key, label in keys
    )
