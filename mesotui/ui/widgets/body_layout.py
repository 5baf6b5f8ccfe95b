"""Decides what part of the body is shown at a size, and where the letters of the zones stand."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace
from math import ceil, inf

from mesotui.domain.anatomy import Anatomy, View, Zone
from mesotui.domain.geometry import bounds
from mesotui.domain.silhouette import Silhouette
from mesotui.ui.widgets.body_raster import Frame, Picture, draw, zone_of

CAPTION_ROWS = 1
LEGEND_ROWS = 1
_GAP_COLUMNS = 2
_MARGIN = 1.0
_LETTERS_FIT_BELOW = 0.95
"""Up to this many hundredths of the body's height in a column, the whole figure has room for its letters."""
_STRETCH = 1.25
"""How much wider than high a zoomed part may be drawn, for the sake of its letters."""

WHOLE_BODY = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """Where a zone's letters stand in a picture."""

    zone: int
    row: int
    column: int
    upright: bool
    """Whether the letters stand one below the other."""
    bracketed: bool
    """Whether there is room for a bracket on both sides."""

    def mirrored(self, zone: int, length: int, columns: int) -> "Label":
        """Give the place on the other half of a picture that is as many columns wide."""
        width = 1 if self.upright else length
        return replace(self, zone=zone, column=columns - self.column - width)

    def cells(self, text: str) -> Iterable[tuple[int, int, str]]:
        """Give row, column and character of each letter."""
        for index, character in enumerate(text):
            if self.upright:
                yield (self.row + index, self.column, character)
            else:
                yield (self.row, self.column + index, character)


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One view, drawn."""

    frame: Frame
    offset: int
    """The widget's column that the picture begins in."""
    zones: tuple[Zone, ...]
    picture: Picture
    labels: tuple[Label | None, ...]
    """One for each zone; None where its letters have no room."""
    row_zones: tuple[tuple[int, ...], ...]
    """For each row the zones that are drawn or named in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Both views at one size."""

    region: str
    """What is shown; empty for the whole body."""
    panels: tuple[Panel, Panel]


def region_shown(anatomy: Anatomy, silhouette: Silhouette, columns: int, rows: int, current: str) -> str:
    """Choose the whole body where its letters are readable, else the current zone's region."""
    if not anatomy.knows(current):
        return WHOLE_BODY
    scale, _ = _scale(_extent_of_body(silhouette), columns, rows, stretch=1.0)
    return WHOLE_BODY if scale <= _LETTERS_FIT_BELOW else anatomy.zone(current).region


