from functools import cache

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.strip import Strip

from mesotui import clinic
from mesotui.domain.anatomy import View
from mesotui.ui.widgets import body_strips
from mesotui.ui.widgets.body_layout import WHOLE_BODY, Layout, lay_out, region_shown
from mesotui.ui.widgets.body_map import BodyMap
from mesotui.ui.widgets.body_paint import (
    Drawing,
    colour_of,
    drawing_for,
    luminance,
    palette_on,
    scale_top_for,
)
from mesotui.ui.widgets.body_raster import NOTHING, SAMPLES, zone_of

DENSITY = {"tll": 0.02, "tlr": 0.018, "bul": 0.004}
DARK, LIGHT = (18, 18, 18), (224, 224, 224)


@cache
def shipped() -> clinic.ClinicData:
    return clinic.load(None)


class CountingMap(BodyMap):
    """Remembers which lines were asked for."""

    def __init__(self, drawing: Drawing) -> None:
        super().__init__(shipped().anatomy, shipped().silhouette, drawing=drawing)
        self.asked: list[int] = []

    def render_line(self, y: int) -> Strip:
        self.asked.append(y)
        return super().render_line(y)


class MapApp(App[None]):
    def __init__(self, drawing: Drawing = Drawing.TRUECOLOR) -> None:
        super().__init__()
        self.body_map = CountingMap(drawing)
        self.chosen: list[str] = []
        self.moved: list[str] = []

    def compose(self) -> ComposeResult:
        yield self.body_map

    def on_body_map_zone_chosen(self, message: BodyMap.ZoneChosen) -> None:
        self.chosen.append(message.code)

    def on_body_map_cursor_moved(self, message: BodyMap.CursorMoved) -> None:
        self.moved.append(message.code)

    def shown(self) -> str:
        height = self.body_map.size.height
        return "\n".join(BodyMap.render_line(self.body_map, y).text for y in range(height))


def layout(columns: int, rows: int, region: str = WHOLE_BODY, *, smooth: bool = True) -> Layout:
    return lay_out(
        shipped().anatomy,
        shipped().silhouette,
        columns=columns,
        rows=rows,
        region=region,
        smooth=smooth,
        fine=smooth,
    )


@pytest.mark.parametrize("drawing", list(Drawing))
@pytest.mark.parametrize("size", [(34, 13), (60, 30), (8, 4), (160, 50)])
async def test_draws_at_any_size_in_every_way(drawing: Drawing, size: tuple[int, int]) -> None:
    app = MapApp(drawing)
    async with app.run_test(size=size):
        app.body_map.density = DENSITY
        app.body_map.current = "tll"
        lines = app.shown().split("\n")
        assert [len(line) for line in lines] == [size[0]] * size[1]
        if drawing is Drawing.ASCII:
            assert app.shown().isascii()


async def test_captions_give_the_clients_sides_on_both_views() -> None:
    app = MapApp()
    async with app.run_test(size=(60, 30)):
        assert app.shown().split("\n")[0].split() == ["R", "FRONT", "L", "L", "BACK", "R"]


async def test_the_clients_left_is_on_the_viewers_right_from_the_front_only() -> None:
    front, back = layout(60, 30, "hips to knees").panels
    for panel, left, right in ((front, "tll", "tlr"), (back, "bll", "blr")):
        columns = {panel.zones[label.zone].code: label.column for label in panel.labels if label is not None}
        assert (columns[left] > columns[right]) == (panel.frame.view is View.FRONT)


async def test_legend_has_numbers_and_unit() -> None:
    app = MapApp()
    async with app.run_test(size=(60, 30)):
        app.body_map.density = {"tll": 0.013}
        legend = app.shown().split("\n")[-1].split()
        assert (legend[0], legend[-2:]) == ("0", ["0.02", "mL/cm²"])


