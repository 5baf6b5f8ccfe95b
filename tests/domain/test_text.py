"""Text that people typed: what is kept, what is shown, and what finds it again."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mesotui.domain.errors import Refused
from mesotui.domain.text import BIDI_CONTROLS, clean_text, digits, folded, required_text, shown

hostile = st.text(
    st.characters()
    | st.sampled_from(["\x00", "\x1b", "\x9b", "\u202e", "\u0301", "\n", "\t", "\r", "\u200b"])
)
LONG = 100_000


@given(text=hostile, lines=st.booleans())
def test_stored_text_holds_no_control_and_is_normal(text: str, lines: bool) -> None:
    kept = clean_text(text, field="Note", limit=LONG, lines=lines)
    allowed = {"\n", "\t"} if lines else set()
    assert all(unicodedata.category(c) not in ("Cc", "Cs") or c in allowed for c in kept)
    assert not BIDI_CONTROLS & set(kept)
    assert unicodedata.is_normalized("NFC", kept)
    assert kept == kept.strip()


@given(text=hostile, lines=st.booleans())
def test_cleaning_twice_changes_nothing(text: str, lines: bool) -> None:
    kept = clean_text(text, field="Note", limit=LONG, lines=lines)
    assert clean_text(kept, field="Note", limit=LONG, lines=lines) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Léa   Martin ", "Léa Martin"),
        ("Le\u0301a", "Léa"),
        ("e\x00\u0301", "é"),
        ("a\x1b]52;c;ZXZpbA==\x07b", "a]52;c;ZXZpbA==b"),
        ("one\r\ntwo", "one two"),
        ("\u202eenon :YGRELLA", "enon :YGRELLA"),
    ],
)
def test_what_is_kept_of_a_line(typed: str, kept: str) -> None:
    assert clean_text(typed, field="Name", limit=80) == kept


def test_line_breaks_stay_where_lines_are_wanted() -> None:
    assert (
        clean_text("one\r\ntwo\rthree\tfour", field="Note", limit=80, lines=True) == "one\ntwo\nthree\tfour"
    )


def test_text_that_is_too_long_or_empty_is_refused_by_its_field_and_never_quoted() -> None:
    with pytest.raises(Refused, match="Name is too long: 81 characters, 80 at most") as refusal:
        clean_text("x" * 81, field="Name", limit=80)
    assert "xx" not in str(refusal.value)
    with pytest.raises(Refused, match="Name is empty"):
        required_text(" \x00 ", field="Name", limit=80)
    assert required_text(" Léa ", field="Name", limit=80) == "Léa"


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("  Éloïse  O’Brien-Łuć ", "eloise obrien luc"),
        ("Ǿrsted", "orsted"),
        ("İstanbul", "istanbul"),
        ("Straße", "strasse"),
        ("Kjær Müller", "kjaer muller"),
        ("D´Angelo Oʼneil", "dangelo oneil"),
        ("ΆΝΝΑ", "αννα"),
        ("+44 (0)1632", "44 0 1632"),
    ],
)
def test_names_are_found_without_accents_and_case(typed: str, searched: str) -> None:
    assert folded(typed) == searched


@given(text=hostile)
def test_folding_is_stable_and_ignores_case_and_composition(text: str) -> None:
    once = folded(text)
    assert folded(once) == once
    assert folded(unicodedata.normalize("NFC", text)) == once
    assert folded(text.lower()) == once or folded(text.casefold()) == once
    assert all(c.isalnum() or c == " " for c in once)


@given(text=hostile)
def test_digits_are_ascii_digits_in_their_order(text: str) -> None:
    assert digits(text) == "".join(c for c in text if c.isascii() and c.isdigit())


@given(text=hostile)
def test_shown_text_can_not_harm_a_terminal(text: str) -> None:
    line = shown(text)
    assert all(unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp") for c in line)
    assert line.encode("utf-8").decode("utf-8") == line
    assert shown(line) == line


def test_shown_text_keeps_what_people_write() -> None:
    assert shown("Łuć, O’Brien · 李雷\tnote\ntwo") == "Łuć, O’Brien · 李雷 note two"
    assert shown("\x1b[31mred\x07 \u202eback\u200b") == "[31mred back"
