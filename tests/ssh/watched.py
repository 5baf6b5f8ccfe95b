"""A server that tells what it holds when it is sent SIGUSR2, or one that breaks a promise on purpose.

``python -m tests.ssh.watched ARM serve …`` takes the options of ``mesotui serve``; "whole" breaks none.
"""

from __future__ import annotations

import asyncio
import errno
import gc
import os
import signal
import sys
from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING, Any

from mesotui.cli import main

if TYPE_CHECKING:
    from mesotui.ssh.console import ConsoleSession
    from mesotui.ssh.door import Door
    from mesotui.ssh.visitor import Visitor

_KEPT_BYTES = 1 << 20


def tell_what_is_held() -> None:
    """Note tasks, connections and consoles when asked."""
    from mesotui.ssh import door

    start = door.Door.start

    def started(self: Door) -> None:
        start(self)
        asyncio.get_running_loop().add_signal_handler(signal.SIGUSR2, tell, self)

    def tell(self: Door) -> None:
        gc.collect()
        held = [type(one) for one in gc.get_objects()]
        self.journal(
            "held",
            tasks=len(asyncio.all_tasks()),
            visitors=len(self.visitors),
            consoles=len(self.consoles),
            left=sum(kind.__name__ in ("Visitor", "ConsoleSession") for kind in held),
        )

    door.Door.start = started  # type: ignore[method-assign]


def let_consoles_run() -> None:
    """Never end the console of a line that is gone, and keep its terminal."""
    from mesotui.ssh import console

    def lost(self: ConsoleSession, exc: Exception | None) -> None:
        self.channel = None

    def ended(self: ConsoleSession) -> bool:
        return False

    console.ConsoleSession.connection_lost = lost  # type: ignore[method-assign]
    console.ConsoleSession.eof_received = ended  # type: ignore[method-assign]


def forget_nobody() -> None:
    """Keep every connection that ever was."""
    from mesotui.ssh import visitor

    kept: list[Any] = []
    lost = visitor.Visitor.connection_lost

    def keep(self: Visitor, exc: Exception | None) -> None:
        lost(self, exc)
        kept.append((self, bytearray(_KEPT_BYTES)))

    visitor.Visitor.connection_lost = keep  # type: ignore[method-assign]


def fail_fourth_fork() -> None:
    """Have no room for the second console; the forker is the first copy, the keeper the second."""
    from mesotui.ssh import forker

    fork, counted = os.fork, count(1)

    def full() -> int:
        if next(counted) == 4:
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        return fork()

    forker.os.fork = full  # type: ignore[attr-defined]


def fail_second_terminal() -> None:
    """Have no terminal for the second console."""
    from mesotui.ssh import console

    openpty: Callable[[], tuple[int, int]] = console.pty.openpty  # type: ignore[attr-defined]
    counted = count(1)

    def full() -> tuple[int, int]:
        if next(counted) == 2:
            raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))
        return openpty()

    console.pty.openpty = full  # type: ignore[attr-defined]


ARMS = {
    "whole": lambda: None,
    "let-run": let_consoles_run,
    "forget-nobody": forget_nobody,
    "no-fork": fail_fourth_fork,
    "no-terminal": fail_second_terminal,
}

if __name__ == "__main__":
    tell_what_is_held()
    ARMS[sys.argv.pop(1)]()
    raise SystemExit(main())
