"""What is on the disk, read by the standard library from a copy: nothing of the program is believed."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

FILE_NAME = "records.sqlite"


@dataclass(frozen=True, slots=True)
class Shot:
    """One injection."""

    zone: str
    points: int
    per_point: str
    voided: bool = False
    is_mirror: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """Something with a beginning, perhaps an end, and the reasons or amounts that were typed with it."""

    what: str
    stage: str
    typed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """All that one session has on disk, without its times."""

    step: str
    status: str = "open"
    number: int = 1
    """Which session of the client's it is."""
    is_identified: bool = False
    answers: tuple[tuple[str, str, str], ...] = ()
    """Code, answer and detail of each, in the order they were given."""
    decisions: tuple[str, ...] = ()
    consents: tuple[tuple[str, str], ...] = ()
    """What the client said to the treatment and to photographs in this session."""
    confirmations: int = 0
    """How often the consent to the treatment was confirmed in this session."""
    cleansings: tuple[Stretch, ...] = ()
    anaesthetics: tuple[Stretch, ...] = ()
    shots: tuple[Shot, ...] = ()
    watches: tuple[Stretch, ...] = ()
    findings: tuple[tuple[str, str], ...] = ()
    pauses: tuple[Stretch, ...] = ()
    notes: tuple[str, ...] = ()
    slips: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Disk:
    """One session as a copy of the file has it."""

    tally: Tally
    starts: dict[str, datetime]
    """When each clock that runs was started: session, contact, drying, anaesthetic, observation, pause."""
    integrity: str
    foreign_keys: int
    """How many rows point to nothing."""


def read_disk(folder: Path, scratch: Path, session: str) -> Disk:
    """Read a session of a clinic that no process has open.

    Args:
        folder: the clinic's folder.
        scratch: where the copy may lie.
        session: the session's key, 32 hexadecimal digits.
    """
    with copy_of(folder, scratch) as database:
        rows = _Rows(database, session)
        head = rows.one("session", "id")
        return Disk(
            tally=_tally(rows, head),
            starts=_starts(rows, head),
            integrity=database.execute("PRAGMA integrity_check").fetchone()[0],
            foreign_keys=len(database.execute("PRAGMA foreign_key_check").fetchall()),
        )


@contextmanager
def copy_of(folder: Path, scratch: Path) -> Iterator[sqlite3.Connection]:
    """Open a copy of a clinic's file."""
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    for name in (FILE_NAME, f"{FILE_NAME}-wal"):
        if (folder / name).exists():
            shutil.copyfile(folder / name, scratch / name)
    with closing(sqlite3.connect(scratch / FILE_NAME)) as database:
        database.row_factory = sqlite3.Row
        yield database


class _Rows:
    """The rows of one session."""

    def __init__(self, database: sqlite3.Connection, session: str) -> None:
        self._database = database
        self._session = session

    def one(self, table: str, key: str) -> sqlite3.Row:
        (row,) = self._database.execute(f"SELECT * FROM {table} WHERE {key} = ?", (self._session,))
        return row  # type: ignore[no-any-return]

    def of(self, table: str) -> list[sqlite3.Row]:
        query = f"SELECT * FROM {table} WHERE session_id = ? ORDER BY position"
        return self._database.execute(query, (self._session,)).fetchall()


def _tally(rows: _Rows, head: sqlite3.Row) -> Tally:
    return Tally(
        step=head["step"],
        status=head["status"],
        number=head["number"],
        is_identified=head["identity_at"] is not None,
        answers=tuple((row["code"], row["reply"], row["detail"]) for row in rows.of("screening_answer")),
        decisions=tuple(row["verdict"] for row in rows.of("screening_decision")),
        consents=tuple((row["kind"], row["answer"]) for row in rows.of("consent")),
        confirmations=len(rows.of("consent_confirmation")),
        cleansings=tuple(
            Stretch(row["agent_code"], _stage(row, "dry_started_at"), _typed(row["early_reason"]))
            for row in rows.of("antisepsis")
        ),
        anaesthetics=tuple(
            Stretch(
                row["product_code"],
                _stage(row),
                _typed(row["amount_g"], row["area_cm2"], row["early_reason"]),
            )
            for row in rows.of("anaesthetic")
        ),
        shots=tuple(
            Shot(
                row["zone_code"],
                row["points"],
                row["volume_ml_per_point"],
                row["voided_at"] is not None,
                row["mirror_of"] is not None,
            )
            for row in rows.of("injection")
        ),
        watches=tuple(
            Stretch("watch", _stage(row), _typed(row["early_reason"])) for row in rows.of("observation")
        ),
        findings=tuple((row["kind"], row["value"]) for row in rows.of("finding")),
        pauses=tuple(Stretch("pause", _stage(row), _typed(row["reason"])) for row in rows.of("interruption")),
        notes=tuple(row["text"] for row in rows.of("note")),
        slips=len(rows.of("slip")),
    )


def _stage(row: sqlite3.Row, second: str = "") -> str:
    if row["ended_at"] is not None:
        return "ended"
    return "second" if second and row[second] is not None else "begun"


def _typed(*values: Any) -> tuple[str, ...]:
    return tuple(str(value) for value in values if value)


def _starts(rows: _Rows, head: sqlite3.Row) -> dict[str, datetime]:
    found = {"session": head["started_at"]}
    for row in rows.of("antisepsis"):
        if row["ended_at"] is None:
            name = "contact" if row["dry_started_at"] is None else "drying"
            found[name] = row["dry_started_at"] or row["contact_started_at"]
    for table, name in (
        ("anaesthetic", "anaesthetic"),
        ("observation", "observation"),
        ("interruption", "pause"),
    ):
        for row in rows.of(table):
            if row["ended_at"] is None and table_runs(row):
                found[name] = row["started_at"]
    return {name: datetime.fromisoformat(time).replace(tzinfo=UTC) for name, time in found.items()}


def table_runs(row: sqlite3.Row) -> bool:
    """Whether the row has a clock: the decision for no anaesthetic has none."""
    return "product_code" not in row.keys() or row["product_code"] != "none"  # noqa: SIM118
