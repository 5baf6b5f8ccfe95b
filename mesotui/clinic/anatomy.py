"""Reads the zone vocabulary and the figure it is drawn on."""

from decimal import Decimal
from itertools import permutations
from pathlib import Path

from mesotui.clinic.reading import Table, read_toml
from mesotui.domain.anatomy import MIRROR_KEY, Anatomy, Side, View, Zone
from mesotui.domain.geometry import Outline, Point, mirrored, signed_area, spline, whole
from mesotui.domain.silhouette import Relief, Silhouette, SkinLine


def load_anatomy(path: Path) -> Anatomy:
    """Read the zones; each sided one gives its right one too.

    Raises:
        Refused: the file is wrong, with file, line and key.
    """
    document = read_toml(path)
    document.only("version", "zone")
    version = document.top().text("version")
    zones: list[Zone] = []
    tables: dict[str, Table] = {}
    for table in document.tables("zone"):
        for zone in _zones(table):
            if zone.code in tables:
                raise table.wrong("code", "is used twice")
            zones.append(zone)
            tables[zone.code] = table
    for short, long in permutations(tables, 2):
        if long.startswith(short):
            raise tables[short].wrong("code", f"is the beginning of {long}, which could then not be typed")
    return Anatomy(version=version, zones=tuple(zones))


def load_silhouette(path: Path) -> Silhouette:
    """Read the figure.

    Raises:
        Refused: the file is wrong, with file, line and key.
    """
    document = read_toml(path)
    document.only("part", "line", "relief")
    return Silhouette(
        parts=tuple(part for table in document.tables("part") for part in _parts(table)),
        lines=tuple(line for table in document.tables("line") for line in _lines(table)),
        reliefs=tuple(relief for table in document.tables("relief") for relief in _reliefs(table)),
    )


def _zones(table: Table) -> tuple[Zone, ...]:
    """Read one table: a midline zone, or a left zone with its mirror image."""
    code, side = _code_and_side(table)
    area = table.figure("area_cm2")
    view = _view(table)
    outline = _points(table, "outline", at_least=3)
    other_outline: Outline = ()
    if table.value("other_outline") is not None:
        other_outline = _points(table, "other_outline", at_least=3)
    name = table.text("name")
    if side is Side.MIDLINE:
        outline, other_outline = whole(outline), whole(other_outline) if other_outline else ()
    if signed_area(outline) == 0:
        raise table.wrong("outline", "encloses nothing")
    one = Zone(
        code=code,
        name=f"{name} {side}".strip(),
        side=side,
        region=table.text("region"),
        area_cm2=area.value,
        area_source=area.source,
        view=view,
        outline=outline,
        mirror="" if side is Side.MIDLINE else f"{code[:-1]}r",
        other_outline=other_outline,
    )
    table.done()
    return (one,) if side is Side.MIDLINE else (one, _mirror_image(one, name))


def _mirror_image(left: Zone, name: str) -> Zone:
    return Zone(
        code=left.mirror,
        name=f"{name} {Side.RIGHT}",
        side=Side.RIGHT,
        region=left.region,
        area_cm2=left.area_cm2,
        area_source=left.area_source,
        view=left.view,
        outline=mirrored(left.outline),
        mirror=left.code,
        other_outline=mirrored(left.other_outline),
    )


def _code_and_side(table: Table) -> tuple[str, Side]:
    code, side = table.text("code"), table.text("side")
    if side not in (Side.LEFT, Side.MIDLINE):
        raise table.wrong("side", 'must be "L" (its right one is the mirror image) or "" on the midline')
    if not (code.isascii() and code.isalpha() and code.islower()):
        raise table.wrong("code", "must be lower-case letters from a to z")
    if code.startswith(MIRROR_KEY):
        raise table.wrong("code", f"must not begin with {MIRROR_KEY}, the key that mirrors the last entry")
    if side == Side.LEFT and not (len(code) == 3 and code.endswith("l")):
        raise table.wrong("code", "must be three letters of which the last is l: the zone has two sides")
    if side == Side.MIDLINE and len(code) != 2:
        raise table.wrong("code", "must be two letters: the zone lies on the midline")
    return code, Side(side)


def _parts(table: Table) -> tuple[Outline, ...]:
    """Read one part of the figure: whole across the midline, or a pair."""
    table.text("name")
    if table.value("half") is not None:
        parts: tuple[Outline, ...] = (spline(whole(_points(table, "half", at_least=3)), closed=True),)
    else:
        left = spline(_points(table, "left", at_least=3), closed=True)
        parts = (left, mirrored(left))
    table.done()
    return parts


def _lines(table: Table) -> tuple[SkinLine, ...]:
    table.text("name")
    view, width = _view(table), float(table.decimal("width"))
    points = spline(_points(table, "points", at_least=2), closed=False)
    pair = table.flag("pair")
    table.done()
    lines = (points, mirrored(points)) if pair else (points,)
    return tuple(SkinLine(view=view, points=line, width=width) for line in lines)


def _reliefs(table: Table) -> tuple[Relief, ...]:
    table.text("name")
    view, light = _view(table), _number(table, "light", table.value("light"))
    (x, y), radius = _point(table, "centre"), _point(table, "radius")
    if min(radius) <= 0:
        raise table.wrong("radius", "must be above 0")
    pair = table.flag("pair")
    table.done()
    centres: tuple[Point, ...] = ((x, y), (-x, y)) if pair else ((x, y),)
    return tuple(Relief(view=view, centre=centre, radius=radius, light=light) for centre in centres)


def _view(table: Table) -> View:
    text = table.text("view")
    if text not in tuple(View):
        raise table.wrong("view", 'must be "front" or "back"')
    return View(text)


def _point(table: Table, key: str) -> Point:
    return _pair(table, key, table.value(key))


def _points(table: Table, key: str, *, at_least: int) -> Outline:
    value = table.value(key)
    if not isinstance(value, list) or len(value) < at_least:
        raise table.wrong(key, f"must be a list of {at_least} points or more, each [x, y]")
    return tuple(_pair(table, key, item) for item in value)


def _pair(table: Table, key: str, value: object) -> Point:
    if not isinstance(value, list) or len(value) != 2:
        raise table.wrong(key, "must hold points written [x, y]")
    return (_number(table, key, value[0]), _number(table, key, value[1]))


def _number(table: Table, key: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or not Decimal(value).is_finite():
        raise table.wrong(key, "must be made of numbers")
    return float(value)