def lay_out(
    anatomy: Anatomy,
    silhouette: Silhouette,
    *,
    columns: int,
    rows: int,
    region: str,
    smooth: bool,
    fine: bool,
) -> Layout:
    """Draw both views side by side.

    Args:
        anatomy: the zones.
        silhouette: the figure they lie on.
        columns: the widget's width.
        rows: the widget's height, with captions and legend.
        region: what is shown; empty for the whole body.
        smooth: whether colours may be mixed.
        fine: whether quadrants and eighths may be used.
    """
    whole = region == WHOLE_BODY
    extent = _extent_of_body(silhouette) if whole else _extent_of_region(anatomy, region)
    picture_rows = max(1, rows - CAPTION_ROWS - LEGEND_ROWS)
    column_width, row_height = _scale(extent, columns, rows, stretch=1.0 if whole else _STRETCH)
    half_width, top, bottom = extent
    wanted = ceil(2 * half_width / column_width)
    each = max(1, min((columns - _GAP_COLUMNS) // 2, wanted))
    gap = min(max(columns - 2 * each, 0), max(_GAP_COLUMNS, (columns - 2 * each) // 3))
    first = max(0, (columns - 2 * each - gap) // 2)
    middle = (top + bottom) / 2

    def panel(view: View, offset: int) -> Panel:
        frame = Frame(
            view=view,
            left=-each * column_width / 2,
            top=middle - picture_rows * row_height / 2,
            column_width=column_width,
            row_height=row_height,
            columns=each,
            rows=picture_rows,
        )
        return _panel(anatomy, silhouette, frame, offset, smooth=smooth, fine=fine)

    panels = (panel(View.FRONT, first), panel(View.BACK, first + each + gap))
    return Layout(region=region, panels=panels)


def _panel(
    anatomy: Anatomy, silhouette: Silhouette, frame: Frame, offset: int, *, smooth: bool, fine: bool
) -> Panel:
    zones = tuple(zone for zone in anatomy.zones if zone.outline_in(frame.view))
    picture = draw(silhouette, zones, frame, smooth=smooth, fine=fine)
    owned: list[dict[int, list[int]]] = [{} for _ in zones]
    touched: list[set[int]] = [set() for _ in picture]
    for row, cells in enumerate(picture):
        for column, cell in enumerate(cells):
            touched[row].update(zone_of(material) for material, _ in (*cell.front, *cell.back))
            touched[row].add(zone_of(cell.owner))
            if (index := zone_of(cell.owner)) >= 0:
                owned[index].setdefault(row, []).append(column)
    return Panel(
        frame=frame,
        offset=offset,
        zones=zones,
        picture=picture,
        labels=_labels(zones, frame, owned),
        row_zones=tuple(tuple(sorted(zones_there - {-1})) for zones_there in touched),
    )


_Place = tuple[int, int, bool, bool]
"""Row and column of the first letter, whether upright, and whether brackets have room."""

_Owned = dict[int, list[int]]
"""The columns that a zone covers, by row."""


def _labels(zones: Sequence[Zone], frame: Frame, owned: Sequence[_Owned]) -> tuple[Label | None, ...]:
    """Find a place for each zone's letters; the second of a pair has the first one's mirrored, if it can."""
    taken: set[tuple[int, int]] = set()
    labels: dict[str, Label | None] = {}
    for index, zone in enumerate(zones):
        if frame.view is not zone.view:
            labels[zone.code] = None
            continue
        length, twin = len(zone.code), labels.get(zone.mirror)
        label = twin.mirrored(index, length, frame.columns) if twin else None
        if label is None or not all(
            column in owned[index].get(row, ()) for row, column, _ in label.cells(zone.code)
        ):
            mirrored_in = frame.columns if zone.mirror else None
            label = _label(index, length, owned[index], taken, mirrored_in)
        labels[zone.code] = label
        if label is not None:
            taken.update((row, column) for row, column, _ in label.cells(zone.code))
    return tuple(labels.values())


def _label(
    zone: int, length: int, owned: _Owned, taken: Set[tuple[int, int]], mirrored_in: int | None
) -> Label | None:
    """Find the best place for a zone's letters: in its middle, clear of others, rather not upright.

    Args:
        zone: the zone's index in the view.
        length: how many letters there are.
        owned: what the zone covers.
        taken: where letters stand already.
        mirrored_in: the picture's columns, if the other side's letters shall stand mirrored, clear of these.
    """
    if not owned:
        return None
    columns = sorted(column for in_row in owned.values() for column in in_row)
    rows = sorted(row for row, in_row in owned.items() for _ in in_row)
    middle_row, middle_column = rows[len(rows) // 2], columns[len(columns) // 2]

    def away(place: _Place) -> float:
        row, column, upright, bracketed = place
        half = (length - 1) / 2
        off = abs(row + half * upright - middle_row) + abs(column + half * (not upright) - middle_column) / 2
        return off + 3 * upright - bracketed

    best, least = None, inf
    for strain, place in sorted((away(place), place) for place in _places(length, owned)):
        if strain >= least:
            break
        row, column, upright, bracketed = place
        label = Label(zone=zone, row=row, column=column, upright=upright, bracketed=bracketed)
        if (strain := strain + 6 * _touched(label, length, taken, mirrored_in)) < least:
            best, least = label, strain
    return best


def _touched(label: Label, length: int, taken: Set[tuple[int, int]], mirrored_in: int | None) -> int:
    """Count how often letters would stand beside or on others, those of their own mirror image included."""
    cells = [(row, column) for row, column, _ in label.cells(" " * length)]
    reflected = {(row, mirrored_in - 1 - column) for row, column in cells} if mirrored_in else set()
    others = taken | reflected
    return sum((row, column + step) in others for row, column in cells for step in (-1, 0, 1))


def _places(length: int, owned: _Owned) -> Iterable[_Place]:
    """Give every place where a zone has room for its letters, side by side or one below the other."""
    by_column: dict[int, list[int]] = {}
    for row, columns in sorted(owned.items()):
        for run in _runs(columns):
            for start in run[: max(0, len(run) - length + 1)]:
                yield row, start, False, run[0] < start and start + length <= run[-1]
        for column in columns:
            by_column.setdefault(column, []).append(row)
    for column, rows in by_column.items():
        for run in _runs(rows):
            for start in run[: max(0, len(run) - length + 1)]:
                yield start, column, True, False


def _runs(numbers: Sequence[int]) -> list[list[int]]:
    """Split rising numbers where one is left out."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


_Extent = tuple[float, float, float]
"""Half the width, the top and the bottom, in hundredths of the body's height."""


def _extent_of_body(silhouette: Silhouette) -> _Extent:
    boxes = [bounds(part) for part in silhouette.parts]
    return (
        max(right for _, _, right, _ in boxes) + 0.3,
        min(top for _, top, _, _ in boxes) - 0.2,
        max(bottom for _, _, _, bottom in boxes) + 0.2,
    )


def _extent_of_region(anatomy: Anatomy, region: str) -> _Extent:
    boxes = [bounds(zone.outline) for zone in anatomy.zones if zone.region == region]
    return (
        max(max(abs(left), abs(right)) for left, _, right, _ in boxes) + _MARGIN,
        min(top for _, top, _, _ in boxes) - _MARGIN,
        max(bottom for _, _, _, bottom in boxes) + _MARGIN,
    )


def _scale(extent: _Extent, columns: int, rows: int, *, stretch: float) -> tuple[float, float]:
    """Give column width and row height so that the extent fits twice side by side in cells twice as high."""
    half_width, top, bottom = extent
    across = 2 * half_width / max(1, (columns - _GAP_COLUMNS) // 2)
    down = (bottom - top) / max(1, rows - CAPTION_ROWS - LEGEND_ROWS) / 2
    scale = max(across, down)
    return (max(across, scale / stretch), 2 * scale)
