"""Reads every code back before it leaves: what can't be read to the last byte isn't handed over."""

from collections.abc import Sequence

import zxingcpp

from mesotui.domain.errors import Refused

Bitmap = Sequence[Sequence[bool]]
"""Rows of pixels, True where dark."""

_ONLY_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_DARK, _LIGHT = 0, 255
# Readers want more than one pixel a module (ML Kit at least two); three is safe and still quick.
_PIXELS = 3


def require_readable(bitmap: Bitmap, payloads: Sequence[bytes]) -> None:
    """Refuse a picture unless an independent reader finds exactly these payloads in it.

    Args:
        bitmap: one pixel a module, with the quiet zone.
        payloads: in any order.

    Raises:
        Refused: a code is missing, unreadable or reads otherwise.
    """
    rows = [b"".join(bytes([_DARK if dark else _LIGHT]) * _PIXELS for dark in row) for row in bitmap]
    grey = b"".join(row * _PIXELS for row in rows)
    require_readable_grey(grey, len(rows[0]), len(rows) * _PIXELS, payloads)


def require_readable_grey(grey: bytes, width: int, height: int, payloads: Sequence[bytes]) -> None:
    """Refuse a greyscale picture, one byte a pixel, unless it reads as exactly these payloads.

    Raises:
        Refused: a code is missing, unreadable or reads otherwise.
    """
    picture = memoryview(grey).cast("B", (height, width))
    found = zxingcpp.read_barcodes(picture, formats=_ONLY_QR, try_invert=False)
    if sorted(code.bytes for code in found) != sorted(payloads):
        raise Refused("A code did not read back as it was written, so it was withheld. Hand out the text.")
