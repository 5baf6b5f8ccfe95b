"""Slips on paper: every language on every paper, short and long, read from the dots and found as text."""

import re
import subprocess
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from mesotui.domain.errors import Refused
from mesotui.domain.printers import Paper
from mesotui.domain.slip_choices import RIGHT_TO_LEFT, WIDE_LETTERS
from mesotui.slips import fonts, paper, raster
from mesotui.slips.content import SlipContent
from mesotui.slips.paper import on_paper, render_pdf
from mesotui.slips.qr import Symbol, encode
from mesotui.slips.raster import Raster
from mesotui.slips.sheets import code_rows, sheet_of
from mesotui.slips.slip import FRAMED, Code, codes, verification, whole_text
from tests.slips.decoding import HAS_POPPLER, needs_poppler, pages_of, read_by_both
from tests.slips.papers import Length, in_every_language, needs_extra_fonts, slip_in
from tests.slips.test_content import slip


def _shown_with(language: str) -> Any:
    return pytest.param(language, marks=needs_extra_fonts) if language in WIDE_LETTERS else language


LANGUAGES = [_shown_with(language) for language in in_every_language()]
_PUNCTUATION = ".,:;،؟()"


def words_in(pdf: bytes, folder: Path) -> str:
    """Give the text of a PDF as poppler finds it, without the marks that only turn directions around."""
    file = folder / "slip.pdf"
    file.write_bytes(pdf)
    found = subprocess.run(
        ["pdftotext", "-enc", "UTF-8", str(file), "-"], capture_output=True, text=True, check=True
    )
    return "".join(letter for letter in found.stdout if unicodedata.category(letter) != "Cf")


@pytest.mark.parametrize("length", list(Length))
@pytest.mark.parametrize("language", LANGUAGES)
def test_on_every_paper_every_code_reads_and_every_line_is_found(
    language: str, length: Length, tmp_path: Path
) -> None:
    given = slip_in(language, length)
    payloads = sorted(code.payload for code in codes(given))
    for each in Paper:
        made = on_paper(given, sheet_of(each))
        found = [payload for page in made.pages for payload in read_by_both(page.picture().convert("L"))]
        assert sorted(found) == payloads, each
        if HAS_POPPLER:
            (_found_turned if language in RIGHT_TO_LEFT else _found)(given, words_in(made.pdf, tmp_path))


def without_spaces(text: str) -> str:
    return "".join(text.split())


def _found(given: SlipContent, words: str) -> None:
    """Every line is found."""
    found = without_spaces(words)
    for line in whole_text(given).splitlines():
        assert without_spaces(_unmarked(line)) in found


def _found_turned(given: SlipContent, words_found: str) -> None:
    """What is written from right to left is found in the order in which it is read."""
    pages = [without_spaces(page) for page in words_found.split("\f")]
    lines = [_unmarked(line) for line in given.text.splitlines() if line]
    # Poppler orders what is of neither or of both directions by its own rules, and doubles letters that carry
    # vowel marks.
    of_one_direction = [line for line in lines if not any(map(_is_turned_or_marked, line))]
    assert len(of_one_direction) >= 15
    for line in of_one_direction:
        assert any(_letters(line) in _letters(page) or _is_told_apart(line, page) for page in pages), line
    found = "".join(pages)
    words = [word.strip(_PUNCTUATION) for line in lines for word in re.split(r"[\s/]+", line)]
    unmarked = [word for word in words if not any(map(unicodedata.combining, word))]
    assert len(unmarked) > 0.94 * len(words)
    assert [word for word in unmarked if word not in found] == []
    for number in ("+33 1 23 45 67 89", "18:30", "38 °C"):
        assert without_spaces(number) in found


