"""The server's life: forks the forker, opens the door, and closes it in good order."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import asyncssh

from mesotui.domain.errors import Refused
from mesotui.ssh import host_key
from mesotui.ssh.door import Door, Visitor, key_text
from mesotui.ssh.journal import Journal
from mesotui.ssh.limits import Limits
from mesotui.ssh.pid_file import PidFile

_KEEPALIVES = 3
_BROKEN = 70


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the server listens, and in which folder it keeps what is its own."""

    host: str
    port: int
    folder: Path
    takes_over: bool = False
    """Whether a server that runs there is asked to make room; its consoles go on until they are left."""


def serve(
    place: Place, limits: Limits, forker: socket.socket, journal: Journal, say: Callable[[str], None]
) -> int:
    """Serve until a signal says otherwise.

    Args:
        place: where.
        limits: how much.
        forker: the socket to the forker.
        journal: where events are noted.
        say: tells whoever started the server something.

    Returns:
        The exit status: 0 after a signal, 70 when the forker or the keeper was lost.

    Raises:
        Refused: the address can't be listened on, or the host key can't be used.
    """
    key = host_key.load_or_make(place.folder)
    with PidFile(place.folder, takes_over=place.takes_over) as pid_file:
        return asyncio.run(_serve(place, limits, forker, journal, say, key, pid_file))


async def _serve(
    place: Place,
    limits: Limits,
    forker: socket.socket,
    journal: Journal,
    say: Callable[[str], None],
    key: asyncssh.SSHKey,
    pid_file: PidFile,
) -> int:
    door = Door(forker, limits, journal)
    stopping, draining = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    loop.add_signal_handler(signal.SIGUSR1, draining.set)
    loop.add_signal_handler(signal.SIGHUP, lambda: None)
    door.start()
    await _first(door.keys_known, door.broken, stopping)
    if not door.keys_known.is_set():
        door.close()
        if door.refusal:
            raise Refused(door.refusal)
        return _BROKEN if door.broken.is_set() else 0
    acceptor = await _listening(place, limits, door, key)
    port = acceptor.get_port()
    journal("listening", host=place.host, port=port, host_key=key_text(key), pid=os.getpid())
    say(f"Consoles are served on {place.host} port {port}. The host key is {key_text(key)}.")
    await _first(stopping, draining, door.broken)
    acceptor.close()
    pid_file.release()
    if draining.is_set() and not stopping.is_set():
        journal("draining", consoles=len(door.consoles))
        await _first(stopping, door.empty, door.broken)
    status = _BROKEN if door.broken.is_set() and not stopping.is_set() else 0
    await door.stop()
    await acceptor.wait_closed()
    door.close()
    journal("stopped", status=status)
    return status


async def _listening(place: Place, limits: Limits, door: Door, key: asyncssh.SSHKey) -> asyncssh.SSHAcceptor:
    try:
        return await asyncssh.create_server(
            lambda: Visitor(door),
            place.host,
            place.port,
            server_host_keys=[key],
            server_version="mesotui",
            login_timeout=limits.sign_in_seconds,
            keepalive_interval=limits.vanished_seconds / _KEEPALIVES,
            keepalive_count_max=_KEEPALIVES,
            encoding=None,
            line_editor=False,
            allow_pty=True,
            allow_scp=False,
            x11_forwarding=False,
            agent_forwarding=False,
            public_key_auth=True,
            password_auth=False,
            kbdint_auth=False,
            host_based_auth=False,
            gss_host=None,
            config=None,
            reuse_address=True,
        )
    except OSError as problem:
        raise Refused(
            f"Port {place.port} of {place.host} can't be listened on: {os.strerror(problem.errno or 0)}. "
            "Choose another (--port), or stop what listens there."
        ) from None


async def _first(*events: asyncio.Event) -> None:
    waiting = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for one in waiting:
            one.cancel()


def raise_descriptor_limit() -> None:
    """Let the process have as many open files as the system grants: each console takes two."""
    if sys.platform == "win32":
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 65_536) if hard > 0 else 65_536, hard))
