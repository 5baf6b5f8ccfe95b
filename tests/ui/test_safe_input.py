"""Typed is told from pasted, however the terminal's bytes are cut."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from mesotui.ui.safe_input import Pasted, SafeDecoder, Typed

START, END = b"\x1b[200~", b"\x1b[201~"


def decoded(*reads: bytes) -> tuple[str, str]:
    decoder = SafeDecoder()
    parts = [part for data in reads for part in decoder.decode(data)] + decoder.flush()
    typed = "".join(part.text for part in parts if isinstance(part, Typed))
    pasted = "".join(part.text for part in parts if isinstance(part, Pasted))
    return typed, pasted


def cut(data: bytes, places: list[int]) -> list[bytes]:
    edges = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]
    return [data[start:end] for start, end in pairwise(edges)]


def test_bytes_that_are_no_text_become_a_sign() -> None:
    assert decoded(b"a\xffb") == ("a\ufffdb", "")


@given(st.text("aé漢😀"), st.lists(st.integers(0, 100)))
def test_letters_may_be_cut_anywhere(text: str, places: list[int]) -> None:
    assert decoded(*cut(text.encode(), places)) == (text, "")


@given(st.text("ab\x1b\x11\x07\x9b[2~\t\n"), st.lists(st.integers(0, 100), max_size=4))
def test_nothing_of_a_paste_is_typed_however_it_is_cut(text: str, places: list[int]) -> None:
    typed, pasted = decoded(*cut(START + text.encode() + END, places))
    assert typed == ""
    assert not set(pasted) - set("ab[2~\t\n")


def test_keys_around_a_paste_are_typed() -> None:
    assert decoded(b"x" + START + b"p" + END + b"y") == ("xy", "p")


def test_an_end_mark_in_the_clipboard_does_not_free_the_rest() -> None:
    assert decoded(START + b"one" + END + b"\x11two" + END + b"!") == ("!", "one\x11two".replace("\x11", ""))


def test_two_pastes_that_arrive_together_do_not_free_what_is_between() -> None:
    assert decoded(START + b"one" + END + b"\x11" + START + b"two" + END) == ("", "onetwo")


def test_the_escape_key_is_typed_when_nothing_follows() -> None:
    decoder = SafeDecoder()
    assert decoder.decode(b"\x1b") == []
    assert decoder.waits
    assert decoder.flush() == [Typed("\x1b")]
    assert not decoder.waits


def test_a_mark_that_came_late_is_a_mark_still() -> None:
    decoder = SafeDecoder()
    decoder.decode(b"\x1b")
    decoder.flush()
    assert decoder.decode(b"[200~\x11one" + END) == [Pasted("one")]


@given(st.lists(st.integers(1, 6), max_size=4))
def test_a_mark_is_a_mark_however_late_each_of_its_bytes_comes(places: list[int]) -> None:
    decoder = SafeDecoder()
    found: list[Typed | Pasted] = []
    for read in cut(START + b"\x11\x1b[21~one" + END, places):
        found += decoder.decode(read)
        found += decoder.flush()
    typed = "".join(part.text for part in found if isinstance(part, Typed))
    assert START.decode().startswith(typed)
    assert found[-1] == Pasted("[21~one")


def test_keys_with_control_arrive() -> None:
    assert decoded(b"\x1d\x00\x1b[20~m") == ("\x1d\x00\x1b[20~m", "")


def test_line_ends_of_every_kind_become_one() -> None:
    assert decoded(START + b"a\r\nb\rc\nd" + END) == ("", "a\nb\nc\nd")


def test_a_paste_without_end_has_a_limit() -> None:
    decoder = SafeDecoder()
    decoder.decode(START)
    for _ in range(100):
        decoder.decode(b"x" * 4096)
    (paste,) = decoder.decode(END)
    assert len(paste.text) == 65_536


def test_a_paste_whose_end_never_comes_is_over_when_the_line_would_be_dead() -> None:
    now = 0.0
    decoder = SafeDecoder(lambda: now)
    decoder.decode(START + b"half")
    now = 14.0
    assert decoder.flush() == decoder.decode(b"\x11 a paste") == []
    now = 28.0
    assert decoder.flush() == []
    now = 29.5
    assert decoder.flush() == [Pasted("half a paste")]
    assert decoder.decode(b"m") == [Typed("m")]


def test_a_key_after_a_paste_without_end_is_a_key() -> None:
    now = 0.0
    decoder = SafeDecoder(lambda: now)
    decoder.decode(START + b"half")
    now = 16.0
    assert decoder.decode(b"m") == [Pasted("half"), Typed("m")]
