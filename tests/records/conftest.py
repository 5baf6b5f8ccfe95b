"""Every test of the records runs on a real SQLite file and on a real PostgreSQL server."""

import functools
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from argon2 import PasswordHasher
from sqlmodel import SQLModel

from mesotui.records import clients, pins, rooms, sites, staff
from mesotui.records.database import Database, Patience
from mesotui.records.engine import FILE_NAME, open_database
from tests.records import given
from tests.records.server import binaries, running_server

TABLES = tuple(table.name for table in SQLModel.metadata.sorted_tables)


@pytest.fixture(scope="session", autouse=True)
def cheap_pins() -> Iterator[None]:
    """PINs whose checking costs nothing: these tests check many."""
    cheap = functools.partial(PasswordHasher, time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pins, "PasswordHasher", cheap)
        yield


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a server, with a place for a database's name."""
    programs = binaries()
    if programs is None:
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL isn't installed, and the records must be tested on it")
        pytest.skip("PostgreSQL isn't installed")
    with running_server(programs) as address:
        yield address


@pytest.fixture(scope="session")
def set_up_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with a clinic that is set up."""
    folder = tmp_path_factory.mktemp("set-up")
    _set_up(open_database(folder, throwaway=True))
    return folder / FILE_NAME


@pytest.fixture(scope="session")
def set_up_postgresql(postgresql: str) -> str:
    """The address of a PostgreSQL database with a clinic that is set up, and a copy of its rows beside it."""
    run_on_server(postgresql, "CREATE DATABASE set_up")
    address = postgresql.format("set_up")
    _set_up(open_database(Path("unused"), url=address))
    copies = [f"CREATE TABLE kept.{name} AS TABLE public.{name}" for name in TABLES]
    run_statements(address, "CREATE SCHEMA kept", *copies)
    return address


@dataclass(frozen=True)
class Place:
    """Where the records of a clinic that is set up are kept."""

    folder: Path
    url: str | None

    def open(self, patience: Patience | None = None) -> Database:
        return open_database(self.folder, url=self.url, throwaway=True, patience=patience)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Records of this test's own, on each engine."""
    if request.param == "sqlite":
        shutil.copyfile(request.getfixturevalue("set_up_file"), tmp_path / FILE_NAME)
        yield Place(tmp_path, None)
        return
    yield request.getfixturevalue("set_up_copy")


@pytest.fixture
def set_up_copy(tmp_path: Path, set_up_postgresql: str) -> Place:
    """Records on PostgreSQL as they were set up."""
    restored = [f"INSERT INTO public.{name} SELECT * FROM kept.{name}" for name in TABLES]
    run_statements(set_up_postgresql, f"TRUNCATE {', '.join(TABLES)}", *restored)
    return Place(tmp_path, set_up_postgresql)


@pytest.fixture
def set_up_copy_file(tmp_path: Path, set_up_file: Path) -> Path:
    """A database file of this test's own."""
    return Path(shutil.copyfile(set_up_file, tmp_path / FILE_NAME))


@pytest.fixture
def database(place: Place) -> Iterator[Database]:
    """The records of a clinic that is set up, on each engine."""
    opened = place.open()
    yield opened
    opened.close()


@pytest.fixture
def clinic(database: Database) -> given.Given:
    """The clinic, its practitioner, its room and its first client."""
    (person,) = database.read(staff.list_staff)
    actor = database.read(staff.actor_of, person.id)
    (room,) = database.read(rooms.list_rooms, actor)
    (lea,) = database.read(clients.list_clients, actor, limit=9)
    return given.Given(database=database, actor=actor, room=room, lea=lea)


def run_on_server(address: str, statement: str) -> None:
    with psycopg.connect(address.format("postgres"), autocommit=True) as connection:
        connection.execute(statement.encode())


def run_statements(address: str, *statements: str) -> None:
    with psycopg.connect(address) as connection:
        connection.execute("; ".join(statements).encode())


def _set_up(opened: Database) -> None:
    actor = opened.write(
        sites.set_up,
        clinic_name=given.CLINIC,
        practitioner_name=given.PRACTITIONER,
        pin=given.PIN,
        now=given.NOW,
    )
    given.add_lea(opened, actor)
    opened.close()
