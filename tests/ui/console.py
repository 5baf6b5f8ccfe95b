"""A console on a real clinic in a folder of its own, for tests that press keys."""

import asyncio
import html
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Static

from mesotui.clinic import load
from mesotui.domain.people import Actor, AlertKind, Appointment, Client, Room
from mesotui.domain.treatment import TreatmentSession
from mesotui.records import appointments, clients, rooms, sessions, sites
from mesotui.records.database import Database
from mesotui.records.engine import open_database
from mesotui.records.tables import StaffRow
from mesotui.ui import local_time
from mesotui.ui.app import MesoApp
from mesotui.ui.context import Context, Opened
from mesotui.ui.screens.client import ClientScreen
from mesotui.ui.screens.clients import ClientsScreen
from mesotui.ui.screens.recall import RecallScreen
from mesotui.ui.screens.room_clock import RoomClockScreen
from mesotui.ui.screens.setup import SetupScreen
from mesotui.ui.screens.sign_in import SignInScreen
from mesotui.ui.screens.slip import SlipScreen
from mesotui.ui.screens.stock import StockScreen
from mesotui.ui.screens.today import TodayScreen
from mesotui.ui.work import Work

_LONGEST_WAIT = 200
# How Rich draws a cell in SVG.
_CELL_WIDTH = 12.2
_TEXTS = re.compile(r'<text[^>]* x="([\d.]+)" y="([\d.]+)"[^>]*>(.*?)</text>', re.DOTALL)


async def left(app: App[None]) -> None:
    """Wait until an app that is being left has kept what was typed, and ends."""
    while app.return_code is None:
        await asyncio.sleep(0.01)


class Wall:
    """A clock that stands where a test puts it."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time

    def goes_on(self, **amount: float) -> None:
        self.time += timedelta(**amount)


class SessionProbe(Screen[None]):
    """Stands where a session would be shown, and says which."""

    def __init__(self, session_id: UUID | None) -> None:
        super().__init__()
        self.session_id = session_id

    def compose(self) -> ComposeResult:
        yield Static("the session")


class Clinic:
    """A clinic on disk, seen as another terminal of it would see it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.wall = Wall()
        self.database: Database = open_database(folder, throwaway=True)
        self.actor: Actor | None = None
        self.jurisdiction = ""

    def set_up(self, pin: str = "1234") -> None:
        self.actor = self.database.write(
            sites.set_up,
            clinic_name="Parc",
            practitioner_name="A. Ruiz",
            pin=pin,
            now=self.wall.now(),
        )

    def forget_pins(self) -> None:
        """Leave the staff without PINs, as no use case does."""
        self.database.write(_forget_pins)

    @property
    def who(self) -> Actor:
        assert self.actor is not None
        return self.actor

    def room(self, name: str) -> Room:
        # Rooms stand in the order they were added, and two can't be added in one moment.
        self.wall.goes_on(seconds=1)
        return self.database.write(rooms.add_room, self.who, name, now=self.wall.now())

    def rooms(self) -> tuple[Room, ...]:
        return self.database.read(rooms.list_rooms, self.who)

    def client(self, family: str, given: str, born: date, phone: str = "", *allergies: str) -> Client:
        return self.database.write(
            clients.add_client,
            self.who,
            family_name=family,
            given_name=given,
            birth_date=born,
            phone=phone,
            alerts=[(AlertKind.ALLERGY, text) for text in allergies],
            now=self.wall.now(),
        )

    def due(self, client: Client, hour: int, room: Room | None = None) -> Appointment:
        day_from, _ = local_time.day_bounds(self.wall.now())
        return self.database.write(
            appointments.book,
            self.who,
            client.id,
            day_from + timedelta(hours=hour),
            room.id if room else None,
            now=self.wall.now(),
        )

    def opened(self, client: Client, room: Room) -> TreatmentSession:
        return self.database.write(
            sessions.open_session,
            self.who,
            client.id,
            room.id,
            target_minutes=(30, 60),
            utc_offset=timedelta(0),
            now=self.wall.now(),
        )

    def open_sessions(self) -> tuple[TreatmentSession, ...]:
        return self.database.read(sessions.open_sessions, self.who)

    def everybody(self) -> tuple[Client, ...]:
        return self.database.read(clients.list_clients, self.who, limit=50)

    def console(self, *, signed_in: bool = True, entrance: str = "sign-in") -> MesoApp:
        def start() -> Opened:
            work = Work(open_database(self.folder, throwaway=True), log_folder=self.folder, now=self.wall.now)
            return Opened(
                work=work,
                clinic=load(None, jurisdiction=self.jurisdiction),
                now=self.wall.now,
                screens={
                    "today": lambda context, _: TodayScreen(context),
                    "clients": lambda context, _: ClientsScreen(context),
                    "client": _client_screen,
                    "clock": RoomClockScreen,
                    "stock": lambda context, _: StockScreen(context),
                    "recall": RecallScreen,
                    "session": lambda _, session_id: SessionProbe(session_id),
                    "slip": lambda context, session_id: SlipScreen(context, session_id, folder=self.folder),
                },
                entrances={
                    "setup": lambda opened: SetupScreen(opened, key_folder=self.folder),
                    "sign-in": SignInScreen,
                },
                entrance=entrance,
                actor=self.actor if signed_in else None,
            )

        return MesoApp(start, log_folder=self.folder, now=self.wall.now)


def _forget_pins(db: Session) -> None:
    db.exec(update(StaffRow).values(pin_hash=""))


def _client_screen(context: Context, client_id: UUID | None) -> Screen[None]:
    assert client_id is not None
    return ClientScreen(context, client_id)


def seen(app: App[None]) -> str:
    """Give everything that stands on the screen, line by line."""
    drawn = app.export_screenshot(simplify=True)
    lines: dict[float, str] = {}
    for x, y, text in _TEXTS.findall(drawn):
        line = lines.get(float(y), "")
        lines[float(y)] = line.ljust(round(float(x) / _CELL_WIDTH)) + html.unescape(text).replace("\xa0", " ")
    return "\n".join(lines[y] for y in sorted(lines))


async def until(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    """Wait until something holds; what is on the screen is told where it never does."""
    for _ in range(_LONGEST_WAIT):
        if holds():
            return
        await pilot.pause(0.02)
    raise AssertionError(f"never came true; the screen shows:\n{seen(pilot.app)}")


async def sees(pilot: Pilot[None], *texts: str) -> str:
    """Wait until texts stand on the screen, and give the whole screen."""
    await until(pilot, lambda: all(text in seen(pilot.app) for text in texts))
    return seen(pilot.app)


async def session_shown(pilot: Pilot[None]) -> UUID | None:
    """Wait until a session is shown, and give which."""
    await until(pilot, lambda: isinstance(pilot.app.screen, SessionProbe))
    assert isinstance(pilot.app.screen, SessionProbe)
    return pilot.app.screen.session_id
