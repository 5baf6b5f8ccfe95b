"""How times, amounts and words are kept, alike on SQLite and PostgreSQL."""

from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import DateTime, Dialect, Numeric, String
from sqlalchemy.types import TypeDecorator, TypeEngine


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, kept in UTC; a naive one is a ValueError, since nobody can know what it meant."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Turn to UTC on the way in."""
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError("a time without a zone can't be kept")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give UTC on the way out; SQLite keeps no zone, PostgreSQL answers in its own."""
        if not isinstance(value, datetime):
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal, kept digit for digit: as text in SQLite, whose numbers are floats, numeric in PostgreSQL."""

    impl = Numeric
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Pick what the engine keeps exactly."""
        return dialect.type_descriptor(String(32) if dialect.name == "sqlite" else Numeric())

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        """Refuse what isn't a number; ValueError."""
        if value is None:
            return None
        if not value.is_finite():
            raise ValueError("an amount must be a finite number")
        return format(value, "f") if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002
        """Give a decimal with the digits that were kept."""
        return None if value is None else Decimal(value)


class WordOf(TypeDecorator[StrEnum]):
    """A member of a closed list, kept as its word.

    The list itself isn't a constraint of the database: a later version that knows one more word
    needn't rebuild the table for it. A word that this version doesn't know is a ValueError when read.
    """

    impl = String(16)
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Keep the word."""
        return None if value is None else self.words(value).value

    def process_result_value(self, value: Any | None, dialect: Dialect) -> StrEnum | None:  # noqa: ARG002
        """Give the member."""
        return None if value is None else self.words(value)


class SearchTerm(TypeDecorator[str]):
    """Folded text that is searched by its beginning.

    Ordered by code point on both engines: under a language's collation a range of terms is no prefix.
    """

    impl = String
    cache_ok = True

    def __init__(self, length: int) -> None:
        super().__init__(length=length)
        self.length = length

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """SQLite compares bytes already; PostgreSQL must be told to."""
        collation = "C" if dialect.name == "postgresql" else None
        return dialect.type_descriptor(String(self.length, collation=collation))