def _is_told_apart(line: str, page: str) -> bool:
    """Whether a page has all of a line's words, if it is one that poppler reads from left to right.

    It decides so page by page, by how many letters run either way, and many names of products are Latin ones.
    """
    latin = sum(letter.isascii() for letter in _letters(page))
    return 2 * latin > len(_letters(page)) and all(_letters(word) in page for word in line.split())


def _unmarked(line: str) -> str:
    return line.removeprefix("- ").removeprefix(FRAMED)


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text))


def _is_turned_or_marked(letter: str) -> bool:
    return unicodedata.bidirectional(letter) in ("L", "EN", "AN") or bool(unicodedata.combining(letter))


def tallest_line_mm(pages: Sequence[Raster]) -> float:
    """Give the length of the longest line from top to bottom, such as the side of a frame."""
    runs = [0]
    for page in pages:
        turned = page.picture().convert("L").transpose(Image.Transpose.ROTATE_90)
        dots = turned.tobytes()
        lines = (dots[start : start + turned.width] for start in range(0, len(dots), turned.width))
        runs += [len(run) for line in lines for run in re.findall(rb"\x00+", line)]
    return max(runs) / 8


@pytest.mark.parametrize("each", list(Paper))
@pytest.mark.parametrize("language", ["en", "ar"])
def test_an_emergency_stands_in_a_frame(language: str, each: Paper) -> None:
    given = slip_in(language)
    without = replace(given, text=given.text.replace(f"\n{FRAMED}", "\n"))
    framed, unframed = (on_paper(one, sheet_of(each)).pages for one in (given, without))
    assert tallest_line_mm(framed) > 20
    # The sides of a code's corners.
    assert tallest_line_mm(unframed) < 16


@needs_poppler
@pytest.mark.parametrize("each", [Paper.A6, Paper.A5])
def test_what_is_read_together_stays_on_one_page(each: Paper, tmp_path: Path) -> None:
    given = slip_in("en", Length.LONG)
    pages = words_in(render_pdf(given, each), tmp_path).split("\f")
    headings = ("WHAT TO AVOID", "IF IT HURTS", "CALL US THE SAME", "EMERGENCY", "THE SQUARE CODES")
    ends = ("No other beauty", "loose clothes", "go to an emergency", "have a fit", "dials the clinic")
    for heading, end in zip(headings, ends, strict=True):
        assert sum(heading in page and end in page for page in pages) == 1


@needs_poppler
def test_the_pdf_is_tagged_named_and_holds_its_fonts(tmp_path: Path) -> None:
    file = tmp_path / "slip.pdf"
    file.write_bytes(render_pdf(slip_in("fr"), Paper.A5))
    told = subprocess.run(["pdfinfo", str(file)], capture_output=True, text=True, check=True).stdout
    assert "Tagged:          yes" in told
    assert "Title:           APRÈS VOTRE SÉANCE" in told
    used = subprocess.run(["pdffonts", str(file)], capture_output=True, text=True, check=True).stdout
    embedded = [line.split()[-5] for line in used.splitlines()[2:]]
    assert embedded and set(embedded) == {"yes"}


def test_the_same_slip_makes_the_same_file() -> None:
    assert render_pdf(slip(), Paper.A6) == render_pdf(slip(), Paper.A6)


@pytest.mark.parametrize("each", list(Paper))
def test_a_letter_that_no_font_has_refuses(each: Paper) -> None:
    given = replace(slip(), text=f"{slip().text}\n\nกระดาษ")
    with pytest.raises(Refused, match=r"The fonts have no “.*ก"):
        on_paper(given, sheet_of(each))


def test_without_the_extra_fonts_chinese_is_refused_and_the_cure_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fonts, "has_extra", lambda: False)
    with pytest.raises(Refused, match="Install the extra fonts-cjk"):
        render_pdf(slip_in("zh"), Paper.A6)


