"""The papers a slip is set on, and how large its codes are there."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mesotui.domain.errors import Refused
from mesotui.domain.printers import Paper

QUIET_ZONE = 4
"""In modules: what paper needs (ISO/IEC 18004, 9.1)."""

_MM_PER_INCH = 25.4
# DENSO WAVE asks for at least four of a printer's dots a module; below a third of a millimetre a phone must
# come nearer than it can focus.
_FEWEST_DOTS = 4
_SMALLEST_MM = 0.33
_USUAL_MM = 0.5
# A symbol of few modules, such as the telephone, can be read from afar at no cost.
_SMALL_MM = 0.75
_FEW_MODULES = 41
_LARGEST_MM = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A paper as a printer sees it."""

    width_dots: int
    height_dots: int | None
    """None on a roll, which is cut where the text ends."""
    dots_per_inch: float
    margin_mm: float
    text_pt: float
    code_mm: float
    """How wide a code may become, quiet zone included, unless it needs more."""

    @property
    def room_dots(self) -> int:
        """How many dots are between its margins."""
        return self.width_dots - 2 * int(self.margin_mm * self.dots_per_inch / _MM_PER_INCH)

    def dots_of(self, mm: float) -> int:
        """Give the fewest whole dots that are at least as long."""
        return math.ceil(round(mm * self.dots_per_inch / _MM_PER_INCH, 6))


# At 8 dots a millimetre, which thermal printers have and which every length here is a whole number of.
_DOTS_PER_INCH = 203.2
_SHEETS = {
    Paper.A6: Sheet(
        width_dots=840,
        height_dots=1184,
        dots_per_inch=_DOTS_PER_INCH,
        margin_mm=6,
        text_pt=8,
        code_mm=40,
    ),
    Paper.A5: Sheet(
        width_dots=1184,
        height_dots=1680,
        dots_per_inch=_DOTS_PER_INCH,
        margin_mm=10,
        text_pt=9,
        code_mm=40,
    ),
    Paper.ROLL_80: Sheet(
        width_dots=576,
        height_dots=None,
        dots_per_inch=_DOTS_PER_INCH,
        margin_mm=1,
        text_pt=9,
        code_mm=40,
    ),
    Paper.ROLL_58: Sheet(
        width_dots=384,
        height_dots=None,
        dots_per_inch=_DOTS_PER_INCH,
        margin_mm=0.5,
        text_pt=8.5,
        code_mm=40,
    ),
}


def sheet_of(paper: Paper, *, width_dots: int | None = None, dots_per_inch: float = _DOTS_PER_INCH) -> Sheet:
    """Give a paper as a printer sees it.

    Args:
        paper: which.
        width_dots: how many dots the printer sets in a line; None is the paper's whole width.
        dots_per_inch: how close they are.
    """
    sheet = _SHEETS[paper]
    scale = dots_per_inch / sheet.dots_per_inch
    return replace(
        sheet,
        width_dots=width_dots or round(sheet.width_dots * scale),
        height_dots=None if sheet.height_dots is None else round(sheet.height_dots * scale),
        dots_per_inch=dots_per_inch,
    )


def code_rows(sides: Sequence[int], sheet: Sheet) -> list[list[int]]:
    """Share a paper's width out among symbols: as many in a row as fit, each as large as the row lets it be.

    Args:
        sides: the modules of each symbol, without its quiet zone.
        sheet: where they stand.

    Returns:
        Row by row, how many dots wide a module of each symbol is drawn.

    Raises:
        Refused: the paper is too narrow for modules that a phone can see.
    """
    rows: list[list[_Placed]] = []
    for side in sides:
        placed = _smallest(side, sheet)
        if not rows or sum(one.dots for one in (*rows[-1], placed)) > sheet.room_dots:
            rows.append([])
        rows[-1].append(placed)
    return [[one.module_dots for one in _grown(row, sheet)] for row in rows]


@dataclass(frozen=True, slots=True)
class _Placed:
    """A symbol with its quiet zone, and how it is drawn."""

    modules: int
    module_dots: int

    @property
    def dots(self) -> int:
        return self.modules * self.module_dots

    def larger(self) -> "_Placed":
        return _Placed(self.modules, self.module_dots + 1)


def _smallest(side: int, sheet: Sheet) -> _Placed:
    modules = side + 2 * QUIET_ZONE
    wanted = _SMALL_MM if modules <= _FEW_MODULES else _USUAL_MM
    fitting = [
        _Placed(modules, dots)
        for dots in (sheet.dots_of(wanted), max(_FEWEST_DOTS, sheet.dots_of(_SMALLEST_MM)))
        if modules * dots <= sheet.room_dots
    ]
    if fitting:
        return fitting[0]
    over = sheet.dots_of(_SMALLEST_MM) * modules - sheet.room_dots
    raise Refused(
        f"A code would be {over / sheet.dots_of(1):.0f} mm too wide for this paper. Print on wider paper."
    )


def _grown(row: Sequence[_Placed], sheet: Sheet) -> list[_Placed]:
    """Enlarge whichever is the smallest, until the row is full or each is as large as it should become."""
    placed = list(row)
    while True:
        room = sheet.room_dots - sum(one.dots for one in placed)
        growing = [place for place, one in enumerate(placed) if one.modules <= room and _may_grow(one, sheet)]
        if not growing:
            return placed
        smallest = min(growing, key=lambda place: placed[place].dots)
        placed[smallest] = placed[smallest].larger()


def _may_grow(one: _Placed, sheet: Sheet) -> bool:
    larger = one.larger()
    return larger.dots <= sheet.dots_of(sheet.code_mm) and larger.module_dots <= sheet.dots_of(_LARGEST_MM)
