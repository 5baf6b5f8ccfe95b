"""No update is lost between terminals; the usual engine shows that these tests would notice."""

import multiprocessing
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event, text
from sqlmodel import Session

from mesotui.records.database import Database, Patience
from mesotui.records.engine import open_database
from mesotui.records.rooms import add_room, list_rooms
from tests.records.conftest import Place
from tests.records.given import NOW, Given
from tests.records.judge import judged_whole

TERMINALS = 4
WRITES = 100


def ended(number: int, work: Callable[[Any], None], given: object) -> list[int | None]:
    """Run processes at once, and give how each ended; none is a copy of this one, with its open records."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    terminals = [context.Process(target=work, args=(given,)) for _ in range(number)]
    for terminal in terminals:
        terminal.start()
    for terminal in terminals:
        terminal.join()
    return [terminal.exitcode for terminal in terminals]


def count_up(db: Session) -> None:
    """Read, then write what was read and one more: what a lost update spoils."""
    write_count(db, found(db) + 1)


def found(db: Session) -> int:
    return int(db.connection().execute(text("SELECT phone FROM site")).scalar_one() or 0)


def write_count(db: Session, count: int) -> None:
    db.connection().execute(text("UPDATE site SET phone = :count"), {"count": str(count)})


def one_terminal(place: Place) -> None:
    # Many more writers than a clinic has take turns here, on a machine that others use, too.
    with closing(place.open(Patience(busy_seconds=30))) as opened:
        for _ in range(WRITES):
            opened.write(count_up)


def test_terminals_that_save_at_once_lose_nothing(place: Place) -> None:
    with closing(place.open()) as opened:
        before = opened.version()
        assert ended(TERMINALS, one_terminal, place) == [0] * TERMINALS
        assert opened.read(found) == TERMINALS * WRITES
        assert opened.version() == before + TERMINALS * WRITES
    if place.url is None:
        assert judged_whole(place.folder / "records.sqlite")


def test_the_usual_engine_loses_an_update_where_ours_does_not(set_up_copy_file: Path) -> None:
    usual = create_engine(f"sqlite:///{set_up_copy_file}")

    @event.listens_for(usual, "connect")
    def wait_not(connection: object, _record: object) -> None:
        connection.execute("PRAGMA busy_timeout = 0")  # type: ignore[attr-defined]

    with Session(usual) as one, Session(usual) as other:
        read_by_both = [found(db) for db in (one, other)]
        for db, count in zip((one, other), read_by_both, strict=True):
            write_count(db, count + 1)
            db.commit()
        assert found(one) == 1, "two updates were made, and one is lost"
    usual.dispose()


def test_the_second_terminal_reads_what_the_first_one_wrote(place: Place) -> None:
    with closing(place.open()) as one, closing(place.open()) as other:
        one.write(count_up)
        other.write(count_up)
        assert one.read(found) == 2


def test_two_terminals_that_start_on_nothing_make_the_records_once(tmp_path: Path) -> None:
    assert ended(2, start_and_close, tmp_path / "new") == [0, 0]
    assert judged_whole(tmp_path / "new" / "records.sqlite")


def start_and_close(folder: Path) -> None:
    open_database(folder, throwaway=True).close()


def test_a_terminal_sees_that_another_one_wrote(place: Place) -> None:
    with closing(place.open()) as one, closing(place.open()) as other:
        before = other.version()
        one.write(count_up)
        assert other.version() != before


def test_two_terminals_that_add_the_same_room_add_it_once(clinic: Given, place: Place) -> None:
    with closing(place.open()) as other:
        clinic.database.write(add_room, clinic.actor, "Laser", now=NOW)
        refusals = [attempt(other, clinic), attempt(clinic.database, clinic)]
    assert all("Laser" in refusal for refusal in refusals)
    assert len(clinic.database.read(list_rooms, clinic.actor)) == 2


def attempt(database: Database, clinic: Given) -> str:
    try:
        database.write(add_room, clinic.actor, "LASER", now=NOW)
    except Exception as refusal:  # noqa: BLE001 - its words are what is tested
        return str(refusal).replace("LASER", "Laser")
    return ""
