from dataclasses import replace

import pytest

from mesotui.clinic import load
from mesotui.domain.slip_choices import LANGUAGES
from mesotui.slips.aloud import aloud
from mesotui.slips.content import compose
from tests.slips.sessions import OUTER_LEFT, STARTED, session, site
from tests.slips.test_content import VISIT, slip


def test_a_slip_is_read_out_in_sentences_with_numbers_digit_by_digit() -> None:
    said = aloud(slip())
    assert said.startswith(
        "After your treatment at Atelier Peau:\n"
        "It ended on Sun 22 Nov 2026, 18:30. This is slip 7 K 3 M 9 Q W X.\n"
    )
    assert "Call us the same day if:\nTelephone + 3 3 1 2 3 4 5 6 7 8 9.\nRedness spreads, or you see" in said
    assert "Telephone 112." in said
    assert "Outer left thigh: 1.2 mL." in said


def test_turkish_capitals_have_their_own_small_letters() -> None:
    said = aloud(replace(slip(), language="tr", text="AĞRI İÇİN BİLGİ\n- irin\n"))
    assert said == "Ağrı için bilgi:\nİrin.\n"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_of_every_language_becomes_a_sentence(language: str) -> None:
    text = load(None).aftercare(language)
    made = compose(session(OUTER_LEFT), site(), VISIT, text, code="7K3M9QWX", now=STARTED)
    lines = [line for line in aloud(made).splitlines() if line]
    assert len(lines) == len([line for line in made.text.splitlines() if line])
    for line in lines:
        assert line.endswith((".", "。", ":", "!", "?")), line
        assert not line.startswith("-")