@pytest.mark.parametrize(
    "words", ["#panic()", '#read("/etc/passwd")', "$x$ *b* _i_ @a <b>", "[a](b) \\ \" '"]
)
def test_what_people_write_is_never_read_as_markup(words: str, tmp_path: Path) -> None:
    given = replace(slip(), text=f"{words}\n{words}\n\n{words}\n- {words}\n")
    found = words_in(render_pdf(given, Paper.A5), tmp_path).replace("‘", "'").replace("“", '"')
    assert found.count(words) == 4


@pytest.mark.parametrize("each", list(Paper))
def test_one_wrong_module_on_the_way_to_the_paper_refuses(
    each: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = slip()
    other = replace(given, call=b"tel:+33999999999")
    drawn = paper._code

    def swapped(code: Code, symbol: Symbol, module_dots: int) -> object:
        wrong = encode(other.call) if code.payload == given.call else symbol
        return drawn(code, wrong, module_dots)

    assert on_paper(given, sheet_of(each)).pages
    monkeypatch.setattr(paper, "_code", swapped)
    with pytest.raises(Refused, match="did not read back"):
        on_paper(given, sheet_of(each))


def test_dots_that_were_spoilt_after_typesetting_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = raster.drawn

    def spoilt(pdf: bytes, width: int, dots_per_inch: float) -> tuple[raster.Raster, ...]:
        (page,) = drawn(pdf, width, dots_per_inch)
        half = len(page.rows) // 2
        return (replace(page, rows=page.rows[:half] + bytes(len(page.rows) - half)),)

    monkeypatch.setattr(paper, "drawn", spoilt)
    with pytest.raises(Refused, match="did not read back"):
        on_paper(slip(), sheet_of(Paper.ROLL_80))


@pytest.mark.parametrize(
    ("width_dots", "dots_per_inch"), [(576, 203.2), (852, 300), (512, 180), (384, 203.2), (448, 203.2)]
)
def test_a_page_is_as_wide_as_the_printer_sets(width_dots: int, dots_per_inch: float) -> None:
    sheet = sheet_of(Paper.ROLL_58, width_dots=width_dots, dots_per_inch=dots_per_inch)
    assert {page.width for page in on_paper(slip(), sheet).pages} == {width_dots}


def modules_mm(each: Paper, *sides: int) -> list[list[float]]:
    sheet = sheet_of(each)
    return [[dots / 8 for dots in row] for row in code_rows(sides, sheet)]


def test_modules_are_whole_dots_and_large_enough() -> None:
    v2, v8, v13, v17, v22 = (17 + 4 * version for version in (2, 8, 13, 17, 22))
    assert modules_mm(Paper.ROLL_58, v17) == [[0.5]]
    assert modules_mm(Paper.ROLL_80, v22) == [[0.5]]
    assert modules_mm(Paper.ROLL_80, v13, v8, v2) == [[0.5, 0.5], [1.0]]
    assert modules_mm(Paper.A6, v13, v8, v2) == [[0.5, 0.5, 0.75]]
    assert modules_mm(Paper.A5, v13, v8, v2) == [[0.5, 0.625, 1.0]]
    with pytest.raises(Refused, match="mm too wide for this paper"):
        code_rows([v22], sheet_of(Paper.ROLL_58))


def test_the_check_code_stands_on_every_page(tmp_path: Path) -> None:
    given = slip_in("de", Length.LONG)
    made = on_paper(given, sheet_of(Paper.A6))
    assert len(made.pages) > 2
    assert words_in(made.pdf, tmp_path).count(verification(given)) == len(made.pages)


@needs_poppler
@pytest.mark.parametrize("dots_per_inch", [203, 300])
@pytest.mark.parametrize("each", list(Paper))
def test_poppler_draws_what_both_readers_read(each: Paper, dots_per_inch: int) -> None:
    given = slip_in("fr", Length.LONG)
    pages = pages_of(render_pdf(given, each), dots_per_inch)
    assert sorted(payload for page in pages for payload in read_by_both(page)) == sorted(
        code.payload for code in codes(given)
    )
