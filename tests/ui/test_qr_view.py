import pytest
from rich.segment import Segment
from textual.app import App, ComposeResult

from mesotui.slips.qr import Level
from mesotui.slips.terminal import Cells, Room, symbol_for
from mesotui.ui.themes import THEMES
from mesotui.ui.widgets.qr_view import QrView
from tests.slips.decoding import drawn_screenshot, needs_font, read_by_both

V5, V8, V13 = b"x" * 84, b"y" * 152, b"z" * 331
BLACK, WHITE = (0, 0, 0), (255, 255, 255)


class Glass(App[None]):
    """A QR view alone."""

    CSS = "QrView { width: 1fr; height: 1fr; }"

    def __init__(self, payload: bytes, *, theme: str = THEMES[0].name, cells: Cells = Cells.HALF) -> None:
        super().__init__()
        for one in THEMES:
            self.register_theme(one)
        self._theme_to_show = theme
        self._payload = payload
        self._cells = cells

    def compose(self) -> ComposeResult:
        view = QrView()
        view.payload, view.cells, view.hint = self._payload, self._cells, "Press f.\nOr save it."
        yield view

    def on_mount(self) -> None:
        self.theme = self._theme_to_show

    def cells(self) -> list[Segment]:
        """Give what goes to the terminal, filters applied."""
        filters = self.get_line_filters()
        view = self.query_one(QrView)
        lines = [view.render_line(y) for y in range(view.size.height)]
        for each in filters:
            lines = [line.apply_filter(each, view.background_colors[1]) for line in lines]
        return [segment for line in lines for segment in line]

    def words(self) -> str:
        view = self.query_one(QrView)
        return " ".join(" ".join(view.render_line(y).text for y in range(view.size.height)).split())


@needs_font
@pytest.mark.parametrize("theme", [theme.name for theme in THEMES])
@pytest.mark.parametrize(
    ("payload", "size"),
    [(V5, (80, 24)), (V8, (100, 30)), (V13, (120, 40)), (V13, (160, 50))],
    ids=["80x24", "100x30", "120x40", "160x50"],
)
async def test_the_screen_reads_in_every_theme(theme: str, payload: bytes, size: tuple[int, int]) -> None:
    app = Glass(payload, theme=theme)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert read_by_both(drawn_screenshot(app.export_screenshot())) == [payload]


@needs_font
async def test_wide_cells_read() -> None:
    app = Glass(b"tel:+33123456789", cells=Cells.WIDE)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert read_by_both(drawn_screenshot(app.export_screenshot())) == [b"tel:+33123456789"]


@pytest.mark.parametrize("theme", [theme.name for theme in THEMES])
@pytest.mark.parametrize("no_color", [False, True])
async def test_a_code_is_black_on_white_whatever_is_asked(
    theme: str, no_color: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if no_color:
        monkeypatch.setenv("NO_COLOR", "1")
    app = Glass(V5, theme=theme)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        drawn = [segment for segment in app.cells() if segment.style and segment.style.bgcolor]
        colours = {
            (tuple(segment.style.color.triplet), tuple(segment.style.bgcolor.triplet))
            for segment in drawn
            if segment.style
            and segment.style.color
            and segment.style.bgcolor
            and segment.style.color.triplet
            and segment.style.bgcolor.triplet
            and set(segment.text) <= set(" ▀▄")
        }
        assert {(BLACK, WHITE), (WHITE, BLACK)} <= colours


async def test_where_it_does_not_fit_it_says_what_is_needed() -> None:
    app = Glass(V13)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert app.words() == "This code needs 69 × 35 cells; there are 80 × 24. Press f. Or save it."
        await pilot.resize_terminal(80, 35)
        await pilot.pause()
        assert "needs" not in app.words()


async def test_what_no_screen_can_show_is_said() -> None:
    app = Glass(b"x" * 2000)
    async with app.run_test(size=(160, 50)) as pilot:
        await pilot.pause()
        assert app.words().startswith("This code is too large for a screen.")


async def test_every_size_is_survived() -> None:
    app = Glass(V5)
    async with app.run_test(size=(80, 24)) as pilot:
        for size in [(1, 1), (3, 2), (200, 1), (1, 80), (80, 24)]:
            await pilot.resize_terminal(*size)
            await pilot.pause()
        symbol = symbol_for(V5, Room(columns=80, rows=24))
        assert symbol is not None and symbol.level is Level.M
