"""A slip on paper: a tagged PDF that typst sets from one template, and the same in a printer's dots."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from mesotui.domain.errors import Refused
from mesotui.domain.printers import Paper
from mesotui.domain.slip_choices import RIGHT_TO_LEFT
from mesotui.slips import fonts
from mesotui.slips.qr import Level, Symbol, encode
from mesotui.slips.raster import Raster, drawn
from mesotui.slips.reading_back import require_readable_grey
from mesotui.slips.sheets import QUIET_ZONE, Sheet, code_rows, sheet_of
from mesotui.slips.slip import FRAMED, Code, Slip, codes, is_framed, safe, verification
from mesotui.slips.svg import runs_of

# What letters from right to left would turn around or a line's end would part: a telephone number, a time of
# day, a temperature, the code by which a slip is checked, and the amount at the end, which would else stay
# with a lot in Latin letters before it.
_NUMBER = re.compile(
    r"\+?\d(?:[ ().\-/\u00a0\u202f]*\d){5,}|\b\d{1,2}:\d\d\b|\b\d\d[ \u00a0]°C"
    r"|\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b"
    r"|(?<![\w.,/-])\d+(?:[.,]\d+)?(?=\u00a0\D{1,4}$)"
)
# A line's last word that is a unit stays with its number, and a sign that stands apart with the word before.
_KEPT_TOGETHER = re.compile(r"(?<=\d) (?=[^\W\d](?:[^\W\d]|״){0,2}\.?$)| (?=[:;!?](?: |$))")
_LISTED = "- "
_MISSING = re.compile(r'the text `"(.+?)"` could not be displayed')


@dataclass(frozen=True, slots=True, kw_only=True)
class OnPaper:
    """A slip that is ready for paper."""

    pdf: bytes
    """Tagged (PDF/UA-1)."""
    pages: tuple[Raster, ...]
    """The same in the dots of the printer."""


def on_paper(slip: Slip, sheet: Sheet) -> OnPaper:
    """Set a slip, and read its codes back from just the dots that go out.

    Args:
        slip: given, or about to be.
        sheet: the paper as the printer sees it, from ``sheet_of``.

    Raises:
        Refused: a letter isn't in the fonts, a code doesn't fit the paper, or doesn't read back.
    """
    pdf = _pdf(_page(slip, sheet))
    pages = drawn(pdf, sheet.width_dots, sheet.dots_per_inch)
    grey = b"".join(page.grey() for page in pages)
    height = sum(page.height for page in pages)
    require_readable_grey(grey, pages[0].width, height, [code.payload for code in codes(slip)])
    return OnPaper(pdf=pdf, pages=pages)


def extent(slip: Slip, paper: Paper) -> str:
    """Say how much of a paper a slip takes: its pages, or the length that a roll loses; see ``on_paper``."""
    sheet = sheet_of(paper)
    pages = on_paper(slip, sheet).pages
    if sheet.height_dots is None:
        return f"{round(sum(page.height for page in pages) / sheet.dots_of(10))} cm"
    return f"{len(pages)} {'page' if len(pages) == 1 else 'pages'}"


def render_pdf(slip: Slip, paper: Paper) -> bytes:
    """Set a slip as a tagged PDF; see ``on_paper``."""
    return on_paper(slip, sheet_of(paper)).pdf


def render_raster(slip: Slip, sheet: Sheet) -> tuple[Raster, ...]:
    """Set a slip in the dots of a printer, a raster a page; see ``on_paper``."""
    return on_paper(slip, sheet).pages


@cache
def _template() -> bytes:
    return files("mesotui.slips").joinpath("templates/slip.typ").read_bytes()


def _pdf(page: str) -> bytes:
    """Set the page as PDF/UA, a standard that forbids letters without a glyph, so that typst refuses them."""
    import typst

    try:
        return typst.compile(
            _template(),
            format="pdf",
            sys_inputs={"slip": page},
            font_paths=fonts.typeset_with(),
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
        )
    except typst.TypstError as error:
        raise Refused(_told(error.message)) from None


def _told(message: str) -> str:
    missing = _MISSING.search(message)
    if missing is None:
        return "The slip could not be set for paper. Hand out the text, and report this."
    cure = "Write it otherwise" if fonts.has_extra() else "Install the extra fonts-cjk, or write it otherwise"
    return f"The fonts have no “{missing[1]}”, so nothing was printed. {cure}, or hand out the text."


def _page(slip: Slip, sheet: Sheet) -> str:
    """Give all that the template is told, as JSON."""
    sections = list(_sections(slip.text))
    first = sections[0]
    data: dict[str, Any] = {
        "title": "".join(part["text"] for part in first["heading"]),
        "language": slip.language,
        "right_to_left": slip.language in RIGHT_TO_LEFT,
        "fonts": fonts.families(slip.language),
        "heading": first["heading"],
        "opening": {"lines": first["lines"]},
        "sections": sections[1:],
        "codes": _codes(codes(slip), sheet),
        "check": list(_parts(safe(verification(slip)))),
        "sheet": {
            "width_dots": sheet.width_dots,
            "height_dots": sheet.height_dots,
            "dots_per_inch": sheet.dots_per_inch,
            "margin_mm": sheet.margin_mm,
            "text_pt": sheet.text_pt,
        },
    }
    return json.dumps(data)


def _sections(text: str) -> Iterator[dict[str, Any]]:
    """Take a slip's text apart: a heading stands first and after each empty line."""
    for block in re.split(r"\n{2,}", text.strip("\n")):
        heading, *lines = block.split("\n")
        yield {
            "heading": list(_parts(safe(heading.removeprefix(FRAMED)))),
            "framed": is_framed(heading),
            "lines": [
                {
                    "listed": line.startswith(_LISTED),
                    "parts": list(_parts(safe(line.removeprefix(_LISTED)))),
                }
                for line in lines
            ],
        }


def _parts(line: str) -> Iterator[dict[str, Any]]:
    line = _KEPT_TOGETHER.sub("\u00a0", line)
    end = 0
    for found in _NUMBER.finditer(line):
        yield {"text": line[end : found.start()], "number": False}
        yield {"text": found[0], "number": True}
        end = found.end()
    yield {"text": line[end:], "number": False}


def _codes(shown: Sequence[Code], sheet: Sheet) -> list[list[dict[str, Any]]]:
    symbols = [encode(code.payload, Level.M) for code in shown]
    shown_with = iter(zip(shown, symbols, strict=True))
    rows = code_rows([symbol.side for symbol in symbols], sheet)
    return [[_code(*next(shown_with), module_dots) for module_dots in row] for row in rows]


def _code(code: Code, symbol: Symbol, module_dots: int) -> dict[str, Any]:
    modules = symbol.side + 2 * QUIET_ZONE
    runs = "".join(runs_of(symbol))
    return {
        "caption": safe(code.caption),
        "does": safe(code.does),
        "alt": safe(f"{code.caption}, {code.does}"),
        "side_dots": modules * module_dots,
        "svg": (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {modules} {modules}">'
            f'<rect width="{modules}" height="{modules}" fill="#fff"/><path d="{runs}"/></svg>'
        ),
    }
