"""The quicker search for a mask: always the library's own matrix, and in time."""

import random
import time
from itertools import cycle, islice
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qrcode.base import rs_blocks
from qrcode.main import QRCode
from qrcode.util import QRData

from mesotui.slips.qr import HIGHEST_VERSION, Level, Symbol, capacity_bytes, encode
from mesotui.slips.qr_masks import QuickQRCode

Rows = tuple[tuple[bool, ...], ...]

LETTERS: Literal[2] = 2
BYTES: Literal[4] = 4
EACH_LEVEL = 102
ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
MOST_MS = {13: 30, 22: 60}
"""By version, how long a symbol may take."""


def rows_of(code: QRCode[Any]) -> Rows:
    code.make(fit=False)
    return tuple(tuple(map(bool, row)) for row in code.modules)


def by_the_library(symbol: Symbol, mode: Literal[2, 4]) -> Rows:
    """Have the library do everything, from the bytes to the mask."""
    code = QRCode(version=symbol.version, error_correction=symbol.level.value)
    code.add_data(QRData(symbol.payload, mode=mode, check_data=False))
    return rows_of(code)


def both(version: int, level: Level, codewords: list[int]) -> tuple[Rows, Rows, int]:
    """Draw the same codewords, which may say anything, with either search; and give the mask."""
    plain = QRCode(version=version, error_correction=level.value)
    quick = QuickQRCode(version=version, error_correction=level.value)
    plain.data_cache = quick.data_cache = codewords
    return rows_of(plain), rows_of(quick), quick.best_mask_pattern()


def codewords_in(version: int, level: Level) -> int:
    return sum(block.total_count for block in rs_blocks(version, level.value))


@pytest.mark.parametrize("level", list(Level))
def test_a_hundred_symbols_of_every_version_are_the_librarys_own(level: Level) -> None:
    source = random.Random(level.name)
    kinds: cycle[tuple[str, Literal[2, 4]]] = cycle(((ALPHANUMERIC.lower(), BYTES), (ALPHANUMERIC, LETTERS)))
    versions = cycle(range(1, HIGHEST_VERSION + 1))
    for version, (letters, mode) in islice(zip(versions, kinds, strict=False), EACH_LEVEL):
        most = capacity_bytes(version, level, ascii_only=True)
        # A shorter run of capitals and digits has no segment of its own.
        count = source.randint(most // 2, most) if mode == BYTES else max(most, 40)
        symbol = encode("".join(source.choices(letters, k=count)).encode(), level)
        assert symbol.rows == by_the_library(symbol, mode)


@pytest.mark.parametrize("level", list(Level))
def test_all_eight_masks_are_chosen_as_the_library_chooses_them(level: Level) -> None:
    source = random.Random(level.name)
    chosen = set()
    for version in cycle(range(1, 16)):
        theirs, ours, mask = both(version, level, [*source.randbytes(codewords_in(version, level))])
        assert ours == theirs
        chosen.add(mask)
        if len(chosen) == 8:
            break


@settings(max_examples=40, deadline=None)
@given(data=st.data(), level=st.sampled_from(list(Level)), version=st.integers(1, HIGHEST_VERSION))
def test_even_symbols_of_long_runs_are_the_librarys_own(
    data: st.DataObject, level: Level, version: int
) -> None:
    """Whatever data say, in whatever mode and character set: also what no text makes."""
    pieces = data.draw(st.lists(st.tuples(st.integers(0, 255), st.integers(1, 90)), min_size=1, max_size=9))
    repeated = [byte for byte, times in pieces for _ in range(times)]
    theirs, ours, _ = both(version, level, list(islice(cycle(repeated), codewords_in(version, level))))
    assert ours == theirs


@pytest.mark.parametrize("version", MOST_MS)
def test_a_symbol_is_made_in_time(version: int) -> None:
    payload = b"x" * capacity_bytes(version, Level.M, ascii_only=True)
    assert encode(payload).version == version

    def milliseconds() -> float:
        began = time.perf_counter()
        encode(payload)
        return 1000 * (time.perf_counter() - began)

    assert min(milliseconds() for _ in range(9)) <= MOST_MS[version]
