"""The console on every kind of terminal, with and without UTF-8: it can be read, and it stands in line."""

import os
import re
import shutil
import sys
from functools import partial
from pathlib import Path

import pytest

from tests.bench.treated import Treated
from tests.system.clinic import PIN
from tests.system.terminal import Console
from tests.system.wheel import ROOT

TERMS = ("xterm-256color", "xterm", "screen", "tmux", "linux", "vt100", "dumb", "")
FEW_COLOURS = frozenset(TERMS[1:])
NO_COLOURS = frozenset(("vt100", "dumb", ""))
OWN_COLOURS = frozenset({0, 1, 2, 3, 4, 7, 9, 22, 23, 24, 27, 29, 39, 49, *range(30, 38), *range(40, 48)})
BRIGHT = frozenset((*range(90, 98), *range(100, 108)))
WITHOUT_COLOURS = frozenset({0, 1, 4, 7, 22, 24, 27})
_SGR = re.compile(rb"\x1b\[([\d;]*)m")


@pytest.fixture(scope="module")
def treated(tmp_path_factory: pytest.TempPathFactory) -> Treated:
    return Treated(tmp_path_factory.mktemp("terminals") / "room")


@pytest.fixture
def folder(treated: Treated, tmp_path: Path) -> Path:
    return Path(shutil.copytree(treated.folder, tmp_path / "clinic"))


def console_on(folder: Path, term: str, lang: str, *, columns: int = 80, rows: int = 24) -> Console:
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "LANG": lang,
        "PYTHONPATH": str(ROOT),
    }
    return Console(
        [sys.executable, "-m", "mesotui", "--data", str(folder)],
        environment=environment,
        folder=folder,
        columns=columns,
        rows=rows,
        term=term,
    )


def sign_in(console: Console) -> None:
    console.until(re.compile(r"\b1 +A\. Ruiz"))
    console.press("1")
    console.until("PIN")
    console.press(PIN, "enter")
    console.until(re.compile(r"Room 1[\s\S]*MARTIN[\s\S]*Find"))
    console.settle()


@pytest.mark.parametrize("lang", ["C.UTF-8", "C"])
@pytest.mark.parametrize("term", TERMS, ids=lambda term: term or "none")
def test_it_can_be_read_on_every_terminal(folder: Path, term: str, lang: str) -> None:
    with console_on(folder, term, lang) as console:
        sign_in(console)
        today = looked_at(console, lang)
        console.press("f4")
        console.until("Technique")
        console.settle()
        session = looked_at(console, lang)
        codes = styles(bytes(console.raw))
    tick, running, warning = ("✓", "●", "▲") if lang == "C.UTF-8" else ("v", "*", "!")
    assert f"{running} Inject" in today or f"{running} EMLA" in today
    assert "Find" in today and "Enter open" in today
    assert f"{tick} Check" in session
    assert f"{running} Inject" in session
    assert f"{warning} ALLERGY procaine" in session
    assert "Zone" in session and "Points" in session and "F9 next step" in session
    if term in NO_COLOURS:
        assert codes <= WITHOUT_COLOURS
    elif term == "linux":
        assert codes <= OWN_COLOURS | frozenset(range(90, 98))
    elif term in FEW_COLOURS:
        assert codes <= OWN_COLOURS | BRIGHT


def looked_at(console: Console, lang: str) -> str:
    """Look at every cell of a screen, and give its text."""
    text = console.text
    assert "\ufffd" not in text
    assert all(len(line) == 80 for line in text.splitlines())
    if lang == "C":
        assert text.isascii()
        assert "?" not in text.replace("mg/kg", ""), text
    for row in range(24):
        for column in range(80):
            cell = console.screen.buffer[row][column]
            assert cell.fg == "default" or cell.fg != cell.bg, (row, column, cell)
    stand_in_line(text, "+" if lang == "C" else "╭╮╰╯")
    return text


def stand_in_line(text: str, corners: str) -> None:
    """Find every box closed: under each upper corner of a box a lower one in the same column."""
    lines = text.splitlines()
    upper = [
        line for line in lines if line.strip() and line.strip()[0] in corners and line.strip()[-1] in corners
    ]
    for line in upper:
        columns = [column for column, character in enumerate(line) if character in corners]
        for column in columns:
            assert sum(other[column] in corners for other in lines) >= 2, (column, text)


def styles(raw: bytes) -> set[int]:
    """Give the codes of all styles that were sent; those of 256 and 24-bit colours count as 38 and 48."""
    found: set[int] = set()
    for said in _SGR.findall(raw):
        codes = [int(code or 0) for code in said.split(b";")]
        while codes:
            code = codes.pop(0)
            found.add(code)
            if code in (38, 48):
                del codes[: 4 if codes[0] == 2 else 2]
    return found


