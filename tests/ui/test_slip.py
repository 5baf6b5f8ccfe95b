import re
from pathlib import Path

import pytest
from textual.content import Content
from textual.pilot import Pilot
from textual.widgets import Input, Static

from mesotui.domain.treatment import GivenSlip
from mesotui.slips.qr import Level, smallest_version
from mesotui.slips.scanned import payloads_in
from mesotui.slips.slip import FRAMED
from mesotui.slips.terminal import Cells
from mesotui.ui.app import MesoApp
from mesotui.ui.terminal_console import console_of
from mesotui.ui.terminal_kind import TerminalKind
from mesotui.ui.themes import THEMES
from mesotui.ui.widgets.key_bar import KeyBar
from mesotui.ui.widgets.qr_view import QrView
from tests.slips.console import console, settled
from tests.slips.decoding import drawn_screenshot, needs_font, opened, read_by_both
from tests.slips.treated import FAMILY_NAME, Treated, reopen, treat

THEMES_TO_READ = [theme.name for theme in THEMES]


@pytest.fixture
def treated(tmp_path: Path) -> Treated:
    return treat(tmp_path / "data")


def said(app: MesoApp, selector: str) -> str:
    shown = app.screen.query_one(selector, Static).visual
    assert isinstance(shown, Content)
    return shown.plain


def given(treated: Treated) -> GivenSlip:
    return treated.session().slips[-1]


async def press(pilot: Pilot[None], app: MesoApp, *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()
    await app.workers.wait_for_complete([worker for worker in app.workers if worker.group.startswith("slip")])
    await pilot.pause()


@needs_font
@pytest.mark.parametrize("theme", THEMES_TO_READ)
async def test_at_120_by_40_every_code_reads_as_it_is_stored(
    treated: Treated, tmp_path: Path, theme: str
) -> None:
    app = console(treated, tmp_path, theme)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await press(pilot, app, "enter")
        slip = given(treated)
        assert smallest_version(slip.instructions, Level.L) == 13
        for payload in (slip.instructions, slip.visit, slip.call):
            assert read_by_both(drawn_screenshot(app.export_screenshot())) == [payload]
            await press(pilot, app, "n")


@needs_font
async def test_at_80_by_24_the_codes_that_fit_read_and_the_way_to_the_other_is_said(
    treated: Treated, tmp_path: Path
) -> None:
    app = console(treated, tmp_path, THEMES[0].name)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, app, "enter")
        slip = given(treated)
        assert "Too large here: INSTRUCTIONS" in said(app, "#slip-room")
        for payload in (slip.visit, slip.call):
            assert read_by_both(drawn_screenshot(app.export_screenshot())) == [payload]
            await press(pilot, app, "n")
        view = app.screen.query_one(QrView)
        words = " ".join(" ".join(view.render_line(y).text for y in range(view.size.height)).split())
        assert words == (
            "This code needs 73 × 37 cells; there are 44 × 21. Enlarge the terminal to 73 × 38 and press f. "
            f"Press s for a picture of it, or run: mesotui slip {slip.code} --format png"
        )
        await pilot.resize_terminal(73, 38)
        await press(pilot, app, "f")
        assert read_by_both(drawn_screenshot(app.export_screenshot())) == [slip.instructions]


async def test_what_is_given_is_what_was_on_the_screen_and_stays_so(treated: Treated, tmp_path: Path) -> None:
    app = console(treated, tmp_path, THEMES[0].name)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await settled(pilot)
        payload = screen.query_one(QrView).payload
        assert "Not given yet" in said(app, "#slip-state")
        assert "This text is not approved yet" in said(app, "#slip-state")
        await press(pilot, app, "enter", "enter")
        assert len(treated.session().slips) == 1
        assert given(treated).instructions == payload
        assert said(app, "#slip-state").startswith("✓ Given 22.11.2026")
        assert FAMILY_NAME.casefold() not in given(treated).text.casefold()
    once = given(treated)
    again = treated.session().slips
    assert again == (once,)


