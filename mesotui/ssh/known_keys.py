"""Which keys let whom in, as the keeper tells the door."""

import asyncio
import socket
import time
from collections import deque
from collections.abc import Callable, Mapping

from mesotui.ssh import wire

_MOST_LOSSES, _LOSSES_SECONDS = 3, 60.0
"""A keeper that is lost more often than this in so many seconds is not asked for again."""
_AGAIN_SECONDS = 0.2


class KnownKeys:
    """Listens to a keeper, and asks for a new one when it is lost.

    Args:
        ask: has a keeper started at a socket, which it takes over.
        changed: told the keys that let somebody in no longer, with their logins, after each change.
        lost: called when no keeper lives.
    """

    def __init__(
        self,
        ask: Callable[[socket.socket], None],
        changed: Callable[[Mapping[str, str]], None],
        lost: Callable[[], None],
    ) -> None:
        self.logins: Mapping[str, str] = {}
        """Logins by the fingerprints of their keys."""
        self.known = asyncio.Event()
        self.refusal = ""
        """Why the records can't be opened."""
        self._ask = ask
        self._changed = changed
        self._lost = lost
        self._loop = asyncio.get_running_loop()
        self._end: socket.socket | None = None
        self._coming: dict[str, str] = {}
        self._losses: deque[float] = deque()
        self._again: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Have a keeper tell."""
        self._end, given = wire.pair()
        self._end.setblocking(False)
        self._loop.add_reader(self._end, self._hear)
        self._coming = {}
        self._ask(given)

    def close(self) -> None:
        """Let the keeper go; it ends by that."""
        if self._again is not None:
            self._again.cancel()
        if self._end is not None:
            self._loop.remove_reader(self._end)
            self._end.close()
            self._end = None

    def _hear(self) -> None:
        while self._end is not None:
            try:
                received = wire.receive(self._end)
            except BlockingIOError:
                return
            if received is None:
                self._miss()
            elif "refused" not in received[0]:
                self._take(received[0])
            elif not self.known.is_set():
                self.refusal = received[0]["refused"]
                self.close()
                self._lost()

    def _take(self, message: wire.Message) -> None:
        self._coming |= message["keys"]
        if message["more"]:
            return
        before, self.logins = self.logins, self._coming
        self._coming = {}
        self.known.set()
        self._changed({key: login for key, login in before.items() if key not in self.logins})

    def _miss(self) -> None:
        """Ask for another keeper; until it tells, those come in who did before."""
        self.close()
        now = time.monotonic()
        self._losses.append(now)
        while now - self._losses[0] > _LOSSES_SECONDS:
            self._losses.popleft()
        if len(self._losses) > _MOST_LOSSES:
            self._lost()
        else:
            self._again = self._loop.call_later(_AGAIN_SECONDS * len(self._losses), self._restart)

    def _restart(self) -> None:
        try:
            self.start()
        except OSError:
            self._miss()
