"""Two independent readers of QR codes, which must agree, and pictures for them."""

import io
import os
import re
from pathlib import Path

import pytest
import resvg_py
import zxingcpp
from PIL import Image

try:
    from pyzbar import pyzbar
except ImportError:
    # The package doesn't carry zbar itself; where nobody promised libzbar0, one reader has to do.
    if "CI" in os.environ:
        raise
    pyzbar = None

FONTS = Path("/usr/share/fonts/truetype/dejavu")
needs_font = pytest.mark.skipif(
    not FONTS.is_dir() and "CI" not in os.environ,
    reason="needs DejaVu Sans Mono: apt install fonts-dejavu-core",
)


def read_by_both(picture: Image.Image) -> list[bytes]:
    """Give what zxing-cpp and zbar both read, sorted; fails where they differ."""
    by_zxing = sorted(code.bytes for code in zxingcpp.read_barcodes(picture))
    if pyzbar is not None:
        found = pyzbar.decode(picture, [pyzbar.ZBarSymbol.QRCODE])
        assert sorted(code.data for code in found) == by_zxing
    return by_zxing


def opened(file: bytes) -> Image.Image:
    """Open a picture file."""
    with Image.open(io.BytesIO(file)) as picture:
        return picture.convert("L")


def drawn_svg(svg: str) -> Image.Image:
    """Draw an SVG as its own size says."""
    return opened(bytes(resvg_py.svg_to_bytes(svg_string=svg)))


def drawn_screenshot(svg: str) -> Image.Image:
    """Draw Textual's picture of its screen, whose font isn't here, with one that is."""
    without_font = re.sub(r"@font-face\s*\{[^}]*\}", "", svg)
    named = re.sub(r"font-family:[^;]*;", "font-family: DejaVu Sans Mono;", without_font)
    return opened(bytes(resvg_py.svg_to_bytes(svg_string=named, font_dirs=[str(FONTS)])))
