"""QR symbols: as small as their payload allows, and readable by every common reader."""

from dataclasses import dataclass
from enum import Enum

from qrcode.base import rs_blocks
from qrcode.constants import ERROR_CORRECT_L, ERROR_CORRECT_M
from qrcode.main import QRCode
from qrcode.util import BitBuffer, create_bytes

from mesotui.domain.errors import Refused

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
    ascii_only = payload.isascii()
    for version in range(1, HIGHEST_VERSION + 1):
        if len(payload) <= capacity_bytes(version, level, ascii_only=ascii_only):
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
        over = len(payload) - most
        raise Refused(f"This code would be {over} bytes too long: {most} fit. Shorten the aftercare text.")
    code = QRCode(version=version, error_correction=level.value)
    code.data_cache = _codewords(payload, version, level)
    code.make(fit=False)
    rows = tuple(tuple(bool(module) for module in row) for row in code.modules)
    return Symbol(payload=payload, version=version, level=level, rows=rows)


_MODE_BYTES = 0b0100
_MODE_ECI = 0b0111
_ECI_UTF8 = 26
_PADDING = (0xEC, 0x11)


def _length_bits(version: int) -> int:
    return 8 if version < 10 else 16


def _header_bits(version: int, *, ascii_only: bool) -> int:
    return (0 if ascii_only else 12) + 4 + _length_bits(version)


def _data_bits(version: int, level: Level) -> int:
    return 8 * sum(block.data_count for block in rs_blocks(version, level.value))


def _codewords(payload: bytes, version: int, level: Level) -> list[int]:
    """Write the data as one byte-mode segment (ISO/IEC 18004, 7.4) with its error correction.

    The library would write the same without the announcement of the character set, which it doesn't know.
    """
    bits = BitBuffer()
    if not payload.isascii():
        bits.put(_MODE_ECI, 4)
        bits.put(_ECI_UTF8, 8)
    bits.put(_MODE_BYTES, 4)
    bits.put(len(payload), _length_bits(version))
    for byte in payload:
        bits.put(byte, 8)
    room = _data_bits(version, level)
    bits.put(0, min(4, room - len(bits)))
    bits.put(0, -len(bits) % 8)
    for index in range((room - len(bits)) // 8):
        bits.put(_PADDING[index % 2], 8)
    return create_bytes(bits, rs_blocks(version, level.value))
