"""QR symbols as cells of a terminal: two modules a cell, or two cells a module, or six modules a cell."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import groupby
from operator import itemgetter

from mesotui.slips.qr import HIGHEST_VERSION, Level, Symbol, encode, side_of, smallest_version
from mesotui.slips.reading_back import Bitmap, require_readable

QUIET_ZONE = 2
"""In modules. A screen's panel is white all round, so half of what paper needs is enough."""

DARK = (0, 0, 0)
LIGHT = (255, 255, 255)


class Cells(Enum):
    """How modules are drawn."""

    HALF = "half blocks, two modules a cell"
    WIDE = "two cells a module"
    """Read even where a terminal's lines stand apart."""
    DENSE = "sextants, six modules a cell"
    """For small terminals whose font has them (Unicode 13) and draws them without seams."""


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring cells of a row with the same background.

    Fonts draw the edges of their half blocks in grey or leave a seam at them. So what is alike is background,
    and where a cell has two halves, the glyph is the one whose seam lies between dark and light anyway.
    """

    text: str
    """Spaces, and blocks in the colour that the background isn't."""
    on_dark: bool
    """Whether the background is dark."""


Rows = tuple[tuple[Run, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """How many cells there are, or are needed."""

    columns: int
    rows: int

    def holds(self, other: "Room") -> bool:
        """Whether another fits in."""
        return other.columns <= self.columns and other.rows <= self.rows


def room_of(version: int, cells: Cells = Cells.HALF) -> Room:
    """Give the cells that a version takes, quiet zone included."""
    side = side_of(version) + 2 * QUIET_ZONE
    match cells:
        case Cells.HALF:
            return Room(columns=side, rows=(side + 1) // 2)
        case Cells.WIDE:
            return Room(columns=2 * side, rows=side)
        case Cells.DENSE:
            return Room(columns=(side + 1) // 2, rows=(side + 2) // 3)


def largest_version(room: Room, cells: Cells = Cells.HALF) -> int:
    """Give the highest version that fits; 0 where none does."""
    fitting = (v for v in range(1, HIGHEST_VERSION + 1) if room.holds(room_of(v, cells)))
    return max(fitting, default=0)


def room_needed(payload: bytes, cells: Cells = Cells.HALF) -> Room | None:
    """Give the fewest cells in which a payload can be shown; None where no screen can."""
    version = smallest_version(payload, Level.L)
    return None if version is None else room_of(version, cells)


def symbol_for(payload: bytes, room: Room, cells: Cells = Cells.HALF) -> Symbol | None:
    """Make the symbol of a payload for a screen: sturdier if that fits, else the smallest, else none."""
    highest = largest_version(room, cells)
    for level in (Level.M, Level.L):
        version = smallest_version(payload, level)
        if version is not None and version <= highest:
            return encode(payload, level)
    return None


def render(symbol: Symbol, cells: Cells = Cells.HALF) -> Rows:
    """Draw a symbol with its quiet zone, and read the drawing back.

    Raises:
        Refused: the drawing doesn't read as the symbol's payload.
    """
    modules = _with_quiet_zone(symbol)
    match cells:
        case Cells.HALF:
            rows = tuple(_half_block_rows(modules))
        case Cells.WIDE:
            rows = tuple(map(_wide_row, modules))
        case Cells.DENSE:
            rows = tuple(_dense_rows(modules))
    require_readable(bitmap(rows, cells), [symbol.payload])
    return rows


def bitmap(rows: Rows, cells: Cells = Cells.HALF) -> Bitmap:
    """Give what the cells show, each twice as high as wide: one pixel by two, if dense six by twelve."""
    if cells is Cells.DENSE:
        lines = ([dark for run in row for dark in _sixths(run, third)] for row in rows for third in range(3))
        return [line for line in lines for _ in range(_SIXTH_HIGH)]
    return [[line for run in row for line in _pixels(run, half)] for row in rows for half in (0, 1)]


_Cell = tuple[str, bool]
"""A character and whether its background is dark."""


def _pixels(run: Run, half: int) -> Iterator[bool]:
    return (run.on_dark ^ (character == "▀▄"[half]) for character in run.text)


def _sixths(run: Run, third: int) -> Iterator[bool]:
    for character in run.text:
        shape = _SHAPES[character]
        for column in (0, 1):
            dark = run.on_dark ^ bool(shape >> 2 * third + column & 1)
            yield from (dark,) * _SIXTH_WIDE


def _with_quiet_zone(symbol: Symbol) -> list[list[bool]]:
    side = symbol.side + 2 * QUIET_ZONE
    margin = [False] * QUIET_ZONE
    empty = [[False] * side for _ in range(QUIET_ZONE)]
    return [*empty, *([*margin, *row, *margin] for row in symbol.rows), *empty]


def _half_block_rows(modules: list[list[bool]]) -> Iterator[tuple[Run, ...]]:
    empty = [False] * len(modules[0])
    # The quiet zone makes the height odd: the last row's lower half is one more line of it.
    padded = [empty, *modules, empty, empty]
    for index in range(1, len(modules) + 1, 2):
        yield _runs(map(_cell, *padded[index - 1 : index + 3]))


def _cell(above: bool, upper: bool, lower: bool, below: bool) -> _Cell:
    """Choose the character for two modules, knowing the module above them and the one below."""
    if upper == lower:
        return " ", upper
    if lower:
        return "▄", False
    # A dark half block would leave a light seam where the dark goes on above it; a light one would leave a
    # dark seam where the light goes on below it.
    return ("▄", True) if above and below else ("▀", False)


def _sextant(shape: int) -> str:
    """Give the block of a shape: a bit for each sixth, from left to right and then downwards.

    Unicode keeps them in this order from U+1FB00 on, without those that it had before.
    """
    if shape in _OLDER_BLOCKS:
        return _OLDER_BLOCKS[shape]
    return chr(0x1FB00 + shape - 1 - sum(older < shape for older in (_LEFT_HALF, _RIGHT_HALF)))


_LEFT_HALF, _RIGHT_HALF, _WHOLE = 0b010101, 0b101010, 0b111111
_OLDER_BLOCKS = {0: " ", _LEFT_HALF: "▌", _RIGHT_HALF: "▐"}
_SHAPES = {_sextant(shape): shape for shape in range(_WHOLE)}
# A sixth of a cell that is twice as high as wide, in pixels.
_SIXTH_WIDE, _SIXTH_HIGH = 3, 4


def _dense_rows(modules: list[list[bool]]) -> Iterator[tuple[Run, ...]]:
    side = len(modules)
    padded = [[*row, False] for row in modules] + [[False] * (side + 1)] * 2
    for top in range(0, side, 3):
        rows = padded[top : top + 3]
        yield _runs(_dense_cell(rows, left) for left in range(0, side, 2))


def _dense_cell(rows: Sequence[Sequence[bool]], left: int) -> _Cell:
    sixths = (row[left + column] for row in rows for column in (0, 1))
    shape = sum(dark << place for place, dark in enumerate(sixths))
    return (" ", True) if shape == _WHOLE else (_sextant(shape), False)


def _wide_row(row: Sequence[bool]) -> tuple[Run, ...]:
    return _runs((" " * 2, dark) for dark in row)


def _runs(cells: Iterable[_Cell]) -> tuple[Run, ...]:
    groups = groupby(cells, key=itemgetter(1))
    return tuple(Run("".join(text for text, _ in alike), on_dark) for on_dark, alike in groups)
