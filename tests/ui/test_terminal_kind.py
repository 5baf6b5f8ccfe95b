"""What a terminal's name and locale say about it."""

import pytest

from mesotui.ui.ascii_only import ascii_only
from mesotui.ui.terminal_kind import Colours, TerminalKind, kind_of
from mesotui.ui.themes import chosen


@pytest.mark.parametrize(
    ("term", "colours", "unicode", "answers", "slow"),
    [
        ("xterm-256color", Colours.MANY, True, True, False),
        ("xterm", Colours.SIXTEEN, True, True, False),
        ("screen", Colours.SIXTEEN, True, True, False),
        ("screen.xterm-256color", Colours.MANY, True, True, False),
        ("tmux-256color", Colours.MANY, True, True, False),
        ("xterm-kitty", Colours.SIXTEEN, True, True, False),
        ("xterm-direct", Colours.TRUE, True, True, False),
        ("putty", Colours.SIXTEEN, True, True, False),
        ("linux", Colours.EIGHT, True, False, False),
        ("linux-m", Colours.NONE, True, False, False),
        ("vt100", Colours.NONE, False, False, False),
        ("vt220-utf8", Colours.NONE, True, False, False),
        ("dumb", Colours.NONE, False, False, False),
        ("", Colours.NONE, False, False, False),
        ("nobody-knows", Colours.NONE, False, False, False),
        ("xterm-ascii", Colours.SIXTEEN, False, True, False),
        ("xterm-256color-slow", Colours.SIXTEEN, True, True, True),
        ("xterm-ascii-slow", Colours.SIXTEEN, False, True, True),
    ],
)
def test_a_name_says_what_can_be_shown(
    term: str, colours: Colours, unicode: bool, answers: bool, slow: bool
) -> None:
    expected = TerminalKind(colours=colours, unicode=unicode, answers=answers, slow=slow)
    assert kind_of({"TERM": term}) == expected


@pytest.mark.parametrize(
    ("locale", "unicode"),
    [
        ({"LANG": "C.UTF-8"}, True),
        ({"LANG": "fr_FR.utf8"}, True),
        ({"LANG": "C"}, False),
        ({"LANG": "POSIX"}, False),
        ({"LANG": "fr_FR.ISO-8859-1"}, False),
        ({"LANG": "fr_FR"}, False),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "C"}, False),
        # What Python sets itself for a process with no locale, or with C (PEP 538).
        ({"LC_CTYPE": "C.UTF-8"}, True),
        ({"LC_CTYPE": "C.UTF-8", "LANG": "C"}, False),
    ],
)
def test_the_locale_says_whether_more_than_ascii_is_drawn(locale: dict[str, str], unicode: bool) -> None:
    assert kind_of({"TERM": "xterm-256color", **locale}).unicode is unicode


def test_a_word_of_the_terminal_goes_before_the_locale() -> None:
    assert not kind_of({"TERM": "xterm-ascii", "LANG": "C.UTF-8"}).unicode
    assert kind_of({"TERM": "vt100-utf8", "LANG": "C"}).unicode


def test_24_bits_are_believed_only_of_terminals_with_256_colours() -> None:
    assert kind_of({"TERM": "xterm-256color", "COLORTERM": "truecolor"}).colours is Colours.TRUE
    assert kind_of({"TERM": "linux", "COLORTERM": "truecolor"}).colours is Colours.EIGHT


def test_few_colours_are_the_terminals_own_whatever_was_chosen() -> None:
    assert chosen("meso-light", kind_of({"TERM": "xterm"})) == "ansi"
    assert chosen("meso-light", kind_of({"TERM": "xterm-256color"})) == "meso-light"
    assert chosen(None, kind_of({"TERM": "xterm-256color"}, slow=True)) == "ansi"


def test_every_stand_in_is_as_wide_as_what_it_stands_for() -> None:
    drawn = "✓ ● ▲ ✖ · … – — × ² µ ° → ← ↑ ↓ ▕██▌ ▏ ▁▂▃▄▅▆▇█ ╭─╮│╰╯┌┼┘ é ü ł œ Ø ß ’ « » 漢"
    plain = ascii_only(drawn)
    assert (
        plain
        == 'v * ! x - ~ - - x 2 u o > < ^ v |##| | ____##### +-+|+++++ e u l o O s \' " " ??'.replace(
            "____#####", "____####"
        )
    )
    assert "?" not in plain[:-2]
