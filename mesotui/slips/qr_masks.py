"""The choice of a QR symbol's mask, many times faster than the library's and always the same as its.

The library draws a symbol eight times, module by module, and looks at every module of each. Here a whole
symbol is one number with a bit a module, so that one operation looks at all of its modules at once.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from operator import itemgetter
from typing import Any

from qrcode.main import QRCode
from qrcode.util import mask_func
from typing_extensions import override

_MASKS = range(8)
_PERIOD = 12
"""Each mask repeats itself after so many rows, and after so many columns."""
# A finder pattern's line with four light modules after it, and before it.
_FINDER_LIKE = ((1, 0, 1, 1, 1, 0, 1, 0, 0, 0, 0), (0, 0, 0, 0, 1, 0, 1, 1, 1, 0, 1))


class QuickQRCode(QRCode[Any]):
    """The library's symbol with a quicker choice of its mask; its codewords must be in ``data_cache``."""

    @override
    def best_mask_pattern(self) -> int:
        """Give the first of the masks whose symbol loses the fewest points (ISO/IEC 18004, 7.8.3)."""
        layout = _layout(self.version)
        drawn = layout.drawn(self.data_cache)
        return min(_MASKS, key=lambda mask: layout.points_lost(drawn ^ layout.empty[mask]))

    @override
    def map_data(self, data: Iterable[int], mask_pattern: int) -> None:
        """Put the data in their places, masked."""
        for (row, column), dark in _layout(self.version).masked(data, mask_pattern):
            self.modules[row][column] = dark


class _Layout:
    """Where a version has its data, and what it looks like without any.

    A row of modules is followed by one bit that is neither dark nor light, so that nothing runs on from the
    end of a row to the beginning of the next.
    """

    def __init__(self, version: int) -> None:
        blank = _Blank(version)
        side = blank.modules_count
        self._modules = side**2
        self._stride = side + 1
        self._every = _number([True] * side for _ in range(side))
        self._bits = len(blank.places)
        self._places = blank.places
        index_of = {place: index for index, place in enumerate(blank.places)}
        # What isn't data takes the zero that follows the last bit of it.
        order = [index_of.get((row, column), self._bits) for row in range(side) for column in range(side + 1)]
        self._in_place: Callable[[str], tuple[str, ...]] = itemgetter(*order)
        fixed = _number(blank.modules)
        data = _number([(row, column) in index_of for column in range(side)] for row in range(side))
        self.empty = tuple(fixed ^ data & _mask(mask, side) for mask in _MASKS)
        """By mask: the fixed patterns, and the mask over data that are zero."""

    def drawn(self, codewords: Iterable[int]) -> int:
        """Give the modules that the data make dark before they are masked."""
        bits = "".join(f"{codeword:08b}" for codeword in codewords)
        return int("".join(self._in_place(bits.ljust(self._bits + 1, "0"))), 2)

    def masked(self, codewords: Iterable[int], mask: int) -> Iterator[tuple[tuple[int, int], bool]]:
        """Give each place with what it shows once the data are masked."""
        is_turned = _turned(mask)
        bits = "".join(f"{codeword:08b}" for codeword in codewords).ljust(self._bits, "0")
        for (row, column), bit in zip(self._places, bits, strict=False):
            yield (row, column), (bit == "1") ^ is_turned[row % _PERIOD][column % _PERIOD]

    def points_lost(self, dark: int) -> int:
        """Count what is hard to read in a symbol."""
        light = dark ^ self._every
        points = 10 * int(abs(float(dark.bit_count()) / self._modules * 100 - 50) / 5)
        for step in (1, self._stride):
            points += 40 * sum(_found(pattern, dark, light, step) for pattern in _FINDER_LIKE)
            for colour in (dark, light):
                pairs = colour & colour >> step
                fives = pairs & pairs >> 2 * step & colour >> 4 * step
                run_ends = fives & ~(fives >> step)
                points += fives.bit_count() + 2 * run_ends.bit_count()
                if step == 1:
                    points += 3 * (pairs & pairs >> self._stride).bit_count()
        return points


def _found(pattern: tuple[int, ...], dark: int, light: int, step: int) -> int:
    """Count the places where a pattern of modules begins."""
    places = -1
    for index, is_dark in enumerate(pattern):
        places &= (dark if is_dark else light) >> index * step
    return places.bit_count()


@cache
def _layout(version: int) -> _Layout:
    return _Layout(version)


class _Blank(QRCode[Any]):
    """A symbol as the library draws it while it looks for a mask, without its data."""

    def __init__(self, version: int) -> None:
        super().__init__(version=version)
        self.places: list[tuple[int, int]] = []
        """Row and column of each bit of data."""
        self.data_cache = []
        self.makeImpl(test=True, mask_pattern=0)

    @override
    def map_data(self, data: object, mask_pattern: object) -> None:
        """Note where the data would come, and leave these places empty."""
        self.places = [(row, column) for row, column in self._way() if self.modules[row][column] is None]

    def _way(self) -> Iterator[tuple[int, int]]:
        """Go up and down in pairs of columns from the right, around the timing pattern (7.7.3)."""
        rows = range(self.modules_count)
        for pair, right in enumerate((*range(self.modules_count - 1, 6, -2), 5, 3, 1)):
            for row in rows if pair % 2 else reversed(rows):
                yield row, right
                yield row, right - 1


@cache
def _turned(mask: int) -> list[list[bool]]:
    """Give the rows of one period of a mask: whether it turns a module around."""
    is_turned = mask_func(mask)
    return [[bool(is_turned(row, column)) for column in range(_PERIOD)] for row in range(_PERIOD)]


def _mask(mask: int, side: int) -> int:
    repeated = _turned(mask)
    times = -(-side // _PERIOD)
    return _number((times * repeated[row % _PERIOD])[:side] for row in range(side))


def _number(modules: Iterable[Iterable[bool | None]]) -> int:
    return int("".join("".join("1" if module else "0" for module in row) + "0" for row in modules), 2)
