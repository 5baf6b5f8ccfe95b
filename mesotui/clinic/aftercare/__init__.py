"""Reads the aftercare text: what a client takes home, with every number's source."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

from mesotui.clinic.reading import Document, Table, read_toml
from mesotui.domain.protocol import Figure

FIGURES = (
    "dry_hours",
    "heat_hours",
    "pool_hours",
    "sport_hours",
    "massage_hours",
    "alcohol_hours",
    "beauty_days",
    "sting_hours",
    "redness_days",
    "swelling_days",
    "bruise_days",
    "lump_weeks",
    "sun_factor",
    "fever_celsius",
)
"""The numbers of the text; the ending is the unit."""
SPANS = ("hours", "days", "weeks")
"""The units that are a length of time, so that the number also gives a date."""
FACTS = frozenset(
    {"clinic", "phone", "emergency", "ended", "code", "visit", "volume_ml", "products", "language", "version"}
)
"""What the session and the clinic fill in."""
ZONE_FACTS = frozenset({"zone", "zone_volume_ml"})
"""What each treated zone fills in, on a line of its own."""
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class AftercareSection:
    """One heading with its lines, placeholders unfilled."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AftercareText:
    """One language's aftercare text, as the clinic approved it."""

    language: str
    version: str
    dated: date
    approved_by: str
    """Who in the clinic approved it; empty means that nobody has yet."""
    figures: Mapping[str, Figure]
    """By the names of ``FIGURES``."""
    sections: tuple[AftercareSection, ...]
    note: str
    """The short form that fits into the instructions code."""
    visit: str
    """What the phone's calendar calls the next visit."""
    weekdays: tuple[str, ...]
    """From Monday."""
    months: tuple[str, ...]
    sides: Mapping[str, str]
    """The client's own side in words, by L and R."""
    zones: Mapping[str, str]
    """What a person calls a zone, by its name in the vocabulary without the side."""


def until(figure_name: str) -> str:
    """Name the date that a number gives.

    >>> until("dry_hours")
    'dry_until'
    """
    return figure_name.rpartition("_")[0] + "_until"


def load_aftercare(find: Callable[[str], Path], language: str = "en") -> AftercareText:
    """Read the aftercare text of one language.

    Args:
        find: gives the path of a file by its name, the clinic's own before the shipped one.
        language: the folder it lies in, an ISO 639-1 code.

    Raises:
        Refused: the file is wrong; the sentence names file, line and key.
    """
    document = read_toml(find(f"aftercare/{language}/aftercare.toml"))
    document.only(*_TOP_KEYS, "figures", "section", "codes", "calendar", "sides", "zones")
    top = document.top()
    figures = document.table("figures")
    codes = document.table("codes")
    calendar = document.table("calendar")
    sides = document.table("sides")
    zones = document.table("zones")
    if top.text("language") != language:
        raise top.wrong("language", f'must be "{language}", as its folder is called')
    text = AftercareText(
        language=language,
        version=_version(top),
        dated=_date(top),
        approved_by=top.text("approved_by"),
        figures=MappingProxyType({name: figures.figure(name) for name in FIGURES}),
        sections=_sections(document),
        note=_filled_by(codes, "note", codes.text("note"), _KNOWN),
        visit=_filled_by(codes, "visit", codes.text("visit"), frozenset({"clinic", "code"})),
        weekdays=_names(calendar, "weekdays", 7),
        months=_names(calendar, "months", 12),
        sides=MappingProxyType({side: sides.text(side) for side in ("L", "R")}),
        zones=MappingProxyType(
            {name: _filled_by(zones, name, zones.text(name), frozenset({"side"})) for name in zones.row}
        ),
    )
    for table in (top, figures, codes, calendar, sides, zones):
        table.done()
    return text


_TOP_KEYS = ("language", "version", "date", "approved_by")
_UNTIL = frozenset(until(name) for name in FIGURES if name.rpartition("_")[2] in SPANS)
_KNOWN = FACTS | _UNTIL | frozenset(FIGURES)


def _sections(document: Document) -> tuple[AftercareSection, ...]:
    sections = []
    for table in document.tables("section"):
        title = _filled_by(table, "title", table.text("title"), _KNOWN)
        lines = tuple(_filled_by(table, "lines", line, _KNOWN | ZONE_FACTS) for line in table.texts("lines"))
        if not title.strip() or not all(line.strip() for line in lines):
            raise table.wrong("lines", "and title must not be empty")
        table.done()
        sections.append(AftercareSection(title=title, lines=lines))
    return tuple(sections)


def _filled_by(table: Table, key: str, text: str, known: frozenset[str]) -> str:
    """Give the text if it is one line whose every brace is a placeholder that will be filled in."""
    for name in PLACEHOLDER.findall(text):
        if name not in known:
            raise table.wrong(
                key, f"names {{{name}}}, which is not known; known are {', '.join(sorted(known))}"
            )
    if "{" in PLACEHOLDER.sub("", text) or "}" in PLACEHOLDER.sub("", text):
        raise table.wrong(key, "has a brace that is no placeholder such as {phone}")
    if not text.isprintable():
        raise table.wrong(key, "must be one line without control characters")
    return text


def _version(top: Table) -> str:
    version = top.text("version")
    if not re.fullmatch(r"[A-Za-z0-9.-]{1,20}", version):
        raise top.wrong("version", "must be 1 to 20 letters, digits, dots or hyphens")
    return version


def _date(top: Table) -> date:
    try:
        return date.fromisoformat(top.text("date"))
    except ValueError:
        raise top.wrong("date", 'must be written "2026-11-22"') from None


def _names(calendar: Table, key: str, count: int) -> tuple[str, ...]:
    names = calendar.texts(key)
    if len(names) != count:
        raise calendar.wrong(key, f"must be {count} names")
    return names
