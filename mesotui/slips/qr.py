"""QR symbols: as small as their payload allows, and readable by every common reader."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import cycle, islice

from qrcode.base import rs_blocks
from qrcode.constants import ERROR_CORRECT_L, ERROR_CORRECT_M

from mesotui.domain.errors import Refused
from mesotui.slips.qr_masks import QuickQRCode
from mesotui.slips.qr_repair import with_repair

HIGHEST_VERSION = 22
"""A higher version's modules are too small for a phone at 40 mm."""


class Level(Enum):
    """Error correction. The values are the library's own, which don't follow the order of strength."""

    L = ERROR_CORRECT_L
    """For screens only: they get no scratches."""
    M = ERROR_CORRECT_M


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol:
    """One QR symbol without its quiet zone."""

    payload: bytes
    version: int
    level: Level
    rows: tuple[tuple[bool, ...], ...]
    """True is a dark module."""

    @property
    def side(self) -> int:
        """How many modules it is wide and high."""
        return len(self.rows)


def side_of(version: int) -> int:
    """Give how many modules a version is wide and high, without the quiet zone."""
    return 17 + 4 * version


def capacity_bytes(version: int, level: Level, *, ascii_only: bool) -> int:
    """Give how many payload bytes a version holds."""
    return (_data_bits(version, level) - _header_bits(version, ascii_only=ascii_only)) // 8


def smallest_version(payload: bytes, level: Level) -> int | None:
    """Find the smallest version that holds a payload; None where not even the highest allowed one does."""
    for version in range(1, HIGHEST_VERSION + 1):
        if _bits_needed(payload, version) <= _data_bits(version, level):
            return version
    return None


def encode(payload: bytes, level: Level = Level.M) -> Symbol:
    """Make the smallest symbol of a payload.

    Args:
        payload: UTF-8 text. What isn't plain ASCII is announced as UTF-8 (ECI 26), since readers guess
            wrong without it; plain ASCII isn't, since some readers print the announcement.
        level: how much of the symbol may be lost.

    Raises:
        Refused: it is longer than the highest allowed version holds.
    """
    version = smallest_version(payload, level)
    if version is None:
        most = capacity_bytes(HIGHEST_VERSION, level, ascii_only=payload.isascii())
        bits_over = _bits_needed(payload, HIGHEST_VERSION) - _data_bits(HIGHEST_VERSION, level)
        raise Refused(
            f"This code would be {-(-bits_over // 8)} bytes too long: {most} fit. Shorten the aftercare text."
        )
    code = QuickQRCode(version=version, error_correction=level.value)
    code.data_cache = _codewords(payload, version, level)
    code.make(fit=False)
    rows = tuple(tuple(bool(module) for module in row) for row in code.modules)
    return Symbol(payload=payload, version=version, level=level, rows=rows)


_MODE_ALPHANUMERIC = 0b0010
_MODE_BYTES = 0b0100
_MODE_ECI = 0b0111
_ECI_UTF8 = 26
_PADDING = (0xEC, 0x11)

_ALPHANUMERIC = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
# A signature or a key is worth a segment of its own: two of its letters take eleven bits instead of sixteen.
# Shorter runs would save no version, and are left to the mode that every reader knows best.
_WORTH_A_SEGMENT = 40
_RUN = re.compile(rb"[%s]{%d,}" % (re.escape(_ALPHANUMERIC), _WORTH_A_SEGMENT))


def _segments(payload: bytes) -> Iterator[tuple[int, bytes]]:
    """Split a payload into its segments, each with its mode."""
    end = 0
    for run in _RUN.finditer(payload):
        if run.start() > end:
            yield _MODE_BYTES, payload[end : run.start()]
        yield _MODE_ALPHANUMERIC, run[0]
        end = run.end()
    if end < len(payload) or not payload:
        yield _MODE_BYTES, payload[end:]


def _length_bits(mode: int, version: int) -> int:
    """Give how many bits tell a segment's length (ISO/IEC 18004, table 3), up to version 26."""
    if mode == _MODE_BYTES:
        return 8 if version < 10 else 16
    return 9 if version < 10 else 11


def _header_bits(version: int, *, ascii_only: bool) -> int:
    return (0 if ascii_only else 12) + 4 + _length_bits(_MODE_BYTES, version)


def _bits_needed(payload: bytes, version: int) -> int:
    bits = 0 if payload.isascii() else 12
    for mode, data in _segments(payload):
        bits += 4 + _length_bits(mode, version)
        bits += 8 * len(data) if mode == _MODE_BYTES else (11 * len(data) + 1) // 2
    return bits


def _data_bits(version: int, level: Level) -> int:
    return 8 * sum(block.data_count for block in rs_blocks(version, level.value))


def _codewords(payload: bytes, version: int, level: Level) -> list[int]:
    """Write the data as segments (ISO/IEC 18004, 7.4) with its error correction.

    The library would write the same without the announcement of the character set, which it doesn't know.
    """
    bits = "" if payload.isascii() else f"{_MODE_ECI:04b}{_ECI_UTF8:08b}"
    for mode, data in _segments(payload):
        bits += f"{mode:04b}{len(data):0{_length_bits(mode, version)}b}"
        bits += "".join(f"{byte:08b}" for byte in data) if mode == _MODE_BYTES else _letters(data)
    room = _data_bits(version, level)
    bits += "0" * min(4, room - len(bits))
    bits += "0" * (-len(bits) % 8)
    written = int(bits, 2).to_bytes(len(bits) // 8)
    padding = bytes(islice(cycle(_PADDING), room // 8 - len(written)))
    return with_repair(written + padding, rs_blocks(version, level.value))


def _letters(data: bytes) -> str:
    values = [_ALPHANUMERIC.index(byte) for byte in data]
    pairs = zip(values[::2], values[1::2], strict=False)
    last = f"{values[-1]:06b}" if len(values) % 2 else ""
    return "".join(f"{45 * first + second:011b}" for first, second in pairs) + last
