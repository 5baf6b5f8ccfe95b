"""Turns outlines into terminal cells: which block character, and what lies under its two colours.

Knows no colours: a picture is made once for a size and then painted as often as colours change.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil
from typing import NamedTuple

from mesotui.domain.anatomy import View, Zone
from mesotui.domain.geometry import Outline, Point, bounds, inset, sides, stroke
from mesotui.domain.silhouette import Relief, Silhouette

SAMPLES = 8
"""How finely a cell is looked at, in each direction."""

_MIDDLE = SAMPLES * SAMPLES // 2 + SAMPLES // 2
_AS_GOOD_AS_ALL = SAMPLES * SAMPLES - 3
"""From how many equal samples on a cell is drawn plain: a sliver in its corner would look like dirt."""

NOTHING, SKIN, LINE = 0, 1, 2
_FIRST_ZONE = 3
LIGHT_STEPS = 24
"""Steps of light between darkness and full light."""

_RIM_COLUMNS = 0.4
_HARD_RIM_SAMPLES = (
    SAMPLES / 2
)  # Half a cell both ways: less would be lost where half a cell has but one colour.
_RIM_SHADOW = 3.0
_RECOGNISABLE = 2.0
_SHADOW_LEFT, _SHADOW_RIGHT = 0.22, 0.42  # The light falls from the viewer's left.

Mix = tuple[tuple[int, int], ...]
"""What lies under a colour: materials, and how many of the samples are theirs."""


def rim_of(zone_index: int) -> int:
    """Give the material of a zone's rim."""
    return _FIRST_ZONE + 2 * zone_index


def inside_of(zone_index: int) -> int:
    """Give the material of a zone within its rim."""
    return _FIRST_ZONE + 2 * zone_index + 1


def zone_of(material: int) -> int:
    """Give the index of the zone that a material belongs to; below 0 where it is no zone's."""
    return (material - _FIRST_ZONE) // 2 if material >= _FIRST_ZONE else -1


class Cell(NamedTuple):
    """One terminal cell of a picture."""

    glyph: str
    front: Mix
    """Under the character's own colour."""
    back: Mix
    light: int
    """Steps by which it is lighter (above 0) or darker than the plain material."""
    owner: int
    """The material that covers most of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The part of one view that is shown, and at which scale."""

    view: View
    left: float
    """The least x shown, growing to the viewer's right."""
    top: float
    column_width: float
    """In hundredths of the body's height."""
    row_height: float
    columns: int
    rows: int

    def point_at(self, column: float, row: float) -> Point:
        """Give the body coordinates of a place in the picture."""
        return (self.view.across(self.left + column * self.column_width), self.top + row * self.row_height)

    def sampled(self, outline: Outline) -> Outline:
        """Give an outline in samples from the picture's upper left corner."""
        across, down = SAMPLES / self.column_width, SAMPLES / self.row_height
        turned, left, top = self.view.across(across), self.left * across, self.top * down
        return tuple((x * turned - left, y * down - top) for x, y in outline)


Picture = tuple[tuple[Cell, ...], ...]


class _Glyph(NamedTuple):
    character: str
    mask: int
    size: int


def _glyph(character: str, rows: range, columns: range) -> _Glyph:
    covered = bytes(row in rows and column in columns for row in range(SAMPLES) for column in range(SAMPLES))
    return _Glyph(character, int.from_bytes(covered), sum(covered))


