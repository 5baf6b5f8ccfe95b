"""Two independent readers of QR codes, which must agree, and pictures for them."""

import io
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
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


def read_by_each(picture: Image.Image) -> list[list[bytes]]:
    """Give what each reader finds, sorted."""
    found = [sorted(code.bytes for code in zxingcpp.read_barcodes(picture))]
    if pyzbar is not None:
        found.append(sorted(code.data for code in pyzbar.decode(picture, [pyzbar.ZBarSymbol.QRCODE])))
    return found


def read_by_both(picture: Image.Image) -> list[bytes]:
    """Give what both readers find, sorted; fails where they differ."""
    by_zxing, *others = read_by_each(picture)
    assert others in ([], [by_zxing])
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


HAS_POPPLER = shutil.which("pdftoppm") is not None or "CI" in os.environ
needs_poppler = pytest.mark.skipif(not HAS_POPPLER, reason="needs poppler-utils")


def pages_of(pdf: bytes, dots_per_inch: int) -> list[Image.Image]:
    """Draw a PDF by poppler, which shares nothing with what drew it before it went out."""
    command = ["pdftoppm", "-r", str(dots_per_inch), "-gray", "-"]
    drawn = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout
    return list(_greys(drawn))


def _greys(pages: bytes) -> Iterator[Image.Image]:
    """Take apart what pdftoppm writes: grey pictures (PGM) one behind the other."""
    while pages:
        kind, size, most, rest = pages.split(b"\n", 3)
        assert (kind, most) == (b"P5", b"255")
        width, height = map(int, size.split())
        yield Image.frombytes("L", (width, height), rest[: width * height])
        pages = rest[width * height :]
