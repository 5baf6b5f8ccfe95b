"""A scanner on a real terminal, at its own speed: each code is read, and nothing of any lands in a field."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.scanned.code import GS, PACK, Code
from tests.scanned.table import TYPED
from tests.system.pty_terminal import PtyTerminal, on_terminal

_A_CHARACTER_SECONDS = 0.001
_STUTTER_SECONDS = 0.02
"""No scanner leaves so much time between two characters; a machine that runs other tests may."""
_TRIES = 5
_PATIENCE_SECONDS = 60
_WHOLE = f"]d201{PACK}1726123110ABC-123{GS}21SN0042"
_READY = {"stock": "ABC-123", "inject": "Zone", "receive": "Expiry"}


@dataclass(frozen=True, slots=True)
class Scanning:
    """A running console and the file in which it tells what came."""

    terminal: PtyTerminal
    file: Path

    def type(self, text: str, *, seconds: float = _A_CHARACTER_SECONDS) -> float:
        """Type as a scanner or a person does, so many seconds a character; give the longest that one took."""
        longest = 0.0
        for byte in text.encode():
            began = time.monotonic()
            self.terminal.send(bytes([byte]))
            if seconds:
                time.sleep(seconds)
            longest = max(longest, time.monotonic() - began)
        self.terminal.drain()
        return longest

    @property
    def told(self) -> list[dict[str, Any]]:
        """What the console told so far, a code each; the last line, of no code, as it was left."""
        return _lines(self.file)

    def outcomes(self, count: int) -> list[dict[str, Any]]:
        """Wait until so many codes were told."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while len(self.told) < count:
            assert time.monotonic() < deadline, f"{len(self.told)} of {count} came:\n{self.terminal.screen}"
            assert self.terminal.process.poll() is None, f"it ended:\n{self._faults}"
            self.terminal.drain()
            time.sleep(0.02)
        return self.told

    @property
    def _faults(self) -> str:
        return "\n".join(report.read_text() for report in self.file.parent.glob("fault-*"))

    def leave(self) -> dict[str, str]:
        """Quit, and give what stood in the fields at the end."""
        self.terminal.send(b"\x11")
        assert self.terminal.wait_for_end() == 0
        return dict(self.told[-1]["fields"])


@contextmanager
def scanning(arm: str, folder: Path) -> Iterator[Scanning]:
    with on_terminal("-m", "tests.system.scan_console", arm, str(folder), columns=120, rows=40) as terminal:
        terminal.wait_for(_READY[arm.partition("-")[0]])
        yield Scanning(terminal, folder / "told")


def as_told(code: Code) -> list[str]:
    return [] if code.unreadable else [code.gtin, code.lot, code.expiry, code.serial]


def compare(told: list[dict[str, Any]]) -> None:
    """Hold what was told of the whole table against it: every character, and what came of it."""
    assert [line["code"] for line in told] == [code.sent for code in TYPED]
    assert [line["read"] for line in told] == [as_told(code) for code in TYPED]
    silent = [code.name for code, line in zip(TYPED, told, strict=True) if code.says not in line["said"]]
    assert silent == []


