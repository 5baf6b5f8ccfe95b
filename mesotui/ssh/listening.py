"""How the server listens, and what is said when it can't."""

import errno
import os
import socket
from dataclasses import dataclass
from pathlib import Path

import asyncssh

from mesotui.domain.errors import Refused
from mesotui.ssh.door import Door
from mesotui.ssh.visitor import Visitor

_KEEPALIVES = 3
_FIRST_FREE_PORT = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the server listens, and in which folder it keeps what is its own."""

    host: str
    port: int
    folder: Path
    takes_over: bool = False
    """Whether a server that runs there is asked to make room; its consoles go on until they are left."""


async def listen(place: Place, door: Door, key: asyncssh.SSHKey, *, beside: bool) -> asyncssh.SSHAcceptor:
    """Take connections.

    Args:
        place: where.
        door: takes them.
        key: the host key.
        beside: whether the port is shared with the server that is to make room.

    Raises:
        Refused: the address can't be listened on.
    """
    limits = door.limits
    try:
        acceptor = await asyncssh.create_server(
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
            reuse_port=beside,
        )
    except (OSError, OverflowError, ValueError) as problem:
        raise Refused(why_not(place, problem)) from None
    for end in acceptor.sockets:
        # Only now, so that a port of somebody else's is never shared; the next server can come beside.
        end.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    return acceptor


def why_not(place: Place, problem: Exception) -> str:
    """Tell why an address can't be listened on, and what to do."""
    number = problem.errno if isinstance(problem, OSError) else None
    if isinstance(problem, (socket.gaierror, ValueError)) or number == errno.EADDRNOTAVAIL:
        return f"{place.host} is no address of this machine. Choose another (--host)."
    if number in (errno.EACCES, errno.EPERM) and place.port < _FIRST_FREE_PORT:
        return (
            f"Port {place.port} takes a privilege, as all below {_FIRST_FREE_PORT}. "
            "Choose a higher one (--port), or let systemd grant it (--systemd-unit)."
        )
    reason = os.strerror(number) if number else str(problem)
    return (
        f"Port {place.port} of {place.host} can't be listened on: {reason}. "
        "Choose another (--port), or stop what listens there."
    )
