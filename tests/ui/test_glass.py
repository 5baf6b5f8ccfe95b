"""What is sent to a terminal is only what differs, and the terminal then shows what is wanted."""

from collections.abc import Callable

import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.color import Color
from rich.segment import Segment
from rich.style import Style

from mesotui.ui.glass import Glass, Painter
from mesotui.ui.terminal_kind import Colours, TerminalKind

COLUMNS, ROWS = 24, 4
RED = Style(color=Color.parse("red"))
STYLES = st.builds(
    Style,
    color=st.sampled_from([None, "red", "#102030", "default", "color(200)"]),
    bgcolor=st.sampled_from([None, "blue", "#e0e0ff"]),
    bold=st.booleans(),
    underline=st.booleans(),
    reverse=st.booleans(),
)
TEXTS = st.text(st.sampled_from("ab é─✓漢字  "), max_size=12)
PUTS = st.tuples(st.integers(0, COLUMNS - 1), st.integers(0, ROWS - 1), TEXTS, STYLES)


class Terminal:
    """A terminal that draws what a glass sends."""

    def __init__(self, kind: TerminalKind | None = None, *, columns: int = COLUMNS, rows: int = ROWS) -> None:
        self.glass = Glass(kind or TerminalKind())
        self.glass.resize(columns, rows)
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.Stream(self.screen)

    def put(self, x: int, y: int, text: str, style: Style | None = None) -> None:
        self.glass.put(x, y, [Segment(text, style)], COLUMNS)

    def paint(self, cursor: tuple[int, int] = (0, 0)) -> str:
        sent = self.glass.changes(cursor)
        self._stream.feed(sent)
        return sent

    def cells(self) -> list[list[object]]:
        return [[self.screen.buffer[y][x] for x in range(COLUMNS)] for y in range(ROWS)]


def test_only_what_differs_is_sent() -> None:
    terminal = Terminal()
    terminal.put(0, 0, "41:59 of 60 min", RED)
    terminal.paint()
    terminal.put(0, 0, "42:00 of 60 min", RED)
    assert terminal.paint() == "\x1b[1;2H\x1b[31m2:00\x1b[m\x1b[H"
    assert terminal.screen.display[0].rstrip() == "42:00 of 60 min"


def test_nothing_is_sent_where_nothing_differs() -> None:
    terminal = Terminal()
    terminal.put(3, 1, "the same")
    assert terminal.paint() != ""
    terminal.put(3, 1, "the same")
    assert terminal.paint() == ""


def test_the_cursor_is_left_where_it_belongs_also_when_only_it_moved() -> None:
    terminal = Terminal()
    terminal.put(0, 0, "field")
    terminal.paint((5, 0))
    assert (terminal.screen.cursor.x, terminal.screen.cursor.y) == (5, 0)
    assert terminal.paint((2, 3)) == "\x1b[4;3H"
    terminal.put(0, 2, "a clock ticks")
    terminal.paint((2, 3))
    assert (terminal.screen.cursor.x, terminal.screen.cursor.y) == (2, 3)


def test_a_forgotten_screen_is_painted_whole() -> None:
    terminal = Terminal()
    terminal.put(0, 0, "all of it")
    terminal.paint()
    terminal.screen.reset()
    terminal.glass.forget()
    terminal.paint()
    assert terminal.screen.display[0].rstrip() == "all of it"


def test_the_rest_of_a_row_is_erased_rather_than_written() -> None:
    terminal = Terminal()
    terminal.put(0, 0, "x" * COLUMNS)
    terminal.paint()
    terminal.put(0, 0, "y" + " " * (COLUMNS - 1))
    assert terminal.paint() == "\x1b[Hy\x1b[K\x1b[H"
    assert terminal.screen.display[0].rstrip() == "y"


