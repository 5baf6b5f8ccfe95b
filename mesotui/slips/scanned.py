"""What a slip's codes hold, from whatever somebody has of it: scanned text, a picture, or a PDF.

Such files come from strangers: only the formats that phones and printers make are opened, and only up to a
size that this machine can draw.
"""

import io
import warnings
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from mesotui.domain.errors import Refused

if TYPE_CHECKING:
    from PIL import Image

_MOST_BYTES = 32 * 1024 * 1024
_MOST_PIXELS = 50_000_000
_MOST_PAGES = 12
# A code of 0.5 mm modules is drawn with six pixels a module, which readers like best.
_DOTS_PER_INCH = 300
_POINTS_PER_INCH = 72
_PDF, _PNG, _JPEG = b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_CONTACT_BEGIN = b"BEGIN:VCARD"


def payloads_in(file: Path) -> tuple[bytes, ...]:
    """Give what the codes in a picture or PDF hold, or the one that a text file holds.

    Raises:
        Refused: it can't be read, or no code can be found in it.
    """
    try:
        with file.open("rb") as opened:
            content = opened.read(_MOST_BYTES + 1)
    except OSError as error:
        raise Refused(f"{file} can't be read ({error.strerror}).") from None
    return payloads_of(content, str(file))


def payloads_of(content: bytes, name: str) -> tuple[bytes, ...]:
    """Give what the codes in a file's content hold, each once.

    Args:
        content: a PNG, a JPEG, a PDF, or scanned text.
        name: what the file is called in a refusal.

    Raises:
        Refused: it is too large or damaged, or no code can be found in it.
    """
    if len(content) > _MOST_BYTES:
        raise Refused(f"{name} is larger than {_MOST_BYTES >> 20} MB. Cut out the codes.")
    if content.startswith((_PNG, _JPEG)):
        pictures = _photograph(content, name)
    elif _PDF in content[:1024]:
        pictures = _pages(content, name)
    else:
        return (as_scanned(content),)
    found = tuple(dict.fromkeys(payload for picture in pictures for payload in _codes(picture)))
    if not found:
        raise Refused(
            f"No square code can be read in {name}. Take it from nearer, straight and in good light."
        )
    return found


def as_scanned(text: bytes) -> bytes:
    """Undo what copying does to the ends of lines; everything else must be as it was scanned.

    Phones and terminals turn every line end into a single character, and drop the last one.
    """
    if not text.startswith(_CONTACT_BEGIN):
        return text.rstrip(b"\r\n")
    whole = text.rstrip(b"\r\n")
    end = text[len(whole) :]
    if b"\r" not in whole:
        whole = whole.replace(b"\n", b"\r\n")
    return whole + (b"\r\n" if end in (b"", b"\r", b"\n") else end)


def _photograph(content: bytes, name: str) -> Iterator["Image.Image"]:
    from PIL import Image

    too_large = Refused(f"{name} has more than {_MOST_PIXELS // 10**6} million pixels. Cut out the codes.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            opened = Image.open(io.BytesIO(content), formats=("PNG", "JPEG"))
        with opened as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                raise too_large
            yield picture.convert("L")
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise too_large from None
    except (OSError, ValueError, SyntaxError):
        raise Refused(f"{name} is no whole picture. Take it again.") from None


def _pages(content: bytes, name: str) -> Iterator["Image.Image"]:
    import pypdfium2

    try:
        with closing(pypdfium2.PdfDocument(content)) as document:
            for index in range(min(len(document), _MOST_PAGES)):
                with closing(document[index]) as page:
                    wanted = _DOTS_PER_INCH / _POINTS_PER_INCH
                    pixels = page.get_width() * page.get_height() * wanted**2
                    scale = wanted * min(1.0, (_MOST_PIXELS / pixels) ** 0.5 if pixels else 1.0)
                    yield page.render(scale=scale, grayscale=True).to_pil()
    except (pypdfium2.PdfiumError, ValueError):
        raise Refused(f"{name} is no whole PDF. Ask for it again.") from None


def _codes(picture: "Image.Image") -> Iterator[bytes]:
    import zxingcpp

    only_qr = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    for code in zxingcpp.read_barcodes(picture, formats=only_qr):
        yield code.bytes
