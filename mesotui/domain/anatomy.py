"""Where on the body: the zone vocabulary, its sides, and the ways from one zone to the next."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from mesotui.domain.geometry import Outline, bounds, centre

MIRROR_KEY = "m"
"""The key that mirrors the last entry; no code begins with it."""


class Side(StrEnum):
    """The client's own side."""

    LEFT = "L"
    RIGHT = "R"
    MIDLINE = ""


class View(StrEnum):
    """From where the body is seen."""

    FRONT = "front"
    BACK = "back"

    def across(self, x: float) -> float:
        """Turn a body x into one that grows to the viewer's right, or back.

        From the front the client's left lies on the viewer's right, from behind on the viewer's left.
        """
        return x if self is View.FRONT else 0.0 - x


class Direction(StrEnum):
    """Where an arrow key leads, as the viewer sees it."""

    LEFT = "left"
    RIGHT = "right"
    UP = "up"
    DOWN = "down"


_BACK_STANDS_AT = 50.0  # The back view lies to the right of the front view, a good body's width away.


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A coded part of the body that can be treated."""

    code: str
    """The letters that pick it, two or three; no code is the beginning of another."""
    name: str
    """In words, with the side."""
    side: Side
    region: str
    """What belongs together on the map: "hips to knees", "head and neck" …"""
    area_cm2: Decimal
    area_source: str
    view: View
    outline: Outline
    """A closed polygon in body coordinates, as the client has it (left is +x)."""
    mirror: str
    """The code of the same zone on the other side; empty on the midline."""
    other_outline: Outline = ()
    """The same zone as the other view shows it; empty where it can't be seen from there."""

    def outline_in(self, view: View) -> Outline:
        """Give the outline that a view shows; empty where the zone can't be seen from there."""
        return self.outline if view is self.view else self.other_outline


@dataclass(frozen=True, slots=True, kw_only=True)
class Anatomy:
    """The vocabulary of zones, versioned: a record keeps the version it was made with.

    The order of the zones is the anatomical one.
    """

    version: str
    zones: tuple[Zone, ...]
    _by_code: Mapping[str, Zone] = field(init=False, repr=False, compare=False)
    _links: Mapping[tuple[str, Direction], str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_code", {zone.code: zone for zone in self.zones})
        object.__setattr__(self, "_links", _links(self.zones))

    def zone(self, code: str) -> Zone:
        """Find a zone; KeyError where there is none of that code."""
        return self._by_code[code]

    def knows(self, code: str) -> bool:
        """Tell whether there is a zone of that code."""
        return code in self._by_code

    def matching(self, letters: str) -> tuple[Zone, ...]:
        """Give the zones whose code begins with the letters."""
        return tuple(zone for zone in self.zones if zone.code.startswith(letters.lower()))

    def mirror(self, zone: Zone) -> Zone:
        """Give the same zone on the other side; on the midline that is the zone itself."""
        return self._by_code[zone.mirror] if zone.mirror else zone

    def neighbour(self, zone: Zone, direction: Direction) -> Zone | None:
        """Give the zone that an arrow key leads to, or None at the edge.

        The opposite arrow always leads back. To the right of the front view lies the back view.
        """
        code = self._links.get((zone.code, direction))
        return None if code is None else self._by_code[code]

    def next_zone(self, zone: Zone) -> Zone:
        """Give the next zone in anatomical order on the same side or midline; after the last, the first."""
        of_side = [candidate for candidate in self.zones if candidate.side is zone.side]
        return of_side[(of_side.index(zone) + 1) % len(of_side)]


def _links(zones: tuple[Zone, ...]) -> Mapping[tuple[str, Direction], str]:
    """Join zones in pairs, the nearest first, each with one other at most in each direction.

    Because a pair is joined both ways at once, every arrow can be taken back by its opposite.
    """
    places = {zone.code: _place(zone) for zone in zones}
    pairs = sorted(
        (strain, one.code, other.code, way)
        for one in zones
        for other in zones
        if one is not other
        for way in (Direction.RIGHT, Direction.DOWN)
        if (strain := _strain(places[one.code], places[other.code], way)) is not None
    )
    links: dict[tuple[str, Direction], str] = {}
    for _, one_code, other_code, way in pairs:
        back = Direction.LEFT if way is Direction.RIGHT else Direction.UP
        if (one_code, way) not in links and (other_code, back) not in links:
            links[one_code, way] = other_code
            links[other_code, back] = one_code
    return links


_NOT_BESIDE = 100.0
"""Added where zones face each other on no part of their length: better than no way, but the last."""

_FAR = 12.0
"""Beyond this, in hundredths of the body's height, zones that don't face each other aren't neighbours."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a zone lies when both views are drawn side by side."""

    view: View
    x: float
    y: float
    half_width: float
    half_height: float


def _place(zone: Zone) -> _Place:
    left, top, right, bottom = bounds(zone.outline)
    x, y = centre(zone.outline)
    shift = _BACK_STANDS_AT if zone.view is View.BACK else 0.0
    return _Place(zone.view, zone.view.across(x) + shift, y, (right - left) / 2, (bottom - top) / 2)


def _strain(one: _Place, other: _Place, way: Direction) -> float | None:
    """Tell how unnatural it is to go from one place to another, or None where it would be wrong."""
    if way is Direction.DOWN:
        if one.view is not other.view:
            return None
        along, aside = other.y - one.y, abs(other.x - one.x)
        reach, breadth = one.half_height + other.half_height, one.half_width + other.half_width
    else:
        along, aside = other.x - one.x, abs(other.y - one.y)
        reach, breadth = one.half_width + other.half_width, one.half_height + other.half_height
    if along < reach / 2:
        return None
    if aside < breadth:
        return max(along - reach, 0) + aside
    return along + aside + _NOT_BESIDE if aside <= min(along, _FAR) and _near(one, other, along) else None


def _near(one: _Place, other: _Place, along: float) -> bool:
    return one.view is not other.view or along < _FAR
