"""The title and the keys: what is on every screen."""

from datetime import UTC, datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App, ComposeResult

from mesotui.ui.keymap import in_scope
from mesotui.ui.keys import COMMANDS
from mesotui.ui.themes import THEMES
from mesotui.ui.widgets.key_bar import KeyBar, fitted
from mesotui.ui.widgets.title_bar import TitleBar, WallClock, fitted_people, wrapped

WORDS = st.text("abcé漢 -", min_size=1, max_size=20).map(str.strip).filter(bool)
ENTRIES = st.lists(st.tuples(st.sampled_from(["F1", "Ctrl+Z", "m"]), WORDS), max_size=25)
ALLERGY = "ALLERGY procaine (esters), chlorhexidine, latex; WARNING anticoagulated since 2019, faints easily"


@given(ENTRIES, st.integers(30, 160))
@example([("Ctrl+Z", "aaaaaaaaaaaaaa漢漢漢漢漢")], 30)
def test_keys_take_two_rows_and_whole_words(entries: list[tuple[str, str]], width: int) -> None:
    rows = fitted(entries, width, more=("F1", "help"))
    shown = [entry for row in rows for entry in row]
    assert len(rows) <= 2
    assert all(cell_len(" · ".join(f"{key} {label}" for key, label in row)) <= width for row in rows)
    assert shown[:-1] == entries[: len(shown) - 1]
    assert shown[-1] == ("F1", "help" if len(shown) == len(entries) + 1 else "more")


@given(WORDS, WORDS, WORDS, st.integers(2, 120))
def test_people_fit_beside_the_warning(room: str, practitioner: str, client: str, width: int) -> None:
    parts = [part for part in fitted_people(room, practitioner, client, width) if part]
    assert cell_len(" · ".join(parts)) <= width


@given(st.text("abcdé漢 ▲,", min_size=1, max_size=120), st.integers(2, 100))
def test_a_warning_is_wrapped_and_never_cut(text: str, width: int) -> None:
    rows = wrapped(text, width)
    assert "".join(rows).replace(" ", "") == text.replace(" ", "")
    assert all(cell_len(row) <= max(width, 2) for row in rows)


class Bars(App[None]):
    """A title and keys, nothing between."""

    def __init__(self, warning: str = "") -> None:
        super().__init__()
        self.time = datetime(2026, 11, 22, 14, 32, 59, tzinfo=UTC)
        self._warned = warning
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = "meso-dark"

    def compose(self) -> ComposeResult:
        yield TitleBar(
            lambda: self.time,
            room="Room 2",
            practitioner="A. Ruiz",
            client="MARTIN Lea · 1985 · session 3 of 8",
            warning=self._warned,
        )
        yield KeyBar(
            in_scope("session.inject", COMMANDS), labels={"session.inject.mirror": "mirror to right"}
        )


def text_of(app: App[None]) -> list[str]:
    """The rows of the screen as text."""
    return ["".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips()]


async def test_the_title_says_it_all_in_one_row_where_there_is_room() -> None:
    app = Bars("ALLERGY procaine (esters)")
    async with app.run_test(size=(120, 24)) as pilot:
        await pilot.pause()
        row = text_of(app)[0]
        for part in ("Room 2 · A. Ruiz", "MARTIN Lea · 1985 · session 3 of 8", "▲ ALLERGY procaine (esters)"):
            assert part in row
        assert row.rstrip().endswith(f"{app.time.astimezone():%H:%M}")
        assert app.query_one(TitleBar).region.height == 1


async def test_at_80_columns_others_give_way_to_the_allergy() -> None:
    app = Bars("ALLERGY procaine (esters)")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        row = text_of(app)[0]
        assert "▲ ALLERGY procaine (esters)" in row
        assert "MARTIN Lea · 1985" in row
        assert "A. Ruiz" not in row


async def test_a_long_warning_is_whole_on_rows_of_its_own() -> None:
    app = Bars(ALLERGY)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        rows = text_of(app)[: app.query_one(TitleBar).region.height]
        shown = " ".join(" ".join(row.split()) for row in rows)
        assert ALLERGY in shown
        assert "MARTIN Lea" in rows[0]


async def test_a_new_client_is_shown() -> None:
    app = Bars("ALLERGY latex")
    async with app.run_test(size=(120, 24)) as pilot:
        title = app.query_one(TitleBar)
        title.client, title.warning = "DUBOIS [b]Ana[/b]", ""
        await pilot.pause()
        row = text_of(app)[0]
        assert "DUBOIS [b]Ana[/b]" in row
        assert "ALLERGY" not in row


async def test_the_clock_changes_with_the_minute_only() -> None:
    app = Bars()
    async with app.run_test() as pilot:
        clock = app.query_one(WallClock)
        await pilot.pause()
        before = clock.shown
        app.time += timedelta(seconds=0.5)
        clock.tick()
        assert clock.shown == before
        app.time += timedelta(seconds=1)
        clock.tick()
        assert clock.shown == f"{app.time.astimezone():%H:%M}" != before


async def test_the_key_bar_has_the_words_of_the_screen() -> None:
    app = Bars()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        rows = text_of(app)[-2:]
        assert app.query_one(KeyBar).region.height == 2
        shown = " ".join(rows)
        for part in ("Enter log", "m mirror to right", "Ctrl+Z void last", "F9 next step", "F1 more"):
            assert part in shown