_ALL, _FIRST, _SECOND = range(SAMPLES), range(SAMPLES // 2), range(SAMPLES // 2, SAMPLES)
_LEFT_TOP, _RIGHT_BOTTOM = _glyph("▘", _FIRST, _FIRST), _glyph("▗", _SECOND, _SECOND)
_HALVES = (_glyph("▀", _FIRST, _ALL), _glyph("▌", _ALL, _FIRST))
_FINE = (
    *_HALVES,
    _LEFT_TOP,
    _glyph("▝", _FIRST, _SECOND),
    _glyph("▖", _SECOND, _FIRST),
    _RIGHT_BOTTOM,
    _Glyph("▚", _LEFT_TOP.mask | _RIGHT_BOTTOM.mask, _LEFT_TOP.size + _RIGHT_BOTTOM.size),
    *(_glyph(character, range(SAMPLES - 1 - index, SAMPLES), _ALL) for index, character in enumerate("▁▂▃")),
    *(_glyph(character, range(SAMPLES - 5 - index, SAMPLES), _ALL) for index, character in enumerate("▅▆▇")),
    *(_glyph(character, _ALL, range(index + 1)) for index, character in enumerate("▏▎▍")),
    *(_glyph(character, _ALL, range(index + 5)) for index, character in enumerate("▋▊▉")),
)


def draw(
    silhouette: Silhouette, zones: Sequence[Zone], frame: Frame, *, smooth: bool, fine: bool = True
) -> Picture:
    """Draw one view.

    Args:
        silhouette: the figure.
        zones: those that the view shows; 126 at most, the material's index counts them.
        frame: what is shown.
        smooth: whether colours may be mixed (24 bits); else every colour is that of one material.
        fine: whether quadrants and eighths may be used; else only halves, which every console has.
    """
    grid = [bytearray(frame.columns * SAMPLES) for _ in range(frame.rows * SAMPLES)]
    for part in silhouette.parts:
        if _comes_in(part, frame):
            _fill(grid, frame.sampled(part), SKIN)
    for index, zone in enumerate(zones):
        outline = zone.outline_in(frame.view)
        _fill(grid, frame.sampled(outline), rim_of(index))
        if smooth:
            within = frame.sampled(inset(outline, _RIM_COLUMNS * frame.column_width))
        else:
            within = inset(frame.sampled(outline), _HARD_RIM_SAMPLES)
        _fill(grid, within, inside_of(index))
    if smooth:
        for line in silhouette.lines:
            if line.view is frame.view:
                _fill(grid, frame.sampled(stroke(line.points, line.width)), LINE)
    glyphs = _FINE if fine else _HALVES
    return tuple(
        tuple(_cells(grid, row, frame, _light(grid, row, frame, silhouette.reliefs, smooth), glyphs, smooth))
        for row in range(frame.rows)
    )


def _comes_in(part: Outline, frame: Frame) -> bool:
    """Tell whether more of a part is in the frame than a strip at its edge, which nobody would recognise."""
    right = frame.left + frame.columns * frame.column_width - _RECOGNISABLE
    left = frame.left + _RECOGNISABLE
    bottom = frame.top + frame.rows * frame.row_height
    across = [frame.view.across(x) for x, y in part if frame.top <= y <= bottom]
    return bool(across) and min(across) < right and max(across) > left


def _fill(grid: list[bytearray], outline: Outline, material: int) -> None:
    """Lay a material on every sample whose middle is inside the outline (even-odd rule)."""
    left, top, right, bottom = bounds(outline)
    if right <= 0 or left >= len(grid[0]) or bottom <= 0 or top >= len(grid):
        return
    first, last = max(0, ceil(top - 0.5)), min(len(grid), ceil(bottom - 0.5))
    crossings: list[list[float]] = [[] for _ in range(last - first)]
    for (x0, y0), (x1, y1) in sides(outline):
        if y0 > y1:
            x0, y0, x1, y1 = x1, y1, x0, y0
        start, stop = max(first, ceil(y0 - 0.5)), min(last, ceil(y1 - 0.5))
        if start >= stop:
            continue
        slope = (x1 - x0) / (y1 - y0)
        x = x0 + (start + 0.5 - y0) * slope
        for row in range(start - first, stop - first):
            crossings[row].append(x)
            x += slope
    width = len(grid[0])
    for samples, places in zip(grid[first:last], crossings, strict=True):
        places.sort()
        for enter, leave in zip(places[::2], places[1::2], strict=True):
            begin, end = max(0, ceil(enter - 0.5)), min(width, ceil(leave - 0.5))
            if begin < end:
                samples[begin:end] = bytes((material,)) * (end - begin)


def _light(
    grid: list[bytearray], row: int, frame: Frame, reliefs: Sequence[Relief], smooth: bool
) -> list[int]:
    """Find the light on a row's cells: less towards the edges of limbs, more where the skin comes forward."""
    light = [0] * frame.columns
    if not smooth:
        return light
    middle = row * SAMPLES + SAMPLES // 2
    y = frame.top + (row + 0.5) * frame.row_height
    here = [
        relief
        for relief in reliefs
        if relief.view is frame.view and abs(relief.centre[1] - y) < relief.radius[1]
    ]
    sample_width = frame.column_width / SAMPLES
    for run in re.finditer(rb"[^\0]+", grid[middle]):
        start, end = run.span()
        rim = min(_RIM_SHADOW, (end - start) * sample_width / 2)
        for column in range(start // SAMPLES, (end - 1) // SAMPLES + 1):
            place = min(max(column * SAMPLES + SAMPLES // 2, start), end)
            x, _ = frame.point_at(place / SAMPLES, 0)
            left = max(0.0, 1 - (place - start) * sample_width / rim) if start > 0 else 0.0
            right = max(0.0, 1 - (end - place) * sample_width / rim) if end < len(grid[0]) else 0.0
            shade = sum(relief.light_at(x, y) for relief in here)
            shade -= _SHADOW_LEFT * left * left + _SHADOW_RIGHT * right * right
            light[column] = round(shade * LIGHT_STEPS)
    return light


def _cells(
    grid: list[bytearray],
    row: int,
    frame: Frame,
    light: Sequence[int],
    glyphs: Sequence[_Glyph],
    smooth: bool,
) -> Iterator[Cell]:
    lines = grid[row * SAMPLES : (row + 1) * SAMPLES]
    for column in range(frame.columns):
        start = column * SAMPLES
        block = b"".join([line[start : start + SAMPLES] for line in lines])
        most = block[_MIDDLE]
        if block.count(most) >= _AS_GOOD_AS_ALL:
            mix = ((most, SAMPLES * SAMPLES),)
            yield Cell(" ", mix, mix, light[column], most)
        else:
            yield _divided(block, light[column], glyphs, smooth)


def _divided(block: bytes, light: int, glyphs: Sequence[_Glyph], smooth: bool) -> Cell:
    """Find the character whose two halves are each as much of one material as possible."""
    masks = {material: int.from_bytes(block.translate(_only(material))) for material in set(block)}
    counts = {material: mask.bit_count() for material, mask in masks.items()}
    # Of the last material nothing needs counting: it has what the others leave.
    *counted, _ = masks
    best, best_glyph = float(SAMPLES**4), glyphs[0]
    for glyph in glyphs:
        rest = SAMPLES * SAMPLES - glyph.size
        impurity, left, left_rest = 0.0, glyph.size, rest
        for material in counted:
            within = (masks[material] & glyph.mask).bit_count()
            outside = counts[material] - within
            impurity += within * (left - within) / glyph.size + outside * (left_rest - outside) / rest
            left -= within
            left_rest -= outside
        if impurity < best:
            best, best_glyph = impurity, glyph
    within_counts = {material: (mask & best_glyph.mask).bit_count() for material, mask in masks.items()}
    front = tuple((material, count) for material, count in within_counts.items() if count)
    back = tuple(
        (material, count - within_counts[material])
        for material, count in counts.items()
        if count > within_counts[material]
    )
    if not smooth:
        front, back = _purest(front), _purest(back)
    owner = _owner(counts)
    return Cell(best_glyph.character, front, back, light, owner)


@cache
def _only(material: int) -> bytes:
    """Give the table that turns samples of a material into 1 and all others into 0."""
    return bytes(value == material for value in range(256))


def _purest(mix: Mix) -> Mix:
    return (max(mix, key=lambda part: part[1]),)


def _owner(counts: dict[int, int]) -> int:
    """Give the material that covers most; a zone's rim and inside count together."""
    shares: dict[int, int] = {}
    for material, count in counts.items():
        whose = inside_of(zone_of(material)) if zone_of(material) >= 0 else material
        shares[whose] = shares.get(whose, 0) + count
    return max(shares, key=lambda material: shares[material])
