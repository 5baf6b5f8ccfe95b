"""Prints the rows of a visit again and again: only keys, times, the place and the people differ each time.

Drawing every visit and binding every value anew would take minutes for a hundred thousand of them.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, DateTime, Dialect, Table
from sqlmodel import SQLModel

from mesotui.demo.rows import ORDER, Occasion, Rows
from mesotui.demo.shelves import kept
from mesotui.domain.ids import uuid7
from mesotui.domain.treatment import Status
from mesotui.records.tables import ScreeningDecisionRow, SessionRow

_LATE: Mapping[str, tuple[str, ...]] = {
    "session": ("number", "end_reason"),
    "screening_answer": ("reply", "detail"),
    "screening_decision": ("verdict", "delayed_until", "reason", "against", "decider"),
    "batch": ("number", "day"),
    "injection": ("product_name",),
    "stock_movement": ("position", "balance_ml"),
}
"""The columns of a table whose values are only known when the row is printed."""
_SAID: Mapping[str, str] = {"session": "end_reason", "screening_answer": "code", "injection": "product_name"}
"""The columns from which what is printed follows."""
_PLACES = {str(kind.__tablename__): place for place, kind in enumerate(ORDER)}


@dataclass(frozen=True, slots=True)
class _Line:
    """One row: what stays, and which blank each other column takes."""

    table: Table
    fixed: list[Any]
    keys: tuple[tuple[int, int], ...]
    times: tuple[tuple[int, int], ...]
    late: tuple[int, ...]
    """The columns that are filled when it is printed, in the order of ``_LATE``."""
    shelf: int | None
    """Which of the visit's lots a line of a ledger is of."""
    volume_ml: Decimal
    """What that line books."""
    said: str
    """What the drawn row says there: what a zone was injected with, what was asked, or why it ended."""


@dataclass(slots=True)
class Printed:
    """Rows that wait to be written together, each value as the database takes it."""

    rows: dict[Table, list[tuple[Any, ...]]]

    @classmethod
    def nothing(cls) -> "Printed":
        """Begin with no rows."""
        return cls(defaultdict(list))

    def write(self, connection: Connection) -> None:
        """Write all of them within the caller's transaction."""
        mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
        for table, rows in sorted(self.rows.items(), key=lambda each: _PLACES[each[0].name]):
            columns = ", ".join(f'"{column.name}"' for column in table.columns)
            marks = ", ".join(mark for _ in table.columns)
            statement = f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks})'
            connection.exec_driver_sql(statement, rows)


class Stamp:
    """What one visit leaves in the records, with blanks for what differs each time.

    Args:
        rows: the rows of the visit, those that others point to before them.
        occasion: the occasion that they were made for.
        dialect: how this database takes values.
    """

    def __init__(self, rows: Rows, occasion: Occasion, dialect: Dialect) -> None:
        held = [(kind, row) for kind, waiting in rows.waiting.items() for row in waiting]
        own = [row["id"] for _, row in held if "id" in row]
        blanks = {key: place for place, key in enumerate([*_given(occasion), *own])}
        seconds: dict[int, int] = {}
        self._own = len(own)
        self._encode_key, self._encode_time = _key_and_time(dialect)
        self._turned_away = _is_turned_away(rows)
        self._encode_until = _encoder(
            SQLModel.metadata.tables["screening_decision"], "delayed_until", dialect
        )
        self._encode_day = _encoder(SQLModel.metadata.tables["batch"], "day", dialect)
        self._encode_ml = _encoder(SQLModel.metadata.tables["stock_movement"], "balance_ml", dialect)
        self._lines = [_line(kind, row, occasion, blanks, seconds, dialect) for kind, row in held]
        self._seconds = [timedelta(seconds=second) for second in seconds]

    def print(self, onto: Printed, random: Random, occasion: Occasion) -> None:
        """Add the rows of one more such visit."""
        encode_time, encode_key = self._encode_time, self._encode_key
        start = occasion.started_at.astimezone(UTC)
        times = [encode_time(start + second) for second in self._seconds]
        first = uuid7(start, random.getrandbits).int
        keys = [encode_key(key.int) for key in _given(occasion)]
        keys += [encode_key(first + place) for place in range(self._own)]
        for line in self._lines:
            row = line.fixed.copy()
            for column, blank in line.keys:
                row[column] = keys[blank]
            for column, blank in line.times:
                row[column] = times[blank]
            if line.late:
                for column, value in zip(line.late, self._late(line, occasion), strict=True):
                    row[column] = value
            onto.rows[line.table].append(tuple(row))

    def _late(self, line: _Line, occasion: Occasion) -> tuple[Any, ...]:
        """Give what the columns say that are filled in this print; words are kept as they are."""
        told = occasion.told
        match line.table.name:
            case "screening_answer":
                reply, detail = told.reply(line.said)
                return reply.value, detail
            case "screening_decision":
                until = self._encode_until(told.until)
                return told.verdict.value, until, told.reason, told.against, occasion.practitioner
            case "stock_movement":
                assert line.shelf is not None
                position, balance_ml = occasion.supplied.shelves[line.shelf].book(line.volume_ml)
                return position, self._encode_ml(kept(balance_ml))
            case "injection":
                return (occasion.supplied.name_of(line.said),)
            case "session":
                return occasion.number, told.sentence if self._turned_away else line.said
            case _:
                return occasion.supplied.batch_number, self._encode_day(occasion.started_at.date())


