"""A database that needs no disk, and a clinic to open the console on."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import pytest

from mesotui.clinic import ClinicData, load
from mesotui.domain.people import Actor, Role
from mesotui.ui import scan_capture
from mesotui.ui.work import Work
from tests.ui.console import Clinic

T = TypeVar("T")

NOW = datetime(2026, 11, 22, 14, 32, tzinfo=UTC)


class FakeDatabase:
    """Runs use cases on nothing, remembers what was written, and can be held up."""

    def __init__(self) -> None:
        self.changes = 0
        self.closed = False
        self.written: list[str] = []
        self.gate = threading.Event()
        """Reads and writes wait for it."""
        self.gate.set()

    def read(self, use_case: Callable[..., T], /, *args: Any, **kwargs: Any) -> T:
        self.gate.wait()
        return use_case(None, *args, **kwargs)

    def write(self, use_case: Callable[..., T], /, *args: Any, **kwargs: Any) -> T:
        self.gate.wait()
        result = use_case(None, *args, **kwargs)
        self.written.append(str(result))
        self.changes += 1
        return result

    def version(self) -> int:
        return self.changes

    def close(self) -> None:
        self.closed = True


@pytest.fixture(autouse=True)
def _same_machine_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make tests see the same colours and no settings, wherever they run."""
    for name in ("NO_COLOR", "COLORTERM", "MESOTUI_DATA", "TEXTUAL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    # Keys of a test come as fast as a scanner's; what has no prefix is typing here.
    monkeypatch.setattr(scan_capture, "BARE_SECONDS", 0)


@pytest.fixture
def database() -> Iterator[FakeDatabase]:
    """A database on nothing; whatever still waits at the end of a test is let through."""
    fake = FakeDatabase()
    yield fake
    fake.gate.set()


@pytest.fixture
def work(database: FakeDatabase, tmp_path: Path) -> Iterator[Work]:
    """The way to that database."""
    made = Work(database, log_folder=tmp_path / "log", now=lambda: NOW)
    yield made
    database.gate.set()
    made.close()


@pytest.fixture(scope="session")
def clinic() -> ClinicData:
    """The clinic's data as shipped."""
    return load(None)


@pytest.fixture
def actor() -> Actor:
    """A practitioner who is signed in."""
    return Actor(staff_id=UUID(int=1), site_id=UUID(int=2), name="A. Ruiz", role=Role.PRACTITIONER)


@pytest.fixture
def parc(tmp_path: Path) -> Iterator[Clinic]:
    """A clinic on disk with one room and one practitioner."""
    made = Clinic(tmp_path / "parc")
    made.set_up()
    yield made
    made.database.close()
