"""A small console on a made-up clinic, for tests on a real terminal.

``python -m tests.system.console ARM FILE`` runs one arm and stores in the file.

The arms named ``bare-…`` have a protection removed, to prove that the tests would notice.
"""

import errno
import fcntl
import os
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from textual import events
from textual.app import App, ComposeResult
from textual.drivers.linux_driver import LinuxDriver
from textual.filter import LineFilter
from textual.screen import Screen
from textual.widgets import Input, Static

from mesotui import faults
from mesotui.clinic import load
from mesotui.domain.people import Actor, Role
from mesotui.ui.app import MesoApp
from mesotui.ui.context import Context, Opened
from mesotui.ui.scan_desk import ScanDesk
from mesotui.ui.work import Work
from tests.system.slots import SlotsScreen

T = TypeVar("T")
NOW = datetime(2026, 11, 22, 14, 32, tzinfo=UTC)
NEEDLE = "needle-in-a-local"
WRITE_SECONDS = 0.2
FIELD = "typed:"


class FileDatabase:
    """Stores by appending lines to a file, slowly."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self, use_case: Callable[..., T], /, *args: Any, **kwargs: Any) -> T:
        return use_case(self._path, *args, **kwargs)

    def write(self, use_case: Callable[..., T], /, *args: Any, **kwargs: Any) -> T:
        time.sleep(WRITE_SECONDS)
        return use_case(self._path, *args, **kwargs)

    def version(self) -> int:
        return self._path.stat().st_size if self._path.exists() else 0

    def close(self) -> None:
        store(self._path, "closed")


def store(path: Path, line: str) -> None:
    """A use case: keep a line."""
    with path.open("a", encoding="utf-8") as file:
        file.write(line + "\n")


class FieldScreen(Screen[None]):
    """One field whose text is a draft; its text is told back, with what would have been dangerous."""

    def __init__(self, context: Context, _subject: UUID | None) -> None:
        super().__init__()
        self.context = context

    def compose(self) -> ComposeResult:
        yield Static("READY", markup=False)
        yield Input(id="field")
        yield Static("", id="told", markup=False)

    def on_input_changed(self, event: Input.Changed) -> None:
        self.query_one("#told", Static).update(f"{FIELD}{event.value}|")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if event.value == "crash":
            self.call_next(_crash)
        if event.value == "save":
            self.run_worker(self.context.work.write(store, "saved"))

    async def save_draft(self) -> None:
        await self.context.work.write(store, f"draft:{self.query_one('#field', Input).value}")


def _crash() -> None:
    client_name = NEEDLE
    raise ValueError(f"nothing is known of {client_name}")


class BareCrash(MesoApp):
    """Crashes as Textual does."""

    def _handle_exception(self, error: Exception) -> None:
        App._handle_exception(self, error)


class BareOutput(MesoApp):
    """Writes as Textual does."""

    def get_line_filters(self) -> Sequence[LineFilter]:
        return App.get_line_filters(self)


class BareLeaving(MesoApp):
    """Looks once at what is typed, and takes keys while it stores that."""

    async def on_event(self, event: events.Event) -> None:
        await ScanDesk.on_event(self, event)

    async def _leave(self) -> None:
        await self._keep()
        self.exit(return_code=self._status)


class FullDisk(FileDatabase):
    """Has no room for what is written."""

    def write(self, use_case: Callable[..., T], /, *args: Any, **kwargs: Any) -> T:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


_BARE: Mapping[str, type[MesoApp]] = {
    "bare-crash": BareCrash,
    "bare-slots": BareOutput,
    "bare-leaving": BareLeaving,
}


def main(arm: str, file: Path) -> int:
    """Run one arm, print as the command line would, and give the exit status."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    faults.stay_silent_in_threads()
    screen = SlotsScreen if arm.endswith("slots") else FieldScreen
    database = FullDisk(file) if arm == "full-disk" else FileDatabase(file)
    work = Work(database, log_folder=file.parent / "log", now=lambda: NOW)

    def start() -> Opened:
        actor = Actor(staff_id=UUID(int=1), site_id=UUID(int=2), name="A. Ruiz", role=Role.PRACTITIONER)
        return Opened(work=work, clinic=load(None), now=lambda: NOW, screens={"today": screen}, actor=actor)

    kinds: dict[str, type[MesoApp]] = {
        "bare-crash": BareCrash,
        "bare-slots": BareOutput,
        "bare-leaving": BareLeaving,
    }
    app = kinds.get(arm, MesoApp)(start, log_folder=file.parent / "log")
    if arm == "bare-input":
        app.driver_class = LinuxDriver
    app.run(mouse=False)
    if app.failure:
        print(app.failure, file=sys.stderr)
    return app.return_code or 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1], Path(sys.argv[2])))
