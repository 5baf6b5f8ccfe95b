"""Leaving in good order when the terminal is gone, or it or the machine says so."""

import asyncio
import os
import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import IO

SIGNALS = (signal.SIGHUP, signal.SIGTERM, signal.SIGINT)
_GRACE_SECONDS = 2.0
_KILLED = 128
"""Added to a signal's number for the exit status, as shells do."""


def end_process_soon(status: int) -> None:
    """End the process after 2 seconds, whatever it is doing then.

    Text that is typed is a draft in the database already and writes are transactions, so nothing saved is
    lost; a process that hangs on a dead terminal would keep a core busy for days.
    """
    timer = threading.Timer(_GRACE_SECONDS, os._exit, (status,))
    timer.daemon = True
    timer.start()


def leave_on_signals(
    leave: Callable[[int], None], *, arm: Callable[[int], None] = end_process_soon
) -> Callable[[], None]:
    """Call ``leave`` with the exit status, in the running event loop, when a signal asks the app to end.

    Args:
        leave: begins to leave; it must not block.
        arm: called first, in the signal handler itself: the loop may be blocked by a terminal that takes no
            more output.

    Returns:
        What undoes this.
    """
    loop = asyncio.get_running_loop()

    def handle(number: int, _frame: FrameType | None) -> None:
        status = _KILLED + number
        arm(status)
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
