"""The server's life: forks the forker, opens the door, and closes it in good order."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Callable

import asyncssh

from mesotui.domain.errors import Refused
from mesotui.ssh import host_key, journal
from mesotui.ssh.door import Door
from mesotui.ssh.limits import Limits
from mesotui.ssh.listening import Place, listen
from mesotui.ssh.pid_file import PidFile

_BROKEN = 70


def serve(
    place: Place,
    limits: Limits,
    forker: socket.socket,
    note: journal.Journal,
    say: Callable[[str], None],
    *,
    reset: Callable[[str], bytes],
) -> int:
    """Serve until a signal says otherwise.

    Args:
        place: where.
        limits: how much.
        forker: the socket to the forker.
        note: where events are noted.
        say: tells whoever started the server something.
        reset: what sets a terminal of a kind right again after a console that died.

    Returns:
        The exit status: 0 after a signal, 70 when the forker or the keeper was lost.

    Raises:
        Refused: the address can't be listened on, the host key can't be used, or another server serves.
    """
    with PidFile(place.folder, takes_over=place.takes_over) as pid_file:
        return asyncio.run(_serve(place, lambda: Door(forker, limits, note, reset), say, pid_file))


async def _serve(
    place: Place, open_door: Callable[[], Door], say: Callable[[str], None], pid_file: PidFile
) -> int:
    door = open_door()
    stopping, draining = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(journal.of_faults(door.journal))
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    loop.add_signal_handler(signal.SIGUSR1, draining.set)
    loop.add_signal_handler(signal.SIGHUP, lambda: None)
    door.start()
    await _first(door.keys.known, door.broken, stopping)
    if not door.keys.known.is_set():
        door.close()
        if door.keys.refusal:
            raise Refused(door.keys.refusal)
        return _BROKEN if door.broken.is_set() else 0
    # Whatever can be refused is refused before the server that runs is told to make room.
    key = host_key.load_or_make(place.folder)
    acceptor = await listen(place, door, key, beside=0 < pid_file.other_port == place.port)
    await pid_file.take()
    pid_file.tell(acceptor.get_port())
    _announce(door, place, acceptor, host_key.key_text(key), say)
    await _first(stopping, draining, door.broken)
    acceptor.close()
    pid_file.release()
    if draining.is_set() and not stopping.is_set():
        door.journal("draining", consoles=len(door.consoles))
        await _first(stopping, door.empty, door.broken)
    status = _BROKEN if door.broken.is_set() and not stopping.is_set() else 0
    await door.stop()
    await acceptor.wait_closed()
    door.close()
    door.journal("stopped", status=status)
    return status


def _announce(
    door: Door, place: Place, acceptor: asyncssh.SSHAcceptor, key: str, say: Callable[[str], None]
) -> None:
    port = acceptor.get_port()
    door.journal("listening", host=place.host, port=port, host_key=key, pid=os.getpid())
    say(f"Consoles are served on {place.host} port {port}. The host key is {key}.")


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
