"""A use case is saved whole or not at all; what a person must know of it is said in one sentence."""

import os
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlcipher3.dbapi2 as sqlite
from sqlalchemy import text
from sqlmodel import Session

from mesotui.domain.errors import Conflict, Refused
from mesotui.records import drafts, errors, rooms
from mesotui.records.database import Database, Patience
from mesotui.records.engine import FILE_NAME, PRAGMAS, sqlite_engine
from mesotui.records.errors import KeptRefusal, NotSaved, refusal_for
from tests.records.conftest import Place
from tests.records.given import CLINIC, NOW, Given
from tests.records.judge import judged_whole


def rename_site(db: Session, name: str) -> None:
    db.connection().execute(text("UPDATE site SET name = :name"), {"name": name})


def site_name(db: Session) -> str:
    return str(db.connection().execute(text("SELECT name FROM site")).scalar_one())


def test_a_write_is_there_for_the_next_read_and_changes_the_version(database: Database) -> None:
    before = database.version()
    database.write(rename_site, "Renamed")
    assert database.read(site_name) == "Renamed"
    assert database.version() == before + 1


def test_a_read_does_not_change_the_version(database: Database) -> None:
    before = database.version()
    database.read(site_name)
    assert database.version() == before


def test_drafts_pass_unannounced(clinic: Given) -> None:
    opened = clinic.session()
    before = clinic.database.version()
    clinic.database.write(drafts.save, clinic.actor, opened.id, {"points": "24"}, now=NOW)
    assert clinic.database.version() == before


@pytest.mark.parametrize("failure", [Refused("Not today."), ValueError("a mistake")])
def test_whatever_fails_saves_nothing(failure: Exception, database: Database) -> None:
    before, version = database.read(site_name), database.version()

    def half(db: Session) -> None:
        rename_site(db, "Half")
        raise failure

    with pytest.raises(type(failure)):
        database.write(half)
    assert database.read(site_name) == before
    assert database.version() == version


def test_a_kept_refusal_keeps_what_came_before_it(database: Database) -> None:
    def counted(db: Session) -> None:
        rename_site(db, "Counted")
        raise KeptRefusal("The PIN is wrong.")

    with pytest.raises(Refused, match="PIN"):
        database.write(counted)
    assert database.read(site_name) == "Counted"


def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(NotSaved, match="read-only"):
        database.read(rename_site, "By a reader")


def test_all_statements_of_a_read_see_the_same_moment(database: Database) -> None:
    def twice(db: Session) -> tuple[str, str]:
        first = site_name(db)
        database.write(rename_site, "Meanwhile")
        return first, site_name(db)

    first, second = database.read(twice)
    assert first == second
    assert database.read(site_name) == "Meanwhile"


def test_threads_may_share_the_records(clinic: Given) -> None:
    problems: list[BaseException] = []

    def work(number: int) -> None:
        try:
            clinic.database.write(rooms.add_room, clinic.actor, f"Room T{number}", now=NOW)
            clinic.database.read(rooms.list_rooms, clinic.actor)
        except BaseException as problem:  # noqa: BLE001 - told to the main thread
            problems.append(problem)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert len(clinic.database.read(rooms.list_rooms, clinic.actor)) == 9


def test_a_row_that_another_terminal_made_first_is_a_conflict(database: Database) -> None:
    def again(db: Session) -> None:
        db.connection().execute(text("INSERT INTO site_head (id, version) VALUES (1, 0)"))

    with pytest.raises(Conflict, match="another terminal"):
        database.write(again)


def test_a_mistake_of_the_program_tells_no_value(database: Database) -> None:
    with pytest.raises(RuntimeError) as problem:
        database.write(rename_site, "Secret name " * 20)
    assert "Secret" not in str(problem.value)
    assert "UPDATE site" in str(problem.value)


class Holder:
    """Another terminal, in the middle of saving."""

    def __init__(self, place: Place) -> None:
        self._connection: Any
        if place.url is None:
            self._connection = sqlite.connect(str(place.folder / FILE_NAME), isolation_level=None)
            self._connection.execute("BEGIN IMMEDIATE")
        else:
            self._connection = psycopg.connect(place.url)
            self._connection.execute("SELECT 1 FROM site_head FOR UPDATE")

    def release(self) -> None:
        self._connection.rollback()
        self._connection.close()


def test_a_busy_database_is_tried_again_and_then_said(place: Place) -> None:
    pauses: list[None] = []
    opened = place.open(Patience(busy_seconds=0, more_tries=3, pause=lambda: pauses.append(None)))
    holder = Holder(place)
    with closing(opened), pytest.raises(NotSaved, match="Another terminal is saving"):
        opened.write(rename_site, "Renamed")
    assert len(pauses) == 3
    holder.release()
    with closing(place.open()) as reopened:
        assert reopened.read(site_name) == CLINIC


def test_a_database_that_was_busy_for_a_moment_saves(place: Place) -> None:
    holder = Holder(place)
    with closing(place.open(Patience(busy_seconds=0, more_tries=1, pause=holder.release))) as opened:
        opened.write(rename_site, "Renamed")
        assert opened.read(site_name) == "Renamed"


