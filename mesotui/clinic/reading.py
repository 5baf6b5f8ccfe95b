"""Reads the clinic's TOML files; what is wrong is said with file, line and key."""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol, TypeVar

from mesotui.domain.errors import Refused
from mesotui.domain.protocol import Figure, SourcedIngredient

_Value = TypeVar("_Value")


class _Coded(Protocol):
    @property
    def code(self) -> str: ...


_Choice = TypeVar("_Choice", bound=_Coded)


@dataclass(frozen=True, slots=True)
class Document:
    """One TOML file, with where its tables begin."""

    path: Path
    text: str
    values: Mapping[str, Any]

    def tables(self, name: str) -> Iterator["Table"]:
        """Give the tables of an array such as ``[[zone]]``, in the file's order.

        Raises:
            Refused: the file has none.
        """
        rows = self.values.get(name)
        if not isinstance(rows, list) or not rows:
            raise Refused(f"{self.path.name}: there is no [[{name}]]. Add one, or remove the file.")
        headers = self._lines(rf"\s*\[\[\s*{re.escape(name)}\s*\]\]")
        for row, line in zip(rows, headers, strict=True):
            yield Table(self, name, row, line)

    def table(self, name: str) -> "Table":
        """Give one table such as ``[limits]``.

        Raises:
            Refused: the file doesn't have it.
        """
        row = self.values.get(name)
        if not isinstance(row, dict):
            raise Refused(f"{self.path.name}: there is no [{name}]. Add it, or remove the file.")
        headers = self._lines(rf"\s*\[\s*{re.escape(name)}\s*\]")
        return Table(self, name, row, headers[0] if headers else 1)

    def top(self) -> "Table":
        """Give the keys that stand before any table."""
        rows = {key: value for key, value in self.values.items() if not _is_table(value)}
        return Table(self, "", rows, 1)

    def only(self, *names: str) -> None:
        """Refuse whatever the file holds besides these tables and keys."""
        for name in self.values:
            if name not in names:
                raise Refused(_sentence(self.path, self.line_of_name(name), name, "is not known here"))

    def line_of_name(self, name: str) -> int:
        """Find the line of a table, or of a key before any table; the first line where it isn't seen."""
        lines = self._lines(rf"\s*(\[+\s*)?\"?{re.escape(name)}\"?\s*[\]=.]")
        return lines[0] if lines else 1

    def line_of(self, key: str, after: int) -> int:
        """Find the line of a key in the table that begins on a line; that line where it has none."""
        for number, line in enumerate(self.text.splitlines()[after:], start=after + 1):
            if re.match(r"\s*\[", line):
                break
            if re.match(rf"\s*\"?{re.escape(key)}\"?\s*=", line):
                return number
        return after

    def _lines(self, pattern: str) -> list[int]:
        lines = enumerate(self.text.splitlines(), start=1)
        return [number for number, line in lines if re.match(pattern, line)]


