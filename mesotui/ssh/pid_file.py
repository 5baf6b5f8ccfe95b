"""Which process serves a clinic: one at a time, unless the next one asks it to make room."""

import asyncio
import fcntl
import os
import signal
import time
from pathlib import Path
from types import TracebackType

from mesotui.domain.errors import Refused

FILE_NAME = "serve.pid"
_PATIENCE_SECONDS = 10.0
_LOOK_SECONDS = 0.05
_MOST_BYTES = 40


class PidFile:
    """Holds the lock of a clinic's server while it takes connections.

    The file has the server's process and its port, once it takes connections and can be asked to make room.

    Args:
        folder: the clinic's folder.
        takes_over: whether a running server will be asked to make room.

    Raises:
        Refused: on entering, when the file can't be used, or another server runs that may not be asked.
    """

    def __init__(self, folder: Path, *, takes_over: bool) -> None:
        self._file = folder / FILE_NAME
        self._takes_over = takes_over
        self._descriptor = -1
        self._is_held = False

    def __enter__(self) -> "PidFile":
        """Take the lock, or leave it to a server that is to be asked for it."""
        try:
            self._descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as problem:
            raise Refused(
                f"{self._file} can't be written: {problem.strerror}. "
                "Serve from the account that owns the folder."
            ) from None
        if not self._locked() and not self._takes_over:
            self.release()
            raise Refused(
                "A server runs for this clinic already. Stop it, or start this one with --take-over: "
                "new connections then come here, and old consoles go on until they are left."
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give the lock back."""
        self.release()

    @property
    def other_port(self) -> int:
        """The port of the server that is to make room; 0 when there is none."""
        told = self._told()
        return told[1] if told and not self._is_held else 0

    async def take(self) -> None:
        """Have the lock, at last: whoever holds it is asked to make room.

        Raises:
            Refused: it doesn't, or can't be asked.
        """
        until = time.monotonic() + _PATIENCE_SECONDS
        if not self._locked():
            self._ask()
        while not self._locked():
            if time.monotonic() > until:
                raise Refused("The running server doesn't make room. Stop it first.")
            await asyncio.sleep(_LOOK_SECONDS)

    def tell(self, port: int) -> None:
        """Write down that this process takes connections, and can be asked to make room."""
        os.pwrite(self._descriptor, f"{os.getpid()}\n{port}\n".encode(), 0)

    def release(self) -> None:
        """Give the lock back: another server may take connections from now on."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor, self._is_held = -1, False

    def _locked(self) -> bool:
        if not self._is_held:
            try:
                fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            # What an earlier server wrote must not be asked for anything.
            os.ftruncate(self._descriptor, 0)
            self._is_held = True
        return True

    def _told(self) -> tuple[int, int] | None:
        said = os.pread(self._descriptor, _MOST_BYTES, 0).split()
        return (int(said[0]), int(said[1])) if len(said) == 2 and all(map(bytes.isdigit, said)) else None

    def _ask(self) -> None:
        told = self._told()
        if told is None:
            # It would be ended by the signal, before it knows what that means.
            raise Refused("Another server is just starting for this clinic. Try again in a moment.")
        try:
            os.kill(told[0], signal.SIGUSR1)
        except ProcessLookupError:
            return
        except PermissionError:
            raise Refused(
                "The running server is another account's. Serve from the account that owns the folder."
            ) from None
