"""Everybody on file: find somebody to read or mend their page."""

from __future__ import annotations

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, Static

from mesotui.domain.rooms import Overview
from mesotui.records import clients
from mesotui.ui.context import Context
from mesotui.ui.keymap import bindings, in_scope
from mesotui.ui.keys import COMMANDS
from mesotui.ui.messages import Go
from mesotui.ui.modals.client_form import ClientForm
from mesotui.ui.people_rows import Target, found_choices
from mesotui.ui.session_opening import read_overview
from mesotui.ui.widgets.choice_list import Choice, ChoiceList
from mesotui.ui.widgets.find_field import FindField
from mesotui.ui.widgets.key_bar import KeyBar
from mesotui.ui.widgets.title_bar import TitleBar

FOUND_AT_MOST = 100
_TALL_LINES = 30


class ClientsScreen(Screen[None]):
    """Lists clients by name, and whoever is typed for.

    Args:
        context: what every screen is handed.
    """

    scope = "clients"
    BINDINGS = [*bindings("clients", COMMANDS)]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (_TALL_LINES, "-tall")]

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._given = context
        self._choices: list[Choice[Target]] = []
        self._at: int | None = None
        self._shown_for: str | None = None
        self._opens_for: str | None = None
        """What Enter was pressed behind while its list was still being read."""

    def compose(self) -> ComposeResult:
        """Lay out the search line above the list."""
        yield TitleBar(self._given.now, room="Clients", practitioner=self._given.actor.name)
        with Vertical(id="people") as people:
            people.border_title = Content("Clients")
            with Horizontal(id="find-row"):
                yield Static(Content("Find"), id="find-label")
                yield FindField(
                    id="find", placeholder="name, birth date or phone · ↑ ↓ choose", select_on_focus=False
                )
            yield ChoiceList(id="people-list")
        yield KeyBar(in_scope("clients", self._given.commands))

    def on_screen_resume(self) -> None:
        """Read the list, also after a page of it was changed."""
        self.query_one(FindField).focus()
        self._find(self.query_one(FindField).value.strip())

    @on(Input.Changed, "#find")
    def _search(self, event: Input.Changed) -> None:
        self._opens_for = None
        self._find(event.value.strip())

    @work(exclusive=True, group="find")
    async def _find(self, typed: str) -> None:
        overview: Overview = await read_overview(self._given, "clients-overview")
        read, actor = self._given.work.read, self._given.actor
        if typed:
            found = await read("clients", clients.search, actor, typed, limit=FOUND_AT_MOST)
        else:
            found = await read("clients", clients.list_clients, actor, limit=FOUND_AT_MOST)
        same = typed == self._shown_for
        self._shown_for = typed
        self._choices = found_choices(found, typed, overview, limit=FOUND_AT_MOST)
        listed = self.query_one(ChoiceList)
        listed.show(self._choices)
        self._at = min(self._at, len(self._choices) - 1) if same and self._at is not None else 0
        listed.choose(self._at)
        if self._opens_for == typed:
            self.action_open()

    @on(FindField.Moved)
    def _move(self, message: FindField.Moved) -> None:
        if self._at is None:
            return
        lines = [line for line, choice in enumerate(self._choices) if choice.stands_for]
        wanted = max(0, min(len(self._choices) - 1, self._at + message.lines))
        self._at = min(lines, key=lambda line: (abs(line - wanted), -message.lines * line))
        self.query_one(ChoiceList).choose(self._at)

    @on(Input.Submitted, "#find")
    def action_open(self) -> None:
        """Show the page of the chosen client, or add whoever is typed."""
        typed = self.query_one(FindField).value.strip()
        if self._at is None or typed != self._shown_for:
            self._opens_for = typed
            return
        self._opens_for = None
        target = self._choices[self._at].stands_for
        if target and target.client:
            self.post_message(Go("client", target.client.id))
        elif target:
            self.action_new_client()

    @work(exclusive=True, group="new-client")
    async def action_new_client(self) -> None:
        """Add somebody, beginning with what is typed."""
        typed = self.query_one(FindField).value.strip()
        client = await self.app.push_screen_wait(ClientForm(self._given, typed))
        if client is not None:
            self.query_one(FindField).value = ""
            self.post_message(Go("client", client.id))
