"""Leaving in good order when the terminal is gone, or it or the machine says so."""

import asyncio
import contextlib
import os
import signal
import termios
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import IO

SIGNALS = (signal.SIGHUP, signal.SIGTERM, signal.SIGINT)
_GRACE_SECONDS = 2.0
_KILLED = 128
"""Added to a signal's number for the exit status, as shells do."""
_TRIES, _PAUSE_SECONDS = 20, 0.01
"""How often, and how far apart, a terminal that takes no output is tried for the last words."""


def end_process_soon(
    status: int, last: Callable[[], None], *, seconds: float = _GRACE_SECONDS
) -> Callable[[], None]:
    """End the process after some seconds, whatever it is doing then.

    A process that hangs on a dead terminal would keep a core busy for days.

    Args:
        status: its exit status.
        last: called right before, in a thread of its own; it must not block.
        seconds: how long it gets to end by itself.

    Returns:
        What calls it off.
    """

    def end() -> None:
        try:
            last()
        finally:
            os._exit(status)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    return timer.cancel


def leave_on_signals(leave: Callable[[int], None], *, arm: Callable[[int, int], None]) -> Callable[[], None]:
    """Call ``leave`` with the exit status, in the running event loop, when a signal asks the app to end.

    Args:
        leave: begins to leave; it must not block.
        arm: called first with the signal and the exit status, in the signal handler itself: the loop may be
            blocked by a terminal that takes no more output.

    Returns:
        What undoes this.
    """
    loop = asyncio.get_running_loop()

    def handle(number: int, _frame: FrameType | None) -> None:
        status = _KILLED + number
        arm(number, status)
        loop.call_soon_threadsafe(leave, status)

    before = {number: signal.signal(number, handle) for number in SIGNALS}

    def undo() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    return undo


class VanishingTerminal:
    """A terminal's file that swallows what is written once the terminal is gone.

    Textual's writing thread dies of the first failed write, and the app then waits for ever for room in its
    queue.

    Args:
        file: the terminal's own.
        gone: called once it can't be written any more.
        taken: called when it has taken all that was written.
    """

    def __init__(self, file: IO[str], gone: Callable[[], None], taken: Callable[[], None]) -> None:
        self._file = file
        self._gone = gone
        self._taken = taken
        self._lost = False

    def write(self, text: str) -> int:
        """Write, or swallow."""
        return self._attempt(lambda: self._file.write(text))

    def flush(self) -> None:
        """Send what was written, and tell that it was taken."""
        self._attempt(self._file.flush)
        self._taken()

    def say_last(self, text: str) -> None:
        """Write this as the last, in place of what the terminal has not taken yet; it never blocks for long.

        A thread may be stuck in the middle of writing a picture: what is in its way is thrown away.
        """
        self._lost = True
        # Whose terminal another program uses by now is stopped for touching it.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTTOU})
        with contextlib.suppress(OSError, ValueError, termios.error):
            descriptor = self._file.fileno()
            os.set_blocking(descriptor, False)
            try:
                _write_over(descriptor, text.encode())
            finally:
                # The shell has the same open file.
                os.set_blocking(descriptor, True)

    def fileno(self) -> int:
        """Give the file's own number."""
        return self._file.fileno()

    def isatty(self) -> bool:
        """Tell whether it is a terminal."""
        return self._file.isatty()

    def _attempt(self, action: Callable[[], int | None]) -> int:
        if self._lost:
            return 0
        try:
            return action() or 0
        except (OSError, ValueError):
            self._lost = True
            self._gone()
            return 0


def _write_over(descriptor: int, data: bytes) -> None:
    for _ in range(_TRIES):
        termios.tcflush(descriptor, termios.TCOFLUSH)
        termios.tcflow(descriptor, termios.TCOON)
        try:
            os.write(descriptor, data)
        except BlockingIOError:
            time.sleep(_PAUSE_SECONDS)
        else:
            return