def test_the_cursor_is_in_the_field_that_has_the_keyboard(folder: Path) -> None:
    with console_on(folder, "xterm-256color", "C.UTF-8", columns=120, rows=40) as console:
        sign_in(console)
        assert before_cursor(console).split()[-1] == "Find"
        console.press("f4")
        console.until("Technique")
        console.settle()
        assert before_cursor(console).split() == ["Zone"]
        console.press("tll24")
        console.until(re.compile(r"Points +24"))
        # A clock ticks, and the cursor stays.
        console.watch_for(1.2)
        assert before_cursor(console).split()[-2:] == ["Zone", "tll24"]


@pytest.mark.parametrize("term", ["vt100", "dumb"])
def test_without_colours_a_field_is_underlined_and_only_its_cursor_reversed(folder: Path, term: str) -> None:
    with console_on(folder, term, "C.UTF-8") as console:
        sign_in(console)
        assert reversed_in_field(console) == ["n"]
        console.press("f4")
        console.until("Technique")
        console.settle()
        assert reversed_in_field(console) == [" "]
        console.press("ctrl+o")
        console.until("Esc back")
        console.settle()
        assert reversed_in_field(console) == ["t"]
        console.press(*"abc", "home")
        console.until("abc")
        console.settle()
        assert reversed_in_field(console) == ["a"]


def reversed_in_field(console: Console) -> list[str]:
    """Give the characters that stand reversed in the field with the cursor; all others are underlined."""
    row = console.screen.buffer[console.screen.cursor.y]
    here = console.screen.cursor.x
    assert row[here].reverse
    begin, end = here, here
    while row[begin - 1].underscore:
        begin -= 1
    while row[end + 1].underscore:
        end += 1
    assert end - begin > 1
    cells = [row[column] for column in range(begin, end + 1)]
    assert not row[begin - 1].reverse and not row[end + 1].reverse
    return [cell.data for cell in cells if cell.reverse]


def test_every_function_key_of_every_terminal_does_its_command(folder: Path) -> None:
    """Of PuTTY, the Linux console and xterm in turn, the way each sends it."""
    with console_on(folder, "xterm-256color", "C.UTF-8", columns=120, rows=40) as console:
        sign_in(console)
        for keys in (PUTTY, LINUX, XTERM):
            for key, seen in SEEN_ON_TODAY.items():
                console.send(keys[key])
                console.until(seen)
                if key in ("f1", "f6"):
                    console.press("escape")
                    console.until(partial(_gone, seen))
                console.send(keys["f2"])
                console.until("Due today")
            console.send(keys["f4"])
            console.until("Technique")
            for key, seen in SEEN_IN_SESSION.items():
                console.send(keys[key])
                console.until(seen)
                console.press("escape")
                console.until(partial(_gone, seen))
            console.send(keys["f9"])
            console.until("● Observe")
            console.send(b"\x19")
            console.until("● Inject")
            console.send(keys["f12"])
            console.until(partial(_gone, "Technique"))
            console.press("x")
            console.until("Technique")
            console.send(keys["f2"])
            console.until("Due today")
        console.send(LINUX["f10"])
        assert console.ended() == 0


def _gone(seen: str, text: str) -> bool:
    return seen not in text


SEEN_ON_TODAY = {
    "f1": "Show the page of the chosen client",
    "f3": "New client",
    "f5": "Slip ·",
    "f6": "Room clock",
    "f7": "Who received a lot?",
}
SEEN_IN_SESSION = {"f8": "─ Note ─", "f11": "Why is the session interrupted?"}
_FROM_F5 = dict(zip("5678", (15, 17, 18, 19), strict=True)) | dict(
    zip(("9", "10", "11", "12"), (20, 21, 23, 24), strict=True)
)
_USUAL = {f"f{number}": b"\x1b[%d~" % code for number, code in _FROM_F5.items()}
PUTTY = {**{f"f{number}": b"\x1b[%d~" % (10 + number) for number in range(1, 5)}, **_USUAL}
LINUX = {**_USUAL, **{f"f{number}": b"\x1b[[%c" % (64 + number) for number in range(1, 6)}}
XTERM = {**{f"f{number}": b"\x1bO%c" % (79 + number) for number in range(1, 5)}, **_USUAL}
"""Also macOS Terminal, GNOME Terminal, Windows Terminal, screen and tmux."""


def before_cursor(console: Console) -> str:
    return console.screen.display[console.screen.cursor.y][: console.screen.cursor.x]


def test_old_terminals_are_not_asked_what_they_would_print(folder: Path) -> None:
    with console_on(folder, "linux", "C.UTF-8") as console:
        console.until(re.compile(r"\b1 +A\. Ruiz"))
        written = bytes(console.raw)
    assert b"$p" not in written
    assert b"\x1b[>" not in written


def test_noise_on_the_screen_goes_away_with_f12_and_a_key(folder: Path) -> None:
    with console_on(folder, "linux", "C.UTF-8") as console:
        sign_in(console)
        before = console.text
        console.screen.reset()
        console.press("f12")
        console.until(lambda text: "Find" not in text)
        console.settle()
        console.press("x")
        console.until("Find")
        console.settle()
        steady = re.compile(r"\d+:\d\d")
        assert steady.sub("", console.text) == steady.sub("", before)
