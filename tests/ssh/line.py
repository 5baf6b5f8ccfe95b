"""A line between a client and the server that can be cut in every way that lines are."""

import contextlib
import select
import socket
import threading
import time

_CHUNK = 65_536
_SLOW_BUFFER_BYTES = 1024


class Line:
    """Carries one connection after the other to a port, until it is told otherwise.

    Args:
        target: the port that it leads to.
        bytes_per_second: how much it carries at most in each direction; None is as much as comes.

    Attributes:
        to_client: how many bytes it carried from the target.
        to_target: how many bytes it carried to it.
    """

    def __init__(self, target: int, *, bytes_per_second: int | None = None) -> None:
        self._target = target
        self._rate = bytes_per_second
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.to_client = self.to_target = 0
        self._ends: list[socket.socket] = []
        self._far: set[socket.socket] = set()
        self._silent = threading.Event()
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Begin to carry."""
        self._thread.start()

    def go_silent(self) -> None:
        """Carry nothing more, and let neither side know."""
        self._silent.set()

    def cut(self) -> None:
        """Reset both sides' connections."""
        for end in self._ends:
            with contextlib.suppress(OSError):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
                end.close()

    def close(self) -> None:
        """Be gone."""
        self._closed.set()
        if self._thread.is_alive():
            self._thread.join()
        for end in (*self._ends, self._listening):
            end.close()

    def _run(self) -> None:
        pairs: dict[socket.socket, socket.socket] = {}
        while not self._closed.is_set():
            watched = [self._listening, *(end for end in pairs if end.fileno() >= 0)]
            try:
                ready = select.select(watched, [], [], 0.05)[0]
            except (OSError, ValueError):
                continue
            for end in ready:
                if end is self._listening:
                    near, _ = end.accept()
                    far = self._connected()
                    pairs |= {near: far, far: near}
                    self._ends += [near, far]
                elif not self._silent.is_set():
                    self._carry(end, pairs)

    def _connected(self) -> socket.socket:
        far = socket.socket()
        if self._rate is not None:
            # What waits before a slow line waits at the server, which knows it, and not in this machine.
            far.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SLOW_BUFFER_BYTES)
        far.connect(("127.0.0.1", self._target))
        self._far.add(far)
        return far

    def _carry(self, end: socket.socket, pairs: dict[socket.socket, socket.socket]) -> None:
        try:
            data = end.recv(_CHUNK if self._rate is None else max(1, self._rate // 20))
            if data:
                pairs[end].sendall(data)
                if end in self._far:
                    self.to_client += len(data)
                else:
                    self.to_target += len(data)
        except OSError:
            data = b""
        if not data:
            other = pairs.pop(end, None)
            if other is not None:
                pairs.pop(other, None)
                other.close()
            end.close()
        elif self._rate is not None:
            time.sleep(len(data) / self._rate)
