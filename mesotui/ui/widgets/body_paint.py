"""Colours of the body map: the scale of mL/cm², skin and letters, for every kind of terminal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from math import floor, log10

from rich.color import Color
from rich.style import Style

from mesotui.ui.widgets.body_raster import LIGHT_STEPS, LINE, NOTHING, SKIN, Mix, zone_of

Rgb = tuple[int, int, int]


class Drawing(StrEnum):
    """How much the terminal can show."""

    TRUECOLOR = "truecolor"
    """24-bit colours: edges and shading are smooth."""
    BLOCKS = "blocks"
    """256 colours: hard edges, of quadrants and eighths."""
    ANSI = "ansi"
    """The terminal's own 16 colours: hard edges, of half blocks."""
    ASCII = "ascii"
    """No Unicode: characters of growing weight."""


def drawing_for(*, color_system: str | None, encoding: str, native_ansi: bool) -> Drawing:
    """Choose the drawing that a terminal can show.

    Args:
        color_system: as Rich names it: "truecolor", "256", "standard", "windows" or None.
        encoding: what the terminal's text is written in.
        native_ansi: whether the theme uses the terminal's own 16 colours.
    """
    if "utf" not in encoding.lower() or color_system is None:
        return Drawing.ASCII
    if native_ansi:
        return Drawing.ANSI
    return {"truecolor": Drawing.TRUECOLOR, "256": Drawing.BLOCKS}.get(color_system, Drawing.ANSI)


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """The map's colours on one background."""

    background: Color
    skin: Color
    line: Color
    untreated: Color
    scale: tuple[Color, ...]
    """From nearly nothing to the most mL/cm²; lightness alone tells the order (viridis)."""
    lit: Color
    """The current zone's rim, and what its letters stand on."""
    on_lit: Color
    matched: Color
    """The rim of the zones that the typed letters begin."""
    caption: Color


_VIRIDIS: tuple[Rgb, ...] = (
    (68, 1, 84),
    (72, 40, 120),
    (62, 74, 137),
    (49, 104, 142),
    (38, 130, 142),
    (31, 158, 137),
    (53, 183, 121),
    (110, 206, 88),
    (181, 222, 43),
    (253, 231, 37),
)
_LIGHTEST_DARK_BACKGROUND = 128
_OWN_COLOURS = 16
"""The colours with lower numbers are the terminal's own: what they look like isn't known."""
_WHITE_READS_BETTER_BELOW = 125


def palette_on(background: Rgb) -> Palette:
    """Give the colours for a 24-bit background: more mL/cm² stands out more from it."""
    dark = luminance(background) < _LIGHTEST_DARK_BACKGROUND
    viridis = _VIRIDIS[2:] if dark else _VIRIDIS[8:0:-1]
    if dark:
        skin, line, untreated = (98, 86, 79), (58, 49, 45), (126, 112, 103)
        lit, on_lit, matched, caption = (255, 255, 255), (0, 0, 0), (255, 196, 120), (170, 170, 178)
    else:
        skin, line, untreated = (212, 192, 175), (158, 134, 116), (230, 214, 200)
        lit, on_lit, matched, caption = (0, 0, 0), (255, 255, 255), (150, 70, 0), (84, 84, 92)
    return Palette(
        background=_rgb(background),
        skin=_rgb(skin),
        line=_rgb(line),
        untreated=_rgb(untreated),
        scale=tuple(_rgb(colour) for colour in viridis),
        lit=_rgb(lit),
        on_lit=_rgb(on_lit),
        matched=_rgb(matched),
        caption=_rgb(caption),
    )


def blocks_palette(background: Rgb) -> Palette:
    """Give the colours out of the 256 that don't depend on the terminal, nearest to the 24-bit ones."""
    dark = luminance(background) < _LIGHTEST_DARK_BACKGROUND
    skin, line, untreated, matched, caption = (239, 235, 243, 215, 248) if dark else (250, 245, 254, 130, 240)
    lit, on_lit = (231, 16) if dark else (16, 231)
    scale = (61, 31, 36, 41, 112, 184, 226) if dark else (149, 71, 36, 30, 24, 61, 54)
    return Palette(
        background=_rgb(background),
        skin=Color.from_ansi(skin),
        line=Color.from_ansi(line),
        untreated=Color.from_ansi(untreated),
        scale=tuple(Color.from_ansi(number) for number in scale),
        lit=Color.from_ansi(lit),
        on_lit=Color.from_ansi(on_lit),
        matched=Color.from_ansi(matched),
        caption=Color.from_ansi(caption),
    )


def ansi_palette(*, dark: bool) -> Palette:
    """Give the colours out of the terminal's own sixteen, on its own background."""
    black, blue, cyan, grey, dim, yellow, aqua, white = (
        Color.from_ansi(number) for number in (0, 4, 6, 7, 8, 11, 14, 15)
    )
    return Palette(
        background=Color.default(),
        skin=dim if dark else grey,
        line=black if dark else dim,
        untreated=dim if dark else grey,
        scale=(blue, cyan, aqua, yellow) if dark else (yellow, aqua, cyan, blue),
        lit=white if dark else black,
        on_lit=black if dark else white,
        matched=yellow if dark else blue,
        caption=Color.default(),
    )


