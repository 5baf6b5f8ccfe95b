"""What the door sends to the forker: in order, and never waiting for it."""

import asyncio
import os
import socket
from collections import deque
from collections.abc import Callable

from mesotui.ssh import wire


class Outbox:
    """Keeps messages until the other end takes them.

    Args:
        end: a socket that doesn't wait.
        lost: called when the other end is gone; nothing more is sent then.
    """

    def __init__(self, end: socket.socket, lost: Callable[[], None]) -> None:
        self._end = end
        self._lost = lost
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[tuple[wire.Message, tuple[int, ...]]] = deque()
        self._is_lost = False

    def send(self, message: wire.Message, *descriptors: int) -> None:
        """Send a message as soon as it can be, and close its descriptors after that."""
        self._waiting.append((message, descriptors))
        if self._is_lost or len(self._waiting) == 1:
            self._flush()

    def close(self) -> None:
        """Send nothing more."""
        self._is_lost = True
        self._loop.remove_writer(self._end)
        for _, descriptors in self._waiting:
            for descriptor in descriptors:
                os.close(descriptor)
        self._waiting.clear()

    def _flush(self) -> None:
        while self._waiting and not self._is_lost:
            message, descriptors = self._waiting[0]
            try:
                wire.send(self._end, message, *descriptors)
            except BlockingIOError:
                self._loop.add_writer(self._end, self._flush)
                return
            except OSError:
                self.close()
                # Whoever sends is in the middle of something; the news may wait until that is done.
                self._loop.call_soon(self._lost)
                return
            self._waiting.popleft()
            for descriptor in descriptors:
                os.close(descriptor)
        if self._is_lost:
            self.close()
        else:
            self._loop.remove_writer(self._end)
