"""Paints the body map's lines: captions, picture rows with letters, and the legend."""

from collections.abc import Mapping
from itertools import groupby

from rich.color import Color
from rich.segment import Segment
from rich.style import Style

from mesotui.domain.anatomy import Anatomy, View
from mesotui.ui.widgets.body_layout import Layout, Panel
from mesotui.ui.widgets.body_paint import (
    Drawing,
    Palette,
    ZoneLook,
    colour_of,
    faded,
    ink_on,
    mixed,
    scale_top_for,
    style,
)
from mesotui.ui.widgets.body_raster import NOTHING, SKIN, Cell, zone_of

_UNIT = "mL/cm²"
_WEIGHTS = "-+x%#"
"""Characters for growing mL/cm² where there are no blocks."""
_SKIN_MARK, _UNTREATED_MARK = ".", ":"
_MOST_LEGEND_CELLS = 24
_ANSI_SKIN = "▒"
"""Sets the skin apart from untreated zones, for which sixteen colours have no second grey."""
_TURNED = {"▀": "▄", "▌": "▐"}


def looks(
    anatomy: Anatomy,
    palette: Palette,
    drawing: Drawing,
    *,
    current: str,
    letters: str,
    density: Mapping[str, float],
) -> dict[str, ZoneLook]:
    """Decide how each zone is drawn.

    Args:
        anatomy: the zones.
        palette: the colours.
        drawing: how much the terminal can show.
        current: the code of the lit zone; empty for none.
        letters: what was typed of a code; empty for nothing.
        density: mL/cm² of the zones that were treated.
    """
    top = scale_top_for(tuple(density.values()))
    smooth = drawing is Drawing.TRUECOLOR
    matching = {zone.code for zone in anatomy.matching(letters)} if letters else set()
    decided: dict[str, ZoneLook] = {}
    for zone in anatomy.zones:
        share = density.get(zone.code, 0.0) / top
        treated = share > 0
        inside = colour_of(palette, share, steps=not smooth) if treated else palette.untreated
        is_current, is_matched = zone.code == current, zone.code in matching
        rim = palette.skin if smooth else inside
        if is_current or is_matched:
            rim = palette.lit if is_current else palette.matched
        mark = _WEIGHTS[min(int(share * len(_WEIGHTS)), len(_WEIGHTS) - 1)] if treated else _UNTREATED_MARK
        decided[zone.code] = ZoneLook(
            inside=inside,
            rim=rim,
            label=f"[{zone.code}]" if is_current else zone.code,
            is_current=is_current,
            is_matched=is_matched,
            is_dimmed=bool(letters) and not is_matched and not is_current,
            mark=mark,
        )
    return decided


def picture_row(
    panel: Panel, row: int, looks_here: Mapping[int, ZoneLook], palette: Palette, drawing: Drawing
) -> list[Segment]:
    """Paint one view's part of a line.

    Args:
        panel: the view.
        row: the picture's row, from 0.
        looks_here: how the zones look that are drawn in this row, by their index in the view.
        palette: the colours.
        drawing: how much the terminal can show.
    """
    letters = _letters(panel, row, looks_here)
    painted: list[tuple[str, Style]] = []
    for column, cell in enumerate(panel.picture[row]):
        if column in letters:
            character, zone = letters[column]
            ground = mixed(((cell.owner, 1),), cell.light, palette, looks_here)
            painted.append((character, _letter_style(looks_here[zone], ground, palette, drawing)))
        elif drawing is Drawing.ASCII:
            painted.append(_ascii(cell, looks_here, palette))
        else:
            painted.append(_block(cell, looks_here, palette, drawing))
    return [
        Segment("".join(character for character, _ in run), of_run)
        for of_run, run in groupby(painted, key=lambda pair: pair[1])
    ]


