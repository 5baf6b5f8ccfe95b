"""The bytes that a receipt printer takes (ESC/POS): pictures in bands, the cut, questions and answers.

Everything goes as a picture, letters too: it looks the same on every printer in every script, and it is what
was read back.
"""

from collections.abc import Iterator, Sequence

from mesotui.domain.printers import PrinterProfile
from mesotui.slips.raster import Raster

BAND = b"\x1dv0"
"""Begins a picture; then come a scale, the bytes across, the rows, each two bytes, and the picture."""

_INITIALISE = b"\x1b@"
_FEED_MM = 4
_FEED_CUTTER_MM = 18
"""The cutter, or the edge to tear at, lies above the line that is printed last."""
_CUT = b"\x1dV\x00"

ASK_OFFLINE = b"\x10\x04\x02"
ASK_PAPER = b"\x10\x04\x04"
"""Answered at once, whatever is still to be printed (DLE EOT)."""
ASK_WHEN_DONE = b"\x1dr\x01"
"""Answered when all before it was worked off (GS r)."""

COVER_OPEN = 0x04
"""In the answer to ``ASK_OFFLINE``; its other bits may also be set by somebody who feeds paper."""
FAULT = 0x40
NO_PAPER = 0x60
"""In the answer to ``ASK_PAPER``."""
NO_PAPER_WHEN_DONE = 0x0C
_ANSWER_MASK, _ANSWER = 0x93, 0x12
_NEVER_WHEN_DONE = 0x90


def job(pages: Sequence[Raster], profile: PrinterProfile) -> bytes:
    """Write what prints pages one below the other and cuts them off."""
    return b"".join(_job(pages, profile))


def is_answer(byte: int) -> bool:
    """Whether a byte can be an answer to what is answered at once: some of its bits are fixed."""
    return byte & _ANSWER_MASK == _ANSWER


def is_answer_when_done(byte: int) -> bool:
    """Whether a byte can be an answer to ``ASK_WHEN_DONE``."""
    return not byte & _NEVER_WHEN_DONE


def _job(pages: Sequence[Raster], profile: PrinterProfile) -> Iterator[bytes]:
    yield _INITIALISE
    for page in pages:
        for first in range(0, page.height, profile.band_rows):
            yield _band(page, first, min(profile.band_rows, page.height - first))
    yield from _feed(_FEED_CUTTER_MM if profile.cutter else _FEED_MM, profile)
    if profile.cutter:
        yield _CUT


def _band(page: Raster, first: int, rows: int) -> bytes:
    across = page.bytes_a_row
    head = BAND + b"\x00" + across.to_bytes(2, "little") + rows.to_bytes(2, "little")
    return head + page.rows[first * across : (first + rows) * across]


def _feed(mm: int, profile: PrinterProfile) -> Iterator[bytes]:
    dots = round(mm * profile.dots_per_inch / 25.4)
    while dots > 0:
        yield b"\x1bJ" + bytes([min(dots, 255)])
        dots -= 255
