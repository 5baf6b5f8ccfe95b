"""The one place where settings, database, use cases and screens meet."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from mesotui import faults, hardening, paths, settings
from mesotui.domain.errors import NotFound, Refused
from mesotui.domain.people import NOBODY, Actor, Role
from mesotui.domain.slip_choices import SlipChoices
from mesotui.records.gate import CannotStart
from mesotui.settings import Settings
from mesotui.ui.keymap import overridden
from mesotui.ui.keys import COMMANDS

if TYPE_CHECKING:
    from textual.screen import Screen

    from mesotui.records.database import Database
    from mesotui.ui.context import Context, EntranceFactory, Opened, ScreenFactory

DATABASE_VARIABLE = "MESOTUI_DATABASE"
"""The environment variable that names the database when ``--database`` does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the command line and the environment said."""

    folder: Path
    """The clinic's folder; it may not exist yet."""
    database_url: str | None
    """A PostgreSQL database; None is the file in the folder."""
    mouse: bool
    theme: str | None
    low_bandwidth: bool = False
    """Whether every byte to the terminal counts."""

    @classmethod
    def of(
        cls,
        *,
        data: Path | None,
        database_url: str | None,
        mouse: bool,
        theme: str | None,
        low_bandwidth: bool = False,
    ) -> Options:
        """Take what the command line said, and from the environment what it left open."""
        return cls(
            folder=paths.data_folder(data),
            database_url=database_url or os.environ.get(DATABASE_VARIABLE) or None,
            mouse=mouse,
            theme=theme,
            low_bandwidth=low_bandwidth,
        )

    @property
    def settings(self) -> Settings:
        """The clinic's settings.

        Raises:
            Refused: the file is wrong.
        """
        return settings.load(paths.settings_file(self.folder))


@contextmanager
def open_clinic(options: Options) -> Iterator[tuple[Database, Actor]]:
    """Open the records of a clinic that is set up, for the command line, and close them again.

    Whoever may read the folder may read the records: no person acts, so the actor that is given can write
    nothing in anybody's name.

    Raises:
        CannotStart: the records can't be opened.
        NotFound: no clinic was set up here.
    """
    from mesotui.records.engine import FILE_NAME, open_database
    from mesotui.records.sites import current_site

    missing = NotFound(
        f"There is no clinic in {options.folder} yet. Run mesotui to set one up, or mesotui demo."
    )
    if options.database_url is None and not (options.folder / FILE_NAME).exists():
        raise missing
    # The demo clinic says itself that nothing of it matters, so it may lie where records may not.
    database = open_database(options.folder, url=options.database_url, throwaway=is_demo(options.folder))
    try:
        site = database.read(current_site)
        if site is None:
            raise missing
        yield database, Actor(staff_id=NOBODY, site_id=site.id, name="", role=Role.ADMINISTRATOR)
    finally:
        database.close()


def open_console(options: Options, *, key: str | None = None) -> tuple[str, int]:
    """Open the console and give, once it was left, why it ended by itself, and the exit status.

    Args:
        options: what the command line said.
        key: the fingerprint of the SSH key by which somebody was let in: it alone says who acts, and the
            console ends when it is revoked. None shows who works here, to choose oneself.

    Raises:
        CannotStart: the settings are wrong, or there is no terminal.
    """

    def start(chosen: Settings) -> Opened:
        from mesotui.records.engine import open_database
        from mesotui.records.sites import current_site

        database = open_database(options.folder, url=options.database_url, throwaway=is_demo(options.folder))
        if key is not None:
            return _let_in_by(key, options, chosen, database)
        entrance = "setup" if database.read(current_site) is None else "sign-in"
        return _opened(options, chosen, database, actor=None, entrance=entrance)

    # Of what comes over the network, the terminal's name is all that counts; the rest is the server's own.
    environment = os.environ if key is None else {"TERM": os.environ.get("TERM", "")}
    return _run(options, start, environment)


def _let_in_by(key: str, options: Options, chosen: Settings, database: Database) -> Opened:
    from mesotui.records.staff_keys import actor_by_key

    try:
        actor = database.read(actor_by_key, key)
    except Refused:
        database.close()
        raise
    opened = _opened(options, chosen, database, actor=actor, entrance="sign-in")
    return replace(opened, admits=lambda db: actor_by_key(db, key))


def open_demo(options: Options, *, fill: int, seed: int, keep: Path | None, opens: bool) -> tuple[str, int]:
    """Open the console on the demo clinic, or only write it, and give what ``open_console`` gives.

    Args:
        options: what the command line said.
        fill: how many past sessions are written besides the last month's.
        seed: the same number makes the same clinic.
        keep: the folder to write it to; None takes one that is removed when the console is left.
        opens: whether the console is opened; else the folder is printed, and stays.
    """
    folder = keep.expanduser().absolute() if keep else Path(tempfile.mkdtemp(prefix="mesotui-demo-"))
    there = replace(options, folder=folder)

    def make() -> tuple[Database, Actor]:
        from mesotui.demo.opening import open_demo_clinic

        return open_demo_clinic(folder, seed=seed, sessions=fill, now=_now(), url=options.database_url)

    ends = ExitStack()

    def start(chosen: Settings) -> Opened:
        from mesotui.demo.printer import demo_printer

        database, actor = make()
        ends.enter_context(demo_printer(folder))
        return _opened(there, chosen, database, actor=actor, entrance="sign-in")

    if not opens:
        database, _ = make()
        database.close()
        sys.stdout.write(f"{folder}\n")
        return "", 0
    try:
        with ends:
            return _run(there, start, os.environ)
    finally:
        if keep is None:
            shutil.rmtree(folder, ignore_errors=True)


