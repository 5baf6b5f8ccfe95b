"""A receipt printer that is no machine: it listens on this computer and turns what it is sent into pictures.

The demo prints on it, and the tests, which can also let it be out of paper, too slow, or lie.
"""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from enum import Enum, auto
from types import TracebackType

from mesotui.slips import escpos
from mesotui.slips.raster import Raster

_READ = 4096
_PAUSE_SECONDS = 0.05
_ALL_WELL, _NO_PAPER, _NONSENSE = 0x12, 0x72, 0xFF
_ASK, _ASK_WHEN_DONE, _CUT = b"\x10\x04", b"\x1dr", b"\x1dV"
_BAND_HEAD = 8
# Each command this printer knows, and how many bytes it takes without its picture.
_LENGTHS = {
    b"\x1b@": 2,
    b"\x1bJ": 3,
    b"\x1bd": 3,
    escpos.BAND: _BAND_HEAD,
    _CUT: 3,
    _ASK: 3,
    _ASK_WHEN_DONE: 3,
}


class Behaviour(Enum):
    """How it treats who prints."""

    WELL = auto()
    OUT_OF_PAPER = auto()
    RUNS_OUT = auto()
    """It has paper when it is asked first, and none at the end."""
    SILENT = auto()
    """It prints and never says a word."""
    SLOW = auto()
    """It takes no more than the beginning, until it behaves otherwise."""
    LYING = auto()
    """It says that all is well and prints nothing."""
    BABBLING = auto()
    """It prints, and answers what no printer answers."""


class VirtualPrinter:
    """One printer on a free port of 127.0.0.1, until it is closed.

    Args:
        behaviour: how it treats who prints; may be changed at any time.
        on_print: called in the printer's thread with each slip that was cut off or whose sender hung up.
    """

    def __init__(
        self,
        behaviour: Behaviour = Behaviour.WELL,
        on_print: Callable[[Raster], None] = lambda _: None,
    ) -> None:
        self.behaviour = behaviour
        self.printed: list[Raster] = []
        self._on_print = on_print
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _READ)
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="virtual-printer", daemon=True)
        self._thread.start()

    @property
    def connection(self) -> str:
        """How a printer of the clinic is connected to it."""
        return f"tcp:127.0.0.1:{self._listener.getsockname()[1]}"

    def close(self) -> None:
        """Switch it off; once is enough."""
        if self._closed.is_set():
            return
        self._closed.set()
        # Shut down, since closing alone doesn't wake the thread that waits for a caller.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def __enter__(self) -> "VirtualPrinter":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _serve(self) -> None:
        while not self._closed.is_set():
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            with line:
                self._attend(line)

    def _attend(self, line: socket.socket) -> None:
        paper = _Paper()
        pending = b""
        while received := _received(line):
            pending = self._work_off(pending + received, paper, line)
            while self.behaviour is Behaviour.SLOW and not self._closed.wait(_PAUSE_SECONDS):
                pass
        self._put_out(paper)

    def _work_off(self, data: bytes, paper: "_Paper", line: socket.socket) -> bytes:
        """Do what the data say, and give what isn't whole yet."""
        while data:
            length = _length(data)
            if length is None:
                return data
            command, data = data[:length], data[length:]
            if command.startswith(escpos.BAND):
                paper.add(command)
            elif command.startswith(_CUT):
                self._put_out(paper)
            elif command.startswith((_ASK, _ASK_WHEN_DONE)):
                self._answer(command, line)
        return data

    def _put_out(self, paper: "_Paper") -> None:
        page = paper.taken()
        if page is not None and self.behaviour not in (Behaviour.LYING, Behaviour.OUT_OF_PAPER):
            self.printed.append(page)
            self._on_print(page)

    def _answer(self, question: bytes, line: socket.socket) -> None:
        when_done = question.startswith(_ASK_WHEN_DONE)
        answer = 0 if when_done else _ALL_WELL
        if self.behaviour is Behaviour.SILENT:
            return
        if self.behaviour is Behaviour.BABBLING:
            answer = _NONSENSE
        elif question == escpos.ASK_PAPER and self.behaviour is Behaviour.OUT_OF_PAPER:
            answer = _NO_PAPER
        elif when_done and self.behaviour is Behaviour.RUNS_OUT:
            answer = escpos.NO_PAPER_WHEN_DONE
        with suppress(OSError):
            line.sendall(bytes([answer]))


class _Paper:
    """What was printed since the last cut."""

    def __init__(self) -> None:
        self._across = 0
        self._rows = b""

    def add(self, band: bytes) -> None:
        """Print a band."""
        self._across = int.from_bytes(band[4:6], "little")
        self._rows += band[_BAND_HEAD:]

    def taken(self) -> Raster | None:
        """Give what is printed, and begin anew."""
        if not self._rows:
            return None
        page = Raster(width=8 * self._across, height=len(self._rows) // self._across, rows=self._rows)
        self._rows = b""
        return page


def _received(line: socket.socket) -> bytes:
    try:
        return line.recv(_READ)
    except OSError:
        return b""


def _length(data: bytes) -> int | None:
    """Give how many bytes the first command takes; None while they aren't all there."""
    length = next((length for start, length in _LENGTHS.items() if data.startswith(start)), None)
    if length is None:
        # A beginning may still become a command; anything else is a letter, which this printer leaves out.
        return None if any(start.startswith(data) for start in _LENGTHS) else 1
    if len(data) < length:
        return None
    if data.startswith(escpos.BAND):
        length += int.from_bytes(data[4:6], "little") * int.from_bytes(data[6:8], "little")
    return length if len(data) >= length else None
