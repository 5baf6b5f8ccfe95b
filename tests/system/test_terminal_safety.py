"""On a real terminal: text can not harm it, input can not break the console, and it ends in good order.

Each protection has an arm without it, in which the same test must find the harm.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.system.console import NEEDLE
from tests.system.pty_terminal import PtyTerminal, on_terminal
from tests.system.slots import LEAKS, SLOTS


@contextmanager
def console(arm: str, folder: Path, *, columns: int = 80, rows: int = 24) -> Iterator[PtyTerminal]:
    with on_terminal(
        "-m", "tests.system.console", arm, str(folder / "stored"), columns=columns, rows=rows
    ) as terminal:
        yield terminal


def stored(folder: Path) -> list[str]:
    return (folder / "stored").read_text(encoding="utf-8").split()


def leaks_of(arm: str, folder: Path) -> tuple[list[str], PtyTerminal]:
    with console(arm, folder, columns=160, rows=120) as terminal:
        for slot in SLOTS:
            terminal.wait_for_bytes(slot.encode())
        terminal.send(b"\x11")
        status = terminal.wait_for_end()
    assert status == 0
    return [name for name, part in LEAKS.items() if part in terminal.output], terminal


def test_no_slot_lets_a_persons_text_steer_the_terminal(tmp_path: Path) -> None:
    leaks, terminal = leaks_of("slots", tmp_path)
    assert leaks == []
    assert b"[@click=app.quit]x[/][/nope]" in terminal.output


def test_without_the_filter_the_same_slots_leak(tmp_path: Path) -> None:
    leaks, _ = leaks_of("bare-slots", tmp_path)
    assert {"OSC 52", "C1", "right-to-left override", "zero-width space"} <= set(leaks)


def test_bytes_that_are_no_text_do_not_end_the_console(tmp_path: Path) -> None:
    with console("field", tmp_path) as terminal:
        terminal.wait_for("READY")
        terminal.send(b"\xff\xfe\xc3(ab\xc3\xa9")
        terminal.wait_for("(abé|")
        terminal.send(b"\x1b[99999999999999999999u\x1b[1114112;1uz")
        terminal.wait_for("z|")
        terminal.send(b"\x11")
        assert terminal.wait_for_end() == 0


def test_without_the_decoder_one_byte_ends_it(tmp_path: Path) -> None:
    with console("bare-input", tmp_path) as terminal:
        terminal.wait_for("READY")
        terminal.send(b"\xff")
        terminal.wait_for_end()
    assert b"typed:" not in terminal.output


def test_an_escape_in_a_paste_runs_no_command(tmp_path: Path) -> None:
    with console("field", tmp_path) as terminal:
        terminal.wait_for("READY")
        terminal.send(b"\x1b[200~one\x1bB\x11\x1b[21~two\x1b[201~\x11three\x1b[201~")
        terminal.wait_for("three|")
        assert "typed:oneB[21~twothree|" in terminal.screen
        terminal.send(b"!")
        terminal.wait_for("three!|")
    assert not (tmp_path / "stored").exists()


def test_without_the_decoder_the_paste_quits(tmp_path: Path) -> None:
    with console("bare-input", tmp_path) as terminal:
        terminal.wait_for("READY")
        terminal.send(b"\x1b[200~one\x1bB\x11two\x1b[201~")
        assert terminal.wait_for_end() == 0
    assert "closed" in stored(tmp_path)


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM], ids=lambda number: number.name)
def test_a_signal_ends_it_with_draft_and_writes_stored(number: signal.Signals, tmp_path: Path) -> None:
    with console("field", tmp_path) as terminal:
        terminal.wait_for("READY")
        terminal.send(b"save\r")
        terminal.wait_for("save|")
        terminal.process.send_signal(number)
        assert terminal.wait_for_end() == 128 + number
    assert stored(tmp_path)[-2:] == ["draft:save", "closed"]
    assert b"\x1b[?1049l" in terminal.output


def test_a_closed_terminal_ends_it_with_the_draft_stored(tmp_path: Path) -> None:
    with console("field", tmp_path) as terminal:
        terminal.wait_for("READY")
        terminal.send(b"half a na")
        terminal.wait_for("half a na|")
        terminal.close()
        assert terminal.wait_for_end() != 0
    assert (tmp_path / "stored").read_text(encoding="utf-8").splitlines()[0] == "draft:half a na"


def test_a_terminal_that_takes_no_more_output_does_not_hold_it(tmp_path: Path) -> None:
    with console("field", tmp_path) as terminal:
        terminal.wait_for("READY")
        # Nobody reads any more: the terminal's buffer fills while keys are echoed.
        for _ in range(300):
            terminal.send(b"abcdefgh\x7f\x7f\x7f")
        terminal.process.send_signal(signal.SIGTERM)
        assert terminal.process.wait(30) == 128 + signal.SIGTERM
        # What it had not taken by then would have stayed on the glass.
        terminal.wait_for_end()
    assert b"\x1b[?1049l\x1b[?25h" in terminal.output


def test_a_crash_tells_a_number_and_nothing_else(tmp_path: Path) -> None:
    with console("field", tmp_path) as terminal:
        terminal.wait_for("READY")
        terminal.send(b"crash\r")
        assert terminal.wait_for_end() == 70
    report = next((tmp_path / "log").iterdir()).read_text(encoding="utf-8")
    assert b"mesotui had to stop because of a fault of its own" in terminal.output
    assert b"Traceback" not in terminal.output
    assert NEEDLE.encode() not in terminal.output
    assert NEEDLE not in report
    assert "in _crash" in report
    assert stored(tmp_path) == ["closed"]


def test_without_the_override_the_crash_tells_the_name(tmp_path: Path) -> None:
    with console("bare-crash", tmp_path, columns=160) as terminal:
        terminal.wait_for("READY")
        terminal.send(b"crash\r")
        assert terminal.wait_for_end() != 0
    assert NEEDLE.encode() in terminal.output