@pytest.mark.parametrize("size", [(34, 13), (60, 30)])
async def test_letters_of_the_hips_and_thighs_all_have_room(size: tuple[int, int]) -> None:
    wanted = {zone.code for zone in shipped().anatomy.zones if zone.region == "hips to knees"}
    named = {
        panel.zones[label.zone].code
        for panel in layout(*size, "hips to knees").panels
        for label in panel.labels
        if label is not None
    }
    too_small_at_80_columns = {"ksl", "ksr", "kml", "kmr"} if size == (34, 13) else set()
    assert wanted - named <= too_small_at_80_columns


@pytest.mark.parametrize("smooth", [True, False])
@pytest.mark.parametrize("size", [(34, 13), (60, 36), (100, 50)])
def test_letters_stand_on_their_own_zone_and_on_no_other_letter(size: tuple[int, int], smooth: bool) -> None:
    for region in (WHOLE_BODY, "hips to knees", "head and neck"):
        for panel in layout(*size, region, smooth=smooth).panels:
            places: list[tuple[int, int]] = []
            for label in panel.labels:
                if label is None:
                    continue
                for row, column, _ in label.cells(panel.zones[label.zone].code):
                    assert zone_of(panel.picture[row][column].owner) == label.zone
                    places.append((row, column))
            assert len(places) == len(set(places))


def test_the_picture_is_the_mirror_image_of_itself() -> None:
    for panel in layout(60, 36).panels:
        for row in panel.picture:
            body = [cell.owner != NOTHING for cell in row]
            assert sum(a != b for a, b in zip(body, reversed(body), strict=True)) <= 2


def test_colours_are_of_one_material_where_they_cannot_be_mixed() -> None:
    for panel in layout(60, 36, smooth=False).panels:
        for cell in (cell for row in panel.picture for cell in row):
            assert len(cell.front) == len(cell.back) == 1
            assert cell.light == 0


def test_every_sample_of_a_cell_is_counted() -> None:
    for panel in layout(34, 13).panels:
        for cell in (cell for row in panel.picture for cell in row):
            parts = cell.back if cell.glyph == " " else (*cell.front, *cell.back)
            assert sum(count for _, count in parts) == SAMPLES**2


async def test_arrows_move_and_enter_takes_the_zone() -> None:
    app = MapApp()
    async with app.run_test(size=(60, 30)) as pilot:
        app.body_map.focus()
        app.body_map.current = "tal"
        await pilot.press("right", "left", "left", "enter")
        assert app.moved == ["tll", "tal", "tml"]
        assert app.chosen == ["tml"]
        assert app.body_map.current == "tml"


async def test_moves_without_the_focus_and_starts_at_the_first_zone() -> None:
    app = MapApp()
    async with app.run_test(size=(60, 30)) as pilot:
        app.body_map.move("down")
        await pilot.pause()
        assert app.moved == [shipped().anatomy.zones[0].code]
        app.body_map.current = "cal"
        app.body_map.move("down")
        await pilot.pause()
        assert app.body_map.current == "cal"
        assert len(app.moved) == 1


async def test_a_click_takes_the_zone_under_it() -> None:
    app = MapApp()
    async with app.run_test(size=(60, 30)) as pilot:
        app.body_map.zoom = "hips to knees"
        panel = layout(60, 30, "hips to knees").panels[1]
        label = next(label for label in panel.labels if label and panel.zones[label.zone].code == "bur")
        await pilot.click(BodyMap, offset=(panel.offset + label.column, label.row + 1))
        assert app.chosen == ["bur"]
        await pilot.click(BodyMap, offset=(0, 0))
        assert app.chosen == ["bur"]


async def test_a_move_asks_only_for_the_lines_that_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    app = MapApp()
    async with app.run_test(size=(60, 36)) as pilot:
        app.body_map.zoom = WHOLE_BODY
        app.body_map.current = "tal"
        await pilot.pause()
        painted: list[int] = []
        picture_row = body_strips.picture_row

        def counted(*args: object, **names: object) -> object:
            painted.append(1)
            return picture_row(*args, **names)  # type: ignore[arg-type]

        monkeypatch.setattr(body_strips, "picture_row", counted)
        app.body_map.asked.clear()
        app.body_map.move("left")
        await pilot.pause()
        assert app.body_map.current == "tml"
        front = app.body_map.size.height
        assert 0 < len(set(app.body_map.asked)) < front / 2
        assert 0 < len(painted) <= 2 * len(set(app.body_map.asked))
        painted.clear()
        app.body_map.move("right")
        await pilot.pause()
        assert not painted, "what was painted before is kept"