def test_readers_go_on_while_another_terminal_saves(place: Place) -> None:
    with closing(place.open(Patience(busy_seconds=0, more_tries=0))) as opened:
        holder = Holder(place)
        assert opened.read(site_name) == CLINIC
        holder.release()


@pytest.mark.parametrize("code", ["40001", "40P01"])
def test_a_use_case_that_postgresql_could_not_order_runs_again_from_its_beginning(
    code: str, set_up_copy: Place
) -> None:
    runs: list[None] = []

    def disturbed(db: Session) -> int:
        runs.append(None)
        rename_site(db, f"Run {len(runs)}")
        if len(runs) == 1:
            failure = f"DO $$ BEGIN RAISE EXCEPTION 'in the way' USING ERRCODE = '{code}'; END $$"
            db.connection().execute(text(failure))
        return len(runs)

    with closing(set_up_copy.open(Patience(pause=lambda: None))) as opened:
        assert opened.write(disturbed) == 2
        assert opened.read(site_name) == "Run 2"


def test_a_connection_that_broke_is_replaced_unseen(set_up_copy: Place) -> None:
    assert set_up_copy.url is not None
    with closing(set_up_copy.open()) as opened:
        assert opened.read(site_name) == CLINIC
        _end_all_connections(set_up_copy.url)
        assert opened.read(site_name) == CLINIC


def test_a_connection_that_breaks_while_saving_is_said_and_saves_nothing(set_up_copy: Place) -> None:
    url = set_up_copy.url
    assert url is not None

    def broken(db: Session) -> None:
        rename_site(db, "Half")
        _end_all_connections(url)
        rename_site(db, "Whole")

    with closing(set_up_copy.open()) as opened:
        with pytest.raises(NotSaved, match="can't be reached"):
            opened.write(broken)
        assert opened.read(site_name) == CLINIC


def _end_all_connections(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def spoiled(file: Path, **pragmas: int) -> Database:
    """Open a file through a writer with other settings, to make the disk seem full or read-only."""
    return Database(
        writer=sqlite_engine(file, write=True, busy_seconds=0, pragmas={**PRAGMAS, **pragmas}),
        reader=sqlite_engine(file, write=False, busy_seconds=0),
        patience=Patience(busy_seconds=0, more_tries=0),
        file=file,
    )


def fill_up(db: Session) -> None:
    db.connection().execute(text("CREATE TABLE filler (content BLOB)"))
    db.connection().execute(text("INSERT INTO filler VALUES (zeroblob(1000000))"))


def test_a_full_disk_is_said_and_saving_goes_on_when_there_is_room(set_up_copy_file: Path) -> None:
    pages = set_up_copy_file.stat().st_size // 4096
    with closing(spoiled(set_up_copy_file, max_page_count=pages + 10)) as opened:
        with pytest.raises(NotSaved, match="The disk is full"):
            opened.write(fill_up)
        assert opened.read(site_name) == CLINIC
        opened.write(rename_site, "Room again")
        assert opened.read(site_name) == "Room again"
    assert judged_whole(set_up_copy_file)


def test_a_disk_that_became_read_only_is_said(set_up_copy_file: Path) -> None:
    with (
        closing(spoiled(set_up_copy_file, query_only=1)) as opened,
        pytest.raises(NotSaved, match="read-only"),
    ):
        opened.write(rename_site, "Renamed")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (266, "disk gave an error"),
        (1034, "disk gave an error"),
        (14, "disk gave"),
        (11, "damaged"),
        (26, "damaged"),
    ],
)
def test_what_sqlite_says_of_the_disk_is_told_in_words(code: int, words: str) -> None:
    problem = sqlite.OperationalError("said by SQLite")
    problem.sqlite_errorcode = code
    told = refusal_for(problem)
    assert isinstance(told, NotSaved)
    assert words in str(told)
    assert "kept" in str(told)


def test_a_constraint_that_the_program_should_have_known_is_no_sentence_for_a_person() -> None:
    problem = sqlite.IntegrityError("CHECK constraint failed")
    problem.sqlite_errorcode = 275
    assert refusal_for(problem) is None


def test_a_process_that_was_forked_may_not_use_the_records_of_its_parent(place: Place) -> None:
    with closing(place.open()) as opened:
        opened.version()
        child = os.fork()
        if child == 0:  # pragma: no cover - in another process
            os._exit(_used_in_child(opened, place))
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        opened.write(rename_site, "Still the parent's")
        assert opened.read(site_name) == "Still the parent's"


def _used_in_child(opened: Database, place: Place) -> int:
    """Give 0 when everything was refused as it must be."""
    try:
        opened.read(site_name)
    except RuntimeError:
        opened.close()
    else:
        return 1
    if place.url is not None:
        return 0
    try:
        place.open()
    except RuntimeError:
        return 0
    return 2


def test_the_settings_that_saving_stands_on_are_on(set_up_copy_file: Path) -> None:
    engine = sqlite_engine(set_up_copy_file, write=True, busy_seconds=0)
    with engine.connect() as connection:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in PRAGMAS}
    engine.dispose()
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "mmap_size": 0,
        "secure_delete": 1,
        "temp_store": 2,
    }


def test_a_database_module_error_is_understood_by_no_other_name() -> None:
    assert refusal_for(ValueError("not of a database")) is None
    assert not errors.is_passing(None)
