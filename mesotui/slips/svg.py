"""A slip as one SVG page to print: the text with the codes beside it."""

import re
from collections.abc import Iterator
from itertools import groupby
from xml.sax.saxutils import escape

from mesotui.domain.slip_choices import RIGHT_TO_LEFT
from mesotui.slips.qr import Symbol, encode
from mesotui.slips.reading_back import require_readable
from mesotui.slips.slip import FRAMED, Slip, codes, is_framed, safe, whole_text
from mesotui.slips.wrapping import wrapped

QUIET_ZONE = 4
"""In modules: what paper needs (ISO/IEC 18004, 9.1)."""

# In pixels of a screen at its plain size, so that a module is a whole number of them.
_MODULE = 4
_MARGIN = 24
_TEXT_WIDTH = 470
_LINE = 17
_FONT = 13
_INSET = 8
# Of the widest common sans-serif fonts, this many letters fill the width.
_CHARACTERS = 62
_RUN = re.compile(r"M(\d+) (\d+)h(\d+)v1h-\3z")


def svg(slip: Slip) -> bytes:
    """Draw a slip as SVG: the text on the left, its codes one below the other on the right.

    Raises:
        Refused: a code is too long, or doesn't read back from the path that is written.
    """
    symbols = [(code.caption, encode(code.payload)) for code in codes(slip)]
    written, text_end = _text(whole_text(slip), rtl=slip.language in RIGHT_TO_LEFT)
    drawn, codes_end = _codes(symbols)
    width = _MARGIN + _TEXT_WIDTH + max(map(_width, (symbol for _, symbol in symbols))) + _MARGIN
    height = max(text_end, codes_end) + _MARGIN
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="{_FONT}">'
        f'<rect width="{width}" height="{height}" fill="#fff"/>'
    )
    return "\n".join((head, *written, *drawn, "</svg>", "")).encode()


def path(symbol: Symbol) -> str:
    """Draw a symbol with its quiet zone as runs of dark modules, one unit a module.

    Raises:
        Refused: the path doesn't read as the symbol's payload.
    """
    runs = "".join(runs_of(symbol))
    require_readable(_drawn(runs, symbol.side + 2 * QUIET_ZONE), [symbol.payload])
    return runs


def runs_of(symbol: Symbol) -> Iterator[str]:
    """Give a path's runs of dark modules, for what is read back as a whole later."""
    for y, row in enumerate(symbol.rows, start=QUIET_ZONE):
        x = QUIET_ZONE
        for dark, modules in groupby(row):
            length = len(list(modules))
            if dark:
                yield f"M{x} {y}h{length}v1h-{length}z"
            x += length


def _drawn(runs: str, side: int) -> list[list[bool]]:
    """Draw the path from its own text, as a viewer would."""
    bitmap = [[False] * side for _ in range(side)]
    for x, y, length in (map(int, run) for run in _RUN.findall(runs)):
        bitmap[y][x : x + length] = [True] * length
    return bitmap


def _width(symbol: Symbol) -> int:
    return (symbol.side + 2 * QUIET_ZONE) * _MODULE


def _codes(symbols: list[tuple[str, Symbol]]) -> tuple[list[str], int]:
    """Draw the codes with their captions; give the elements and where they end."""
    drawn = []
    x, y = _MARGIN + _TEXT_WIDTH, _MARGIN
    for caption, symbol in symbols:
        drawn += [
            _line(caption, x + QUIET_ZONE * _MODULE, y + _LINE, bold=True),
            f'<path transform="translate({x} {y + _LINE}) scale({_MODULE})" '
            f'shape-rendering="crispEdges" d="{path(symbol)}"/>',
        ]
        y += _LINE + _width(symbol)
    return drawn, y


def _text(text: str, *, rtl: bool) -> tuple[list[str], int]:
    """Write the text, wrapped; give the elements and where they end."""
    written = []
    y = _MARGIN
    for block in text.rstrip("\n").split("\n\n"):
        lines, height = _block(block.removeprefix(FRAMED), y, rtl=rtl)
        if is_framed(block):
            written.append(_frame(y, height))
        written += lines
        y += height + _LINE
    return written, y - _LINE


def _block(block: str, y: int, *, rtl: bool) -> tuple[list[str], int]:
    """Write a heading with its lines below a height; give the elements and how high they are."""
    written = []
    height = 0
    # From right to left, a line begins at the right edge of the text.
    x = _TEXT_WIDTH if rtl else _MARGIN
    for index, line in enumerate(block.split("\n")):
        for part in wrapped(safe(line), _CHARACTERS, indent="  "):
            height += _LINE
            written.append(_line(part, x, y + height, bold=index == 0, rtl=rtl))
    return written, height


def _frame(y: int, height: int) -> str:
    return (
        f'<rect x="{_MARGIN - _INSET}" y="{y + _LINE - _FONT - _INSET // 2}"'
        f' width="{_TEXT_WIDTH - _MARGIN + 2 * _INSET}" height="{height + _INSET}"'
        ' fill="none" stroke="#000" stroke-width="2"/>'
    )


def _line(text: str, x: int, y: int, *, bold: bool, rtl: bool = False) -> str:
    looks = ' font-weight="bold"' if bold else ""
    if rtl:
        # Not every viewer knows the attribute "direction", but all know these characters.
        looks += ' text-anchor="end"'
        text = f"\u202b{text}\u202c"
    return f'<text x="{x}" y="{y}" xml:space="preserve"{looks}>{escape(text)}</text>'