async def test_a_given_slip_is_shown_as_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    treated = treat(folder)
    app = console(treated, tmp_path, THEMES[0].name)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await press(pilot, app, "enter")
    first = given(treated)
    app = console(reopen(folder), tmp_path, THEMES[0].name)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await settled(pilot)
        assert screen.query_one(QrView).payload == first.instructions
        shown = "".join(letter for letter in said(app, "#slip-text") if letter not in "┌─┐│└┘")
        assert shown.split() == first.text.replace(FRAMED, "").split()
        assert "slip.give" not in {command.id for command in screen.query_one(KeyBar).commands}


async def test_saving_waits_until_the_slip_is_given(treated: Treated, tmp_path: Path) -> None:
    app = console(treated, tmp_path, THEMES[0].name)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await press(pilot, app, "s")
        assert not (tmp_path / "slips").exists()
        await press(pilot, app, "enter")
        await press(pilot, app, "s")
        assert f"slip-{given(treated).code.lower()}.png" in said(app, "#slip-state")
        await press(pilot, app, "l")
        assert "Saved" not in said(app, "#slip-state")
    slip = given(treated)
    payloads = sorted([slip.instructions, slip.visit, slip.call])
    picture = opened((tmp_path / "slips" / f"slip-{slip.code.lower()}.png").read_bytes())
    assert read_by_both(picture) == payloads
    pdf = tmp_path / "slips" / f"slip-{slip.code.lower()}-a5.pdf"
    assert sorted(payloads_in(pdf)) == payloads


async def test_a_key_takes_the_next_paper_and_says_how_much_of_it_is_needed(
    treated: Treated, tmp_path: Path
) -> None:
    app = console(treated, tmp_path, THEMES[0].name)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        for told in (r"a6, \d pages", r"80mm, \d\d cm", r"58mm, \d\d cm", r"a5, \d pages?", r"a6, \d pages"):
            await press(pilot, app, "z")
            assert re.search(f"Paper of the PDF: {told}", said(app, "#slip-state"))
        await press(pilot, app, "enter")
        await press(pilot, app, "s")
        assert f"slip-{given(treated).code.lower()}-a6.pdf" in said(app, "#slip-state")


async def test_without_a_telephone_it_can_be_typed_here(tmp_path: Path) -> None:
    treated = treat(tmp_path / "data", phone="")
    app = console(treated, tmp_path, THEMES[0].name)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        assert "The clinic has no telephone: press t" in said(app, "#slip-state")
        await pilot.press("t")
        while not app.screen.query(Input):
            await pilot.pause()
        await pilot.press(*"none", "enter")
        await pilot.pause()
        asked = app.screen.query_one(Input)
        assert asked.value == "none" and "telephone" in str(app.screen.query_one("#ask-fault", Static).visual)
        asked.value = ""
        await pilot.press(*("space" if letter == " " else letter for letter in "+33 1 23 45 67 89"), "enter")
        await settled(pilot)
        assert "Telephone +33 1 23 45 67 89." in said(app, "#slip-text")
        assert "no telephone" not in said(app, "#slip-state")
        await press(pilot, app, "enter")
    assert given(treated).call == b"tel:+33123456789"


async def test_esc_first_leaves_the_large_code(treated: Treated, tmp_path: Path) -> None:
    app = console(treated, tmp_path, THEMES[0].name)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await settled(pilot)
        await press(pilot, app, "f")
        assert screen.query_one(QrView).size == (80, 23)
        await press(pilot, app, "escape")
        assert app.screen is screen
        assert screen.query_one(QrView).size == (44, 21)


async def test_a_session_without_injections_has_no_slip(tmp_path: Path) -> None:
    treated = treat(tmp_path / "data", zones="")
    app = console(treated, tmp_path, THEMES[0].name)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await settled(pilot)
        assert "Nothing was injected" in " ".join(said(app, "#slip-text").split())
        await press(pilot, app, "n", "w", "f", "enter")
        assert screen.query_one(QrView).payload == b""
    assert treated.session().slips == ()


async def test_where_only_ascii_is_drawn_it_says_how_large_the_terminal_must_be(
    treated: Treated, tmp_path: Path
) -> None:
    app = console(treated, tmp_path, "ansi")
    app.console = console_of(TerminalKind(unicode=False))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        view = app.screen.query_one(QrView)
        assert view.cells is Cells.WIDE
        assert "Enlarge the terminal to" in view.hint
        await press(pilot, app, "w")
        assert view.cells is Cells.WIDE