def scale_top_for(densities: Sequence[float]) -> float:
    """Give a round number of mL/cm² (1, 2 or 5 and noughts) that no density exceeds; 0.01 without any."""
    most = max(densities, default=0.0)
    if most <= 0:
        return 0.01
    power = 10.0 ** floor(log10(most))
    return float(next(f"{step * power:.3g}" for step in (1, 2, 5, 10) if step * power >= most * (1 - 1e-9)))


def colour_of(palette: Palette, share: float, *, steps: bool) -> Color:
    """Give the colour of a density.

    Args:
        palette: the colours.
        share: the density as a share of the scale's top, 0 to 1; what is above counts as 1.
        steps: whether only the scale's own colours are used; else what lies between is mixed.
    """
    last = len(palette.scale) - 1
    if steps:
        return palette.scale[min(int(share * len(palette.scale)), last)]
    place = min(max(share, 0.0), 1.0) * last
    below = min(int(place), last - 1)
    parts = (
        (palette.scale[below].get_truecolor(), 1 - (place - below)),
        (palette.scale[below + 1].get_truecolor(), place - below),
    )
    return _rgb(_weighted(parts, 1.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneLook:
    """How one zone is drawn now; equal looks give equal cells."""

    inside: Color
    rim: Color
    label: str
    """Its letters, with brackets where it is the current one."""
    is_current: bool
    is_matched: bool
    is_dimmed: bool
    """Whether the typed letters lead elsewhere."""
    mark: str
    """The character that stands for it where there are no blocks."""


def mixed(mix: Mix, light: int, palette: Palette, looks: Mapping[int, ZoneLook]) -> Color:
    """Give the one colour of what lies under half a cell."""
    if len(mix) == 1:
        colour = _material(mix[0][0], palette, looks)
        return colour if light == 0 or mix[0][0] == NOTHING else _lit(colour, light)
    factor = 1 + light / LIGHT_STEPS
    total = sum(count for _, count in mix)
    parts = []
    for material, count in mix:
        red, green, blue = _material(material, palette, looks).get_truecolor()
        if material == NOTHING or light == 0:
            parts.append(((red, green, blue), count / total))
        else:
            parts.append(((int(red * factor), int(green * factor), int(blue * factor)), count / total))
    return _rgb(_weighted(parts, 1.0))


@lru_cache(maxsize=4096)
def style(front: Color | None, back: Color, *, bold: bool = False, underline: bool = False) -> Style:
    """Give a style; the few that a map uses are kept."""
    return Style(color=front, bgcolor=back, bold=bold or None, underline=underline or None)


def ink_on(colour: Color) -> Color:
    """Give black or white, whichever reads better on a colour."""
    if colour.is_default:
        return Color.default()
    if colour.number is not None and colour.number < _OWN_COLOURS:
        return Color.from_ansi(15 if colour.number in (0, 1, 4, 5, 8) else 0)
    return _rgb(
        (0, 0, 0) if luminance(colour.get_truecolor()) > _WHITE_READS_BETTER_BELOW else (255, 255, 255)
    )


def faded(ink: Color, ground: Color) -> Color:
    """Give an ink that steps back; on 16 colours it stays."""
    if ground.is_default or ground.number is not None:
        return ink
    return _rgb(_weighted(((tuple(ink.get_truecolor()), 0.35), (tuple(ground.get_truecolor()), 0.65)), 1.0))


def luminance(colour: Rgb) -> float:
    """Give how bright a colour looks, 0 to 255 (ITU-R BT.601)."""
    red, green, blue = colour
    return 0.299 * red + 0.587 * green + 0.114 * blue


def _material(material: int, palette: Palette, looks: Mapping[int, ZoneLook]) -> Color:
    if material == NOTHING:
        return palette.background
    if material == SKIN:
        return palette.skin
    if material == LINE:
        return palette.line
    look = looks[zone_of(material)]
    return look.inside if material % 2 == 0 else look.rim


@lru_cache(maxsize=4096)
def _lit(colour: Color, light: int) -> Color:
    return _rgb(_weighted(((tuple(colour.get_truecolor()), 1.0),), 1 + light / LIGHT_STEPS))


def _weighted(parts: Sequence[tuple[Sequence[int], float]], factor: float) -> Rgb:
    red, green, blue = (
        min(255, max(0, round(factor * sum(colour[channel] * weight for colour, weight in parts))))
        for channel in range(3)
    )
    return (red, green, blue)


@lru_cache(maxsize=4096)
def _rgb(colour: Rgb) -> Color:
    return Color.from_rgb(*colour)
