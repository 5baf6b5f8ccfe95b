import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from mesotui.domain.errors import Refused
from mesotui.slips import scanned
from mesotui.slips.rendering import SlipFormat, render
from mesotui.slips.scanned import as_scanned, payloads_in, payloads_of
from tests.slips.decoding import drawn_svg, opened
from tests.slips.signed import signed_slip

SLIP = signed_slip()
CODES = {SLIP.instructions, SLIP.visit, SLIP.call}


def file_of(picture: Image.Image, form: str) -> bytes:
    file = io.BytesIO()
    picture.save(file, form)
    return file.getvalue()


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_a_picture_gives_all_its_codes(tmp_path: Path, form: str) -> None:
    file = tmp_path / "slip"
    file.write_bytes(file_of(opened(render(SLIP, SlipFormat.PNG)), form))
    assert set(payloads_in(file)) == CODES


def test_a_photograph_is_read_turned_and_on_a_dark_table(tmp_path: Path) -> None:
    page = drawn_svg(render(SLIP, SlipFormat.SVG).decode())
    table = Image.new("RGB", (page.width + 600, page.height + 500), (60, 50, 45))
    table.paste(page, (310, 240))
    turned = table.rotate(17, Image.Resampling.BICUBIC, expand=True)
    assert set(payloads_of(file_of(turned, "JPEG"), "photo")) == CODES


def test_a_pdf_gives_all_its_codes() -> None:
    pages = [drawn_svg(render(SLIP, SlipFormat.SVG).decode()), Image.new("L", (600, 400), 255)]
    file = io.BytesIO()
    pages[1].save(file, "PDF", save_all=True, append_images=pages[:1], resolution=96)
    assert set(payloads_of(file.getvalue(), "slip.pdf")) == CODES


@pytest.mark.parametrize(
    "copied",
    [
        SLIP.instructions,
        SLIP.instructions.replace(b"\r\n", b"\n"),
        SLIP.instructions.rstrip(b"\n"),
        SLIP.instructions.rstrip(b"\r\n"),
        SLIP.instructions.replace(b"\r\n", b"\n").rstrip(b"\n"),
    ],
    ids=["as it is", "line ends of a phone", "of a shell", "of a form", "of a phone and a shell"],
)
def test_what_copying_does_to_line_ends_is_undone(copied: bytes) -> None:
    assert as_scanned(copied) == SLIP.instructions
    assert payloads_of(copied, "text") == (SLIP.instructions,)


@given(text=st.binary(max_size=80))
def test_nothing_but_line_ends_is_ever_changed(text: bytes) -> None:
    for copied in (text, b"BEGIN:VCARD" + text):
        assert as_scanned(copied).translate(None, b"\r\n") == copied.translate(None, b"\r\n")


@pytest.mark.parametrize("place", [-1, -2])
@pytest.mark.parametrize("byte", [b"\r", b"\n", b"x", b"\0"])
def test_another_line_end_than_copying_makes_stays_a_change(place: int, byte: bytes) -> None:
    whole = bytearray(SLIP.instructions)
    if bytes([whole[place]]) != byte:
        whole[place] = byte[0]
        assert as_scanned(bytes(whole)) != SLIP.instructions


@pytest.mark.parametrize("head", [b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0"])
@given(rest=st.binary(max_size=60))
def test_a_damaged_file_is_said_and_nothing_worse(head: bytes, rest: bytes) -> None:
    with pytest.raises(Refused, match=r"is no whole|No square code"):
        payloads_of(head + rest, "file")


def test_every_cut_of_a_real_picture_is_said() -> None:
    whole = render(SLIP, SlipFormat.PNG)
    for end in range(8, len(whole) - 20, len(whole) // 20):
        with pytest.raises(Refused, match=r"is no whole|No square code"):
            payloads_of(whole[:end], "cut.png")


def test_a_picture_without_a_code_is_said() -> None:
    with pytest.raises(Refused, match=r"No square code can be read in empty\.png"):
        payloads_of(file_of(Image.new("L", (300, 300), 255), "PNG"), "empty.png")


def test_what_is_too_large_is_refused_before_it_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanned, "_MOST_PIXELS", 10_000)
    with pytest.raises(Refused, match="million pixels"):
        payloads_of(file_of(Image.new("1", (101, 100), 1), "PNG"), "large.png")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 5_000)
    with pytest.raises(Refused, match="million pixels"):
        payloads_of(file_of(Image.new("1", (101, 100), 1), "PNG"), "large.png")
    monkeypatch.setattr(scanned, "_MOST_BYTES", 100)
    with pytest.raises(Refused, match="is larger than"):
        payloads_of(bytes(101), "large")


def test_a_giant_page_is_drawn_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanned, "_MOST_PIXELS", 10_000)
    sizes = []

    def remember(picture: Image.Image) -> Iterator[bytes]:
        sizes.append(picture.size)
        yield from ()

    monkeypatch.setattr(scanned, "_codes", remember)
    file = io.BytesIO()
    Image.new("1", (2000, 3000), 1).save(file, "PDF", resolution=1)
    with pytest.raises(Refused, match="No square code"):
        payloads_of(file.getvalue(), "giant.pdf")
    assert [width * height <= 10_400 for width, height in sizes] == [True]


def test_a_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="can't be read"):
        payloads_in(tmp_path)