def type_table(arm: str, folder: Path, *, first: str = "") -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Type the whole table as a scanner does; give what was told of each code, and the fields at the end.

    Where this machine was slower between two characters than any scanner, it is typed again on a new console.
    """
    for number in range(_TRIES):
        tried = folder / str(number)
        tried.mkdir()
        with scanning(arm, tried) as console:
            if first:
                console.type(first, seconds=0.1)
            longest = max(console.type(code.sent + "\r") for code in TYPED)
            if longest <= _STUTTER_SECONDS or number == _TRIES - 1:
                return console.outcomes(len(TYPED)), console.leave()
    raise AssertionError("the last try ends above")


def test_the_whole_table_while_a_zone_is_being_typed(tmp_path: Path) -> None:
    told, fields = type_table("inject", tmp_path, first="tl")
    compare(told)
    drawn_from = {line["fields"].pop("entry-product") for line in told}
    assert drawn_from == {"", "Xylocaine 1 % lot ABC-123"}
    still = {json.dumps(line["fields"], sort_keys=True) for line in told if line["on"] == "SessionScreen"}
    assert len(still) == 1
    assert fields["entry-zone"] == "tl"


def test_the_whole_table_in_the_stock(tmp_path: Path) -> None:
    told, _ = type_table("stock", tmp_path)
    compare(told)
    typed = {line["fields"]["stock-find"] for line in told}
    assert typed <= {"", "Xylocaine 1 %", "Mesocaine"}


def test_the_whole_table_in_the_form_that_takes_a_lot_in(tmp_path: Path) -> None:
    lots = {code.lot for code in TYPED} | {""}
    expiries = {code.expiry for code in TYPED} | {""}
    told, _ = type_table("receive", tmp_path)
    compare(told)
    for line in told:
        fields = line["fields"]
        assert fields["receive-lot"] in lots
        assert fields["receive-expiry"] in expiries
        assert fields["receive-product"] in {"", "Xylocaine 1 %", "Mesocaine"}
        assert fields["receive-ml"] == ""


def test_without_the_capture_the_same_table_lands_in_the_fields(tmp_path: Path) -> None:
    with scanning("inject-bare", tmp_path) as console:
        console.type("tl", seconds=0.1)
        console.type(TYPED[0].sent)
        console.terminal.wait_for("0107680")
        fields = console.leave()
    assert len(console.told) == 1
    assert fields["entry-zone"] != "tl"


def test_bursts_pastes_other_terminals_and_a_person_in_between(tmp_path: Path) -> None:
    kitty = _WHOLE.replace(GS, "\x1b[93;5u")
    with scanning("inject", tmp_path) as console:
        console.type("t", seconds=0.1)
        console.terminal.send((_WHOLE + "\r").encode() * 200)
        console.outcomes(200)
        console.type(kitty + "\r")
        console.outcomes(201)
        console.terminal.send(f"\x1b[200~{_WHOLE}\r\x1b[201~".encode())
        console.outcomes(202)
        # Ctrl+P and Ctrl+Q inside a code: neither the palette nor the end.
        console.type(_WHOLE.replace("1726", "17\x10\x1126") + "\r")
        told = console.outcomes(203)
        console.type("l", seconds=0.1)
        console.terminal.wait_for("Zone  tl ")
        fields = console.leave()
    assert {line["code"] for line in told} == {_WHOLE}
    assert {tuple(line["read"]) for line in told} == {(PACK, "ABC-123", "2026-12-31", "SN0042")}
    assert {line["fields"]["entry-zone"] for line in told} == {"t"}
    assert fields["entry-zone"] == "tl"


def test_a_loop_that_is_busy_three_quarters_of_the_time(tmp_path: Path) -> None:
    with scanning("inject-blocked", tmp_path) as console:
        # Whole codes arrive at once: nothing but the program itself can come between their keys.
        for _ in range(6):
            console.terminal.send((_WHOLE + "\r" + _WHOLE + "\r").encode())
            time.sleep(0.3)
        told = console.outcomes(12)
        # A person types a prefix, each key a quarter of a second behind the one before.
        console.type("]d2", seconds=0.4)
        console.terminal.wait_for("]d2")
        fields = console.leave()
    assert [line["code"] for line in told[:12]] == [_WHOLE] * 12
    assert fields["entry-zone"] == "]d2"


def test_through_tmux(tmp_path: Path) -> None:
    tmux = shutil.which("tmux")
    if tmux is None:
        pytest.skip("tmux is not installed")
    run = [tmux, "-S", str(tmp_path / "socket"), "-f", "/dev/null"]
    command = f"{sys.executable} -m tests.system.scan_console inject {tmp_path}"
    started = [*run, "new-session", "-d", "-x", "120", "-y", "40", command]
    subprocess.run(started, check=True, cwd=Path(__file__).parents[2])
    try:
        _until(lambda: "Zone" in _tmux(run, "capture-pane", "-p"))
        for _ in range(3):
            _tmux(run, "send-keys", "-H", *(f"{byte:02x}" for byte in f"{_WHOLE}\r".encode()))
        _until(lambda: len(_lines(tmp_path / "told")) >= 3)
    finally:
        _tmux(run, "kill-server")
    told = [line for line in _lines(tmp_path / "told") if line["code"]]
    assert [line["code"] for line in told] == [_WHOLE] * 3


def _tmux(run: list[str], *arguments: str) -> str:
    done = subprocess.run([*run, *arguments], capture_output=True, text=True, check=False)
    return done.stdout


def _lines(file: Path) -> list[dict[str, Any]]:
    if not file.exists():
        return []
    return [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n")[:-1]]


def _until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)
