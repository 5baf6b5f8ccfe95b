import random

import pytest
import qrcode
import segno
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from qrcode.util import QRData

from mesotui.domain.errors import Refused
from mesotui.slips.qr import HIGHEST_VERSION, Level, Symbol, capacity_bytes, encode, smallest_version
from mesotui.slips.reading_back import require_readable
from tests.slips.decoding import read_by_both

UTF8 = [
    "Clínica Ñandú",
    "é",
    "Да",
    "冰敷",
    "Γειά σου",
    "مرحبا",
    "שלום",
    "हिन्दी",
    "ไทย",
    "Bērziņa Łuć Größe",
    "38 °C 🙂",
]


def picture(symbol: Symbol) -> Image.Image:
    side = symbol.side + 8
    image = Image.new("L", (side, side), 255)
    for y, row in enumerate(symbol.rows, 4):
        for x, dark in enumerate(row, 4):
            if dark:
                image.putpixel((x, y), 0)
    return image.resize((4 * side, 4 * side), Image.Resampling.NEAREST)


@pytest.mark.parametrize(
    ("version", "level", "most"),
    [
        (5, Level.L, 106),
        (5, Level.M, 84),
        (6, Level.L, 134),
        (9, Level.M, 180),
        (13, Level.M, 331),
        (22, Level.L, 1003),
    ],
)
def test_capacities_are_the_standards(version: int, level: Level, most: int) -> None:
    assert capacity_bytes(version, level, ascii_only=True) == most
    assert smallest_version(b"x" * most, level) == version
    assert smallest_version(b"x" * (most + 1), level) in (version + 1, None)


@pytest.mark.parametrize("level", list(Level))
def test_plain_text_gives_the_librarys_own_matrix(level: Level) -> None:
    source = random.Random(2)
    for length in [1, 17, *source.sample(range(20, 600), 6)]:
        payload = bytes(source.choices(range(32, 127), k=length))
        theirs = qrcode.QRCode(error_correction=level.value)
        theirs.add_data(QRData(payload, mode=4, check_data=False))
        theirs.make(fit=True)
        assert encode(payload, level).rows == tuple(tuple(map(bool, row)) for row in theirs.modules)


@pytest.mark.parametrize("text", UTF8)
def test_the_character_set_is_announced_as_another_encoder_does(text: str) -> None:
    payload = text.encode()
    ours = encode(payload)
    theirs = [
        segno.make(
            text,
            encoding="utf-8",
            eci=True,
            mode="byte",
            error="m",
            micro=False,
            boost_error=False,
            mask=mask,
        )
        for mask in range(8)
    ]
    matrices = [tuple(tuple(map(bool, row)) for row in symbol.matrix) for symbol in theirs]
    assert ours.rows in matrices, "the encoders may prefer different masks, but one of them must be ours"
    assert read_by_both(picture(ours)) == [payload]


def test_plain_ascii_is_not_announced() -> None:
    ascii_only, beyond = encode(b"x" * 14), encode("é".encode() + b"x" * 12)
    assert (ascii_only.version, beyond.version) == (1, 2)


@given(payload=st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=120))
def test_whatever_is_encoded_reads_back(payload: str) -> None:
    symbol = encode(payload.encode())
    quiet = [[False] * (symbol.side + 8) for _ in range(4)]
    rows = [*quiet, *([*[False] * 4, *row, *[False] * 4] for row in symbol.rows), *quiet]
    require_readable(rows, [payload.encode()])


@pytest.mark.parametrize("level", list(Level))
def test_what_is_too_long_is_refused_with_the_bytes_over(level: Level) -> None:
    most = capacity_bytes(HIGHEST_VERSION, level, ascii_only=True)
    assert encode(b"x" * most, level).version == HIGHEST_VERSION
    with pytest.raises(Refused, match="7 bytes too long"):
        encode(b"x" * (most + 7), level)


def test_a_damaged_symbol_is_withheld() -> None:
    symbol = encode(b"tel:+33123456789")
    wrong = [[not module for module in row] for row in symbol.rows]
    with pytest.raises(Refused, match="did not read back"):
        require_readable(wrong, [symbol.payload])


def test_a_symbol_that_says_something_else_is_withheld() -> None:
    symbol = encode(b"tel:112")
    quiet = [[False] * (symbol.side + 8) for _ in range(4)]
    rows = [*quiet, *([*[False] * 4, *row, *[False] * 4] for row in symbol.rows), *quiet]
    with pytest.raises(Refused, match="did not read back"):
        require_readable(rows, [b"tel:113"])
