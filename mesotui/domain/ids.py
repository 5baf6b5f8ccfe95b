"""Keys that sort by time and need no sequence in the database."""

import secrets
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def uuid7(moment: datetime, random_bits: Callable[[int], int] = secrets.randbits) -> uuid.UUID:
    """Make a version 7 UUID (RFC 9562, section 5.7) from an aware time and 74 random bits."""
    milliseconds = ((moment - _EPOCH) // _MILLISECOND) & ((1 << 48) - 1)
    value = milliseconds << 80 | 0x7 << 76 | random_bits(12) << 64 | 0b10 << 62 | random_bits(62)
    return uuid.UUID(int=value)