@settings(max_examples=60, deadline=None)
@given(frames=st.lists(st.lists(PUTS, max_size=4), max_size=6))
def test_whatever_was_there_the_terminal_shows_what_is_wanted(
    frames: list[list[tuple[int, int, str, Style]]],
) -> None:
    told, anew = Terminal(), Terminal()
    for frame in frames:
        for x, y, text, style in frame:
            for terminal in (told, anew):
                terminal.put(x, y, text, style)
        told.paint((1, 1))
    anew.paint((1, 1))
    told.paint((1, 1))
    assert told.cells() == anew.cells()


@pytest.mark.parametrize("colours", list(Colours))
def test_styles_are_said_with_the_colours_there_are(colours: Colours) -> None:
    terminal = Terminal(TerminalKind(colours=colours))
    terminal.put(0, 0, "x", Style(color="#ff8077", bgcolor="#0e1416", bold=True))
    sent = terminal.paint()
    assert ("38;2;" in sent) is (colours is Colours.TRUE)
    assert ("38;5;" in sent) is (colours is Colours.MANY)
    assert "\x1b[1" in sent


def test_without_colours_a_field_is_underlined_what_stands_out_is_reversed_and_danger_is_bold() -> None:
    terminal = Terminal(TerminalKind(colours=Colours.NONE))
    for x, style in enumerate(
        (Style(bgcolor="blue"), Style(bgcolor="cyan"), Style(color="red"), Style(bgcolor="default"))
    ):
        terminal.put(x, 0, "x", style)
    sent = terminal.paint()
    field, chosen, danger, plain = (terminal.screen.buffer[0][x] for x in range(4))
    assert (field.underscore, chosen.reverse, danger.bold) == (True, True, True)
    assert not (plain.underscore or plain.reverse or plain.bold)
    assert not any(f"{code}m" in sent or f"{code};" in sent for code in range(30, 50))


def test_the_linux_console_is_given_no_bright_background() -> None:
    terminal = Terminal(TerminalKind(colours=Colours.EIGHT))
    terminal.put(0, 0, "x", Style(color="black", bgcolor="white"))
    assert "47" in terminal.paint()


def test_ascii_terminals_get_ascii() -> None:
    terminal = Terminal(TerminalKind(unicode=False))
    terminal.put(0, 0, "╭─ Léa ✓ ▇▇▁ ─╮")
    assert terminal.paint().isascii()
    assert terminal.screen.display[0].rstrip() == "+- Lea v ##_ -+"


class Modem:
    """A line that takes one thing at a time."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.later: list[Callable[[], None]] = []
        glass = Glass(TerminalKind())
        glass.resize(COLUMNS, ROWS)
        self.painter = Painter(glass, self.taken.append, self.later.append)

    def show(self, text: str) -> None:
        self.painter.glass.put(0, 0, [Segment(text)], COLUMNS)
        self.painter.paint((0, 0), whole=True)

    def gone_out(self) -> None:
        self.painter.gone_out()
        while self.later:
            self.later.pop()()


def test_a_slow_line_gets_the_newest_state_and_not_all_before_it() -> None:
    modem = Modem()
    modem.show("second 1")
    for second in range(2, 8):
        modem.show(f"second {second}")
    assert len(modem.taken) == 1
    modem.gone_out()
    assert modem.taken[1:] == ["\x1b[1;8H7\x1b[H"]
    modem.gone_out()
    assert len(modem.taken) == 2


def test_long_frames_are_shown_at_once_and_short_ones_need_no_frame() -> None:
    modem = Modem()
    for text in ("first", "x" * COLUMNS):
        modem.show(text)
        modem.gone_out()
    modem.painter.glass.resize(200, 30)
    for y in range(30):
        modem.painter.glass.put(0, y, [Segment("y" * 200)], 200)
    modem.painter.paint((0, 0), whole=True)
    short, long = modem.taken[1], modem.taken[2]
    assert "2026" not in short
    assert long.startswith("\x1b[?2026h") and long.endswith("\x1b[?2026l")
    assert long.count("\x1b[?2026") == 2
