"""Two independent readers of QR codes, which must agree."""

import io

import resvg_py
import zxingcpp
from PIL import Image
from pyzbar import pyzbar


def read_by_both(picture: Image.Image) -> list[bytes]:
    """Give what zxing-cpp and zbar both read, sorted; fails where they differ."""
    by_zxing = sorted(code.bytes for code in zxingcpp.read_barcodes(picture))
    by_zbar = sorted(_as_written(code.data) for code in pyzbar.decode(picture, [pyzbar.ZBarSymbol.QRCODE]))
    assert by_zxing == by_zbar
    return by_zxing


def opened(file: bytes) -> Image.Image:
    """Open a picture file."""
    with Image.open(io.BytesIO(file)) as picture:
        return picture.convert("L")


def drawn_svg(svg: str) -> Image.Image:
    """Draw an SVG as its own size says."""
    return opened(bytes(resvg_py.svg_to_bytes(svg_string=svg)))


def _as_written(data: bytes) -> bytes:
    # The binding marks UTF-8 beyond ASCII with a byte order mark that isn't in the symbol.
    return data.removeprefix("\N{BYTE ORDER MARK}".encode())
