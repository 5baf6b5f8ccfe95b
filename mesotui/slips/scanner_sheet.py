"""A sheet with a code by which a clinic finds out what its scanner really sends."""

import io
from typing import Any

import zxingcpp
from PIL import Image, ImageDraw, ImageFont

from mesotui.domain.errors import Refused
from mesotui.domain.scanner_sheet import SHEET_PRINTED
from mesotui.slips.fonts import LATIN_FONT

_MODULE_PIXELS = 10
_DOTS_PER_INCH = 300
_LETTER_PIXELS = 36
_LINE_PIXELS = 54
_MARGIN_PIXELS = 60
_WORDS = (
    "Scan this code in the console of mesotui, on any screen.",
    "It says whether your scanner sends the separators (GS)",
    "and the prefix (AIM identifier) that lots need to be sure.",
    SHEET_PRINTED,
)


def scanner_sheet() -> bytes:
    """Draw the sheet as a PNG: a GS1 DataMatrix, and what to do with it.

    Raises:
        Refused: the code doesn't read back.
    """
    code = zxingcpp.create_barcode(
        SHEET_PRINTED, zxingcpp.BarcodeFormat.DataMatrix, gs1=True, force_square=True
    )
    # Its stubs don't say that it is a buffer.
    drawn: Any = code.to_image(scale=_MODULE_PIXELS, add_quiet_zones=True)
    height, width = drawn.shape
    square = Image.frombytes("L", (width, height), memoryview(drawn).tobytes())
    font = ImageFont.truetype(io.BytesIO(LATIN_FONT.read_bytes()), _LETTER_PIXELS)
    across = max(width, *(int(font.getlength(line)) for line in _WORDS)) + 2 * _MARGIN_PIXELS
    page = Image.new("L", (across, height + (len(_WORDS) + 1) * _LINE_PIXELS + 2 * _MARGIN_PIXELS), 255)
    page.paste(square, (_MARGIN_PIXELS, _MARGIN_PIXELS))
    draw = ImageDraw.Draw(page)
    for number, line in enumerate(_WORDS, start=1):
        draw.text((_MARGIN_PIXELS, height + _MARGIN_PIXELS + number * _LINE_PIXELS), line, fill=0, font=font)
    _require_readable(page)
    file = io.BytesIO()
    page.save(file, "PNG", dpi=(_DOTS_PER_INCH, _DOTS_PER_INCH))
    return file.getvalue()


def _require_readable(page: Image.Image) -> None:
    found = zxingcpp.read_barcodes(page)
    if [(one.text, one.symbology_identifier) for one in found] != [(SHEET_PRINTED, "]d2")]:
        raise Refused(
            "The code of the sheet doesn't read back, so it isn't written. Tell who cares for mesotui."
        )