@dataclass(slots=True)
class Table:
    """One table, read key by key; what nobody asked for is refused by ``done``."""

    document: Document
    name: str
    row: Mapping[str, Any]
    line: int
    asked: set[str] = field(default_factory=set)

    def text(self, key: str, *, default: str | None = None) -> str:
        """Give a text; refused where it is missing and there is no default."""
        return self._of(key, str, "text in quotes", default)

    def texts(self, key: str) -> tuple[str, ...]:
        """Give a list of texts."""
        values = self._of(key, list, "a list of texts", None)
        if not all(isinstance(value, str) for value in values):
            raise self.wrong(key, "must be a list of texts")
        return tuple(values)

    def flag(self, key: str, *, default: bool | None = None) -> bool:
        """Give true or false."""
        return self._of(key, bool, "true or false", default)

    def whole(self, key: str, *, default: int | None = None) -> int:
        """Give a whole number from 0 up; refused where it is missing and there is no default."""
        value = self._of(key, int, "a whole number", default)
        if isinstance(value, bool) or value < 0:
            raise self.wrong(key, "must be a whole number from 0 up")
        return value

    def decimal(self, key: str) -> Decimal:
        """Give an exact number above 0."""
        self.asked.add(key)
        return self._above_zero(key, self.row.get(key))

    def figure(self, key: str) -> Figure:
        """Give a number with its source, written ``{ value = 30, source = "S44" }``."""
        figure = self.optional_figure(key)
        if figure is None:
            raise self.wrong(key, "is missing")
        return figure

    def optional_figure(self, key: str) -> Figure | None:
        """Give a number with its source, or None where the key is absent."""
        self.asked.add(key)
        if key not in self.row:
            return None
        value = self.row[key]
        if not isinstance(value, dict) or set(value) - {"never"} != {"value", "source"}:
            raise self.wrong(key, 'must be written { value = 30, source = "S44" }')
        never = value.get("never", False)
        if not isinstance(never, bool):
            raise self.wrong(key, "may say never = true or never = false, nothing else")
        if not isinstance(value["source"], str) or not value["source"].strip():
            raise self.wrong(key, 'needs a source: an id such as "S44", or "clinic"')
        return Figure(value=self._above_zero(key, value["value"]), source=value["source"], never=never)

    def ingredients(self, key: str) -> tuple[SourcedIngredient, ...]:
        """Give substances, written ``[{ name = "carbomer", source = "S40" }]``; none without the key."""
        rows = self.value(key) or []
        wrong = self.wrong(key, 'must be written [{ name = "carbomer", source = "S40" }]')
        if not isinstance(rows, list):
            raise wrong
        for row in rows:
            texts = isinstance(row, dict) and all(isinstance(value, str) and value for value in row.values())
            if not texts or set(row) != {"name", "source"}:
                raise wrong
        return tuple(SourcedIngredient(row["name"], row["source"]) for row in rows)

    def value(self, key: str) -> Any:
        """Give whatever stands under a key, or None; the caller checks it."""
        self.asked.add(key)
        return self.row.get(key)

    def done(self) -> None:
        """Refuse keys that nothing asked for: a misspelt key must not be silently without effect."""
        for key in self.row:
            if key not in self.asked:
                raise self.wrong(key, "is not known here")

    def wrong(self, key: str, what: str) -> Refused:
        """Make the refusal that names file, line and key."""
        line = self.document.line_of(key, self.line if self.name else 0) or 1
        return Refused(_sentence(self.document.path, line, key, what))

    def _of(self, key: str, kind: type[_Value], what: str, default: _Value | None) -> _Value:
        self.asked.add(key)
        value = self.row.get(key, default)
        if value is None:
            raise self.wrong(key, "is missing")
        if not isinstance(value, kind):
            raise self.wrong(key, f"must be {what}")
        return value

    def _above_zero(self, key: str, value: Any) -> Decimal:
        if value is None:
            raise self.wrong(key, "is missing")
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise self.wrong(key, "must be a number")
        exact = Decimal(value)
        if not exact.is_finite() or exact <= 0:
            raise self.wrong(key, "must be above 0")
        return exact


def read_toml(path: Path) -> Document:
    """Read a TOML file; numbers with a point are exact decimals.

    Raises:
        Refused: the file can't be read, or isn't TOML.
    """
    try:
        body = path.read_bytes()
    except OSError as error:
        raise Refused(f"{path.name} can't be read ({type(error).__name__}). Mend or remove it.") from None
    return document_of(path, body)


def document_of(path: Path, body: bytes) -> Document:
    """Read TOML from bytes; numbers with a point are exact decimals.

    Args:
        path: what it is called where something is wrong.
        body: what the file holds.

    Raises:
        Refused: it isn't TOML.
    """
    try:
        text = body.decode("utf-8").replace("\r\n", "\n")
        values = tomllib.loads(text, parse_float=Decimal)
    except UnicodeDecodeError as error:
        raise Refused(f"{path.name} can't be read ({type(error).__name__}). Mend or remove it.") from None
    except tomllib.TOMLDecodeError as error:
        raise Refused(f"{path.name} is not TOML: {error}. Mend it, or remove it.") from None
    return Document(path, text, values)


def unlike(document: Document, name: str, read: Callable[[Table], _Choice]) -> tuple[_Choice, ...]:
    """Read the tables of one kind, whose codes must differ; at most nine, so that one digit takes one.

    Raises:
        Refused: a code is used twice, there are ten, or a table is wrong.
    """
    choices: list[_Choice] = []
    for table in document.tables(name):
        choice = read(table)
        table.done()
        if any(choice.code == other.code for other in choices):
            raise table.wrong("code", "is used twice")
        if len(choices) == 9:
            raise table.wrong("code", "is the tenth; nine can be chosen by one key")
        choices.append(choice)
    return tuple(choices)


def _is_table(value: object) -> bool:
    return isinstance(value, dict) or (
        isinstance(value, list) and bool(value) and all(isinstance(row, dict) for row in value)
    )


def _sentence(path: Path, line: int, key: str, what: str) -> str:
    return f"{path.name}, line {line}: {key} {what}. Correct it, or remove the file to use what was shipped."
