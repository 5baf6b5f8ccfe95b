"""A slip in each of the forms in which it can be handed over."""

from enum import StrEnum

from mesotui.slips.aloud import aloud
from mesotui.slips.ansi import Colours, ansi
from mesotui.slips.slip import Slip, safe, whole_text
from mesotui.slips.svg import svg


class SlipFormat(StrEnum):
    """What a slip can be handed over as."""

    TEXT = "text"
    ALOUD = "aloud"
    ANSI = "ansi"
    PNG = "png"
    SVG = "svg"


def render(slip: Slip, form: SlipFormat, *, colours: Colours = Colours.SIXTEEN) -> bytes:
    """Write a slip.

    Args:
        slip: given, or about to be.
        form: TEXT is the text alone, ALOUD the same to be read out, ANSI the text and the codes for a
            terminal, SVG a page with both, PNG the codes with captions.
        colours: what the terminal understands; only ANSI asks.

    Raises:
        Refused: a code is too long, or doesn't read back to the last byte.
    """
    match form:
        case SlipFormat.TEXT:
            return "\n".join(safe(line) for line in whole_text(slip).split("\n")).encode()
        case SlipFormat.ALOUD:
            return aloud(slip).encode()
        case SlipFormat.ANSI:
            return ansi(slip, colours)
        case SlipFormat.SVG:
            return svg(slip)
        case SlipFormat.PNG:
            # The console starts without Pillow, which is needed for nothing else.
            from mesotui.slips.png import png

            return png(slip)
