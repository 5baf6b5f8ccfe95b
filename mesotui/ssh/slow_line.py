"""What a connection lets wait in this machine: on a slow line everything that waits is an old picture."""

import contextlib
import socket

import asyncssh

_WAITING_BYTES = 4096
"""So much is four seconds at 9,600 bit/s; by default the system would hold megabytes."""


def newest_first(connection: asyncssh.SSHServerConnection) -> None:
    """Have a connection take little ahead of its line, so that a console paints what is true by then."""
    end = connection.get_extra_info("socket")
    if end is not None and hasattr(socket, "TCP_NOTSENT_LOWAT"):
        with contextlib.suppress(OSError):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _WAITING_BYTES)
    # asyncssh gives no other way to its transport.
    transport = connection._transport
    if transport is not None:
        transport.set_write_buffer_limits(high=_WAITING_BYTES)
