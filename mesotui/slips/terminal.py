"""QR symbols as cells of a terminal: two modules a cell, or two cells a module."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from mesotui.slips.qr import HIGHEST_VERSION, Level, Symbol, encode, side_of, smallest_version
from mesotui.slips.reading_back import Bitmap, require_readable

QUIET_ZONE = 2
"""In modules. A screen's panel is white all round, so half of what paper needs is enough."""

DARK = (0, 0, 0)
LIGHT = (255, 255, 255)


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring cells of a row with the same background.

    Fonts draw the edges of their half blocks in grey or leave a seam at them. So what is alike is background,
    and where a cell has two halves, the glyph is the one whose seam lies between dark and light anyway.
    """

    text: str
    """Spaces, and half blocks in the colour that the background isn't."""
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


def room_of(version: int, *, wide: bool) -> Room:
    """Give the cells that a version takes, quiet zone included."""
    side = side_of(version) + 2 * QUIET_ZONE
    return Room(columns=2 * side, rows=side) if wide else Room(columns=side, rows=(side + 1) // 2)


def largest_version(room: Room, *, wide: bool) -> int:
    """Give the highest version that fits; 0 where none does."""
    fitting = (v for v in range(1, HIGHEST_VERSION + 1) if room.holds(room_of(v, wide=wide)))
    return max(fitting, default=0)


def room_needed(payload: bytes, *, wide: bool) -> Room | None:
    """Give the fewest cells in which a payload can be shown; None where no screen can."""
    version = smallest_version(payload, Level.L)
    return None if version is None else room_of(version, wide=wide)


def symbol_for(payload: bytes, room: Room, *, wide: bool) -> Symbol | None:
    """Make the symbol of a payload for a screen: sturdier if that fits, else the smallest, else none."""
    highest = largest_version(room, wide=wide)
    for level in (Level.M, Level.L):
        version = smallest_version(payload, level)
        if version is not None and version <= highest:
            return encode(payload, level)
    return None


def render(symbol: Symbol, *, wide: bool = False) -> Rows:
    """Draw a symbol with its quiet zone, and read the drawing back.

    Args:
        symbol: what to draw.
        wide: two cells a module, which is read even where lines stand apart.

    Raises:
        Refused: the drawing doesn't read as the symbol's payload.
    """
    modules = _with_quiet_zone(symbol)
    rows = tuple(map(_wide_row, modules) if wide else _half_block_rows(modules))
    require_readable(bitmap(rows), [symbol.payload])
    return rows


def bitmap(rows: Rows) -> Bitmap:
    """Give what the cells show: a pixel wide and two high each, as cells are about twice as high as wide."""
    return [[line for run in row for line in _pixels(run, half)] for row in rows for half in (0, 1)]


_Cell = tuple[str, bool]
"""A character and whether its background is dark."""


def _pixels(run: Run, half: int) -> Iterator[bool]:
    return (run.on_dark ^ (character == "▀▄"[half]) for character in run.text)


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


def _wide_row(row: Sequence[bool]) -> tuple[Run, ...]:
    return _runs((" " * 2, dark) for dark in row)


def _runs(cells: Iterable[_Cell]) -> tuple[Run, ...]:
    groups = groupby(cells, key=itemgetter(1))
    return tuple(Run("".join(text for text, _ in alike), on_dark) for on_dark, alike in groups)
