"""Pages as the dots of a printer: black or nothing."""

import io
from dataclasses import dataclass

from PIL import Image

# Letters are drawn in greys; what is darker than this becomes a dot. Above the middle, since thin strokes of
# small letters would break otherwise.
_THRESHOLD = 160


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

    def picture(self) -> Image.Image:
        """Give a picture of black and white."""
        return Image.frombytes("1", (self.width, self.height), self.rows, "raw", "1;I")


def raster_of(png: bytes) -> Raster:
    """Turn a drawn page into dots."""
    with Image.open(io.BytesIO(png)) as drawn:
        black_and_white = drawn.convert("L").point(lambda grey: 0 if grey < _THRESHOLD else 255, "1")
    rows = black_and_white.tobytes("raw", "1;I")
    return Raster(width=black_and_white.width, height=black_and_white.height, rows=rows)
