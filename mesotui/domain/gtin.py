"""The numbers by which packs are scanned."""

from mesotui.domain.errors import Refused
from mesotui.domain.text import digits

GTIN_LENGTH = 14
GTIN_LENGTHS = (8, 12, 13, GTIN_LENGTH)
"""As they are printed: GTIN-8, UPC, EAN and GTIN-14."""


def kept_gtin(gtin: str) -> str:
    """Give a pack's number as it is kept, in fourteen digits.

    Raises:
        Refused: it has no such length, or its check digit doesn't fit.
    """
    plain = gtin.strip().replace(" ", "")
    number = digits(plain)
    if number != plain or len(number) not in GTIN_LENGTHS:
        raise Refused("A pack's number (GTIN) has 8, 12, 13 or 14 digits. Type it from the pack.")
    padded = number.rjust(GTIN_LENGTH, "0")
    # From the left, each other digit counts three times (GS1 General Specifications 7.9).
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(padded[:-1]))
    if (10 - total % 10) % 10 != int(padded[-1]):
        raise Refused(f"The number {number} isn't a GTIN: its last digit doesn't fit. Type it again.")
    return padded
