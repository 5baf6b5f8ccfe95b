"""How a style is said to a terminal of some kind, and how to get from one to the next in the fewest bytes."""

from functools import lru_cache
from itertools import product
from typing import NamedTuple

from rich.color import Color, ColorSystem, ColorType
from rich.style import Style

from mesotui.ui.terminal_kind import Colours

_ATTRIBUTES = {"1": "bold", "2": "dim", "3": "italic", "4": "underline", "7": "reverse", "9": "strike"}
_OFF = {"1": "22", "2": "22", "3": "23", "4": "24", "7": "27", "9": "29"}
_ON_MONOCHROME = frozenset({"1", "4", "7"})
_SEEN_ON_BLANKS = frozenset({"4", "7", "9"})
_BLACK, _RED, _BLUE = (0, 16), (1, 9), (4, 12)
_BRIGHT = 8


class Look(NamedTuple):
    """What the parameters of SGR say of a cell (ECMA-48, 8.3.117)."""

    front: str = "39"
    back: str = "49"
    attributes: frozenset[str] = frozenset()

    @property
    def on_blank(self) -> "Look":
        """What of it can be seen where there is no character."""
        return Look(
            "39" if "7" not in self.attributes else self.front, self.back, self.attributes & _SEEN_ON_BLANKS
        )


PLAIN = Look()


@lru_cache(8192)
def look_of(style: Style | None, colours: Colours) -> Look:
    """Give the look of a style with as many colours as there are."""
    if style is None:
        return PLAIN
    attributes = frozenset(code for code, name in _ATTRIBUTES.items() if getattr(style, name))
    if colours is Colours.NONE:
        return _monochrome(style, attributes & _ON_MONOCHROME)
    return Look(_code(style.color, colours), _code(style.bgcolor, colours, back=True), attributes)


@lru_cache(8192)
def change(before: Look, after: Look) -> str:
    """Give the sequence that turns one look into another; empty where they are the same."""
    if before == after:
        return ""
    if after == PLAIN:
        return "\x1b[m"
    on = sorted(after.attributes - before.attributes)
    off = sorted({_OFF[code] for code in before.attributes - after.attributes})
    again = sorted(code for code in after.attributes & before.attributes if _OFF[code] in off)
    ways = (
        [*off, *on, *again, *_colours(before, after)],
        # A VT100 knows no way to end one attribute; it never needs to, for this is then shorter.
        ["0", *sorted(after.attributes), *_colours(PLAIN, after)],
    )
    return min((f"\x1b[{';'.join(way)}m" for way in reversed(ways)), key=len)


def _colours(before: Look, after: Look) -> list[str]:
    return [new for new, old in zip(after[:2], before[:2], strict=True) if new != old]


def _monochrome(style: Style, attributes: frozenset[str]) -> Look:
    """Say with lines and light what colours said: a field is underlined, what stands out is reversed."""
    back, front = _number(style.bgcolor), _number(style.color)
    if front in _RED:
        attributes |= {"1"}
    if back in _BLUE:
        attributes |= {"4"}
    elif back is not None and back not in _BLACK:
        attributes ^= {"7"}
    return Look(attributes=attributes)


def _number(color: Color | None) -> int | None:
    """Give the number of a colour among the terminal's own; None for the default."""
    if color is None or color.is_default:
        return None
    if color.type is ColorType.TRUECOLOR:
        return color.downgrade(ColorSystem.STANDARD).number
    return color.number


def _code(color: Color | None, colours: Colours, *, back: bool = False) -> str:
    usual = "49" if back else "39"
    if color is None or color.is_default:
        return usual
    if color.type is ColorType.TRUECOLOR and colours < Colours.TRUE:
        color = Color.from_ansi(_nearest(*color.get_truecolor())) if colours is Colours.MANY else color
    if colours <= Colours.SIXTEEN:
        color = color.downgrade(ColorSystem.STANDARD)
        if back and colours is Colours.EIGHT and color.number is not None:
            # The Linux console has no bright backgrounds: what stands on one must not vanish.
            color = Color.from_ansi(color.number % _BRIGHT)
    return ";".join(color.get_ansi_codes(foreground=not back)) or usual


_STEPS = (0, 95, 135, 175, 215, 255)
_CUBE = tuple(product(_STEPS, repeat=3))
_GREYS = tuple((8 + 10 * step,) * 3 for step in range(24))
_PALETTE = dict(enumerate((*_CUBE, *_GREYS), start=16))
"""The 240 of the 256 colours that look the same everywhere, by number (xterm's)."""


_LEAST_SATURATED = 0.45
"""From where on a colour stays a colour: the field with the keyboard must not become one more grey."""


@lru_cache(1024)
def _nearest(red: int, green: int, blue: int) -> int:
    """Give the number of the colour that looks most like another; the eye tells greens apart best."""

    def distance(number: int) -> int:
        r, g, b = _PALETTE[number]
        light = 2 * (r - red) ** 2 + 4 * (g - green) ** 2 + 3 * (b - blue) ** 2
        return light + 3 * (r - g - red + green) ** 2 + 3 * (g - b - green + blue) ** 2

    most, least = max(red, green, blue), min(red, green, blue)
    is_grey = most - least < _LEAST_SATURATED * most or most == 0
    return min(_PALETTE if is_grey else range(16, 16 + len(_CUBE)), key=distance)