def _given(occasion: Occasion) -> tuple[UUID, ...]:
    lots = (shelf.lot_id for shelf in occasion.supplied.shelves)
    people = (occasion.site_id, occasion.client_id, occasion.room_id, occasion.practitioner_id)
    return *people, occasion.consent_id, *lots


def _line(
    kind: type[SQLModel],
    row: Mapping[str, Any],
    occasion: Occasion,
    blanks: Mapping[UUID, int],
    seconds: dict[int, int],
    dialect: Dialect,
) -> _Line:
    table = SQLModel.metadata.tables[str(kind.__tablename__)]
    lots = [shelf.lot_id for shelf in occasion.supplied.shelves]
    late = _LATE.get(table.name, ())
    columns = [column.name for column in table.columns]
    fixed, keys, times = [], [], []
    for position, column in enumerate(table.columns):
        value = row[column.name]
        if isinstance(value, UUID) and value in blanks:
            keys.append((position, blanks[value]))
        elif isinstance(value, datetime):
            second = int((value - occasion.started_at).total_seconds())
            times.append((position, seconds.setdefault(second, len(seconds))))
        fixed.append(_encoder(table, column.name, dialect)(value))
    return _Line(
        table,
        fixed,
        tuple(keys),
        tuple(times),
        tuple(columns.index(name) for name in late),
        lots.index(row["lot_id"]) if table.name == "stock_movement" else None,
        row.get("volume_ml") or Decimal(0),
        str(row.get(_SAID.get(table.name, ""), "")),
    )


def _is_turned_away(rows: Rows) -> bool:
    (session,) = rows.waiting[SessionRow]
    return session["status"] is Status.NOT_DONE and bool(rows.waiting[ScreeningDecisionRow])


def _key_and_time(dialect: Dialect) -> tuple[Callable[[int], Any], Callable[[datetime], Any]]:
    """Give what writes a key, from its number, and a time, from one in UTC: the shortest ways there are."""
    as_text = isinstance(_encoder(SQLModel.metadata.tables["phase"], "id", dialect)(UUID(int=0)), str)
    encode_time = DateTime(timezone=True).dialect_impl(dialect).bind_processor(dialect)
    return "{:032x}".format if as_text else lambda number: UUID(int=number), encode_time or (
        lambda time: time
    )


@cache
def _encoder(table: Table, column: str, dialect: Dialect) -> Callable[[Any], Any]:
    encode = table.columns[column].type.dialect_impl(dialect).bind_processor(dialect)
    return encode or (lambda value: value)