async def test_setting_the_same_again_repaints_nothing() -> None:
    app = MapApp()
    async with app.run_test(size=(60, 36)) as pilot:
        app.body_map.current = "fh"
        await pilot.pause()
        app.body_map.asked.clear()
        app.body_map.letters = "fh"
        app.body_map.letters = ""
        app.body_map.current = "fh"
        await pilot.pause()
        assert len(set(app.body_map.asked)) < app.body_map.size.height


async def test_a_new_theme_repaints_in_its_colours() -> None:
    app = MapApp()
    async with app.run_test(size=(60, 30)) as pilot:
        dark = BodyMap.render_line(app.body_map, 10)
        app.theme = "textual-light"
        await pilot.pause()
        assert BodyMap.render_line(app.body_map, 10) != dark


async def test_the_current_zone_is_bracketed_and_typed_letters_are_underlined() -> None:
    app = MapApp()
    async with app.run_test(size=(60, 30)):
        app.body_map.zoom = "hips to knees"
        app.body_map.current = "bll"
        app.body_map.letters = "bu"
        assert "[bll]" in app.shown()
        underlined = {
            segment.text
            for y in range(30)
            for segment in BodyMap.render_line(app.body_map, y)
            if segment.style and segment.style.underline
        }
        assert set("".join(underlined)) == set("bulr")


def test_zooms_to_the_current_region_where_letters_would_not_fit() -> None:
    anatomy, silhouette = shipped().anatomy, shipped().silhouette
    assert region_shown(anatomy, silhouette, 34, 13, "") == WHOLE_BODY
    assert region_shown(anatomy, silhouette, 34, 13, "tll") == "hips to knees"
    assert region_shown(anatomy, silhouette, 60, 30, "chl") == "head and neck"
    assert region_shown(anatomy, silhouette, 120, 60, "tll") == WHOLE_BODY


@pytest.mark.parametrize(
    ("color_system", "encoding", "native_ansi", "drawing"),
    [
        ("truecolor", "utf-8", False, Drawing.TRUECOLOR),
        ("256", "utf-8", False, Drawing.BLOCKS),
        ("standard", "UTF-8", False, Drawing.ANSI),
        ("truecolor", "utf-8", True, Drawing.ANSI),
        ("truecolor", "latin-1", False, Drawing.ASCII),
        (None, "utf-8", False, Drawing.ASCII),
    ],
)
def test_drawing_follows_the_terminal(
    color_system: str | None, encoding: str, native_ansi: bool, drawing: Drawing
) -> None:
    assert drawing_for(color_system=color_system, encoding=encoding, native_ansi=native_ansi) is drawing


@pytest.mark.parametrize(
    ("densities", "top"),
    [((), 0.01), ((0.013, 0.004), 0.02), ((0.05,), 0.05), ((0.051,), 0.1), ((3.0,), 5.0)],
)
def test_scale_ends_on_a_round_number(densities: tuple[float, ...], top: float) -> None:
    assert scale_top_for(densities) == top


@pytest.mark.parametrize(("background", "growing"), [(DARK, True), (LIGHT, False)])
def test_more_always_stands_out_more(background: tuple[int, int, int], growing: bool) -> None:
    palette = palette_on(background)
    brightness = [luminance(colour_of(palette, step / 50, steps=False).get_truecolor()) for step in range(51)]
    assert brightness == sorted(brightness, reverse=not growing)


def test_regions_of_a_view_lie_inside_the_widget() -> None:
    for columns, rows in ((34, 13), (60, 30), (20, 50)):
        for panel in layout(columns, rows).panels:
            drawn = Region(panel.offset, 0, panel.frame.columns, panel.frame.rows)
            assert Region(0, 0, columns, rows).contains_region(drawn)
