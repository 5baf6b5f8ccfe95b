"""The door: lets in whose key is known, and has a console started for them. It never opens the records."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import time
from collections.abc import Callable, Mapping
from typing import Protocol

from mesotui.ssh import wire
from mesotui.ssh.console import ConsoleSession
from mesotui.ssh.farewell import NO_ROOM, Ending
from mesotui.ssh.journal import Journal
from mesotui.ssh.known_keys import KnownKeys
from mesotui.ssh.limits import Limits
from mesotui.ssh.outbox import Outbox
from mesotui.ssh.tries import FailedTries

_NOTICE_SECONDS = 2.0
"""How long a console gets to notice itself that its key was revoked."""
_LEAVE_SECONDS, _LOOK_SECONDS = 2.0, 0.02
_KILL_AFTER_SECONDS = 4.0
"""A console ends by itself within 2 seconds of a hang-up; one that hasn't by then never will."""
_MOST_ENDING = 2
"""So many times a person's consoles may be there while those that had to make room still end."""
_REVOKED = "This key lets nobody in any more. Ask your administrator."


class Guest(Protocol):
    """A connection, as the door sees it."""

    login: str
    """Who signed in; empty before that."""
    fingerprint: str
    since: float
    """When it was made, in monotonic seconds."""
    is_turned_out: bool
    """Whether it is being closed."""

    @property
    def has_console(self) -> bool:
        """Whether a console was ever started for it."""
        ...

    def turn_out(self, sentence: str) -> None:
        """Close the connection, and let the client show why."""
        ...


