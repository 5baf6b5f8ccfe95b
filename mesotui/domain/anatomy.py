"""Where on the body: the zone vocabulary, its sides and its geometry."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Side(StrEnum):
    """The client's own side."""

    LEFT = "L"
    RIGHT = "R"
    MIDLINE = ""


class View(StrEnum):
    """From where the body is seen."""

    FRONT = "front"
    BACK = "back"


Point = tuple[float, float]
"""x to the client's left, y down from the crown, in hundredths of the body's height; the midline is x = 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A coded part of the body that can be treated."""

    code: str
    """The letters that pick it, two or three; no code is the beginning of another."""
    name: str
    """In words, with the side."""
    side: Side
    region: str
    """What belongs together on the map: "lower body", "face", "scalp" …"""
    area_cm2: Decimal
    area_source: str
    view: View
    outline: tuple[Point, ...]
    """A closed polygon in body coordinates, as the client has it (left is +x)."""
    mirror: str
    """The code of the same zone on the other side; empty on the midline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Anatomy:
    """The vocabulary of zones, versioned: a record keeps the version it was made with."""

    version: str
    zones: tuple[Zone, ...]

    def zone(self, code: str) -> Zone:
        """Find a zone; KeyError where there is none of that code."""
        return {zone.code: zone for zone in self.zones}[code]

    def matching(self, letters: str) -> tuple[Zone, ...]:
        """Give the zones whose code begins with the letters."""
        return tuple(zone for zone in self.zones if zone.code.startswith(letters.lower()))
