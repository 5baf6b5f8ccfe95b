import re
import unicodedata
from collections.abc import Sequence

import pytest
from PIL import Image

from mesotui.domain.errors import Refused
from mesotui.slips.ansi import Colours, ansi
from mesotui.slips.qr import Level, Symbol, encode
from mesotui.slips.terminal import (
    QUIET_ZONE,
    Cells,
    Room,
    _sextant,
    bitmap,
    largest_version,
    render,
    room_needed,
    room_of,
    symbol_for,
)
from tests.slips.decoding import read_by_both
from tests.slips.test_content import slip

CHROME_ROWS = 2


@pytest.mark.parametrize(
    ("columns", "rows", "version"), [(80, 24, 5), (100, 30, 8), (120, 40, 13), (132, 43, 15), (160, 50, 18)]
)
def test_which_version_fits_which_terminal(columns: int, rows: int, version: int) -> None:
    assert largest_version(Room(columns=columns, rows=rows - CHROME_ROWS)) == version


@pytest.mark.parametrize(
    ("columns", "rows", "version"), [(80, 24, 6), (100, 30, 9), (120, 40, 14), (160, 50, 19)]
)
def test_which_version_fits_the_whole_screen(columns: int, rows: int, version: int) -> None:
    assert largest_version(Room(columns=columns, rows=rows)) == version


def test_wide_cells_need_twice_the_room() -> None:
    assert largest_version(Room(columns=120, rows=38), Cells.WIDE) == 4
    assert room_of(1, Cells.WIDE) == Room(columns=50, rows=25)
    assert largest_version(Room(columns=20, rows=10), Cells.WIDE) == 0


def test_the_sturdier_level_is_taken_where_it_fits() -> None:
    payload = b"x" * 331
    roomy = symbol_for(payload, Room(columns=120, rows=38))
    tight = symbol_for(payload, Room(columns=120, rows=36))
    assert roomy is not None and (roomy.version, roomy.level) == (13, Level.M)
    assert tight is not None and (tight.version, tight.level) == (12, Level.L)
    assert symbol_for(payload, Room(columns=80, rows=24)) is None
    assert room_needed(payload) == Room(columns=69, rows=35)
    assert room_needed(b"x" * 2000) is None


def test_dense_cells_put_a_contact_into_a_small_terminal() -> None:
    assert largest_version(Room(columns=80, rows=23), Cells.DENSE) == 12
    assert room_of(12, Cells.DENSE) == Room(columns=35, rows=23)


@pytest.mark.parametrize("cells", list(Cells))
@pytest.mark.parametrize("length", [16, 90, 331])
def test_the_drawing_has_the_size_that_was_told_and_reads(length: int, cells: Cells) -> None:
    symbol = encode(b"x" * length)
    rows = render(symbol, cells)
    assert {sum(len(run.text) for run in row) for row in rows} == {room_of(symbol.version, cells).columns}
    assert len(rows) == room_of(symbol.version, cells).rows
    assert read_by_both(_image(bitmap(rows, cells), 4)) == [symbol.payload]


def test_a_dense_cell_shows_the_sixths_that_unicode_names() -> None:
    for shape in range(1, 63):
        letter = _sextant(shape)
        named = {"▌": "135", "▐": "246"}.get(letter) or unicodedata.name(letter).removeprefix(
            "BLOCK SEXTANT-"
        )
        assert {int(digit) for digit in named} == {place + 1 for place in range(6) if shape >> place & 1}
    assert len({_sextant(shape) for shape in range(63)}) == 63


def test_dense_drawing_is_dark_on_light_but_for_whole_cells() -> None:
    for run in (run for row in render(encode(b"x" * 90), Cells.DENSE) for run in row):
        assert not run.on_dark or set(run.text) == {" "}


def test_what_is_alike_is_background_and_never_a_glyph() -> None:
    symbol = encode(b"x" * 90)
    narrow = [run for row in render(symbol) for run in row]
    assert {letter for run in narrow if run.on_dark for letter in run.text} == {" ", "▄"}
    assert {letter for run in narrow if not run.on_dark for letter in run.text} == {" ", "▄", "▀"}
    assert {letter for row in render(symbol, Cells.WIDE) for run in row for letter in run.text} == {" "}


def test_a_drawing_that_does_not_read_is_withheld() -> None:
    symbol = encode(b"tel:112")
    lying = Symbol(payload=b"tel:113", version=symbol.version, level=symbol.level, rows=symbol.rows)
    with pytest.raises(Refused, match="did not read back"):
        render(lying)


@pytest.mark.parametrize("colours", list(Colours))
def test_ansi_shows_every_code(colours: Colours) -> None:
    given = slip()
    shown = ansi(given, colours).decode()
    dark, light = colours.value[1], colours.value[0]
    blocks = [block for block in re.split(r"\n(?!\x1b\[(?:38|30|97))", shown) if f"\x1b[{light}m" in block]
    payloads = []
    for block in blocks:
        pixels = [
            [
                line
                for escape, text in re.findall(r"\x1b\[([\d;]+)m([ ▀▄]+)", row)
                for line in _half(escape == dark, text, half)
            ]
            for row in block.split("\n")
            if f"\x1b[{light}m" in row
            for half in (0, 1)
        ]
        payloads += read_by_both(_image(pixels, 4))
    assert payloads == [given.instructions, given.visit, given.call]


def test_ansi_and_its_text_steer_nothing() -> None:
    class Hostile:
        code = "7K3M9QWX"
        text = "HEAD\x1b]52;c;ZXZpbA==\x07\n\u202egnihton\x9b31m\x00\n"
        language = "en"
        instructions, visit, call = b"tel:1", b"", b""
        captions: tuple[str, ...] = ()

    shown = ansi(Hostile()).decode()
    allowed = re.sub(r"\x1b\[(?:0|1|30;107|97;40)m", "", shown)
    assert not set(allowed) & set("\x1b\x07\x9b\x00\u202e")
    assert "]52;c;ZXZpbA==" in allowed


def _half(on_dark: bool, text: str, half: int) -> list[bool]:
    return [on_dark ^ (letter == "▀▄"[half]) for letter in text]


def _image(pixels: Sequence[Sequence[bool]], scale: int) -> Image.Image:
    height, width = len(pixels), len(pixels[0])
    image = Image.new("L", (width, height), 255)
    image.putdata([0 if dark else 255 for row in pixels for dark in row])
    framed = Image.new("L", (width + 2 * QUIET_ZONE, height + 2 * QUIET_ZONE), 255)
    framed.paste(image, (QUIET_ZONE, QUIET_ZONE))
    return framed.resize((framed.width * scale, framed.height * scale), Image.Resampling.NEAREST)
