"""Messages between the door and the forker: one JSON object a packet, a file descriptor beside it at most."""

import json
import socket
from collections.abc import Mapping
from typing import Any

LARGEST_BYTES = 262_144
Message = dict[str, Any]
_KEYS_AT_ONCE = 500
"""A packet that is longer than the system's buffer, which may be 200 KB, is never sent."""


def pair() -> tuple[socket.socket, socket.socket]:
    """Make both ends; what is sent as one packet arrives as one."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


def send(end: socket.socket, message: Message, *descriptors: int) -> None:
    """Send a message, and a copy of each descriptor.

    Raises:
        OSError: the other end is gone, or takes nothing.
    """
    socket.send_fds(end, [json.dumps(message).encode()], list(descriptors))


def send_keys(end: socket.socket, keys: Mapping[str, str]) -> None:
    """Send logins by fingerprint, in as many messages as it takes; all but the last say that there is more.

    Raises:
        OSError: the other end is gone.
    """
    pairs = list(keys.items())
    for begin in range(0, max(1, len(pairs)), _KEYS_AT_ONCE):
        rest = begin + _KEYS_AT_ONCE
        send(end, {"keys": dict(pairs[begin:rest]), "more": rest < len(pairs)})


def receive(end: socket.socket) -> tuple[Message, list[int]] | None:
    """Give the next message and its descriptors; None when the other end is gone.

    Raises:
        BlockingIOError: nothing is there yet, and the end doesn't wait.
    """
    try:
        data, descriptors, _, _ = socket.recv_fds(end, LARGEST_BYTES, 1)
    except ConnectionError:
        return None
    if not data:
        return None
    message: Message = json.loads(data)
    return message, descriptors
