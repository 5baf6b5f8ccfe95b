"""What is typed into the entry row, read character by character."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from mesotui.domain.anatomy import Anatomy, Zone
from mesotui.domain.errors import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneReading:
    """What the letters in the zone field mean so far."""

    zone: Zone | None = None
    candidates: tuple[Zone, ...] = ()
    rest: str = ""
    """What was typed after a whole code: ``24`` of ``tll24``."""
    problem: str = ""


def read_zone(text: str, anatomy: Anatomy) -> ZoneReading:
    """Read the zone field: a code, the beginning of one, or a code with the points after it."""
    typed = text.strip().lower()
    letters = re.match(r"[a-z]*", typed)
    code = letters.group() if letters else ""
    rest = typed[len(code) :]
    if not code:
        return ZoneReading(problem="" if not rest else "A zone begins with its letters, as on the map.")
    for zone in anatomy.zones:
        if zone.code == code:
            return ZoneReading(zone=zone, candidates=(zone,), rest=rest)
    candidates = anatomy.matching(code)
    if not candidates:
        return ZoneReading(problem=f"No zone begins with {code}. The letters stand on the map.")
    if rest:
        return ZoneReading(candidates=candidates, problem=f"{code} is not a whole zone yet.")
    return ZoneReading(candidates=candidates)


def whole_number(text: str, *, field: str, largest: int) -> int:
    """Read a whole number from 1 up.

    Raises:
        Refused: it is empty, not a number, or too large; the sentence names the field.
    """
    typed = text.strip()
    if not typed:
        raise Refused(f"{field} is empty. Type a number.")
    if not re.fullmatch(r"[0-9]{1,9}", typed) or not 1 <= int(typed) <= largest:
        raise Refused(f"{field} must be a whole number from 1 to {largest}.")
    return int(typed)


def amount(text: str, *, field: str, largest: Decimal, places: int = 3) -> Decimal:
    """Read an exact amount above 0; a comma is taken for a point.

    Raises:
        Refused: it is empty, not a number, too large or too fine; the sentence names the field.
    """
    typed = text.strip().replace(",", ".")
    if not typed:
        raise Refused(f"{field} is empty. Type a number.")
    if not re.fullmatch(r"[0-9]{0,6}\.?[0-9]{0,6}", typed):
        raise Refused(f"{field} must be a number such as 0.05.")
    try:
        value = Decimal(typed)
    except InvalidOperation:
        raise Refused(f"{field} must be a number such as 0.05.") from None
    if not 0 < value <= largest:
        raise Refused(f"{field} must be above 0 and at most {largest}.")
    if value != round(value, places):
        raise Refused(f"{field} may have {places} decimals at most.")
    return value
