"""Reads that are overtaken, writes that never are."""

import asyncio
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mesotui.domain.errors import Refused
from mesotui.ui.work import Stale, Work
from tests.ui.conftest import FakeDatabase

NEEDLE = "Lea-Martin-1985"


def found(db: Any, text: str) -> str:
    return f"found {text}"


def stored(db: Any, text: str) -> str:
    return text


def refuse(db: Any) -> str:
    raise Refused("That session is closed.")


def fail(db: Any, client: str) -> str:
    raise ValueError(client)


async def test_a_read_gives_what_the_use_case_gives(work: Work) -> None:
    assert await work.read("search", found, "lea") == "found lea"


async def test_an_older_read_of_the_group_is_stale_even_when_it_ends_last(work: Work) -> None:
    older_may_end = threading.Event()

    def slow(db: Any) -> str:
        older_may_end.wait()
        return "older"

    older = asyncio.create_task(work.read("search", slow))
    await asyncio.sleep(0)
    assert await work.read("search", found, "newer") == "found newer"
    older_may_end.set()
    with pytest.raises(Stale):
        await older


async def test_a_queued_older_read_is_never_run(work: Work, database: FakeDatabase) -> None:
    ran: list[int] = []

    def count(db: Any, number: int) -> int:
        ran.append(number)
        return number

    database.gate.clear()
    reads = [asyncio.create_task(work.read("search", count, number)) for number in range(20)]
    await asyncio.sleep(0)
    database.gate.set()
    results = await asyncio.gather(*reads, return_exceptions=True)
    assert results[-1] == 19
    assert all(isinstance(result, Stale) for result in results[:-1])
    assert len(ran) < 20


async def test_reads_of_other_groups_do_not_overtake(work: Work) -> None:
    first, second = await asyncio.gather(work.read("a", found, "1"), work.read("b", found, "2"))
    assert (first, second) == ("found 1", "found 2")


async def test_writes_run_in_the_order_they_were_asked(work: Work, database: FakeDatabase) -> None:
    await asyncio.gather(*(work.write(stored, str(number)) for number in range(50)))
    assert database.written == [str(number) for number in range(50)]


async def test_a_write_survives_the_closing_of_its_screen(work: Work, database: FakeDatabase) -> None:
    database.gate.clear()
    tasks = [asyncio.create_task(work.write(stored, text)) for text in ("first", "second")]
    await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    assert all(
        isinstance(result, asyncio.CancelledError)
        for result in await asyncio.gather(*tasks, return_exceptions=True)
    )
    database.gate.set()
    await work.drain()
    assert database.written == ["first", "second"]


async def test_drain_waits_for_every_write(work: Work, database: FakeDatabase) -> None:
    database.gate.clear()
    tasks = [asyncio.create_task(work.write(stored, str(number))) for number in range(5)]
    await asyncio.sleep(0)
    draining = asyncio.create_task(work.drain())
    await asyncio.sleep(0)
    assert not draining.done()
    database.gate.set()
    await draining
    assert len(database.written) == 5
    await asyncio.gather(*tasks)


async def test_a_write_that_is_under_way_is_known_to_be_lost_once_it_failed_and_not_when_it_was_refused(
    work: Work, database: FakeDatabase
) -> None:
    database.gate.clear()
    tasks = [asyncio.create_task(work.write(stored, "kept")), asyncio.create_task(work.write(refuse))]
    await asyncio.sleep(0)
    before = asyncio.create_task(work.unkept())
    await asyncio.sleep(0)
    tasks.append(asyncio.create_task(work.write(fail, NEEDLE)))
    await asyncio.sleep(0)
    after = asyncio.create_task(work.unkept())
    await asyncio.sleep(0)
    database.gate.set()
    assert await before is None
    assert isinstance(await after, ValueError)
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_refusal_reaches_who_asked(work: Work) -> None:
    with pytest.raises(Refused, match="That session is closed"):
        await work.write(refuse)
    with pytest.raises(Refused, match="That session is closed"):
        await work.read("any", refuse)


async def test_another_failure_becomes_a_sentence_and_a_report_without_values(
    work: Work, tmp_path: Path
) -> None:
    with pytest.raises(Refused) as caught:
        await work.write(fail, NEEDLE)
    report = next((tmp_path / "log").iterdir())
    assert "your text is kept" in str(caught.value)
    assert report.stem.rsplit("-", 1)[-1] in str(caught.value)
    text = report.read_text()
    assert "builtins.ValueError" in text
    assert "in fail" in text
    assert NEEDLE not in text + str(caught.value)
    assert report.stat().st_mode & 0o077 == 0


async def test_a_write_that_fails_after_its_screen_has_gone_is_told(
    work: Work, database: FakeDatabase
) -> None:
    told: list[str] = []
    work.on_orphan = lambda refused: told.append(str(refused))
    database.gate.clear()
    task = asyncio.create_task(work.write(refuse))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    database.gate.set()
    await work.drain()
    await asyncio.sleep(0)
    assert told == ["That session is closed."]


async def test_changed_says_once_that_somebody_wrote(work: Work, database: FakeDatabase) -> None:
    assert not await work.changed()
    assert not await work.changed()
    database.changes += 1
    assert await work.changed()
    assert not await work.changed()


async def test_a_database_that_does_not_answer_has_not_changed(tmp_path: Path) -> None:
    class Broken(FakeDatabase):
        def version(self) -> int:
            raise OSError("gone")

    work = Work(Broken(), log_folder=None, now=lambda: datetime(2026, 1, 1, tzinfo=UTC))
    assert not await work.changed()
    work.close()


async def test_closing_closes_the_database(database: FakeDatabase) -> None:
    work = Work(database, log_folder=None, now=lambda: datetime(2026, 1, 1, tzinfo=UTC))
    await work.write(stored, "x")
    work.close()
    assert database.closed
