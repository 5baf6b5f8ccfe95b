"""What a code on a pack says: GS1's fields, and the rules of ours by which a lot is believed.

A scanner that sends no group separator (FNC1, ASCII 29) runs a lot into the field behind it, and nothing in
the grammar can tell. Such a lot is never taken as it stands: the other ways to read it are kept beside it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from mesotui.domain.errors import Refused
from mesotui.domain.gtin import kept_gtin

GTIN, LOT, PRODUCTION, EXPIRY, SERIAL, EXPIRY_TIME = "01", "10", "11", "17", "21", "7003"
SEPARATOR = "\x1d"
LONGEST_LOT = 20
"""Characters of a batch or serial number (GS1 General Specifications 3.4.1, 3.5.2)."""

FIXED_LENGTHS = {
    "00": 20, "01": 16, "02": 16, "03": 16, "04": 18,
    "11": 8, "12": 8, "13": 8, "14": 8, "15": 8, "16": 8, "17": 8, "18": 8, "19": 8, "20": 4,
    "31": 10, "32": 10, "33": 10, "34": 10, "35": 10, "36": 10, "41": 16,
}  # fmt: skip
"""Characters of the fields that need no separator, identifier included, by its first digits (GS1 7.8.5)."""

_DATES = ("11", "12", "13", "15", "16", "17")
_ENDLESS = (LOT, SERIAL)
_MOST_READINGS = 64


@dataclass(frozen=True, slots=True)
class Element:
    """One field of a code."""

    ai: str
    """Its application identifier."""
    title: str
    value: str
    day: date | None = None
    """What a date says: day 00 is the last of its month."""
    fits: bool = True
    """Whether it ends where a field may end, and what it says can be."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read what came without separators."""

    lot: str = ""
    serial: str = ""
    expiry: str = ""
    """As in the code: YYMMDD."""

    @property
    def _named(self) -> tuple[tuple[str, str], ...]:
        return (("lot", self.lot), ("serial", self.serial), ("expiry", self.expiry))

    def beside(self, other: "Reading") -> str:
        """Say what it means, without what the other says, too."""
        return ", ".join(
            f"{name} {value}" for name, value in self._named if (name, value) not in other._named
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """What a code says of a pack."""

    raw: str
    """All that came, controls included."""
    symbology: str = ""
    """The AIM identifier, such as ``]d2``; empty where the scanner sends none."""
    gtin: str = ""
    """Fourteen digits; empty where there is none, or its check digit doesn't fit."""
    lot: str = ""
    expiry: date | None = None
    expiry_raw: str = ""
    """As in the code: the law may want it so."""
    production: date | None = None
    serial: str = ""
    others: tuple[Element, ...] = ()
    problems: tuple[str, ...] = ()
    """Why it may not be used as it is, a sentence each."""
    readings: tuple[Reading, ...] = field(default=(), repr=False)
    """Other ways to read it, where no separator came and the lot may have run into another field."""

    @property
    def raw_hex(self) -> str:
        """The bytes that came, so that nothing of them is lost on paper or screen."""
        return self.raw.encode("utf-8", "surrogateescape").hex()

    @property
    def warning(self) -> str:
        """What to compare before the lot is believed; empty where nothing needs it."""
        if not self.readings:
            return ""
        how = f"the lot {self.lot} may be" if self.lot else "it may be"
        other = self.readings[0].beside(Reading(self.lot, self.serial, self.expiry_raw))
        return f"The scanner sent no separator: {how} {other}. Compare it with the pack."

    @property
    def words(self) -> str:
        """What was read, in one line."""
        named = (
            ("product", self.gtin),
            ("lot", self.lot),
            ("expiry", self.expiry.isoformat() if self.expiry else self.expiry_raw),
            ("serial", self.serial),
        )
        return ", ".join(f"{name} {value}" for name, value in named if value)


class Unreadable(Refused):
    """A code says nothing of a product; the sentence says what came."""


def scan_of(
    elements: Sequence[Element],
    *,
    raw: str,
    symbology: str = "",
    unread: Sequence[str] = (),
    is_separated: bool,
    is_gs1: bool = True,
) -> Scan:
    """Put the fields of a code together.

    Args:
        elements: its fields, in the order in which they came.
        raw: all that came.
        symbology: the AIM identifier.
        unread: parts that no field could be made of.
        is_separated: whether a separator came anywhere, so that the scanner sends them.
        is_gs1: whether the code says of itself that it holds GS1's fields, or says nothing.
    """
    found = {element.ai: element for element in reversed(elements) if element.fits}
    day = found.get(EXPIRY) or found.get(EXPIRY_TIME)
    made = found.get(PRODUCTION)
    readings = () if is_separated else _readings(elements)
    problems = list(_problems(elements, unread, overlong=not readings))
    if not is_gs1:
        problems.append(f"The code isn't marked as one of GS1 ({symbology}). Compare it with the pack.")
    kept = (GTIN, LOT, EXPIRY, PRODUCTION, SERIAL)
    return Scan(
        raw=raw,
        symbology=symbology,
        gtin=_gtin(found),
        lot=_value(found, LOT),
        expiry=day.day if day else None,
        expiry_raw=day.value if day else "",
        production=made.day if made else None,
        serial=_value(found, SERIAL),
        others=tuple(element for element in elements if element.ai not in kept and element.fits),
        problems=tuple(problems),
        readings=readings,
    )


def fixed_length(text: str) -> int | None:
    """Give how many characters the field at the start of a text has; None where a separator ends it."""
    return FIXED_LENGTHS.get(text[:2])


def wrong_number(number: str) -> str:
    """Say that a product's number can't be one."""
    return (
        f"The product number {number} isn't right: its last digit doesn't fit."
        " Scan again, or choose the product yourself."
    )


def _gtin(found: dict[str, Element]) -> str:
    try:
        return kept_gtin(found[GTIN].value) if GTIN in found else ""
    except Refused:
        return ""


def _value(found: dict[str, Element], ai: str) -> str:
    return found[ai].value if ai in found else ""


def _problems(elements: Sequence[Element], unread: Sequence[str], *, overlong: bool) -> Iterator[str]:
    for element in elements:
        if element.ai == GTIN:
            try:
                kept_gtin(element.value)
            except Refused:
                yield wrong_number(element.value)
        elif not element.fits and element.ai in _ENDLESS:
            if not overlong:
                continue
            what = "lot" if element.ai == LOT else "serial number"
            yield (
                f"The {what} would be longer than {LONGEST_LOT} characters, or has one that can't be in it:"
                " the scanner may send no separator. Type it from the pack."
            )
        elif not element.fits and element.ai in _DATES:
            what = "expiry" if element.ai == EXPIRY else "date"
            yield f"The {what} {element.value} is no day of the calendar. Look at the pack."
        elif not element.fits:
            yield f"The field {element.ai} could not be read: {element.value}."
    for ai, what in (
        (GTIN, "product numbers"),
        (LOT, "lots"),
        (EXPIRY, "expiries"),
        (SERIAL, "serial numbers"),
    ):
        if len({element.value for element in elements if element.ai == ai and element.fits}) > 1:
            yield f"The code has several {what}. Look at the pack."
    if unread:
        yield f"This part of the code could not be read: {', '.join(unread)}."


def _readings(elements: Sequence[Element]) -> tuple[Reading, ...]:
    """Give the other ways to read the fields whose end only a separator could tell."""
    found = {element.ai: element.value for element in elements}
    known = Reading(found.get(LOT, ""), found.get(SERIAL, ""), found.get(EXPIRY, ""))
    ways: dict[Reading, None] = {}
    for at, element in enumerate(elements):
        if element.ai in _ENDLESS:
            before = {one.ai: one.value for one in elements[:at]}
            behind = "".join(one.ai + one.value for one in elements[at + 1 :])
            for way in islice(_ends(element.ai, element.value + behind), _MOST_READINGS):
                said = {**before, **way}
                ways[Reading(said.get(LOT, ""), said.get(SERIAL, ""), said.get(EXPIRY, ""))] = None
            break
    ways.pop(known, None)
    return tuple(ways)


def _ends(ai: str, run: str) -> Iterator[dict[str, str]]:
    """Give the ways in which a field without an end, and what follows it, can fill a text."""
    for end in range(1, min(LONGEST_LOT, len(run)) + 1):
        value, rest = run[:end], run[end:]
        if not rest:
            yield {ai: value}
        for way in _fields(rest):
            if ai not in way:
                yield {ai: value, **way}


def _fields(text: str) -> Iterator[dict[str, str]]:
    """Give the ways to read a text as fields of those that packs carry."""
    ai, length = text[:2], fixed_length(text)
    if ai in _ENDLESS and len(text) > len(ai):
        yield from _ends(ai, text[2:])
    elif length is not None and len(text) >= length and _can_be(ai, value := text[2:length]):
        if len(text) == length:
            yield {ai: value}
        for way in _fields(text[length:]):
            if ai not in way:
                yield {ai: value, **way}


def _can_be(ai: str, value: str) -> bool:
    if not (value.isascii() and value.isdecimal()):
        return False
    if ai in _DATES:
        return 1 <= int(value[2:4]) <= 12 and int(value[4:]) <= 31
    if ai != GTIN:
        return False
    try:
        return bool(kept_gtin(value))
    except Refused:
        return False
