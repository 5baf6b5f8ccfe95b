"""Which process serves a clinic: one at a time, unless the next one asks it to make room."""

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


class PidFile:
    """Holds the lock of a clinic's server while it takes connections.

    Args:
        folder: the clinic's folder.
        takes_over: whether a running server is asked to make room.

    Raises:
        Refused: on entering, when another server runs, or doesn't make room.
    """

    def __init__(self, folder: Path, *, takes_over: bool) -> None:
        self._file = folder / FILE_NAME
        self._takes_over = takes_over
        self._descriptor = -1

    def __enter__(self) -> "PidFile":
        """Take the lock."""
        self._descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        if not self._locked():
            self._take_over()
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, f"{os.getpid()}\n".encode(), 0)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give the lock back."""
        self.release()

    def release(self) -> None:
        """Give the lock back: another server may take connections from now on."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _locked(self) -> bool:
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _take_over(self) -> None:
        said = os.pread(self._descriptor, 20, 0).strip()
        if not self._takes_over or not said.isdigit():
            self.release()
            raise Refused(
                "A server runs for this clinic already. Stop it, or start this one with --take-over: "
                "new connections then come here, and old consoles go on until they are left."
            )
        os.kill(int(said), signal.SIGUSR1)
        until = time.monotonic() + _PATIENCE_SECONDS
        while not self._locked():
            if time.monotonic() > until:
                self.release()
                raise Refused("The running server doesn't make room. Stop it first.")
            time.sleep(_LOOK_SECONDS)
