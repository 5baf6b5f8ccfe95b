"""A real clinic in a file, with a clock that tests set, and the console opened on it."""

import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from textual.events import Key
from textual.pilot import Pilot
from textual.widgets import Static

from mesotui.clinic import ClinicData
from mesotui.domain.people import Actor, AlertKind, Client
from mesotui.domain.treatment import TreatmentSession
from mesotui.records import clients, consents, rooms, sessions, sites
from mesotui.records.database import Database
from mesotui.records.engine import open_database
from mesotui.ui.app import MesoApp
from mesotui.ui.context import Opened
from mesotui.ui.keys import COMMANDS
from mesotui.ui.opening import OpeningScreen
from mesotui.ui.screens.session import SessionScreen
from mesotui.ui.screens.slip import SlipScreen
from mesotui.ui.screens.today import TodayScreen
from mesotui.ui.work import Work
from tests.consenting import ON_PAPER, TEXT

T = TypeVar("T")

_NAMES = {" ": "space", ".": "full_stop", ",": "comma", "-": "minus", "\r": "enter"}
START = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
CONSENTED = START - timedelta(days=20)
"""When the client was asked for their consent, long before this session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A clinic on disk with one client and their open session, to be copied for each test."""

    folder: Path
    actor: Actor
    client: Client
    session_id: UUID


def prepare(folder: Path) -> Prepared:
    """Set a clinic up and open a session in its room."""
    database = open_database(folder)
    actor = database.write(
        sites.set_up, clinic_name="Cabinet Lumen", practitioner_name="A. Ruiz", pin="4321", now=START
    )
    client = database.write(
        clients.add_client,
        actor,
        family_name="Martin",
        given_name="Léa",
        birth_date=date(1985, 3, 4),
        phone="01632 960123",
        alerts=((AlertKind.ALLERGY, "procaine (esters)"),),
        now=START,
    )
    database.write(consents.take, actor, client.id, text=TEXT, taken=ON_PAPER, photos=True, now=CONSENTED)
    session = database.write(
        sessions.open_session,
        actor,
        client.id,
        database.read(rooms.list_rooms, actor)[0].id,
        target_minutes=(30, 60),
        utc_offset=timedelta(hours=1),
        now=START,
    )
    database.close()
    return Prepared(folder=folder, actor=actor, client=client, session_id=session.id)


class TreatmentRoom:
    """One clinic with one client in its room, and as many terminals as a test opens."""

    def __init__(self, folder: Path, clinic: ClinicData, prepared: Prepared) -> None:
        self.folder = folder
        self.clinic = clinic
        self.time = START
        self.actor = prepared.actor
        self.client = prepared.client
        self.session_id = prepared.session_id
        shutil.copytree(prepared.folder, folder / "clinic")
        self.database: Database = open_database(folder / "clinic")

    def now(self) -> datetime:
        return self.time

    def passes(self, **duration: float) -> None:
        """Let time pass."""
        self.time += timedelta(**duration)

    def read(self, use_case: Callable[..., T], *args: Any, **inputs: Any) -> T:
        return self.database.read(use_case, self.actor, *args, **inputs)

    def write(self, use_case: Callable[..., T], *args: Any, **inputs: Any) -> T:
        return self.database.write(use_case, self.actor, *args, now=self.time, **inputs)

    @property
    def session(self) -> TreatmentSession:
        """The session as it is on disk."""
        return self.read(sessions.session, self.session_id)

    def terminal(self, database: Any = None, *, at_session: bool = True) -> MesoApp:
        """Make a console, not yet running, with the session, or Today, as its first screen."""

        def start() -> Opened:
            return Opened(
                work=Work(database or open_database(self.folder / "clinic"), log_folder=None, now=self.now),
                clinic=self.clinic,
                now=self.now,
                actor=self.actor,
                commands=COMMANDS,
                screens={
                    "today": lambda context, _: (
                        SessionScreen(context, self.session_id) if at_session else TodayScreen(context)
                    ),
                    "session": lambda context, key: SessionScreen(context, key or self.session_id),
                    "slip": lambda context, key: SlipScreen(context, key, folder=self.folder),
                },
            )

        return MesoApp(start, now=self.now)

    @asynccontextmanager
    async def console(
        self,
        size: tuple[int, int] = (120, 40),
        database: Any = None,
        *,
        at_session: bool = True,
        notices: bool = False,
    ) -> AsyncIterator["Terminal"]:
        app = self.terminal(database, at_session=at_session)
        async with app.run_test(size=size, notifications=notices) as pilot:
            terminal = Terminal(app, pilot)
            await terminal.opened()
            yield terminal


class Terminal:
    """What a person has in front of them: keys to press and a screen to read."""

    def __init__(self, app: MesoApp, pilot: Pilot[Any]) -> None:
        self.app = app
        self.pilot = pilot
        self.pressed = 0
        """How many keys were pressed so far."""

    async def opened(self) -> None:
        """Wait until the first screen is there, with its session and draft read and its keys in place."""
        while self.app.context is None or isinstance(self.app.screen, OpeningScreen):
            await self.pilot.pause()
        screen = self.app.screen
        while isinstance(screen, SessionScreen) and screen.session is None:
            await self.pilot.pause()
        for _ in range(4):
            await self.settle()

    async def press(self, *keys: str) -> None:
        """Press keys one by one, each after the one before had its effect."""
        for key in keys:
            self.pressed += 1
            await self.pilot.press(key)
            await self.settle()

    async def type(self, text: str) -> None:
        """Type characters as a keyboard sends them."""
        await self.press(*(_NAMES.get(character, character) for character in text))

    async def burst(self, text: str, *, settled: bool = True) -> None:
        """Type characters as a scanner does: all at once, and only then is anything painted."""
        for character in text:
            self.pressed += 1
            key = _NAMES.get(character, character)
            self.app.post_message(Key(key, character))
        # Each key passes through several widgets' queues, which a single pause doesn't empty.
        for _ in text:
            await self.pilot.pause()
        if settled:
            await self.settle()

    async def settle(self) -> None:
        """Wait until everything that was asked for is done and painted, or waits for an answer."""
        await self.pilot.pause()
        while not await self._is_at_rest():
            await self.pilot.pause()

    async def _is_at_rest(self) -> bool:
        turns, screen = self.app._turns, self.app.screen
        if turns._waiting or turns._trip is not None or turns._moves:
            return False
        if _asks(self.app):
            # The answer may be on its way; on a busy machine a pause ends before the question does.
            await self.pilot.pause()
            return self.app.screen is screen
        if not any(worker.is_running for worker in self.app.workers):
            return True
        await self.app.workers.wait_for_complete()
        # What a worker told may start another one, or only be painted, a message later.
        await self.pilot.pause()
        return False

    def text(self, selector: str) -> str:
        """Give what a static text on the screen says."""
        return str(self.app.screen.query_one(selector, Static).content)

    @property
    def session_screen(self) -> SessionScreen:
        """The screen on top, which is a session."""
        screen = self.app.screen
        assert isinstance(screen, SessionScreen)
        return screen

    @property
    def session_screen_below(self) -> SessionScreen:
        """The session that is open, also where a question stands on it."""
        return next(screen for screen in self.app.screen_stack if isinstance(screen, SessionScreen))

    @property
    def seen(self) -> str:
        """Everything on the glass, as lines of text."""
        return "\n".join(strip.text.rstrip() for strip in self.app.screen._compositor.render_strips())


def _asks(app: MesoApp) -> bool:
    """Whether a question stands on the screen: then a worker waits for its answer."""
    return app.screen.is_modal
