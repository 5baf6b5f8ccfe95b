"""A slip for a terminal that isn't the console's: text and codes with their colours in escape sequences."""

from collections.abc import Iterator
from enum import Enum

from mesotui.slips.qr import Level, encode
from mesotui.slips.slip import Slip, codes, is_heading, safe, whole_text
from mesotui.slips.terminal import DARK, LIGHT, Run, render


class Colours(Enum):
    """How black and white are asked for: dark on light, then light on dark."""

    SIXTEEN = ("30;107", "97;40")
    TRUE = (
        "38;2;{};{};{};48;2;{};{};{}".format(*DARK, *LIGHT),
        "38;2;{};{};{};48;2;{};{};{}".format(*LIGHT, *DARK),
    )


def ansi(slip: Slip, colours: Colours = Colours.SIXTEEN) -> bytes:
    """Write a slip for a terminal.

    Raises:
        Refused: a code doesn't read back.
    """
    return "\n".join((*_text(whole_text(slip)), *_codes(slip, colours), "")).encode()


def _text(text: str) -> Iterator[str]:
    lines = text.split("\n")
    for index, line in enumerate(lines):
        yield f"\x1b[1m{safe(line)}\x1b[0m" if is_heading(lines, index) else safe(line)


def _codes(slip: Slip, colours: Colours) -> Iterator[str]:
    for code in codes(slip):
        yield f"\x1b[1m{code.caption}\x1b[0m: {code.does}"
        yield from drawn(code.payload, colours)
        yield ""


def drawn(payload: bytes, colours: Colours = Colours.SIXTEEN) -> Iterator[str]:
    """Draw one code for a terminal, line by line.

    Raises:
        Refused: it is too long, or doesn't read back.
    """
    for row in render(encode(payload, Level.M)):
        yield "".join(_coloured(run, colours) for run in row) + "\x1b[0m"


def _coloured(run: Run, colours: Colours) -> str:
    dark_on_light, light_on_dark = colours.value
    return f"\x1b[{light_on_dark if run.on_dark else dark_on_light}m{run.text}"
