"""Today: the rooms with their clocks, who is due, and everybody else a few letters away."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, cast

from rich.cells import cell_len
from textual import on, work
from textual.app import ComposeResult
from textual.containers import Container, Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Input, Static

from mesotui.domain.mixture import Batch
from mesotui.domain.people import Room
from mesotui.domain.rooms import Overview
from mesotui.records import clients
from mesotui.records.leftovers import to_discard
from mesotui.ui import local_time
from mesotui.ui.alarms import Alarms
from mesotui.ui.context import Context
from mesotui.ui.keymap import bindings, in_scope
from mesotui.ui.keys import COMMANDS
from mesotui.ui.left_lines import discard_line
from mesotui.ui.messages import Go
from mesotui.ui.modals.choose_room import ChooseRoom
from mesotui.ui.modals.client_form import ClientForm
from mesotui.ui.people_rows import Target, due_choices, due_title, first_waiting, found_choices, position_of
from mesotui.ui.room_states import attention, room_clocks, room_states
from mesotui.ui.session_opening import open_session, read_overview
from mesotui.ui.widgets.choice_list import Choice, ChoiceList
from mesotui.ui.widgets.find_field import FindField
from mesotui.ui.widgets.key_bar import KeyBar
from mesotui.ui.widgets.room_card import RoomCard
from mesotui.ui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from mesotui.ui.app import MesoApp

FOUND_AT_MOST = 30
_WIDE_CELLS = 120
_TALL_LINES = 30
_CATCH_UP_SECONDS = 5
"""How long a hidden Today waits before it reads what was written; its alarms are minutes away."""
_EMPTY = Overview(rooms=(), due=(), room_clocks=())


class TodayScreen(Screen[None]):
    """The first screen, which stays beneath all others: its alarms ring wherever one is.

    Args:
        context: what every screen is handed.
    """

    scope = "today"
    BINDINGS = [*bindings("today", COMMANDS)]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (_WIDE_CELLS, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (_TALL_LINES, "-tall")]

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._given = context
        self._overview = _EMPTY
        self._day: date = local_time.today(context.now())
        self._alarms = Alarms(context.now())
        self._catch_up: Timer | None = None
        self._choices: list[Choice[Target]] = []
        self._place: RoomCard | int | None = None
        self._was_moved = False
        self._attention = ""
        self._left: tuple[Batch, ...] = ()
        self._shown_for = ""
        self._enter_waits = False

    def compose(self) -> ComposeResult:
        """Lay out rooms and people; wide screens have them side by side."""
        yield TitleBar(self._given.now, room="Today", practitioner=self._given.actor.name)
        yield Static(id="attention")
        with Container(id="today-body"):
            with VerticalScroll(id="rooms", can_focus=False) as rooms:
                rooms.border_title = Content("Rooms")
            with Vertical(id="people") as people:
                people.border_title = Content("Due today")
                with Horizontal(id="find-row"):
                    yield Static(Content("Find"), id="find-label")
                    yield FindField(
                        id="find",
                        placeholder="name, birth date or phone · ↑ ↓ choose",
                        select_on_focus=False,
                    )
                yield ChoiceList(id="people-list")
        yield KeyBar(in_scope("today", self._given.commands))

    def on_mount(self) -> None:
        """Read what there is, and from then on whatever changes."""
        cast("MesoApp", self.app).data_changed.subscribe(self, lambda _: self._changed())
        self.set_interval(1, self._tick)
        self.query_one(FindField).focus()
        self.read_overview()

    def on_screen_resume(self) -> None:
        """Catch up with what was done on other screens."""
        self.read_overview()

    @work(exclusive=True, group="today")
    async def read_overview(self) -> None:
        """Read rooms, clocks and who is due, and show them."""
        self._overview = await read_overview(self._given, "today")
        await self._show_rooms()
        if not self._shown_for:
            self._show_due()
        now = local_time.local(self._given.now())
        self._left = await self._given.work.read("today-left", to_discard, self._given.actor, now=now)
        self._show_attention()

    async def _show_rooms(self) -> None:
        now = self._given.now()
        rooms = self.query_one("#rooms")
        states = room_states(self._overview, self._warning())
        widest = max((cell_len(state.room.name) for state in states), default=0)
        cards = {card.state.room.id: card for card in self.query(RoomCard)}
        for state in states:
            if card := cards.get(state.room.id):
                card.show(state, now)
            else:
                await rooms.mount(RoomCard(state, now, room_cells=widest))
        self._show_attention()

    def _changed(self) -> None:
        """Show at once what was written; under another screen the alarms' sake can wait a little."""
        if self.is_current:
            self.read_overview()
        elif self._catch_up is None:
            self._catch_up = self.set_timer(_CATCH_UP_SECONDS, self._caught_up)

    def _caught_up(self) -> None:
        self._catch_up = None
        self.read_overview()

    def _tick(self) -> None:
        now = self._given.now()
        for notice in self._alarms.due(room_clocks(self._overview, self._warning()), now):
            self.app.bell()
            self.app.notify(
                notice.text, severity="error" if notice.severe else "information", markup=False, timeout=20
            )
        if self._day != local_time.today(now):
            self._day = local_time.today(now)
            self.read_overview()
        if self.is_current:
            for card in self.query(RoomCard):
                card.tick(now)
            self._show_attention()

    def _show_attention(self) -> None:
        line = self.query_one("#attention", Static)
        now = self._given.now()
        lines = (attention(self._overview, self._warning(), now), discard_line(self._left, now))
        told = Content("\n").join([line for line in lines if line])
        if told.plain != self._attention:
            self._attention = told.plain
            line.update(told)
            line.display = bool(told)

    def _show_due(self) -> None:
        choices = due_choices(self._overview)
        kept = position_of(self._chosen_target(), choices) if self._was_moved else None
        self.query_one("#people").border_title = due_title(self._overview)
        self._show_choices(choices, first_waiting(choices) if kept is None else kept)

    def _show_choices(self, choices: list[Choice[Target]], start: int | None) -> None:
        self._choices = choices
        self.query_one(ChoiceList).show(choices)
        if not (self._was_moved and isinstance(self._place, RoomCard) and not self._shown_for):
            self._place = start
        self._mark_place()

    @on(Input.Changed, "#find")
    def _search(self, event: Input.Changed) -> None:
        self._was_moved = False
        self._enter_waits = False
        self._find(event.value.strip())

    @work(exclusive=True, group="find")
    async def _find(self, typed: str) -> None:
        if not typed:
            self._shown_for = ""
            self._show_due()
            return
        found = await self._given.work.read(
            "today-find", clients.search, self._given.actor, typed, limit=FOUND_AT_MOST
        )
        self._shown_for = typed
        self.query_one("#people").border_title = Content("Found")
        self._show_choices(found_choices(found, typed, self._overview, limit=FOUND_AT_MOST), 0)
        if self._enter_waits and len(found) == 1:
            self.action_open()
        self._enter_waits = False

    @on(FindField.Moved)
    def _move(self, message: FindField.Moved) -> None:
        places = self._places()
        if places:
            at = places.index(self._place) if self._place in places else 0
            self._place = places[max(0, min(len(places) - 1, at + message.lines))]
            self._was_moved = True
            self._mark_place()

    @on(Input.Submitted, "#find")
    def action_open(self) -> None:
        """Open what is chosen: a session that runs, a new one, or the form for somebody who is new."""
        typed = self.query_one(FindField).value.strip()
        if typed != self._shown_for:
            # Nobody opens a client whom they haven't seen, unless there is only one to see.
            self._enter_waits = True
        elif target := self._chosen_target():
            self._open(target, typed)

    @work(exclusive=True, group="open")
    async def _open(self, target: Target, typed: str) -> None:
        client = target.client
        if client is None:
            client = await self.app.push_screen_wait(ClientForm(self._given, typed))
        if client is None:
            return
        session_id = target.session_id or await open_session(
            self._given, client, target.appointment, self._ask_room
        )
        if session_id is not None:
            self.query_one(FindField).value = ""
            self.post_message(Go("session", session_id))

    async def _ask_room(self, rooms: tuple[Room, ...]) -> Room | None:
        return await self.app.push_screen_wait(ChooseRoom(rooms))

    def action_new_client(self) -> None:
        """Add somebody, beginning with what is typed."""
        self._open(Target(client=None), self.query_one(FindField).value.strip())

    def action_page(self) -> None:
        """Show the page of the client who is chosen."""
        target = self._chosen_target()
        if target and target.client:
            self.post_message(Go("client", target.client.id))

    def _places(self) -> list[RoomCard | int]:
        """Give what the arrows go through: rooms with somebody inside, then the list."""
        cards = [] if self._shown_for else [card for card in self.query(RoomCard) if card.state.session]
        return [*cards, *(line for line, choice in enumerate(self._choices) if choice.stands_for)]

    def _mark_place(self) -> None:
        for card in self.query(RoomCard):
            card.is_chosen = card is self._place
            if card.is_chosen:
                card.scroll_visible()
        self.query_one(ChoiceList).choose(self._place if isinstance(self._place, int) else None)

    def _chosen_target(self) -> Target | None:
        if isinstance(self._place, RoomCard):
            session = self._place.state.session
            return Target(client=session.client, session_id=session.id) if session else None
        if self._place is None or self._place >= len(self._choices):
            return None
        return self._choices[self._place].stands_for

    def _warning(self) -> timedelta:
        minutes = self._given.clinic.protocol.limits.anaesthetic_warning_minutes
        return timedelta(minutes=int(minutes))
