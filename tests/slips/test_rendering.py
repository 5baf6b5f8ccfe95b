import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import ImageDraw, ImageFilter

from mesotui.clinic import load
from mesotui.domain.errors import Refused
from mesotui.domain.printers import Paper
from mesotui.slips.content import SlipContent, compose
from mesotui.slips.qr import encode
from mesotui.slips.rendering import SlipFormat, render
from mesotui.slips.saving import save
from mesotui.slips.slip import FRAMED, codes, verification
from mesotui.slips.svg import path
from tests.slips.decoding import drawn_svg, opened, read_by_both
from tests.slips.sessions import OUTER_LEFT, STARTED, session, site
from tests.slips.test_content import TEXT, VISIT, slip

CLINICS = [
    "Atelier Peau",
    "Clínica Ñandú & Hijos <S.A.>",
    "Ādas klīnika; Rīga, 2. stāvs",
    "クリニック",
    "Смольный",
]


def slip_of(clinic: str) -> SlipContent:
    return compose(session(OUTER_LEFT), site(clinic), VISIT, TEXT, code="7K3M9QWX", now=STARTED)


@pytest.mark.parametrize("clinic", CLINICS)
def test_png_reads_as_the_payloads(clinic: str) -> None:
    given = slip_of(clinic)
    picture = opened(render(given, SlipFormat.PNG))
    assert read_by_both(picture) == sorted([given.instructions, given.visit, given.call])


@pytest.mark.parametrize("clinic", CLINICS)
def test_svg_reads_as_the_payloads(clinic: str) -> None:
    given = slip_of(clinic)
    picture = drawn_svg(render(given, SlipFormat.SVG).decode())
    assert read_by_both(picture) == sorted([given.instructions, given.visit, given.call])


def test_svg_frames_what_to_do_in_an_emergency() -> None:
    drawn = render(slip(), SlipFormat.SVG).decode()
    frame = re.search(r'<rect x="\d+" y="(\d+)" width="\d+" height="(\d+)" fill="none" stroke', drawn)
    assert frame is not None
    top, bottom = int(frame[1]), int(frame[1]) + int(frame[2])
    lines = {text: int(y) for y, text in re.findall(r'<text x="\d+" y="(\d+)"[^>]*>([^<]*)<', drawn)}
    framed = [text for text, y in lines.items() if top < y < bottom]
    assert framed[0].startswith("EMERGENCY") and framed[-1] == "- you faint, or have a fit"


def test_png_survives_a_soft_lens() -> None:
    given = slip()
    picture = opened(render(given, SlipFormat.PNG)).filter(ImageFilter.GaussianBlur(2))
    assert read_by_both(picture) == sorted([given.instructions, given.visit, given.call])


def test_svg_holds_every_word() -> None:
    given = slip_of("Peau & <Fils>")
    words = re.findall(r"<text[^>]*>([^<]*)</text>", render(given, SlipFormat.SVG).decode())
    written = " ".join(words).replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
    expected = given.text.replace(FRAMED, "").split()
    assert expected == [word for word in written.split() if word][: len(expected)]


def test_only_the_codes_that_there_are_stand_on_the_page() -> None:
    given = slip(phone="", visit=None)
    assert [code.caption for code in codes(given)] == ["INSTRUCTIONS"]
    assert read_by_both(opened(render(given, SlipFormat.PNG))) == [given.instructions]
    assert read_by_both(drawn_svg(render(given, SlipFormat.SVG).decode())) == [given.instructions]


def test_text_is_the_text() -> None:
    given = slip()
    assert render(given, SlipFormat.TEXT).decode() == f"{given.text}\n{verification(given)}\n"


def test_the_path_is_read_back_before_it_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mesotui.slips.svg.runs_of", lambda _: iter(["M4 4h7v1h-7z"]))
    with pytest.raises(Refused, match="did not read back"):
        path(encode(b"tel:112"))


def test_saved_files_are_private_and_never_overwritten(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "slips"
    saved = save(slip(), folder, Paper.A6)
    files = saved.files
    endings = (".txt", ".png", ".svg", "-a6.pdf")
    assert [file.name for file in files] == [f"slip-7k3m9qwx{ending}" for ending in endings]
    assert files[-1].read_bytes().startswith(b"%PDF-") and not saved.no_pdf
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700
    files[0].write_text("as it was")
    assert save(slip(), folder, Paper.A6) == saved
    assert files[0].read_text() == "as it was"


def test_a_letter_that_paper_has_no_font_for_leaves_the_other_files(tmp_path: Path) -> None:
    given = replace(slip(), text=f"{slip().text}\n\nกระดาษ")
    saved = save(given, tmp_path, Paper.A5)
    assert [file.suffix for file in saved.files] == [".txt", ".png", ".svg"]
    assert {file.name for file in tmp_path.iterdir()} == {file.name for file in saved.files}
    assert "The fonts have no" in saved.no_pdf


def test_a_saved_slip_follows_no_link(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    (tmp_path / "slips").mkdir()
    (tmp_path / "slips" / "slip-7k3m9qwx.txt").symlink_to(elsewhere)
    save(slip(), tmp_path / "slips", Paper.A5)
    assert not elsewhere.exists()


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "slips").write_text("a file")
    with pytest.raises(Refused, match="can't be written"):
        save(slip(), tmp_path / "slips", Paper.A5)


@pytest.mark.parametrize("language", ["ar", "he"])
def test_svg_lines_from_right_to_left_end_before_the_codes_begin(language: str) -> None:
    given = replace(slip(), language=language)
    drawn = render(given, SlipFormat.SVG).decode()
    lines = re.findall(r'<text x="(\d+)"[^>]* text-anchor="end">\u202b[^<]*\u202c</text>', drawn)
    codes_begin = min(int(x) for x in re.findall(r"translate\((\d+) ", drawn))
    assert len(lines) > 40
    assert {int(x) < codes_begin for x in lines} == {True}


@pytest.mark.parametrize("language", ["en", "ar", "he", "zh", "ja", "ko"])
def test_png_captions_have_letters_that_its_font_has(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    draw_text = ImageDraw.ImageDraw.text

    def noted(self: ImageDraw.ImageDraw, at: tuple[float, float], text: str, **how: Any) -> None:
        written.append(text)
        draw_text(self, at, text, **how)

    monkeypatch.setattr(ImageDraw.ImageDraw, "text", noted)
    text = load(None).aftercare(language)
    made = compose(session(OUTER_LEFT), site(), VISIT, text, code="7K3M9QWX", now=STARTED)
    render(made, SlipFormat.PNG)
    assert written[:3] == ["INSTRUCTIONS", "NEXT VISIT", "CALL US"]
    assert written[3].startswith("Check code: 7K3M-9QWX-")
