"""Prints the rows of a visit again and again: only keys, times, the place and the people differ each time.

Drawing every visit and binding every value anew would take minutes for a hundred thousand of them.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, DateTime, Dialect, Table
from sqlmodel import SQLModel

from mesotui.demo.rows import Occasion, Rows
from mesotui.domain.ids import uuid7

_NUMBER = "number"
"""The column that says which of a client's sessions it is."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One row: what stays, and which blank each other column takes."""

    table: Table
    fixed: list[Any]
    keys: tuple[tuple[int, int], ...]
    times: tuple[tuple[int, int], ...]
    number_column: int | None


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
        for table, rows in self.rows.items():
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
        own = [row["id"] for _, row in held]
        blanks = {key: place for place, key in enumerate([*_people(occasion), *own])}
        seconds: dict[int, int] = {}
        self._own = len(own)
        self._encode_key, self._encode_time = _key_and_time(dialect)
        self._lines = [_line(kind, row, occasion, blanks, seconds, dialect) for kind, row in held]
        self._seconds = [timedelta(seconds=second) for second in seconds]

    def print(self, onto: Printed, random: Random, occasion: Occasion) -> None:
        """Add the rows of one more such visit."""
        encode_time, encode_key = self._encode_time, self._encode_key
        start = occasion.started_at.astimezone(UTC)
        times = [encode_time(start + second) for second in self._seconds]
        first = uuid7(start, random.getrandbits).int
        keys = [encode_key(key.int) for key in _people(occasion)]
        keys += [encode_key(first + place) for place in range(self._own)]
        for line in self._lines:
            row = line.fixed.copy()
            for column, blank in line.keys:
                row[column] = keys[blank]
            for column, blank in line.times:
                row[column] = times[blank]
            if line.number_column is not None:
                row[line.number_column] = occasion.number
            onto.rows[line.table].append(tuple(row))


def _people(occasion: Occasion) -> tuple[UUID, UUID, UUID, UUID]:
    return occasion.site_id, occasion.client_id, occasion.room_id, occasion.practitioner_id


def _line(
    kind: type[SQLModel],
    row: Mapping[str, Any],
    occasion: Occasion,
    blanks: Mapping[UUID, int],
    seconds: dict[int, int],
    dialect: Dialect,
) -> _Line:
    table = SQLModel.metadata.tables[str(kind.__tablename__)]
    fixed, keys, times, number_column = [], [], [], None
    for position, column in enumerate(table.columns):
        value = row[column.name]
        if isinstance(value, UUID):
            keys.append((position, blanks[value]))
        elif isinstance(value, datetime):
            second = int((value - occasion.started_at).total_seconds())
            times.append((position, seconds.setdefault(second, len(seconds))))
        elif column.name == _NUMBER:
            number_column = position
        fixed.append(_encoder(table, column.name, dialect)(value))
    return _Line(table, fixed, tuple(keys), tuple(times), number_column)


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
