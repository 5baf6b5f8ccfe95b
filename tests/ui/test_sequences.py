"""Only whole keys get on: what a terminal answers, what is broken and what comes too late is no key."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.message import Message

from mesotui.ui.compat import Keyboard
from mesotui.ui.sequences import LATE_SECONDS, LONGEST, STALLED_SECONDS, Sequences

ANSWERS = (
    "\x1b[?62;1;2;6;9;15;18;21;22c",
    "\x1b[>41;379;0c",
    "\x1b[0n",
    "\x1b[24;80R",
    "\x1b[?2048;2$y",
    "\x1b[4;1$y",
    "\x1b[8;24;80t",
    "\x1b[48;1;1;1;1t",
    "\x1b[?7u",
    "\x1b[I",
    "\x1b[O",
    "\x1b[<0;10;10M",
    "\x1b[M !!",
    "\x1b[3;1;5S",
    "\x1b[17u",
    "\x1b[97;1;17u",
    "\x1bP>|XTerm(379)\x1b\\",
    "\x1bP1$r0 q\x1b\\",
    "\x1b]11;rgb:1111/2222/3333\x07",
    "\x1b]52;c;c21x\x1b\\",
    "\x1b_Gi=1;OK\x1b\\",
    "\x1b^sm\x1b\\",
    "\x1bXsm\x1b\\",
    "\u009d11;rgb:1/2/3\u009c",
    "\u009b?62;1c",
    "\x1b[" + "1" * 5000 + "u",
    "\x1b\r",
    "\x1b\x11",
)
"""What no key is: each has letters or digits in it that are keys somewhere."""


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def keys_of(*reads: str | bytes, clock: Clock | None = None) -> list[str]:
    keyboard = Keyboard(clock=clock or Clock())
    found: list[Message] = []
    for read in reads:
        found += keyboard.feed(read.encode() if isinstance(read, str) else read)
    found += keyboard.tick()
    return [event.key if isinstance(event, events.Key) else type(event).__name__ for event in found]


@pytest.mark.parametrize("answer", ANSWERS, ids=repr)
def test_an_answer_is_no_key(answer: str) -> None:
    assert keys_of(answer, "x") == ["x"]


@given(st.sampled_from(ANSWERS), st.lists(st.integers(1, 5000), max_size=3))
def test_an_answer_is_no_key_however_it_is_cut(answer: str, places: list[int]) -> None:
    data = answer.encode()
    edges = [0, *sorted(place % len(data) for place in places), len(data)]
    assert keys_of(*(data[start:end] for start, end in pairwise(edges)), "x") == ["x"]


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("\x1b[A", ["up"]),
        ("\x1bOA", ["up"]),
        ("\x1b[[A", ["f1"]),
        ("\x1b[21~", ["f10"]),
        ("\x1b[3$", ["shift+delete"]),
        ("\x1b[3$m", ["shift+delete", "m"]),
        ("\x1bOM", ["enter"]),
        ("\x1b[13u", ["enter"]),
        ("\x1b[109;;109u", ["m"]),
        ("\x1b[113;5u", ["ctrl+q"]),
        ("\x1b[27;5;113~", ["ctrl+q"]),
        ("\x1b[57399;1u", ["0"]),
        ("\u009b21~", ["f10"]),
        ("\x1bm", ["alt+m"]),
        ("\x1bmab", ["alt+m", "a", "b"]),
        ("\x1b\x1b", ["escape", "escape"]),
        ("\x1b\x1b[A", ["escape", "up"]),
        ("\x1b]half\x1b[A", ["up"]),
        ("\x1bPhalf\x18m", ["m"]),
        ("\x1b[1\x1am", ["m"]),
        ("\x1b[M!\x1b[A", ["up"]),
        ("\x1b[1é", ["é"]),
        ("\x1b[?2026;2$y", ["TerminalSupportsSynchronizedOutput"]),
    ],
    ids=repr,
)
def test_a_key_is_a_key(typed: str, keys: list[str]) -> None:
    assert keys_of(typed) == keys


def test_a_mouse_acts_only_when_it_was_asked_for() -> None:
    click = b"\x1b[<0;10;10M"
    assert list(Keyboard(mouse=False).feed(click)) == []
    assert [type(event) for event in Keyboard(mouse=True).feed(click)] == [events.MouseDown]


@pytest.mark.parametrize(
    ("begun", "seconds"),
    [("\x1bP", LATE_SECONDS), ("\x1b]", LATE_SECONDS), ("\x1b]52;c;", STALLED_SECONDS)],
    ids=repr,
)
def test_a_string_without_end_holds_the_keys_for_so_long_only(begun: str, seconds: float) -> None:
    clock = Clock()
    sequences = Sequences(clock)
    assert list(sequences.split(begun)) == []
    clock.now = seconds / 2
    assert list(sequences.split("abc" * 10_000)) == []
    clock.now = seconds * 1.1
    assert list(sequences.split("abc")) == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("begun", "seconds"), [("\x1b[", LATE_SECONDS), ("\x1b[2", STALLED_SECONDS)], ids=repr
)
def test_a_cut_sequence_is_dropped_when_its_rest_does_not_come(begun: str, seconds: float) -> None:
    clock = Clock()
    sequences = Sequences(clock)
    assert list(sequences.split(begun)) == []
    assert list(sequences.idle()) == []
    clock.now = seconds * 1.1
    assert list(sequences.idle()) == []
    assert list(sequences.split("1~")) == ["1", "~"]


def test_a_line_that_stalls_in_an_answer_types_nothing_of_it() -> None:
    clock = Clock()
    sequences = Sequences(clock)
    assert list(sequences.split("\x1b[48;6")) == []
    clock.now = 10.0
    assert list(sequences.idle()) == []
    assert list(sequences.split(";0;0;6tm")) == ["\x1b[48;6;0;0;6t", "m"]


def test_the_rest_of_a_key_whose_first_byte_was_taken_for_esc_types_nothing() -> None:
    clock = Clock()
    sequences = Sequences(clock)
    list(sequences.split("\x1b"))
    assert list(sequences.idle()) == ["\x1b"]
    clock.now = 0.3
    assert list(sequences.split("[21~m")) == ["m"]
    list(sequences.split("\x1b"))
    assert list(sequences.idle()) == ["\x1b"]
    clock.now = 2.0
    assert list(sequences.split("[A")) == ["[", "A"]


@given(st.text("\x1b[]OPX_^MA$y;?0123u~\x07\x18\\m\u009b", max_size=40))
def test_nothing_holds_the_keys_for_longer_than_a_sequence_may_take(text: str) -> None:
    clock = Clock()
    sequences = Sequences(clock)
    units = list(sequences.split(text))
    assert all(len(unit) <= LONGEST for unit in units)
    clock.now = STALLED_SECONDS * 1.1
    list(sequences.idle())
    clock.now = STALLED_SECONDS * 3
    assert list(sequences.split("z")) == ["z"]
