"""The body map: front and back with every zone, its letters and how much it received."""

from collections.abc import Iterable, Mapping
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.cache import LRUCache
from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from mesotui.domain.anatomy import Anatomy, Direction, Zone
from mesotui.domain.silhouette import Silhouette
from mesotui.ui.widgets import body_strips as strips
from mesotui.ui.widgets.body_layout import CAPTION_ROWS, Layout, Panel, lay_out, region_shown
from mesotui.ui.widgets.body_paint import (
    Drawing,
    Palette,
    ZoneLook,
    ansi_palette,
    blocks_palette,
    drawing_for,
    palette_on,
    scale_top_for,
)
from mesotui.ui.widgets.body_raster import zone_of


class BodyMap(Widget, can_focus=True):
    """A body, seen from the front and from behind, on which a zone is picked and the treatment is seen.

    Works without the focus: a screen that keeps the focus elsewhere sets ``letters`` and calls ``move``.
    """

    HELP = "Arrow keys go to the neighbouring zone; Enter takes it. The letters on a zone pick it when typed."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move('left')", "Left", show=False, id="body-map.left"),
        Binding("right", "move('right')", "Right", show=False, id="body-map.right"),
        Binding("up", "move('up')", "Up", show=False, id="body-map.up"),
        Binding("down", "move('down')", "Down", show=False, id="body-map.down"),
        Binding("enter", "choose", "Take zone", show=False, id="body-map.choose"),
    ]
    DEFAULT_CSS = """
    BodyMap { width: 1fr; height: 1fr; }
    """

    current: reactive[str] = reactive("", repaint=False)
    """The code of the zone that is lit; empty for none."""
    letters: reactive[str] = reactive("", repaint=False)
    """What was typed of a code: the zones that begin with it stand out."""
    density: reactive[Mapping[str, float]] = reactive(dict[str, float], repaint=False)
    """mL/cm² for each zone code that was treated."""
    zoom: reactive[str | None] = reactive(None, repaint=False)
    """The region to show, empty for the whole body; None lets size and current zone decide."""

    class ZoneChosen(Message):
        """A zone was taken, by Enter or by a click."""

        def __init__(self, body_map: "BodyMap", code: str) -> None:
            super().__init__()
            self.body_map = body_map
            self.code = code

        @property
        def control(self) -> "BodyMap":
            """The map it was taken on."""
            return self.body_map

    class CursorMoved(Message):
        """An arrow key led to another zone."""

        def __init__(self, body_map: "BodyMap", code: str) -> None:
            super().__init__()
            self.body_map = body_map
            self.code = code

        @property
        def control(self) -> "BodyMap":
            """The map it was moved on."""
            return self.body_map

    def __init__(
        self,
        anatomy: Anatomy,
        silhouette: Silhouette,
        *,
        drawing: Drawing | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """Make a map.

        Args:
            anatomy: the zones.
            silhouette: the figure they lie on.
            drawing: how it is drawn; None lets the terminal decide.
            id: the widget's id.
            classes: the widget's CSS classes.
        """
        super().__init__(id=id, classes=classes)
        self._anatomy = anatomy
        self._silhouette = silhouette
        self._wanted_drawing = drawing
        self._layouts: LRUCache[tuple[object, ...], Layout] = LRUCache(12)
        self._laid_out: tuple[object, Layout] | None = None
        self._halves: LRUCache[tuple[object, ...], list[Segment]] = LRUCache(2048)
        self._palette: Palette | None = None
        self._looks: dict[str, ZoneLook] = {}
        self._shown: Layout | None = None

    def move(self, direction: str) -> None:
        """Go to the neighbouring zone, if there is one: "left", "right", "up" or "down" for the viewer."""
        if not self._anatomy.knows(self.current):
            code = self._anatomy.zones[0].code
        else:
            neighbour = self._anatomy.neighbour(self._anatomy.zone(self.current), Direction(direction))
            if neighbour is None:
                return
            code = neighbour.code
        self.current = code
        self.post_message(self.CursorMoved(self, code))

    def action_move(self, direction: str) -> None:
        """Go to the neighbouring zone."""
        self.move(direction)

    def action_choose(self) -> None:
        """Take the current zone."""
        if self._anatomy.knows(self.current):
            self.post_message(self.ZoneChosen(self, self.current))

    def zone_under(self, column: int, row: int) -> Zone | None:
        """Find the zone that is drawn at a place of the widget's content."""
        for panel in self._layout().panels:
            picture_row, picture_column = row - CAPTION_ROWS, column - panel.offset
            if 0 <= picture_row < panel.frame.rows and 0 <= picture_column < panel.frame.columns:
                index = zone_of(panel.picture[picture_row][picture_column].owner)
                return panel.zones[index] if index >= 0 else None
        return None

    def on_click(self, event: events.Click) -> None:
        """Take the zone under the pointer."""
        place = event.get_content_offset(self)
        zone = self.zone_under(place.x, place.y) if place is not None else None
        if zone is not None:
            self.current = zone.code
            self.post_message(self.ZoneChosen(self, zone.code))

    def watch_current(self) -> None:
        """Light the new zone."""
        self._look_again()

    def watch_letters(self) -> None:
        """Let the zones stand out that the letters begin."""
        self._look_again()

    def watch_density(self) -> None:
        """Shade the zones anew; the legend's numbers may change with them."""
        self._look_again(legend=True)

    def watch_zoom(self) -> None:
        """Show another part of the body."""
        self._look_again()

    def notify_style_update(self) -> None:
        """Forget everything that was painted in the old theme's colours."""
        self._halves.clear()
        self._palette = None
        self._looks = {}
        super().notify_style_update()

    @property
    def drawing(self) -> Drawing:
        """How the map is drawn on this terminal."""
        if self._wanted_drawing is not None:
            return self._wanted_drawing
        return drawing_for(
            color_system=self.app.console.color_system,
            encoding=self.app.console.encoding,
            native_ansi=self.app.native_ansi_color,
        )

    def render_line(self, y: int) -> Strip:
        """Give one line: the caption, a row of both pictures, or the legend."""
        layout, palette = self._layout(), self._colours()
        width, height = self.size
        if y < CAPTION_ROWS:
            line = strips.caption(layout, palette)
        elif y == height - 1:
            top = scale_top_for(tuple(self.density.values()))
            line = strips.legend(palette, self.drawing, top, width)
        elif y - CAPTION_ROWS < layout.panels[0].frame.rows:
            line = self._picture_line(layout, y - CAPTION_ROWS)
        else:
            line = []
        return Strip(line).adjust_cell_length(width, strips.blank_style(palette))

    def _picture_line(self, layout: Layout, row: int) -> list[Segment]:
        palette, line, column = self._colours(), list[Segment](), 0
        for panel in layout.panels:
            line.append(strips.blank(palette, panel.offset - column))
            line.extend(self._half(panel, row))
            column = panel.offset + panel.frame.columns
        return line

    def _half(self, panel: Panel, row: int) -> list[Segment]:
        """Give one view's part of a line, painted again only when one of its zones looks different."""
        looks = self._current_looks()
        here = {index: looks[panel.zones[index].code] for index in panel.row_zones[row]}
        key = (panel.frame, row, self.drawing, tuple(here.values()))
        half = self._halves.get(key)
        if half is None:
            half = strips.picture_row(panel, row, here, self._colours(), self.drawing)
            self._halves[key] = half
        return half

    def _layout(self) -> Layout:
        wanted = (self.size, self.zoom, self.current, self.drawing)
        if self._laid_out is None or self._laid_out[0] != wanted:
            self._laid_out = (wanted, self._found_layout())
        return self._laid_out[1]

    def _found_layout(self) -> Layout:
        width, height = self.size
        region = self.zoom
        if region is None:
            region = region_shown(self._anatomy, self._silhouette, width, height, self.current)
        drawing = self.drawing
        key = (width, height, region, drawing)
        layout = self._layouts.get(key)
        if layout is None:
            layout = lay_out(
                self._anatomy,
                self._silhouette,
                columns=max(width, 8),
                rows=max(height, 4),
                region=region,
                smooth=drawing is Drawing.TRUECOLOR,
                fine=drawing is Drawing.BLOCKS or drawing is Drawing.TRUECOLOR,
            )
            self._layouts[key] = layout
        return layout

    def _colours(self) -> Palette:
        if self._palette is None:
            _, background = self.background_colors
            dark = background.brightness < 0.5 if background.a else self.app.current_theme.dark
            if self.drawing in (Drawing.ANSI, Drawing.ASCII):
                self._palette = ansi_palette(dark=dark)
            elif self.drawing is Drawing.BLOCKS:
                self._palette = blocks_palette(background.rgb)
            else:
                self._palette = palette_on(background.rgb)
        return self._palette

    def _current_looks(self) -> Mapping[str, ZoneLook]:
        if not self._looks:
            self._looks = strips.looks(
                self._anatomy,
                self._colours(),
                self.drawing,
                current=self.current,
                letters=self.letters,
                density=self.density,
            )
        return self._looks

    def _look_again(self, *, legend: bool = False) -> None:
        """Repaint what looks different now, and nothing else."""
        if not self.is_mounted or not self.size:
            self._looks = {}
            return
        before, shown = self._looks, self._shown
        self._looks = {}
        after, layout = self._current_looks(), self._layout()
        self._shown = layout
        if layout is not shown or not before:
            self.refresh()
            return
        changed = {code for code, look in after.items() if before.get(code) != look}
        regions = list(_regions(layout, changed))
        if legend:
            regions.append(Region(0, self.size.height - 1, self.size.width, 1))
        if regions:
            self.refresh(*regions)


def _regions(layout: Layout, codes: set[str]) -> Iterable[Region]:
    """Give the part of each view, in whole lines, that shows any of the zones."""
    for panel in layout.panels:
        indexes = {index for index, zone in enumerate(panel.zones) if zone.code in codes}
        rows = [row for row, there in enumerate(panel.row_zones) if indexes.intersection(there)]
        if rows:
            yield Region(panel.offset, CAPTION_ROWS + rows[0], panel.frame.columns, rows[-1] - rows[0] + 1)
