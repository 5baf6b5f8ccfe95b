"""A console that is ended keeps what was typed, says whether it did, and leaves the terminal in order."""

from __future__ import annotations

import re
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.system import on_screen
from tests.system.clinic import Clinic
from tests.system.console import FIELD
from tests.system.pty_terminal import PtyTerminal, on_terminal
from tests.system.terminal import Console

ENDED = 128 + signal.SIGTERM
NOT_KEPT = 75
_LEFT = (b"\x1b[?1049l", b"\x1b[?25h")
_TYPED = re.compile(rf"{FIELD}([a-z]*)\|")
_ROUNDS = 8
_LONGER_THAN_A_HANG_UP_SECONDS = 3.0


@contextmanager
def small_console(arm: str, folder: Path) -> Iterator[PtyTerminal]:
    with on_terminal("-m", "tests.system.console", arm, str(folder / "stored")) as terminal:
        terminal.wait_for("READY")
        yield terminal


@contextmanager
def locked(clinic: Clinic) -> Iterator[sqlite3.Connection]:
    """Have another program hold the records."""
    with closing(sqlite3.connect(clinic.folder / "records.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


def go_to_identity(clinic: Clinic, console: Console) -> None:
    clinic.enter(console)
    console.until(lambda text: on_screen.typed(text, "identity") == "")
    console.settle()


def type_initials(console: Console) -> None:
    console.press("lm8")
    console.until(lambda text: on_screen.typed(text, "identity") == "lm8")


def drafts(clinic: Clinic) -> list[str]:
    with closing(sqlite3.connect(clinic.folder / "records.sqlite")) as database:
        return [fields for (fields,) in database.execute("SELECT fields FROM draft")]


def test_what_is_typed_is_kept_however_long_the_records_were_held(tmp_path: Path, program: Path) -> None:
    clinic = Clinic(tmp_path, program)
    with clinic.console() as console:
        go_to_identity(clinic, console)
        with locked(clinic) as other:
            type_initials(console)
            console.signal(signal.SIGTERM)
            # No condition tells that a console goes on waiting: this is what it must outlast.
            console.watch_for(_LONGER_THAN_A_HANG_UP_SECONDS)
            assert console.process.poll() is None
            other.execute("ROLLBACK")
        assert console.ended() == ENDED
        assert all(part in console.raw for part in _LEFT)
    assert '"identity": "lm8"' in drafts(clinic)[0]
    with clinic.console() as again:
        clinic.enter(again)
        again.until(lambda text: on_screen.typed(text, "identity") == "lm8")


def test_a_console_that_is_hung_up_waits_for_no_records_and_leaves_the_terminal(
    tmp_path: Path, program: Path
) -> None:
    clinic = Clinic(tmp_path, program)
    with clinic.console() as console:
        go_to_identity(clinic, console)
        with locked(clinic):
            type_initials(console)
            console.signal(signal.SIGHUP)
            assert console.ended() == 128 + signal.SIGHUP
        assert console.raw.rstrip().endswith(_LEFT[1] + b"\x1b[?1004l")
        assert all(part in console.raw for part in _LEFT)


def test_a_hang_up_ends_a_console_that_waits_for_the_records_already(tmp_path: Path, program: Path) -> None:
    clinic = Clinic(tmp_path, program)
    with clinic.console() as console:
        go_to_identity(clinic, console)
        with locked(clinic):
            type_initials(console)
            console.signal(signal.SIGTERM)
            console.signal(signal.SIGHUP)
            assert console.ended() == 128 + signal.SIGHUP


def test_a_console_that_could_not_keep_something_says_so(tmp_path: Path) -> None:
    with small_console("full-disk", tmp_path) as terminal:
        terminal.send(b"half a na")
        terminal.wait_for(f"{FIELD}half a na|")
        terminal.process.send_signal(signal.SIGTERM)
        assert terminal.wait_for_end() == NOT_KEPT
    told = terminal.output.rpartition(_LEFT[0])[2]
    assert b"What was typed last could not be kept on the disk" in told


def test_a_console_that_kept_all_says_nothing(tmp_path: Path) -> None:
    with small_console("field", tmp_path) as terminal:
        terminal.send(b"save\r")
        terminal.wait_for(f"{FIELD}save|")
        terminal.process.send_signal(signal.SIGTERM)
        assert terminal.wait_for_end() == ENDED
    assert b"kept" not in terminal.output


def lost_letters(arm: str, folder: Path) -> Iterator[tuple[str, str]]:
    """Type while the console is being ended, and give what was seen and what was kept where they differ."""
    for number in range(_ROUNDS):
        there = folder / str(number)
        there.mkdir()
        with small_console(arm, there) as terminal:
            terminal.send(b"qa")
            if number % 2:
                terminal.wait_for("qa|")
            terminal.process.send_signal(signal.SIGTERM)
            for letter in b"zyxwvut"[number % 7 :]:
                terminal.send(bytes([letter]))
                terminal.drain()
            assert terminal.wait_for_end() == ENDED
        found = _TYPED.search(terminal.screen)
        last = found[1] if found else ""
        kept = [line for line in (there / "stored").read_text().splitlines() if line.startswith("draft:")]
        if not kept[-1].startswith(f"draft:{last}"):
            yield last, kept[-1]


def test_all_that_was_seen_is_kept_also_what_is_typed_while_the_console_is_ended(tmp_path: Path) -> None:
    assert list(lost_letters("field", tmp_path)) == []


def test_the_same_check_notices_keys_that_are_taken_too_late(tmp_path: Path) -> None:
    assert next(lost_letters("bare-leaving", tmp_path))