def _run(
    options: Options, start: Callable[[Settings], Opened], environment: Mapping[str, str]
) -> tuple[str, int]:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise CannotStart("The console needs a terminal. For text on the command line see mesotui --help.")
    hardening.forget_environment()
    hardening.protect_memory()
    faults.stay_silent_in_threads()
    try:
        chosen = options.settings
    except Refused as refusal:
        raise CannotStart(str(refusal)) from None
    from mesotui.ui import tidying
    from mesotui.ui.app import MesoApp
    from mesotui.ui.terminal_kind import kind_of

    def starting() -> Opened:
        try:
            return start(chosen)
        except CannotStart as refusal:
            raise Refused(str(refusal)) from None
        finally:
            # What was loaded stays for good. To look through all of it for garbage again and again would
            # hold up the start, and later a key by some tenths of a second.
            tidying.begin()

    gc.disable()
    terminal = kind_of(environment, slow=options.low_bandwidth or chosen.low_bandwidth)
    app = MesoApp(starting, log_folder=paths.log_folder(options.folder), now=_now, terminal=terminal)
    app.run(mouse=options.mouse or chosen.mouse)
    return app.failure, app.return_code or 0


def _opened(
    options: Options, chosen: Settings, database: Database, *, actor: Actor | None, entrance: str
) -> Opened:
    from mesotui import clinic
    from mesotui.ui.context import Opened
    from mesotui.ui.work import Work

    key_folder = options.folder if chosen.sign_slips else None
    return Opened(
        work=Work(database, log_folder=paths.log_folder(options.folder), now=_now),
        clinic=clinic.load(options.folder, jurisdiction=chosen.jurisdiction),
        now=_now,
        screens=_screens(options.folder, key_folder=key_folder, choices=chosen.slip_choices),
        entrances=_entrances(key_folder),
        actor=actor,
        entrance=entrance,
        commands=overridden(COMMANDS, chosen.keys),
        theme=options.theme or chosen.theme,
        preload=_load_screens,
    )


def _load_screens() -> None:
    for name in ("session", "clients", "client", "room_clock"):
        import_module(f"mesotui.ui.screens.{name}")


def _screens(folder: Path, *, key_folder: Path | None, choices: SlipChoices) -> Mapping[str, ScreenFactory]:
    # A start waits for the first screen only.
    from mesotui.ui.screens.today import TodayScreen

    def clients(context: Context, _key: UUID | None) -> Screen[None]:
        from mesotui.ui.screens.clients import ClientsScreen

        return ClientsScreen(context)

    def client(context: Context, key: UUID | None) -> Screen[None]:
        from mesotui.ui.screens.client import ClientScreen

        if key is None:
            raise Refused("Which client? Choose one on Today (F2) first.")
        return ClientScreen(context, key)

    def session(context: Context, key: UUID | None) -> Screen[None]:
        from mesotui.ui.screens.session import SessionScreen

        return SessionScreen(context, key)

    def clock(context: Context, key: UUID | None) -> Screen[None]:
        from mesotui.ui.screens.room_clock import RoomClockScreen

        return RoomClockScreen(context, key)

    def slip(context: Context, key: UUID | None) -> Screen[None]:
        # What draws codes takes longer to load than all other screens together; no session begins with it.
        from mesotui.ui.screens.slip import SlipScreen

        return SlipScreen(context, key, folder=folder / "slips", key_folder=key_folder, choices=choices)

    def stock(context: Context, _key: UUID | None) -> Screen[None]:
        from mesotui.ui.screens.stock import StockScreen

        return StockScreen(context)

    def recall(context: Context, key: UUID | None) -> Screen[None]:
        from mesotui.ui.screens.recall import RecallScreen

        return RecallScreen(context, key)

    return {
        "today": lambda context, _: TodayScreen(context),
        "clients": clients,
        "client": client,
        "session": session,
        "slip": slip,
        "clock": clock,
        "stock": stock,
        "recall": recall,
    }


def _entrances(key_folder: Path | None) -> Mapping[str, EntranceFactory]:
    def setup(opened: Opened) -> Screen[None]:
        from mesotui.ui.screens.setup import SetupScreen

        return SetupScreen(opened, key_folder=key_folder)

    def sign_in(opened: Opened) -> Screen[None]:
        from mesotui.ui.screens.sign_in import SignInScreen

        return SignInScreen(opened)

    return {"setup": setup, "sign-in": sign_in}


def is_demo(folder: Path) -> bool:
    """Tell whether a folder holds a demo clinic, of which nothing matters."""
    from mesotui.demo import MARK

    return (folder / MARK).exists()


def _now() -> datetime:
    return datetime.now().astimezone()
