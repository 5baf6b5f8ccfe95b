"""The one way from a screen to the database: reads that may be overtaken, writes that may not.

Call both from a worker (``self.run_worker(…)``), never straight from a message handler: a handler that
waits keeps its screen from hearing keys. ``Refused`` and ``Stale`` that a worker lets through end that worker
only: the app shows the one as a notice and drops the other.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from mesotui import faults
from mesotui.domain.errors import Refused
from mesotui.records.errors import NotSaved

P = ParamSpec("P")
T = TypeVar("T")

_READERS = 3


class Database(Protocol):
    """What this module needs of a database; the one in ``records`` is one."""

    def read(self, use_case: Callable[..., T], /, *args: Any, **kwargs: Any) -> T:
        """Run a use case that only reads."""
        ...

    def write(self, use_case: Callable[..., T], /, *args: Any, **kwargs: Any) -> T:
        """Run a use case in a transaction of its own and commit it."""
        ...

    def version(self) -> int:
        """Give a number that changes whenever any terminal wrote."""
        ...

    def close(self) -> None:
        """Let go of the files."""
        ...


class Stale(Exception):
    """A newer read of the same group made this answer useless; nothing is to be shown."""


class Work:
    """Runs use cases beside the event loop.

    Args:
        database: what the use cases run on.
        log_folder: where reports of unexpected faults go; None keeps none.
        now: the clock, for those reports.
    """

    def __init__(self, database: Database, *, log_folder: Path | None, now: Callable[[], datetime]) -> None:
        self._database = database
        self._log_folder = log_folder
        self._now = now
        self._newest: dict[str, Future[Any]] = {}
        self._pending: set[asyncio.Future[Any]] = set()
        self._version: int | None = None
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="mesotui-read")
        # One writer: what was asked first is stored first.
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="mesotui-write")
        self.on_orphan: Callable[[Refused], None] | None = None
        """Told of a write that failed after whoever asked for it had gone."""

    async def read(
        self, group: str, use_case: Callable[Concatenate[Any, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a use case that only reads, unless a newer read of the same group overtakes it.

        Raises:
            Stale: a newer read of this group began meanwhile.
            Refused: the use case said no, or failed.
        """
        older = self._newest.get(group)
        if older is not None:
            older.cancel()
        future = self._readers.submit(self._database.read, use_case, *args, **kwargs)
        self._newest[group] = future
        waiting: asyncio.Future[T] = asyncio.wrap_future(future)
        waiting.add_done_callback(_seen)
        try:
            await asyncio.wait({waiting})
            if self._newest.get(group) is not future:
                raise Stale
        finally:
            if self._newest.get(group) is future:
                del self._newest[group]
            future.cancel()
        return self._result(waiting, "That could not be read")

    async def write(
        self, use_case: Callable[Concatenate[Any, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a use case that writes, after all writes asked before; it is committed when this returns.

        Leaving the screen, or cancelling what waits here, doesn't stop it.

        Raises:
            Refused: the use case said no, or failed.
        """
        future = self._writer.submit(self._database.write, use_case, *args, **kwargs)
        waiting: asyncio.Future[T] = asyncio.wrap_future(future)
        self._pending.add(waiting)
        waiting.add_done_callback(self._pending.discard)
        try:
            await asyncio.wait({waiting})
        except asyncio.CancelledError:
            waiting.add_done_callback(self._tell_orphan)
            raise
        return self._result(waiting, "That could not be saved; your text is kept")

    async def changed(self) -> bool:
        """Whether anything was written, here or elsewhere, since this was last asked.

        The first call only remembers where things stand. A database that doesn't answer counts as
        unchanged: the next read or write tells it better.
        """
        before = self._version
        waiting = asyncio.wrap_future(self._readers.submit(self._database.version))
        waiting.add_done_callback(_seen)
        await asyncio.wait({waiting})
        if waiting.exception() is not None:
            return False
        self._version = waiting.result()
        return before is not None and before != self._version

    async def drain(self) -> None:
        """Wait until every write that was asked for is stored or refused."""
        while self._pending:
            await asyncio.wait(set(self._pending))

    async def unkept(self) -> Exception | None:
        """Wait for the writes that were asked for by now, and give why one of them could not be kept.

        What the rules refuse is an answer, and nothing is lost by it.
        """
        asked = set(self._pending)
        if asked:
            await asyncio.wait(asked)
        return next(filter(_is_loss, map(_error_of, asked)), None)

    def close(self) -> None:
        """Finish what runs, then close the database. Drain first."""
        self._readers.shutdown(wait=True, cancel_futures=True)
        self._writer.shutdown(wait=True)
        self._database.close()

    def _result(self, done: asyncio.Future[T], what: str) -> T:
        error = done.exception()
        if error is not None:
            raise self._explained(error, what) from None
        return done.result()

    def _explained(self, error: BaseException, what: str) -> Refused:
        if isinstance(error, Refused):
            return error
        number = faults.write_report(error, self._log_folder, now=self._now())
        return Refused(f"{what}. Try again; if it fails again, give fault {number} to your administrator.")

    def _tell_orphan(self, done: asyncio.Future[Any]) -> None:
        error = done.exception()
        if error is not None and self.on_orphan is not None:
            self.on_orphan(self._explained(error, "A change could not be saved"))


def _seen(done: asyncio.Future[Any]) -> None:
    """Take note of a failure whose asker has gone, or asyncio would print it when the program ends."""
    if not done.cancelled():
        done.exception()


def _error_of(done: asyncio.Future[Any]) -> Exception | None:
    error = None if done.cancelled() else done.exception()
    return error if isinstance(error, Exception) else None


def _is_loss(error: Exception | None) -> bool:
    return error is not None and (isinstance(error, NotSaved) or not isinstance(error, Refused))
