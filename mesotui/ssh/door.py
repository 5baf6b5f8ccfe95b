"""The door: speaks SSH, lets in whose key is known, and moves bytes. It never opens the records."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import os
import signal
import socket
import time
from collections.abc import Mapping

import asyncssh
from typing_extensions import override

from mesotui.domain.staff_keys import fingerprint_of
from mesotui.ssh import wire
from mesotui.ssh.console import ConsoleSession
from mesotui.ssh.journal import Journal
from mesotui.ssh.limits import Limits
from mesotui.ssh.slow_line import newest_first
from mesotui.ssh.tries import FailedTries

BANNER = "mesotui: this is a clinic's console. Sign in with the SSH key that is registered for you.\n"
_STOPPING = "The clinic's server is being stopped. What you typed is kept: connect again in a moment."
_REVOKED = "This key lets nobody in any more. What you typed is kept. Ask your administrator."
_MOST_KEYS_TRIED = 12
_NOTICE_SECONDS = 2.0
"""How long a console gets to notice itself that its key was revoked."""
_LEAVE_SECONDS, _LOOK_SECONDS = 2.0, 0.02
_KILL_AFTER_SECONDS = 4.0
"""A console ends by itself within 2 seconds of a hang-up; one that hasn't by then never will."""


class Door:
    """Keeps the connections and their consoles.

    Args:
        forker: the socket to the forker.
        limits: the clinic's numbers.
        journal: where events are noted.
    """

    def __init__(self, forker: socket.socket, limits: Limits, journal: Journal) -> None:
        self.limits = limits
        self.journal = journal
        self.tries = FailedTries(limits.failed_tries, limits.failed_minutes * 60)
        self.visitors: set[Visitor] = set()
        self.consoles: dict[int, ConsoleSession] = {}
        self.keys: Mapping[str, str] = {}
        """Logins by the fingerprints of their keys."""
        self.keys_known = asyncio.Event()
        self.empty = asyncio.Event()
        self.empty.set()
        self.broken = asyncio.Event()
        """Set when the forker or the keeper is gone: nobody new can be let in."""
        self.refusal = ""
        """Why the records can't be opened."""
        self._forker = forker
        self._loop = asyncio.get_running_loop()
        self._last_number = 0
        self._keeper: socket.socket | None = None

    def start(self) -> None:
        """Listen to the forker, and have a keeper tell who may come in."""
        self._forker.setblocking(False)
        self._loop.add_reader(self._forker, self._hear_forker)
        self._keeper, given = wire.pair()
        self._keeper.setblocking(False)
        self._send({"become": "keeper", "number": 0}, given.fileno())
        given.close()
        self._loop.add_reader(self._keeper, self._hear_keeper)

    def admit(self, console: ConsoleSession) -> str:
        """Start a console's process; gives why not, empty when it was started."""
        own = sum(one.login == console.login for one in self.consoles.values())
        if own >= self.limits.connections_per_person:
            self.journal("refused", why="too many consoles", login=console.login, **{"from": console.address})
            return f"You have {own} consoles open already, which is the most. Leave one of them (F10) first."
        self._last_number += 1
        console.number = self._last_number
        self.consoles[console.number] = console
        self.empty.clear()
        given = console.terminal()
        try:
            self._send(
                {
                    "become": "console",
                    "number": console.number,
                    "fingerprint": console.fingerprint,
                    "term": console.term,
                },
                given,
            )
        finally:
            os.close(given)
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
        self.journal("line", console=console.number, state=why)
        self._signal(console.number, signal.SIGHUP)
        self._loop.call_later(_KILL_AFTER_SECONDS, self._signal, console.number, signal.SIGKILL)

    async def stop(self, *, sentence: str = _STOPPING) -> None:
        """Tell everybody, let what is being written be finished, and end all consoles."""
        for console in self.consoles.values():
            console.farewell = sentence
            self._signal(console.number, signal.SIGTERM)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.empty.wait(), self.limits.stop_seconds)
        for console in self.consoles.values():
            self._signal(console.number, signal.SIGKILL)
        # Clients take the exit status and go; who doesn't is put out.
        until = time.monotonic() + _LEAVE_SECONDS
        while self.visitors and time.monotonic() < until:
            await asyncio.sleep(_LOOK_SECONDS)
        for visitor in list(self.visitors):
            visitor.close()

    def close(self) -> None:
        """Let the forker and the keeper go; both end by that."""
        for end in (self._forker, self._keeper):
            if end is not None and end.fileno() >= 0:
                self._loop.remove_reader(end)
                end.close()

    def _hear_forker(self) -> None:
        while True:
            try:
                received = wire.receive(self._forker)
            except BlockingIOError:
                return
            if received is None:
                self._loop.remove_reader(self._forker)
                self.broken.set()
                return
            if "ended" in received[0]:
                self._ended(received[0]["ended"], received[0]["status"])

    def _ended(self, number: int, status: int) -> None:
        if number == 0:
            self.broken.set()
            return
        console = self.consoles.pop(number, None)
        if console is None:
            return
        console.ended(status)
        self.journal("ended", console=number, login=console.login, status=status)
        if not self.consoles:
            self.empty.set()

    def _hear_keeper(self) -> None:
        assert self._keeper is not None
        try:
            received = wire.receive(self._keeper)
        except BlockingIOError:
            return
        if received is None:
            self._loop.remove_reader(self._keeper)
            self.broken.set()
            return
        if "refused" in received[0]:
            self.refusal = received[0]["refused"]
            self.broken.set()
            return
        self.keys = received[0]["keys"]
        self.keys_known.set()
        for console in self.consoles.values():
            if console.fingerprint not in self.keys:
                self._loop.call_later(_NOTICE_SECONDS, self._end_revoked, console)

    def _end_revoked(self, console: ConsoleSession) -> None:
        if self.consoles.get(console.number) is console and console.fingerprint not in self.keys:
            self.journal("revoked", console=console.number, login=console.login)
            console.farewell = _REVOKED
            self._signal(console.number, signal.SIGTERM)
            self._loop.call_later(_KILL_AFTER_SECONDS, self._signal, console.number, signal.SIGKILL)

    def _signal(self, number: int, what: signal.Signals) -> None:
        if number in self.consoles:
            self._send({"signal": int(what), "number": number})

    def _send(self, message: wire.Message, *descriptors: int) -> None:
        try:
            wire.send(self._forker, message, *descriptors)
        except OSError:
            self.broken.set()


