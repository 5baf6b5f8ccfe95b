"""A real terminal without glass: a program in a pseudo-terminal, keys for it, and what a person would see."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte

KEYS = {
    "enter": b"\r",
    "tab": b"\t",
    "escape": b"\x1b",
    "backspace": b"\x7f",
    "home": b"\x1b[H",
    "end": b"\x1b[F",
    "up": b"\x1b[A",
    "down": b"\x1b[B",
    "f1": b"\x1bOP",
    "f2": b"\x1bOQ",
    "f3": b"\x1bOR",
    "f4": b"\x1bOS",
    "f5": b"\x1b[15~",
    "f6": b"\x1b[17~",
    "f7": b"\x1b[18~",
    "f8": b"\x1b[19~",
    "f9": b"\x1b[20~",
    "f10": b"\x1b[21~",
    "f11": b"\x1b[23~",
    "f12": b"\x1b[24~",
    **{f"ctrl+{letter}": bytes([ord(letter) - 96]) for letter in "abcdefghijklmnopqrstuvwxyz"},
}
"""What an xterm sends for the keys that aren't characters."""

PATIENCE = 60.0
"""Seconds that a busy machine may take for anything; only a failure ever waits this long."""

# pyte draws the tail of what it doesn't know, and knows neither private parameters but "?" nor strings.
_UNDRAWN = re.compile(rb"\x1b\[[<=>][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$?[pu]|\x1b[P_^X].*?\x1b\\", re.DOTALL)
_BEGUN = re.compile(rb"\x1b(?:\[[0-9;?<=>$]*|[P_^X][^\x1b]*\x1b?)?\Z")
_FRAME_BEGIN, _FRAME_END = b"\x1b[?2026h", b"\x1b[?2026l"
_QUERY = re.compile(rb"\x1b\[(?P<name>5n|6n|\?6n|c|>c|>q|\?(?P<mode>[0-9]+)\$p)")


class NeverSeen(AssertionError):
    """What was waited for did not come on the screen."""


