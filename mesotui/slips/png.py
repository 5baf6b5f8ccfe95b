"""A slip's codes as a PNG, with captions, to send or print.

The whole text isn't drawn: the PDF, the SVG and the text hold it. Pillow sets Latin and Cyrillic letters by
itself; where a language has others, the captions are English rather than boxes.
"""

import io
from math import ceil

from PIL import Image, ImageDraw, ImageFont

from mesotui.domain.slip_choices import RIGHT_TO_LEFT, WIDE_LETTERS
from mesotui.slips.fonts import LATIN_FONT
from mesotui.slips.qr import Symbol, encode
from mesotui.slips.reading_back import require_readable_grey
from mesotui.slips.slip import Slip, codes, verification
from mesotui.slips.svg import QUIET_ZONE

_MODULE_PIXELS = 8
_DOTS_PER_INCH = 300
_CAPTION_PIXELS = 26
_CAPTION_ROOM = 44


def png(slip: Slip) -> bytes:
    """Draw a slip's codes side by side, black on white, a module a whole number of pixels.

    Raises:
        Refused: a code is too long, or the file doesn't read back.
    """
    in_english = slip.language in RIGHT_TO_LEFT | WIDE_LETTERS
    shown = codes(slip, in_english=in_english)
    font = ImageFont.truetype(io.BytesIO(LATIN_FONT.read_bytes()), _CAPTION_PIXELS)
    inset = QUIET_ZONE * _MODULE_PIXELS
    squares = [_square(encode(code.payload)) for code in shown]
    widths = [
        max(square.width, ceil(font.getlength(code.caption)) + 2 * inset)
        for code, square in zip(shown, squares, strict=True)
    ]
    size = (sum(widths), max(square.height for square in squares) + 2 * _CAPTION_ROOM)
    page = Image.new("1", size, 1)
    draw = ImageDraw.Draw(page)
    x = 0
    for code, square, width in zip(shown, squares, widths, strict=True):
        draw.text((x + inset, 0), code.caption, fill=0, font=font)
        page.paste(square, (x, _CAPTION_ROOM))
        x += width
    draw.text((inset, size[1] - _CAPTION_ROOM), verification(slip, in_english=in_english), fill=0, font=font)
    file = io.BytesIO()
    page.save(file, "PNG", dpi=(_DOTS_PER_INCH, _DOTS_PER_INCH))
    _read_back(file.getvalue(), [code.payload for code in shown])
    return file.getvalue()


def _square(symbol: Symbol) -> Image.Image:
    """Draw a symbol with its quiet zone."""
    side = symbol.side + 2 * QUIET_ZONE
    small = Image.new("1", (side, side), 1)
    for y, row in enumerate(symbol.rows, start=QUIET_ZONE):
        for x, dark in enumerate(row, start=QUIET_ZONE):
            if dark:
                small.putpixel((x, y), 0)
    return small.resize((side * _MODULE_PIXELS, side * _MODULE_PIXELS), Image.Resampling.NEAREST)


def _read_back(file: bytes, payloads: list[bytes]) -> None:
    with Image.open(io.BytesIO(file)) as picture:
        grey = picture.convert("L")
    require_readable_grey(grey.tobytes(), grey.width, grey.height, payloads)