class Visitor(asyncssh.SSHServer):
    """One connection: it may try keys, and then open one console.

    Args:
        door: the door.
    """

    def __init__(self, door: Door) -> None:
        self._door = door
        self._connection: asyncssh.SSHServerConnection | None = None
        self._address = ""
        self._fingerprint = ""
        self._keys_tried = 0
        self._signed_in = False
        self._console: ConsoleSession | None = None

    @override
    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        door = self._door
        self._connection = conn
        self._address = str((conn.get_extra_info("peername") or ("",))[0])
        waiting = sum(not one._signed_in for one in door.visitors)
        door.visitors.add(self)
        # asyncssh leaves a full socket to whoever writes; a console that isn't paused would fill the memory.
        newest_first(conn)
        conn.pause_writing = self._pause  # type: ignore[method-assign]
        conn.resume_writing = self._resume  # type: ignore[method-assign]
        why = ""
        if len(door.visitors) > door.limits.connections:
            why = "too many connections"
        elif waiting >= door.limits.unauthenticated:
            why = "too many that have not signed in"
        elif door.tries.must_wait(self._address, time.monotonic()):
            why = "too many failed tries"
        if why:
            self._signed_in = True
            door.journal("refused", why=why, **{"from": self._address})
            conn.abort()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._door.visitors.discard(self)
        if not self._signed_in:
            self._door.tries.add(self._address, time.monotonic())
            self._door.journal("failed", keys_tried=self._keys_tried, **{"from": self._address})

    @override
    def begin_auth(self, username: str) -> bool:
        assert self._connection is not None
        if not self._keys_tried:
            self._connection.send_auth_banner(BANNER)
        return True

    @override
    def public_key_auth_supported(self) -> bool:
        return True

    @override
    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        """Take the key of anybody who works here; the name that was asked for means nothing."""
        self._keys_tried += 1
        if self._keys_tried > _MOST_KEYS_TRIED:
            self.close()
            return False
        # The last key that is asked about is the one whose signature then signs in.
        self._fingerprint = fingerprint_of(key.public_data)
        return self._fingerprint in self._door.keys

    @override
    def auth_completed(self) -> None:
        self._signed_in = True
        self._door.tries.forgive(self._address)

    @override
    def session_requested(self) -> ConsoleSession | bool:
        login = self._door.keys.get(self._fingerprint)
        if login is None or self._console is not None:
            return False
        self._console = ConsoleSession(
            self._door, fingerprint=self._fingerprint, login=login, address=self._address
        )
        return self._console

    def _pause(self) -> None:
        if self._console is not None:
            self._console.pause("line")

    def _resume(self) -> None:
        if self._console is not None:
            self._console.resume("line")

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()


def key_text(key: asyncssh.SSHKey) -> str:
    """Give a host key's fingerprint as clients show it."""
    return fingerprint_of(base64.b64decode(key.export_public_key("openssh").split()[1]))
