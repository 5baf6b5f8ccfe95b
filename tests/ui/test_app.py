"""The frame: what opens, where keys lead, what is told, and how it ends."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import (
    Button,
    Checkbox,
    DataTable,
    Input,
    Log,
    Markdown,
    OptionList,
    ProgressBar,
    Select,
    Static,
    TextArea,
    Tree,
)

from mesotui.clinic import ClinicData
from mesotui.domain.errors import Refused
from mesotui.domain.people import Actor
from mesotui.ui.app import CANNOT_START, MesoApp
from mesotui.ui.context import Context, Opened
from mesotui.ui.keymap import bindings, overridden
from mesotui.ui.keys import COMMANDS
from mesotui.ui.leaving import NOT_KEPT
from mesotui.ui.messages import Go, SignedIn
from mesotui.ui.modals.ask import Ask
from mesotui.ui.modals.help import Help
from mesotui.ui.modals.hidden import Hidden
from mesotui.ui.opening import OpeningScreen
from mesotui.ui.palette import CommandsOfRegistry
from mesotui.ui.themes import THEMES
from mesotui.ui.work import Work
from tests.ui.conftest import NOW, FakeDatabase
from tests.ui.console import left


def keep(db: Any, text: str) -> str:
    return text


class Place(Screen[None]):
    """A screen with one field that is kept as a draft."""

    BINDINGS = bindings("session", COMMANDS)
    scope = "session"

    def __init__(self, context: Context, subject: UUID | None) -> None:
        super().__init__()
        self.context = context
        self.subject = subject
        self.heard: list[str] = []

    def compose(self) -> ComposeResult:
        yield Static(type(self).__name__)
        yield Input(id="field")

    def action_next_step(self) -> None:
        self.heard.append("next step")

    async def save_draft(self) -> None:
        if text := self.query_one(Input).value:
            await self.context.work.write(keep, f"draft {text}")


class Today(Place):
    """The first place."""

    def on_mount(self) -> None:
        app = self.app
        assert isinstance(app, MesoApp)
        app.data_changed.subscribe(self, lambda _: self.heard.append("changed"))


class Entrance(Screen[None]):
    """Asks who is there."""

    def __init__(self, opened: Opened) -> None:
        super().__init__()
        self.opened = opened


@pytest.fixture
def opened(work: Work, clinic: ClinicData, actor: Actor) -> Opened:
    return Opened(
        work=work,
        clinic=clinic,
        now=lambda: NOW,
        screens={"today": Today, "clients": Place, "session": Place, "client": Place},
        entrances={"sign-in": Entrance},
        actor=actor,
    )


async def settled(app: MesoApp, kind: type[Screen[Any]]) -> Screen[Any]:
    """Wait until a kind of screen is on top."""
    for _ in range(500):
        if type(app.screen) is kind and app.screen.is_mounted:
            return app.screen
        await asyncio.sleep(0.01)
    raise AssertionError(f"on top is {app.screen}")


def place_of(app: MesoApp) -> Place:
    assert isinstance(app.screen, Place)
    return app.screen


async def test_it_paints_before_the_clinic_is_opened(opened: Opened, database: FakeDatabase) -> None:
    def start() -> Opened:
        database.gate.wait()
        return opened

    database.gate.clear()
    app = MesoApp(start)
    async with app.run_test() as pilot:
        await pilot.pause()
        assert isinstance(app.screen, OpeningScreen)
        database.gate.set()
        await settled(app, Today)


async def test_a_clinic_that_can_not_be_opened_is_told_in_one_sentence() -> None:
    def start() -> Opened:
        raise Refused("The data folder is on a network drive. Choose another with --data.")

    app = MesoApp(start)
    async with app.run_test() as pilot:
        for _ in range(500):
            if app.failure:
                break
            await pilot.pause(0.01)
    assert app.failure == "The data folder is on a network drive. Choose another with --data."
    assert app.return_code == CANNOT_START


async def test_function_keys_and_their_second_ways_lead_to_places(opened: Opened) -> None:
    app = MesoApp(lambda: opened)
    async with app.run_test() as pilot:
        today = await settled(app, Today)
        for key in ("f3", "ctrl+f"):
            await pilot.press(key)
            await app.workers.wait_for_complete()
            assert type(app.screen) is Place
            await pilot.press("escape")
            await app.workers.wait_for_complete()
            assert app.screen is today
        await pilot.press("f4", "f3")
        await app.workers.wait_for_complete()
        assert len(app.screen_stack) == 4
        await pilot.press("f2")
        await app.workers.wait_for_complete()
        assert app.screen is today
        await pilot.press("escape")
        await app.workers.wait_for_complete()
        assert app.screen is today


async def test_a_place_that_is_open_is_gone_back_to(opened: Opened) -> None:
    app = MesoApp(lambda: opened)
    async with app.run_test() as pilot:
        await settled(app, Today)
        app.screen.post_message(Go("client", UUID(int=7)))
        await pilot.pause()
        await app.workers.wait_for_complete()
        client = place_of(app)
        assert client.subject == UUID(int=7)
        await app.go("session")
        await app.go("client", UUID(int=7))
        assert app.screen is client
        await app.go("client", UUID(int=8))
        assert place_of(app).subject == UUID(int=8)


async def test_leaving_a_place_stores_its_draft(opened: Opened, database: FakeDatabase) -> None:
    app = MesoApp(lambda: opened)
    async with app.run_test() as pilot:
        await settled(app, Today)
        await app.go("session")
        await pilot.press("h", "a", "l", "f", "f2")
        await app.workers.wait_for_complete()
        assert isinstance(app.screen, Today)
        assert database.written == ["draft half"]


async def test_esc_in_a_hurry_leaves_each_screen_once(opened: Opened, database: FakeDatabase) -> None:
    app = MesoApp(lambda: opened)
    async with app.run_test() as pilot:
        await settled(app, Today)
        await app.go("clients")
        await app.go("session")
        await pilot.press("x")
        # The draft takes a while to be stored; whoever presses Esc once more sees the session still.
        database.gate.clear()
        await pilot.press("escape", "escape", "escape")
        database.gate.set()
        await app.workers.wait_for_complete()
        assert place_of(app).subject is None
        assert [type(screen) for screen in app.screen_stack[1:]] == [Today, Place]
        await pilot.press("escape", "escape", "escape")
        await app.workers.wait_for_complete()
        assert isinstance(app.screen, Today)
    assert database.written == ["draft x"]


async def test_quitting_stores_drafts_and_waits_for_writes(opened: Opened, database: FakeDatabase) -> None:
    app = MesoApp(lambda: opened)
    async with app.run_test() as pilot:
        await settled(app, Today)
        await pilot.press("x")
        database.gate.clear()
        writing = asyncio.create_task(opened.work.write(keep, "written"))
        await pilot.press("f10")
        assert app.is_running
        database.gate.set()
        await writing
        await left(app)
    assert list(dict.fromkeys(database.written)) == ["written", "draft x"]
    assert database.closed
    assert app.return_code == 0


async def test_keys_are_heard_while_the_database_is_slow(opened: Opened, database: FakeDatabase) -> None:
    app = MesoApp(lambda: opened)
    async with app.run_test() as pilot:
        await settled(app, Today)
        database.gate.clear()
        place_of(app).run_worker(opened.work.read("any", keep, "x"))
        await pilot.press("o", "k", "f9")
        assert place_of(app).query_one(Input).value == "ok"
        assert place_of(app).heard == ["next step"]
        database.gate.set()


async def test_what_another_terminal_wrote_is_told(opened: Opened, database: FakeDatabase) -> None:
    app = MesoApp(lambda: opened)
    async with app.run_test() as pilot:
        today = await settled(app, Today)
        assert isinstance(today, Today)
        await opened.work.changed()
        database.changes += 1
        await app.look_for_changes()
        await pilot.pause()
        assert today.heard == ["changed"]
        await app.look_for_changes()
        await pilot.pause()
        assert today.heard == ["changed"]


async def test_the_entrance_is_shown_until_somebody_signs_in(opened: Opened, actor: Actor) -> None:
    closed = Opened(
        work=opened.work,
        clinic=opened.clinic,
        now=opened.now,
        screens=opened.screens,
        entrances=opened.entrances,
    )
    app = MesoApp(lambda: closed)
    async with app.run_test() as pilot:
        entrance = await settled(app, Entrance)
        await pilot.press("f3", "escape")
        await app.workers.wait_for_complete()
        assert app.screen is entrance
        entrance.post_message(SignedIn(actor))
        today = await settled(app, Today)
        assert isinstance(today, Today)
        assert today.context.actor is actor
        assert entrance not in app.screen_stack


async def test_the_clinics_keys_are_used(opened: Opened) -> None:
    chosen = Opened(
        work=opened.work,
        clinic=opened.clinic,
        now=opened.now,
        screens=opened.screens,
        actor=opened.actor,
        commands=overridden(COMMANDS, {"session.next-step": "f8", "session.note": "f9"}),
        theme="high-contrast",
    )
    app = MesoApp(lambda: chosen)
    async with app.run_test() as pilot:
        await settled(app, Today)
        await pilot.press("f9")
        assert place_of(app).heard == []
        await pilot.press("f8")
        assert place_of(app).heard == ["next step"]
        assert place_of(app).context.commands == chosen.commands
        assert app.theme == "high-contrast"


@pytest.mark.parametrize("theme", [theme.name for theme in THEMES])
async def test_every_theme_has_what_every_sheet_and_widget_needs(theme: str, opened: Opened) -> None:
    class Everything(Place):
        def compose(self) -> ComposeResult:
            yield from (Input(), TextArea(), Select([("a", 1)]), OptionList("a"), DataTable(), Tree("a"))
            yield from (Button("a"), Checkbox("a"), Markdown("# a"), Log(), ProgressBar())

    app = MesoApp(lambda: replace(opened, theme=theme, screens={"today": Everything}))
    async with app.run_test() as pilot:
        await settled(app, Everything)
        app.notify("told", markup=False)
        await pilot.press("ctrl+p")
        await pilot.pause()
        assert app.theme == theme


async def test_a_theme_that_does_not_exist_is_refused(opened: Opened) -> None:
    app = MesoApp(lambda: replace(opened, theme="pink"))
    async with app.run_test() as pilot:
        while not app.failure:
            await pilot.pause(0.01)
    assert app.failure == (
        'Settings, theme: "pink" is no theme; choose one of meso-dark, meso-light, high-contrast, ansi.'
    )


async def test_a_draft_that_can_not_be_kept_is_told_before_leaving(opened: Opened) -> None:
    class Full(Place):
        async def save_draft(self) -> None:
            raise Refused("The disk is full.")

    app = MesoApp(lambda: replace(opened, screens={"today": Full}))
    async with app.run_test(notifications=True) as pilot:
        await settled(app, Full)
        await pilot.press("f10")
        await pilot.pause()
        assert app.is_running
        assert [n.message for n in app._notifications] == [
            "The disk is full. Quit again to leave without it."
        ]
        await pilot.press("f10")
        await left(app)
    assert app.return_code == 0


def find_no_room(db: Any) -> str:
    raise OSError


class NoRoom(Place):
    """A place whose draft finds no room on the disk."""

    async def save_draft(self) -> None:
        await self.context.work.write(find_no_room)


def ask_for_a_reason(db: Any) -> str:
    raise Refused("Why?")


@pytest.mark.parametrize(
    ("asked", "status"), [(find_no_room, NOT_KEPT), (ask_for_a_reason, 143), (lambda _: "", 143)]
)
async def test_the_status_of_a_console_that_is_ended_says_whether_its_last_write_was_kept(
    asked: Callable[[Any], str], status: int, opened: Opened, database: FakeDatabase
) -> None:
    app = MesoApp(lambda: opened)
    async with app.run_test():
        await settled(app, Today)
        database.gate.clear()
        writing = asyncio.create_task(opened.work.write(asked))
        await asyncio.sleep(0)
        app.leave(143)
        await asyncio.sleep(0)
        database.gate.set()
        await asyncio.gather(writing, return_exceptions=True)
        await left(app)
    assert app.return_code == status
    assert bool(app.failure) is (status == NOT_KEPT)


async def test_who_is_quitting_and_is_ended_meanwhile_is_not_asked_to_quit_again(
    opened: Opened, database: FakeDatabase
) -> None:
    app = MesoApp(lambda: replace(opened, screens={"today": NoRoom}))
    async with app.run_test() as pilot:
        await settled(app, NoRoom)
        database.gate.clear()
        await pilot.press("f10")
        app.leave(143)
        database.gate.set()
        await left(app)
    assert app.return_code == NOT_KEPT


async def test_no_key_is_taken_while_the_console_is_left_and_all_are_when_it_stays(
    opened: Opened, database: FakeDatabase
) -> None:
    app = MesoApp(lambda: replace(opened, screens={"today": NoRoom}))
    async with app.run_test(notifications=True) as pilot:
        screen = await settled(app, NoRoom)
        database.gate.clear()
        await pilot.press("f10", "x")
        database.gate.set()
        while not app._notifications:
            await pilot.pause()
        await pilot.press("y")
        assert screen.query_one(Input).value == "y"


async def test_help_hide_and_palette_open_and_close(opened: Opened) -> None:
    app = MesoApp(lambda: opened)
    async with app.run_test() as pilot:
        today = await settled(app, Today)
        await pilot.press("f1")
        help_screen = await settled(app, Help)
        shown = " ".join(str(line.render()) for line in help_screen.query(".help-line"))
        assert "Go on to the next step." in shown
        assert "Void the last entry" not in shown
        await pilot.press("f3")
        assert app.screen is help_screen
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen is today
        await pilot.press("f12")
        await settled(app, Hidden)
        await pilot.press("x")
        await pilot.pause()
        assert app.screen is today
        assert today.query_one(Input).value == ""


async def test_the_palette_runs_what_keys_run_and_nothing_else(opened: Opened) -> None:
    app = MesoApp(lambda: opened)
    async with app.run_test() as pilot:
        today = await settled(app, Today)
        await pilot.press("ctrl+p", *"next step")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert place_of(app) is today
        await pilot.pause()
        assert place_of(app).heard == ["next step"]


async def test_the_palette_offers_themes_and_no_screenshot(opened: Opened) -> None:
    app = MesoApp(lambda: opened)
    async with app.run_test() as pilot:
        await settled(app, Today)
        below = app.screen
        app.action_palette()
        await pilot.pause()
        offers = [str(hit.prompt) async for hit in CommandsOfRegistry(below).discover()]
    assert "Clients  F3" in offers
    assert "Theme ansi" in offers
    assert any(offer.startswith("Next step") for offer in offers)
    assert not [offer for offer in offers if "screenshot" in offer.lower()]
    assert len(offers) == len(set(offers))


async def test_a_question_gives_the_typed_answer(opened: Opened) -> None:
    app = MesoApp(lambda: opened)
    answers: list[str | None] = []
    async with app.run_test() as pilot:
        await settled(app, Today)
        for keys in (["enter", *"late", "enter"], ["2"], ["7", "enter"], ["x", "2", "enter"], ["escape"]):
            ask = Ask("Why now?", "The clock runs.", ("Client [b]asks[/b]", "Reaction"), topic="early")
            app.push_screen(ask, answers.append)
            await settled(app, Ask)
            assert ask.query_one("#ask-early", Input).has_focus
            await pilot.press(*keys)
            await settled(app, Today)
    assert answers == ["late", "Reaction", "7", "x2", None]


@pytest.mark.parametrize("theme", ["meso-dark", "ansi"])
async def test_a_question_leaves_the_first_rows_in_sight(opened: Opened, theme: str) -> None:
    app = MesoApp(lambda: replace(opened, theme=theme))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(app, Today)
        ask = Ask("Why?", "Because. " * 20, tuple(f"Reason {number}" for number in range(9)))
        app.push_screen(ask)
        await settled(app, Ask)
        await pilot.pause()
        assert ask.query_one(".modal-body").region.y >= 3
        assert ask.styles.background.a == 0
