"""Keys that sort by time and need no sequence in the database."""

import secrets
import uuid
from collections.abc import Callable
from datetime import datetime


def uuid7(moment: datetime, random_bits: Callable[[int], int] = secrets.randbits) -> uuid.UUID:
    """Make a version 7 UUID (RFC 9562, section 5.7) from an aware time and 74 random bits."""
    milliseconds = int(moment.timestamp() * 1000) & ((1 << 48) - 1)
    value = milliseconds << 80 | 0x7 << 76 | random_bits(12) << 64 | 0b10 << 62 | random_bits(62)
    return uuid.UUID(int=value)
