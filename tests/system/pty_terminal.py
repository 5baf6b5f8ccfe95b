"""A real pseudo-terminal for tests: what a program writes to it, as bytes and as a screen."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyte

PATIENCE_SECONDS = 30.0
_ROOT = Path(__file__).parents[2]


class PtyTerminal:
    """One program on one terminal.

    Args:
        argv: the program.
        columns: the terminal's width.
        rows: its height.
        environment: what the program's environment has besides the machine's.
    """

    def __init__(
        self,
        argv: Sequence[str],
        *,
        columns: int = 80,
        rows: int = 24,
        environment: dict[str, str] | None = None,
    ) -> None:
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.output = b""
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self.process = subprocess.Popen(
            argv,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            cwd=_ROOT,
            env={
                "PATH": os.environ["PATH"],
                "HOME": os.environ.get("HOME", "/"),
                "PYTHONPATH": str(_ROOT),
                "TERM": "xterm-256color",
                "LANG": "C.UTF-8",
                **(environment or {}),
            },
        )
        os.close(slave)
        self._open = True

    @property
    def screen(self) -> str:
        """What the eye sees, one line a row."""
        return "\n".join(self._screen.display)

    def send(self, data: bytes) -> None:
        """Type bytes."""
        os.write(self.master, data)

    def wait_for(self, text: str) -> None:
        """Wait until a text stands on the screen.

        Raises:
            AssertionError: the program ended, or too much time went by.
        """
        deadline = time.monotonic() + PATIENCE_SECONDS
        while text not in self.screen:
            assert time.monotonic() < deadline, f"{text!r} never came:\n{self.screen}"
            assert self._read(), f"the program ended before {text!r} came:\n{self.screen}"

    def drain(self) -> None:
        """Take in what was written by now, so that the program never waits for room."""
        while select.select([self.master], [], [], 0)[0] and self._read():
            pass

    def wait_for_bytes(self, *parts: bytes) -> None:
        """Wait until all these bytes were written, wherever they went."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while missing := [part for part in parts if part not in self.output]:
            assert time.monotonic() < deadline, f"never written: {missing}\n{self.screen}"
            assert self._read(), f"the program ended before {missing} was written"

    def wait_for_end(self) -> int:
        """Read to the end and give the exit status."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self._open and self._read():
            assert time.monotonic() < deadline, f"the program did not end:\n{self.screen}"
        return self.process.wait(PATIENCE_SECONDS)

    def close(self) -> None:
        """Take the terminal away, as a closed window or a dropped line does."""
        if self._open:
            self._open = False
            os.close(self.master)

    def _read(self) -> bool:
        ready, _, _ = select.select([self.master], [], [], 0.1)
        if not ready:
            return self.process.poll() is None
        try:
            data = os.read(self.master, 65536)
        except OSError:
            return False
        self.output += data
        # pyte doesn't know these two sequences and would print their last letters.
        self._stream.feed(data.replace(b"\x1b[>25u", b"").replace(b"\x1b[<u", b""))
        return bool(data)


@contextmanager
def on_terminal(
    *arguments: str, columns: int = 80, rows: int = 24, environment: dict[str, str] | None = None
) -> Iterator[PtyTerminal]:
    """Run ``python`` with arguments on a terminal of its own; whatever is left of it at the end is killed."""
    terminal = PtyTerminal([sys.executable, *arguments], columns=columns, rows=rows, environment=environment)
    try:
        yield terminal
    finally:
        terminal.close()
        terminal.process.kill()
        terminal.process.wait()
