from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from mesotui.domain.spelling import ALPHABET, grouped
from mesotui.slips.rendering import SlipFormat, render
from mesotui.slips.slip import verification
from mesotui.slips.telephone_code import is_misheard, is_telephone_code, telephone_code
from tests.slips.decoding import drawn_svg, opened, read_by_both
from tests.slips.signed import CODE, signed_slip
from tests.slips.test_content import slip

SIGNED = signed_slip()
WHOLE = telephone_code(CODE, SIGNED.instructions)


def test_it_begins_with_the_slips_own_code_and_is_sixteen_letters() -> None:
    assert WHOLE.startswith(CODE)
    assert len(WHOLE) == 16
    assert is_telephone_code(f" {grouped(WHOLE).lower()} ")
    assert not is_misheard(WHOLE)


def test_it_differs_for_another_text_another_slip_and_another_signature() -> None:
    others = {
        telephone_code(CODE, SIGNED.instructions.replace(b"fever", b"favor")),
        telephone_code(CODE, slip().instructions),
        telephone_code(CODE, signed_slip("other").instructions),
        telephone_code("7K3M9QWY", SIGNED.instructions),
    }
    assert len(others | {WHOLE}) == 5
    assert len({code[8:15] for code in (*others, WHOLE)}) == 5


@given(place=st.integers(0, 15), letter=st.sampled_from(ALPHABET))
def test_one_misheard_letter_is_noticed(place: int, letter: str) -> None:
    said = WHOLE[:place] + letter + WHOLE[place + 1 :]
    assert is_misheard(said) == (said != WHOLE)


def test_other_things_are_no_such_code() -> None:
    for text in ("", CODE, WHOLE + "7", WHOLE[:-1] + "U", WHOLE[:-1] + "!", "BEGIN:VCARD"):
        assert not is_telephone_code(text)


def test_it_stands_on_every_slip_in_every_form() -> None:
    line = f"Check code: {grouped(WHOLE)}"
    assert verification(SIGNED) == line
    assert render(SIGNED, SlipFormat.TEXT).decode().endswith(f"\n\n{line}\n")
    assert line in render(SIGNED, SlipFormat.ANSI).decode()
    svg = render(SIGNED, SlipFormat.SVG).decode()
    assert f'font-weight="bold">{line}</text>' in svg
    codes = sorted((SIGNED.instructions, SIGNED.visit, SIGNED.call))
    assert read_by_both(drawn_svg(svg)) == codes
    png = render(SIGNED, SlipFormat.PNG)
    assert read_by_both(opened(png)) == codes
    without = render(replace(SIGNED, code="7K3M9QWY"), SlipFormat.PNG)
    assert opened(png).tobytes() != opened(without).tobytes(), "the code is drawn below the squares"
