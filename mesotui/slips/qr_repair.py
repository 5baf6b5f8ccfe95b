"""The codewords by which readers repair a QR symbol (Reed-Solomon, ISO/IEC 18004, 7.5 and 7.6).

The library divides its polynomials coefficient by coefficient; here a whole remainder is one number, and what
is taken off it for each codeword stands in a table. Tests hold the symbols to the library's own.
"""

from collections.abc import Sequence
from functools import cache
from itertools import zip_longest

from qrcode.base import Polynomial, RSBlock, gexp, glog

_NONE = -1


def with_repair(data: bytes, blocks: Sequence[RSBlock]) -> list[int]:
    """Give the codewords of a symbol: those of the data and of their repair, block by block in turn.

    Args:
        data: as many bytes as the blocks hold.
        blocks: how the data are shared out.
    """
    parts: list[bytes] = []
    start = 0
    for block in blocks:
        parts.append(data[start : start + block.data_count])
        start += block.data_count
    repairs = [_remainder(p, b.total_count - b.data_count) for p, b in zip(parts, blocks, strict=True)]
    return [
        word
        for each in (parts, repairs)
        for turn in zip_longest(*each, fillvalue=_NONE)
        for word in turn
        if word >= 0
    ]


def _remainder(part: bytes, count: int) -> bytes:
    taken_off = _multiples(count)
    highest, whole = 8 * (count - 1), (1 << 8 * count) - 1
    rest = 0
    for byte in part:
        rest = (rest << 8 & whole) ^ taken_off[rest >> highest ^ byte]
    return rest.to_bytes(count)


@cache
def _multiples(count: int) -> tuple[int, ...]:
    """Give the generator of so many codewords, without its first coefficient, times each byte."""
    generator = Polynomial([1], 0)
    for power in range(count):
        generator = generator * Polynomial([1, gexp(power)], 0)
    coefficients = generator.num[1:]
    return tuple(int.from_bytes(bytes(_times(factor, one) for one in coefficients)) for factor in range(256))


def _times(one: int, other: int) -> int:
    return gexp(glog(one) + glog(other)) if one and other else 0