class Door:
    """Keeps the connections and their consoles.

    Args:
        forker: the socket to the forker.
        limits: the clinic's numbers.
        journal: where events are noted.
        reset: what sets a terminal of a kind right again after a console that died.
    """

    def __init__(
        self, forker: socket.socket, limits: Limits, journal: Journal, reset: Callable[[str], bytes]
    ) -> None:
        self.limits = limits
        self.journal = journal
        self.reset = reset
        self.tries = FailedTries(limits.failed_tries, limits.failed_minutes * 60)
        self.visitors: set[Guest] = set()
        self.refused: set[Guest] = set()
        """Those that were not let in, and still read why."""
        self.consoles: dict[int, ConsoleSession] = {}
        self.keys = KnownKeys(self._ask_for_keeper, self._end_with_keys, self._break)
        self.empty = asyncio.Event()
        self.empty.set()
        self.broken = asyncio.Event()
        """Set when the forker or the keeper is gone: nobody new can be let in."""
        self._forker = forker
        self._forker.setblocking(False)
        self._outbox = Outbox(forker, self._lose_forker)
        self._loop = asyncio.get_running_loop()
        self._last_number = 0

    def start(self) -> None:
        """Listen to the forker, and have a keeper tell who may come in."""
        self._loop.add_reader(self._forker, self._hear_forker)
        self.keys.start()

    def admit(self, console: ConsoleSession) -> str:
        """Start a console's process; gives why not, empty when it was started."""
        own = [one for one in self.consoles.values() if one.login == console.login]
        staying = [one for one in own if one.ending is None]
        most = self.limits.connections_per_person
        if len(own) >= most * _MOST_ENDING:
            self.journal("refused", why="too many consoles", login=console.login, **{"from": console.address})
            return f"You have {len(own)} consoles open already, the most there may be. Leave one (F10) first."
        try:
            given = console.terminal()
        except OSError as problem:
            why = f"no terminal: {problem.strerror}"
            self.journal("refused", why=why, login=console.login, **{"from": console.address})
            return NO_ROOM
        if len(staying) >= most:
            self._make_room(min(staying, key=lambda one: one.heard))
        self._last_number += 1
        console.number = self._last_number
        self.consoles[console.number] = console
        self.empty.clear()
        about = {"fingerprint": console.fingerprint, "term": console.term}
        self._outbox.send({"become": "console", "number": console.number, **about}, given)
        self.journal(
            "opened",
            console=console.number,
            login=console.login,
            key=console.fingerprint,
            term=console.term,
            **{"from": console.address},
        )
        return ""

    def hang_up(self, console: ConsoleSession, why: str) -> None:
        """See to it that the process of a console whose line is gone ends."""
        if self.consoles.get(console.number) is not console:
            return
        console.ending = console.ending or Ending.GONE
        self.journal("line", console=console.number, state=why)
        self._signal(console.number, signal.SIGHUP)
        self._loop.call_later(_KILL_AFTER_SECONDS, self._signal, console.number, signal.SIGKILL)

    async def stop(self) -> None:
        """Tell everybody, let what is being written be finished, and end all consoles."""
        for console in self.consoles.values():
            console.ending = Ending.STOPPING
            self._signal(console.number, signal.SIGTERM)
        for visitor in list(self.visitors):
            if not visitor.has_console:
                visitor.turn_out(Ending.STOPPING.value[0])
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.empty.wait(), self.limits.stop_seconds)
        for console in self.consoles.values():
            self._signal(console.number, signal.SIGKILL)
        # Clients take the exit status and go; who doesn't is put out.
        until = time.monotonic() + _LEAVE_SECONDS
        while self.visitors and time.monotonic() < until:
            await asyncio.sleep(_LOOK_SECONDS)
        for visitor in list(self.visitors):
            visitor.turn_out(Ending.STOPPING.value[0])

    def close(self) -> None:
        """Let the forker and the keeper go; both end by that."""
        self.keys.close()
        if self._forker.fileno() >= 0:
            self._outbox.close()
            self._loop.remove_reader(self._forker)
            self._forker.close()

    def _make_room(self, console: ConsoleSession) -> None:
        # The line that was silent longest is the likeliest to be gone, unnoticed so far.
        console.ending = Ending.REPLACED
        self.hang_up(console, "replaced")

    def _ask_for_keeper(self, given: socket.socket) -> None:
        self._outbox.send({"become": "keeper", "number": 0}, given.detach())

    def _hear_forker(self) -> None:
        while True:
            try:
                received = wire.receive(self._forker)
            except BlockingIOError:
                return
            if received is None:
                self._lose_forker()
                return
            if "ended" in received[0]:
                self._ended(received[0]["ended"], received[0]["status"])

    def _ended(self, number: int, status: int) -> None:
        console = self.consoles.pop(number, None)
        # The keeper, which has no number here, is missed when its socket closes.
        if console is None:
            return
        console.ended(status)
        self.journal("ended", console=number, login=console.login, status=status)
        if not self.consoles:
            self.empty.set()

    def _lose_forker(self) -> None:
        """End all consoles: the forker's end hangs up their processes, and nobody will tell of that."""
        if self.broken.is_set() or self._forker.fileno() < 0:
            return
        self._loop.remove_reader(self._forker)
        self._outbox.close()
        for console in self.consoles.values():
            console.ending = Ending.LOST
        for number in list(self.consoles):
            self._ended(number, -signal.SIGHUP)
        self._break()

    def _break(self) -> None:
        self.broken.set()

    def _end_with_keys(self, revoked: Mapping[str, str]) -> None:
        for key, login in revoked.items():
            self.journal("revoked", key=key, login=login)
        for console in self.consoles.values():
            if console.fingerprint not in self.keys.logins:
                self._loop.call_later(_NOTICE_SECONDS, self._end_revoked, console)
        for visitor in list(self.visitors):
            if visitor.login and not visitor.has_console and visitor.fingerprint not in self.keys.logins:
                visitor.turn_out(_REVOKED)

    def _end_revoked(self, console: ConsoleSession) -> None:
        if self.consoles.get(console.number) is console and console.fingerprint not in self.keys.logins:
            console.ending = Ending.REVOKED
            self._signal(console.number, signal.SIGTERM)
            self._loop.call_later(_KILL_AFTER_SECONDS, self._signal, console.number, signal.SIGKILL)

    def _signal(self, number: int, what: signal.Signals) -> None:
        if number in self.consoles:
            self._outbox.send({"signal": int(what), "number": number})
