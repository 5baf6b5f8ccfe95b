"""Pages as the dots of a printer: black or nothing."""

import io
import threading
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL import Image


# Letters are drawn in greys; what is darker than this becomes a dot. Above the middle, since thin strokes of
# small letters would break otherwise.
_THRESHOLD = 160
_BLACK_OR_WHITE = [0] * _THRESHOLD + [255] * (256 - _THRESHOLD)
_POINTS_PER_INCH = 72
# PDFium keeps state of its own and must not be called from two threads at once.
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Raster:
    """A page in dots."""

    width: int
    height: int
    rows: bytes
    """Eight dots a byte, the first in the highest bit; each row begins a byte; 1 is black."""

    @property
    def bytes_a_row(self) -> int:
        """How many bytes a row takes."""
        return (self.width + 7) // 8

    def grey(self) -> bytes:
        """Give one byte a dot: 0 is black, 255 white."""
        return self.picture().convert("L").tobytes()

    def png(self, dots_per_inch: float) -> bytes:
        """Give a PNG file of black and white."""
        file = io.BytesIO()
        self.picture().save(file, "PNG", dpi=(dots_per_inch, dots_per_inch))
        return file.getvalue()

    def picture(self) -> "Image.Image":
        """Give a picture of black and white."""
        from PIL import Image

        return Image.frombytes("1", (self.width, self.height), self.rows, "raw", "1;I")


def drawn(pdf: bytes, width: int, dots_per_inch: float) -> tuple[Raster, ...]:
    """Draw the pages of a PDF in dots.

    Args:
        pdf: whose pages are all as wide as the printer sets.
        width: how many dots that is.
        dots_per_inch: how close they are.
    """
    import pypdfium2

    with _ONE_AT_A_TIME, closing(pypdfium2.PdfDocument(pdf)) as document:
        return tuple(_drawn(document[index], width, dots_per_inch) for index in range(len(document)))


def _drawn(page: Any, width: int, dots_per_inch: float) -> Raster:
    with closing(page):
        grey: Image.Image = page.render(scale=dots_per_inch / _POINTS_PER_INCH, grayscale=True).to_pil()
    if grey.width != width:
        # A width that is no whole number of points may come out a dot too wide.
        grey = grey.crop((0, 0, width, grey.height))
    dots = grey.point(_BLACK_OR_WHITE, "1")
    return Raster(width=width, height=grey.height, rows=dots.tobytes("raw", "1;I"))