class Console:
    """A running program and its terminal; use it with ``with``: whatever happens, it is ended and reaped.

    Args:
        command: the program and its arguments.
        environment: its whole environment; TERM is added.
        folder: where it runs.
        columns: the terminal's width in cells.
        rows: its height.
        term: the value of TERM.
        synchronised: whether the terminal shows a frame only when it is whole, as many do since 2021: then
            no look ever sees half of one.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        environment: Mapping[str, str],
        folder: Path,
        columns: int = 120,
        rows: int = 40,
        term: str = "xterm-256color",
        synchronised: bool = False,
    ) -> None:
        self.screen = pyte.Screen(columns, rows)
        self.raw = bytearray()
        """Everything the program wrote."""
        self._stream = pyte.ByteStream(self.screen)
        self._held = b""
        self._gone = False
        self._synchronised = synchronised
        self._in_frame = False
        self._frame = ""
        self._looks: list[Callable[[str], None]] = []
        self._master, terminal = pty.openpty()
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        try:
            self.process = subprocess.Popen(
                command,
                stdin=terminal,
                stdout=terminal,
                stderr=terminal,
                cwd=folder,
                env={**environment, "TERM": term},
                start_new_session=True,
                preexec_fn=_take_terminal,
            )
        finally:
            os.close(terminal)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill9()
        self.hang_up()

    @property
    def text(self) -> str:
        """What a person sees: the last whole frame, a line a row, each as wide as the screen."""
        return self._frame

    def watch(self, look: Callable[[str], None]) -> None:
        """Have each frame looked at as soon as it is painted."""
        self._looks.append(look)

    def press(self, *keys: str) -> None:
        """Press keys one after the other: names of ``KEYS``, or text, of which each character is a key."""
        for key in keys:
            self.send(KEYS.get(key) or key.encode())

    def send(self, data: bytes) -> None:
        """Send bytes as they are; a program that has ended doesn't hear them."""
        with contextlib.suppress(OSError):
            os.write(self._master, data)

    def pump(self, seconds: float = 0.0) -> bool:
        """Take in what the program writes, for at most so long; True when there was something."""
        if self._gone or not select.select([self._master], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self._master, 1 << 16)
        except OSError:
            data = b""
        if not data:
            self._gone = True
            return False
        self._take(data)
        return True

    def resize(self, columns: int, rows: int) -> None:
        """Make the terminal another size, as somebody does who drags its window."""
        self.screen.resize(rows, columns)
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def watch_for(self, seconds: float) -> None:
        """Take in what the program writes for exactly so long."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if not self.pump(left) and self._gone:
                return

    def settle(self, quiet_seconds: float = 0.25) -> None:
        """Take in what the program writes until it has been quiet for a while."""
        while self.pump(quiet_seconds):
            pass

    def until(
        self, wanted: str | re.Pattern[str] | Callable[[str], object], *, patience: float = PATIENCE
    ) -> str:
        """Wait until something is on the screen, and give the screen.

        Args:
            wanted: a text, a pattern, or a question about the whole screen's text.
            patience: the seconds to wait at most.

        Raises:
            NeverSeen: it did not come; the message has the last screen.
        """
        end = time.monotonic() + patience
        while not _has(self.text, wanted):
            left = end - time.monotonic()
            if left <= 0 or self._gone:
                why = f"the program has ended ({self.process.poll()})" if self._gone else f"in {patience:g} s"
                raise NeverSeen(f"{wanted} was not seen: {why}; the screen:\n{self.text}")
            self.pump(min(left, 0.5))
        return self.text

    def kill9(self) -> str:
        """Kill the program so that it can do nothing about it, and give the last frame it had painted."""
        self.process.kill()
        self.process.wait()
        while self.pump():
            pass
        return self.text

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the program."""
        self.process.send_signal(number)

    def hang_up(self) -> None:
        """Close the terminal under the program."""
        if self._master >= 0:
            os.close(self._master)
        self._master, self._gone = -1, True

    def ended(self, *, patience: float = PATIENCE) -> int:
        """Wait for the program's own end, and give its exit status; negative for the signal that killed it.

        Raises:
            subprocess.TimeoutExpired: it goes on.
        """
        end = time.monotonic() + patience
        while self.process.poll() is None and time.monotonic() < end:
            if self._gone:
                return self.process.wait(max(0.01, end - time.monotonic()))
            self.pump(0.05)
        status = self.process.wait(0)
        while self.pump():
            pass
        return status

    def _take(self, data: bytes) -> None:
        self.raw += data
        data = self._held + data
        begun = _BEGUN.search(data)
        self._held = data[begun.start() :] if begun else b""
        whole = data[: len(data) - len(self._held)]
        self._answer_queries(whole)
        *frames, rest = whole.split(_FRAME_END)
        for frame in frames:
            self._stream.feed(_UNDRAWN.sub(b"", frame))
            self._finish_frame()
        self._stream.feed(_UNDRAWN.sub(b"", rest))
        self._in_frame = _FRAME_BEGIN in rest or (self._in_frame and not frames)
        if rest and not self._in_frame:
            self._finish_frame()

    def _finish_frame(self) -> None:
        self._frame = "\n".join(self.screen.display)
        for look in self._looks:
            look(self._frame)

    def _answer_queries(self, data: bytes) -> None:
        for query in _QUERY.finditer(data):
            self.send(self._answer(query))

    def _answer(self, query: re.Match[bytes]) -> bytes:
        """Answer as an xterm does, which has no kitty keyboard; synchronised output only if asked for."""
        if query["mode"] == b"2026" and self._synchronised:
            return b"\x1b[?2026;2$y"
        if query["mode"]:
            return b"\x1b[?%s;0$y" % query["mode"]
        cursor = b"%d;%d" % (self.screen.cursor.y + 1, self.screen.cursor.x + 1)
        return {
            b"5n": b"\x1b[0n",
            b"6n": b"\x1b[%sR" % cursor,
            b"?6n": b"\x1b[?%sR" % cursor,
            b"c": b"\x1b[?64;1;2;6;9;15;18;21;22c",
            b">c": b"\x1b[>41;379;0c",
            b">q": b"\x1bP>|XTerm(379)\x1b\\",
        }[query["name"]]


def _take_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _has(text: str, wanted: str | re.Pattern[str] | Callable[[str], object]) -> bool:
    if isinstance(wanted, str):
        return wanted in text
    return bool(wanted.search(text) if isinstance(wanted, re.Pattern) else wanted(text))
