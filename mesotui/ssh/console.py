"""One console as the door sees it: a pseudo-terminal on one side, an SSH channel on the other."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import pty
import struct
import termios
import time
from collections.abc import Callable
from typing import Protocol

import asyncssh
from typing_extensions import override

from mesotui.ssh.farewell import Ending, farewell
from mesotui.ssh.journal import Journal
from mesotui.ssh.limits import Limits
from mesotui.ssh.terminal_size import checked_size, checked_term

_CHUNK_BYTES = 65_536
_EXIT_BITS = 0xFF
_CLOSE_SECONDS = 2.0


class Desk(Protocol):
    """What a console asks of the door."""

    limits: Limits
    journal: Journal
    reset: Callable[[str], bytes]
    """Gives what sets a terminal of a kind right again after a console that died."""

    def admit(self, console: ConsoleSession) -> str:
        """Start a console's process; gives why not, empty when it was started."""
        ...

    def hang_up(self, console: ConsoleSession, why: str) -> None:
        """See to it that the process of a console whose line is gone ends."""
        ...


class ConsoleSession(asyncssh.SSHServerSession[bytes]):
    """Grants a terminal with a console on it, and nothing else.

    Args:
        desk: starts and ends processes.
        fingerprint: of the key that signed in; it alone decides who acts.
        login: whose key it is.
        address: where the connection comes from.
    """

    def __init__(self, desk: Desk, *, fingerprint: str, login: str, address: str) -> None:
        self.fingerprint = fingerprint
        self.login = login
        self.address = address
        self.number = 0
        """Given by the door when the console is admitted."""
        self.heard = time.monotonic()
        """When its line last brought anything, if only a sign of life."""
        self.ending: Ending | None = None
        """Why the door has its process ended; None when it doesn't."""
        self.term = checked_term(None)
        self.channel: asyncssh.SSHServerChannel[bytes] | None = None
        self._close_connection: Callable[[], None] | None = None
        self._desk = desk
        self._loop = asyncio.get_running_loop()
        self._has_terminal = False
        self._size = checked_size(0, 0, desk.limits)
        self._side = -1
        self._typed = bytearray()
        self._paused: set[str] = set()
        self._stalled: asyncio.TimerHandle | None = None

    @override
    def connection_made(self, chan: asyncssh.SSHServerChannel[bytes]) -> None:
        self.channel = chan
        self._close_connection = chan.get_connection().close
        chan.set_write_buffer_limits(high=self._desk.limits.buffered_bytes)

    @override
    def pty_requested(self, term_type: str, term_size: tuple[int, int, int, int], term_modes: object) -> bool:
        self._has_terminal = True
        self.term = checked_term(term_type)
        self._size = checked_size(term_size[0], term_size[1], self._desk.limits)
        return True

    @override
    def shell_requested(self) -> bool:
        if not self._has_terminal:
            self._refuse("a shell without a terminal")
        return self._has_terminal

    @override
    def exec_requested(self, command: str) -> bool:
        self._refuse("a command")
        return False

    @override
    def subsystem_requested(self, subsystem: str) -> bool:
        self._refuse("a subsystem")
        return False

    @override
    def session_started(self) -> None:
        """Open the pseudo-terminal and have a console started on it."""
        refusal = self._desk.admit(self)
        if refusal:
            self._say(refusal)
            self._close(1)

    def terminal(self) -> int:
        """Make the pseudo-terminal and give the console's side, which the caller closes.

        Raises:
            OSError: the system has no more of them, or of descriptors.
        """
        self._side, given = pty.openpty()
        try:
            os.set_blocking(self._side, False)
            self._resize()
            self._loop.add_reader(self._side, self._read)
        except OSError:
            os.close(given)
            raise
        return given

    @override
    def terminal_size_changed(self, width: int, height: int, pixwidth: int, pixheight: int) -> None:
        self._size = checked_size(width, height, self._desk.limits)
        self._resize()

    @override
    def data_received(self, data: bytes, datatype: int | None) -> None:
        """Hand over what was typed; a console that doesn't read it makes the line wait."""
        self._typed += data
        self._hand_over()

    @override
    def break_received(self, msec: int) -> bool:
        return False

    @override
    def signal_received(self, signal: str) -> None:
        """Do nothing: what ends a console is its keys, or its line."""

    @override
    def soft_eof_received(self) -> None:
        """Do nothing, as with a signal."""

    @override
    def eof_received(self) -> bool:
        # A client that can type no more is gone; its terminal would stay behind for ever.
        self._desk.hang_up(self, "closed")
        return False

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._let_go()
        self.channel = None
        self._desk.hang_up(self, "lost" if exc else "closed")

    @override
    def pause_writing(self) -> None:
        self.pause("channel")

    @override
    def resume_writing(self) -> None:
        self.resume("channel")

    def pause(self, who: str) -> None:
        """Take no more output of the console until the line has caught up; too long, and it is cut."""
        self._paused.add(who)
        if self._side >= 0:
            self._loop.remove_reader(self._side)
        if self._stalled is None:
            self._stalled = self._loop.call_later(self._desk.limits.stalled_seconds, self.cut)

    def resume(self, who: str) -> None:
        """Take output again once nothing holds it up."""
        self._paused.discard(who)
        if self._paused:
            return
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None
        if self._side >= 0:
            self._loop.add_reader(self._side, self._read)

    def cut(self) -> None:
        """Drop the connection at once, without waiting for what it hasn't taken."""
        if self.channel is not None:
            self.channel.get_connection().abort()

    def ended(self, status: int) -> None:
        """Send what the console wrote last and what is to be said, and close with its exit status.

        A console that was killed could not tidy up: what it showed is taken off the client's terminal, and
        the terminal is told to be as it was.
        """
        if self._side >= 0:
            with contextlib.suppress(OSError):
                while rest := os.read(self._side, _CHUNK_BYTES):
                    self._write(rest)
        self._let_go()
        if status < 0:
            self._write(self._desk.reset(self.term))
        if said := farewell(self.ending, status):
            self._say(said)
        self._close(status if status >= 0 else 128 - status)

    def _close(self, status: int) -> None:
        if self.channel is not None:
            self.channel.exit(status & _EXIT_BITS)
        if self._close_connection is not None:
            # The client takes the exit status and closes; one that doesn't is closed, for nothing else can
            # be asked of a connection whose console has ended.
            self._loop.call_later(_CLOSE_SECONDS, self._close_connection)
            self._close_connection = None

    def _refuse(self, asked: str) -> None:
        self._desk.journal("refused", why=f"asked for {asked}", login=self.login, **{"from": self.address})

    def _say(self, sentence: str) -> None:
        self._write(f"{sentence}\r\n".encode())

    def _write(self, data: bytes) -> None:
        if self.channel is not None and not self.channel.is_closing():
            with contextlib.suppress(BrokenPipeError, OSError):
                self.channel.write(data)

    def _read(self) -> None:
        try:
            data = os.read(self._side, _CHUNK_BYTES)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            self._write(data)
        else:
            # Nothing holds the other side any more; the forker tells with which status it ended.
            self._loop.remove_reader(self._side)

    def _hand_over(self) -> None:
        if self._side < 0:
            return
        try:
            while self._typed:
                del self._typed[: os.write(self._side, self._typed[:_CHUNK_BYTES])]
        except BlockingIOError:
            self._loop.add_writer(self._side, self._hand_over)
            if self.channel is not None and len(self._typed) > _CHUNK_BYTES:
                self.channel.pause_reading()
            return
        except OSError:
            self._typed.clear()
        self._loop.remove_writer(self._side)
        if self.channel is not None:
            self.channel.resume_reading()

    def _resize(self) -> None:
        if self._side >= 0:
            columns, rows = self._size
            with contextlib.suppress(OSError):
                fcntl.ioctl(self._side, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def _let_go(self) -> None:
        """Close the door's side: the console is hung up, as by a modem."""
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None
        if self._side >= 0:
            self._loop.remove_reader(self._side)
            self._loop.remove_writer(self._side)
            os.close(self._side)
            self._side = -1
