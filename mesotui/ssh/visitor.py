"""A connection: it may try keys, and then open one console."""

from __future__ import annotations

import asyncio
import time

import asyncssh
from asyncssh.constants import MSG_DISCONNECT
from asyncssh.packet import String, UInt32
from typing_extensions import override

from mesotui.domain.staff_keys import fingerprint_of
from mesotui.ssh.console import ConsoleSession
from mesotui.ssh.door import Door
from mesotui.ssh.slow_line import newest_first

BANNER = "mesotui: this is a clinic's console. Sign in with the SSH key that is registered for you.\n"
_MOST_KEYS_TRIED = 12
_REFUSED_SECONDS = 2.0
"""How long a client that isn't let in gets to read why."""


class Visitor(asyncssh.SSHServer):
    """One connection.

    Args:
        door: the door.
    """

    def __init__(self, door: Door) -> None:
        self.login = ""
        self.fingerprint = ""
        self.since = time.monotonic()
        self.is_turned_out = False
        self._door = door
        self._loop = asyncio.get_running_loop()
        self._connection: asyncssh.SSHServerConnection | None = None
        self._address = ""
        self._keys_tried = 0
        self._is_refused = False
        self._refusals: set[str] = set()
        self._console: ConsoleSession | None = None
        self._must_open: asyncio.TimerHandle | None = None

    @property
    def has_console(self) -> bool:
        """Whether a console was ever started for it."""
        return self._console is not None and self._console.number > 0

    @override
    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self._connection = conn
        self._address = str((conn.get_extra_info("peername") or ("",))[0])
        # asyncssh leaves a full socket to whoever writes; a console that isn't paused would fill the memory.
        newest_first(conn)
        conn.pause_writing = self._pause  # type: ignore[method-assign]
        conn.resume_writing = self._resume  # type: ignore[method-assign]
        why, sentence = self._why_not()
        if why:
            self._refuse(why, sentence)
            return
        self._door.visitors.add(self)
        take = conn.data_received

        def hear(data: bytes, datatype: int | None = None) -> None:
            if self._console is not None:
                self._console.heard = time.monotonic()
            take(data, datatype)

        conn.data_received = hear  # type: ignore[method-assign]

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        door = self._door
        door.visitors.discard(self)
        door.refused.discard(self)
        if self._must_open is not None:
            self._must_open.cancel()
        if self._is_refused:
            return
        if not self.login:
            # Who tried no key has guessed nothing; how many may stand there so is limited besides.
            if self._keys_tried:
                door.tries.add(self._address, time.monotonic())
            door.journal("failed", keys_tried=self._keys_tried, **{"from": self._address})
        elif not self.has_console:
            door.journal("left", login=self.login, **{"from": self._address})

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
            self.turn_out("Too many keys were tried. Name the one that is registered (ssh -i).")
            return False
        # The last key that is asked about is the one whose signature then signs in.
        self.fingerprint = fingerprint_of(key.public_data)
        return self.fingerprint in self._door.keys.logins

    @override
    def auth_completed(self) -> None:
        door = self._door
        self.login = door.keys.logins.get(self.fingerprint, "")
        if not self.login:
            self.turn_out("This key lets nobody in any more. Ask your administrator.")
            return
        door.tries.forgive(self._address)
        door.journal("signed in", login=self.login, key=self.fingerprint, **{"from": self._address})
        self._must_open = self._loop.call_later(door.limits.sign_in_seconds, self._leave_unopened)
        self._make_room()

    @override
    def session_requested(self) -> ConsoleSession | bool:
        login = self._door.keys.logins.get(self.fingerprint)
        if login is None or self._console is not None:
            return False
        self._console = ConsoleSession(
            self._door, fingerprint=self.fingerprint, login=login, address=self._address
        )
        return self._console

    @override
    def connection_requested(self, dest_host: str, dest_port: int, orig_host: str, orig_port: int) -> bool:
        return self._grant_nothing("a forward")

    @override
    def server_requested(self, listen_host: str, listen_port: int) -> bool:
        return self._grant_nothing("a forward back")

    @override
    def unix_connection_requested(self, dest_path: str) -> bool:
        return self._grant_nothing("a forward to a socket")

    @override
    def unix_server_requested(self, listen_path: str) -> bool:
        return self._grant_nothing("a forward back from a socket")

    @override
    def tun_requested(self, unit: int | None) -> bool:
        return self._grant_nothing("a tunnel")

    @override
    def tap_requested(self, unit: int | None) -> bool:
        return self._grant_nothing("a tunnel")

    def turn_out(self, sentence: str) -> None:
        """Close the connection, and let the client show why."""
        if self._connection is not None and not self.is_turned_out:
            self.is_turned_out = True
            self._connection.disconnect(asyncssh.DISC_BY_APPLICATION, sentence)

    def _why_not(self) -> tuple[str, str]:
        """Give why nobody more may come in, for the journal and for the client; empty when they may."""
        door = self._door
        if len(door.visitors) >= door.limits.connections:
            return "too many connections", "The server has no room for one more connection just now."
        if sum(not one.login for one in door.visitors) >= door.limits.unauthenticated:
            return "too many that have not signed in", "Too many are signing in. Try again in a moment."
        if door.tries.must_wait(self._address, time.monotonic()):
            minutes = door.limits.failed_minutes
            return "too many failed tries", f"Too many unknown keys came from here. Wait {minutes} minutes."
        return "", ""

    def _refuse(self, why: str, sentence: str) -> None:
        conn = self._connection
        assert conn is not None
        self._is_refused = True
        self._door.journal("refused", why=why, **{"from": self._address})
        if len(self._door.refused) >= self._door.limits.unauthenticated:
            conn.abort()
            return
        self._door.refused.add(self)

        def take_nothing(data: bytes, datatype: int | None = None) -> None:
            """Do nothing: what the client says is not looked at."""

        conn.data_received = take_nothing  # type: ignore[method-assign]
        # Closing at once would reset the connection, and the client would show that and not the sentence.
        said = (UInt32(asyncssh.DISC_TOO_MANY_CONNECTIONS), String(sentence), String(""))
        self._loop.call_soon(lambda: conn.send_packet(MSG_DISCONNECT, *said))
        self._loop.call_later(_REFUSED_SECONDS, conn.abort)

    def _make_room(self) -> None:
        """Turn out the connections of the same person that have no console, from the oldest on."""
        own = [one for one in self._door.visitors if one.login == self.login and not one.is_turned_out]
        idle = [one for one in own if not one.has_console and one is not self]
        too_many = len(own) - self._door.limits.connections_per_person
        for one in sorted(idle, key=lambda one: one.since)[: max(0, too_many)]:
            one.turn_out("You have signed in again, and this connection had no console.")

    def _leave_unopened(self) -> None:
        if not self.has_console:
            self._note_refused("opened no console")
            self.turn_out("No console was opened. Connect without -N, and with a terminal (ssh -t).")

    def _grant_nothing(self, asked: str) -> bool:
        # Each kind once: a client that asks again and again must not fill the disk.
        if asked not in self._refusals:
            self._refusals.add(asked)
            self._note_refused(f"asked for {asked}")
        return False

    def _note_refused(self, why: str) -> None:
        self._door.journal("refused", why=why, login=self.login, **{"from": self._address})

    def _pause(self) -> None:
        if self._console is not None:
            self._console.pause("line")

    def _resume(self) -> None:
        if self._console is not None:
            self._console.resume("line")
