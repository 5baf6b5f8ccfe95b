"""The slip in the client's language: chosen by a key, shown where a terminal can, corrected, read aloud."""

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from mesotui.domain.slip_choices import LANGUAGES
from mesotui.records import sites
from mesotui.slips.wrapping import cells
from mesotui.ui.app import MesoApp
from mesotui.ui.slip_desk import next_language, readable_language
from mesotui.ui.themes import THEMES
from mesotui.ui.widgets.qr_view import QrView
from mesotui.ui.widgets.slip_view import SlipView
from tests.slips.console import console, settled
from tests.slips.treated import Treated, reopen, treat
from tests.ui.test_slip import given, press, said


@pytest.fixture
def treated(tmp_path: Path) -> Treated:
    return treat(tmp_path / "data")


def opened(treated: Treated, folder: Path) -> MesoApp:
    return console(treated, folder, THEMES[0].name)


async def to_language(pilot: Pilot[None], app: MesoApp, language: str) -> None:
    """Go on by as many languages as this one is behind the first."""
    await press(pilot, app, *["l"] * list(LANGUAGES).index(language))


async def test_one_key_goes_through_the_languages_and_enter_gives_the_one_shown(
    treated: Treated, tmp_path: Path
) -> None:
    app = opened(treated, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await to_language(pilot, app, "fr")
        assert "Not given yet · French" in said(app, "#slip-state")
        assert "CE QUI EST NORMAL" in said(app, "#slip-text")
        assert "CONSIGNES dans vos contacts" in said(app, "#slip-caption")
        # Enter right behind the key means the language that was asked for.
        await press(pilot, app, "l", "enter")
        await settled(pilot)
        assert "by A. Ruiz · Spanish" in said(app, "#slip-state")
    assert (given(treated).language, len(treated.session().slips)) == ("es", 1)


async def test_the_clients_next_slip_begins_in_the_language_of_the_last(
    treated: Treated, tmp_path: Path
) -> None:
    app = opened(treated, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await to_language(pilot, app, "pt")
        await press(pilot, app, "enter")
    again = opened(reopen(tmp_path / "data"), tmp_path)
    async with again.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        assert "Portuguese" in said(again, "#slip-state")


async def test_what_a_terminal_turns_around_is_shown_in_the_clinics_language_with_a_mark(
    treated: Treated, tmp_path: Path
) -> None:
    app = opened(treated, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await settled(pilot)
        await to_language(pilot, app, "ar")
        assert "Shown here in English: read it on the paper" in said(app, "#slip-state")
        assert "WHAT IS NORMAL" in said(app, "#slip-text")
        assert "INSTRUCTIONS" in said(app, "#slip-caption")
        await press(pilot, app, "enter")
        await settled(pilot)
        slip = given(treated)
        assert (slip.language, "WHAT IS NORMAL" in slip.text) == ("ar", False)
        assert screen.query_one(QrView).payload == slip.instructions


async def test_every_language_fits_the_narrow_column(treated: Treated, tmp_path: Path) -> None:
    app = opened(treated, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await settled(pilot)
        columns = screen.query_one("#slip-text-scroll").scrollable_content_region.width
        for language in LANGUAGES:
            assert LANGUAGES[language] in said(app, "#slip-state")
            lines = said(app, "#slip-text").splitlines()
            assert max(map(cells, lines)) <= columns
            first, last = (index for index, line in enumerate(lines) if line[:1] in ("┌", "└"))
            assert {cells(line) for line in lines[first : last + 1]} == {columns}
            assert "112" in " ".join(lines[first:last])
            await to_language(pilot, app, "fr")


async def test_a_corrected_slip_takes_the_place_of_the_given_one(treated: Treated, tmp_path: Path) -> None:
    app = opened(treated, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await press(pilot, app, "enter")
        old = given(treated)
        for leave in (True, False):
            await pilot.press("c")
            while not app.screen.query(Input):
                await pilot.pause()
            await pilot.press("2")
            await settled(pilot)
            state = said(app, "#slip-state")
            assert "Not given yet" in state
            assert f"In place of {old.code}: Telephone was wrong" in state
            if leave:
                await press(pilot, app, "escape")
                await settled(pilot)
                assert said(app, "#slip-state").startswith("✓ Given")
        await press(pilot, app, "enter")
        await settled(pilot)
        assert f"In place of {old.code}: Telephone was wrong" in said(app, "#slip-state")
    first, second = treated.session().slips
    assert (first.code, first.counts, first.replace_reason) == (old.code, False, "Telephone was wrong")
    assert (first.text, second.counts, second.code != old.code) == (old.text, True, True)


async def test_the_words_are_read_aloud_on_the_whole_screen(treated: Treated, tmp_path: Path) -> None:
    app = opened(treated, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await settled(pilot)
        await press(pilot, app, "a")
        assert "What is normal:" in said(app, "#slip-text")
        assert screen.query_one("#slip-text-scroll").size.width > 70
        await press(pilot, app, "escape")
        assert app.screen is screen
        assert not screen.query_one(SlipView).aloud
        assert "WHAT IS NORMAL" in said(app, "#slip-text")


async def test_the_emergency_number_is_set_here(treated: Treated, tmp_path: Path) -> None:
    app = opened(treated, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("e")
        while not app.screen.query(Input):
            await pilot.pause()
        await pilot.press("2")
        await settled(pilot)
        assert "Telephone 911." in said(app, "#slip-text")
    site = treated.database.read(sites.current_site)
    assert site is not None
    assert site.emergency_number == "911"


@pytest.mark.parametrize(
    ("language", "encoding", "term", "readable"),
    [
        ("ru", "utf-8", "xterm-256color", "ru"),
        ("ru", "iso-8859-1", "xterm", "en"),
        ("ar", "utf-8", "xterm-256color", "fr"),
        ("zh", "utf-8", "xterm-256color", "zh"),
        ("zh", "utf-8", "linux", "fr"),
        ("fr", "ascii", "vt100", "en"),
    ],
)
def test_what_a_terminal_can_show(language: str, encoding: str, term: str, readable: str) -> None:
    assert readable_language(language, "fr", encoding=encoding, term=term) == readable


def test_after_the_last_language_comes_the_first() -> None:
    assert next_language("fr", ["en", "fr"]) == "en"
    assert next_language("ja", ["en", "fr"]) == "en"
