"""The line to a printer: a network socket or a device file, never waited for longer than was agreed."""

import os
import select
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

_PIECE = 4096
# Small, so that what counts as sent has left this machine but for a few bands.
_SEND_BUFFER = 8192


class Wire:
    """An open line.

    Args:
        descriptor: readable or not, without blocking.
        seconds: how long everything on it may take.
    """

    def __init__(self, descriptor: int, seconds: float) -> None:
        self._descriptor = descriptor
        self._end = time.monotonic() + seconds
        self.has_answered = False
        """Whether the printer is one that answers."""

    @property
    def seconds_left(self) -> float:
        """How much of the time is left."""
        return max(0.0, self._end - time.monotonic())

    def write(self, data: bytes) -> None:
        """Send all of the data.

        Raises:
            TimeoutError: the printer didn't take it in time.
            OSError: it is gone.
        """
        view = memoryview(data)
        while view:
            _, ready, _ = select.select([], [self._descriptor], [], self.seconds_left)
            if not ready:
                raise TimeoutError
            view = view[os.write(self._descriptor, view[:_PIECE]) :]

    def read(self, seconds: float) -> bytes:
        """Give what the printer answers; empty where it says nothing in that time."""
        ready, _, _ = select.select([self._descriptor], [], [], min(seconds, self.seconds_left))
        if not ready:
            return b""
        try:
            return os.read(self._descriptor, _PIECE)
        except OSError:
            # A device that can only be written to says so when it is read.
            return b""


@contextmanager
def opened(kind: str, where: str, seconds: float) -> Iterator[Wire]:
    """Open the line of a connection such as ``tcp:HOST:PORT`` or ``file:PATH``.

    Raises:
        OSError: there is nobody, or nothing.
    """
    if kind == "tcp":
        host, _, port = where.rpartition(":")
        with socket.create_connection((host, int(port)), seconds) as line:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
            line.setblocking(False)
            yield Wire(line.fileno(), seconds)
        return
    descriptor = _device(where)
    try:
        yield Wire(descriptor, seconds)
    finally:
        os.close(descriptor)


def _device(path: str) -> int:
    """Open a device file for both directions where it has them."""
    flags = os.O_NONBLOCK | os.O_NOCTTY
    try:
        return os.open(path, os.O_RDWR | flags)
    except PermissionError:
        return os.open(path, os.O_WRONLY | flags)