def caption(layout: Layout, palette: Palette) -> list[Segment]:
    """Name the views and the client's sides over them."""
    line: list[Segment] = []
    column = 0
    for panel in layout.panels:
        width = panel.frame.columns
        left, right = ("R", "L") if panel.frame.view is View.FRONT else ("L", "R")
        name = panel.frame.view.upper()
        text = f"{left}{name:^{min(width, 28) - 2}}{right}".center(width)[:width]
        line += [
            blank(palette, panel.offset - column),
            Segment(text, style(palette.caption, palette.background, bold=True)),
        ]
        column = panel.offset + width
    return line


def legend(palette: Palette, drawing: Drawing, top: float, width: int) -> list[Segment]:
    """Show what the shades stand for, in mL/cm², from nothing to the scale's top."""
    plain = style(palette.caption, palette.background)
    unit = "mL/cm2" if drawing is Drawing.ASCII else _UNIT
    upper = f" {top:g} {unit}"
    cells = min(_MOST_LEGEND_CELLS, max(5, width - len(upper) - 4))
    bar: list[Segment] = []
    for index in range(cells):
        share = (index + 0.5) / cells
        if drawing is Drawing.ASCII:
            bar.append(Segment(_WEIGHTS[int(share * len(_WEIGHTS))], plain))
        else:
            colour = colour_of(palette, share, steps=drawing is not Drawing.TRUECOLOR)
            bar.append(Segment("▄", style(colour, palette.background)))
    room = max(0, (width - cells - len(upper) - 2) // 2)
    return [blank(palette, room), Segment("0 ", plain), *bar, Segment(upper, plain)]


def blank(palette: Palette, columns: int) -> Segment:
    """Give empty cells."""
    return Segment(" " * max(0, columns), blank_style(palette))


def blank_style(palette: Palette) -> Style:
    """Give the style of empty cells."""
    return style(None, palette.background)


def _letters(panel: Panel, row: int, looks_here: Mapping[int, ZoneLook]) -> dict[int, tuple[str, int]]:
    """Give for each column of a row the letter that stands there, and whose it is."""
    letters: dict[int, tuple[str, int]] = {}
    for index, look in looks_here.items():
        label = panel.labels[index]
        if label is None:
            continue
        text, shift = look.label, 0
        if look.is_current:
            text, shift = (text, -1) if label.bracketed else (text[1:-1], 0)
        for letter_row, column, character in label.cells(text):
            if letter_row == row:
                letters[column + shift] = (character, index)
    return letters


def _letter_style(look: ZoneLook, ground: Color, palette: Palette, drawing: Drawing) -> Style:
    if look.is_current:
        # Bold black is dark grey on many terminals of 16 colours.
        return style(palette.on_lit, palette.lit, bold=drawing is not Drawing.ANSI)
    if drawing is Drawing.ASCII:
        return style(palette.caption, palette.background, bold=True, underline=look.is_matched)
    ink = ink_on(look.inside)
    if look.is_dimmed:
        ink = faded(ink, ground)
    return style(ink, ground, bold=look.is_matched, underline=look.is_matched)


def _block(
    cell: Cell, looks_here: Mapping[int, ZoneLook], palette: Palette, drawing: Drawing
) -> tuple[str, Style]:
    back = mixed(cell.back, cell.light, palette, looks_here)
    if cell.glyph == " ":
        if drawing is Drawing.ANSI and cell.owner == SKIN:
            return _ANSI_SKIN, style(palette.skin, palette.background)
        return " ", style(None, back)
    front = mixed(cell.front, cell.light, palette, looks_here)
    if front == back:
        return " ", style(None, back)
    if front.is_default:
        # As a character's colour, "default" would be the terminal's text colour.
        return _TURNED[cell.glyph], style(back, front)
    return cell.glyph, style(front, back)


def _ascii(cell: Cell, looks_here: Mapping[int, ZoneLook], palette: Palette) -> tuple[str, Style]:
    if cell.owner == NOTHING:
        return " ", blank_style(palette)
    zone = zone_of(cell.owner)
    if zone < 0:
        return _SKIN_MARK, style(palette.skin, palette.background)
    look = looks_here[zone]
    if look.is_current:
        return look.mark, style(palette.on_lit, palette.lit)
    return look.mark, style(look.inside, palette.background)
