"""The one way to the records: a use case is run in one transaction, whole or not at all."""

import functools
import os
import random
import time
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import Session

from mesotui.records.errors import BUSY, KeptRefusal, NotSaved, is_passing, refusal_for

_Inputs = ParamSpec("_Inputs")
_Result = TypeVar("_Result")

_QUIET = "quiet"


def short_random_pause() -> None:
    """Wait a moment, a different one on each terminal so that they don't meet again."""
    time.sleep(random.uniform(0.05, 0.25))


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a database that another terminal holds is waited for."""

    busy_seconds: float = 10
    """Inside the database, each time."""
    more_tries: int = 3
    pause: Callable[[], None] = short_random_pause


def stay_quiet(db: Session) -> None:
    """Let this transaction pass unannounced: no other terminal shows what it changes."""
    db.info[_QUIET] = True


class Database:
    """The records of one clinic, for any thread of the process that opened them."""

    def __init__(
        self, *, writer: Engine, reader: Engine, patience: Patience, file: Path | None = None
    ) -> None:
        self._writer = writer
        self._reader = reader
        self._patience = patience
        self._inherited = False
        self.file = file
        """The database file; None on PostgreSQL."""
        _guard_forks()
        _opened.add(self)

    def read(
        self,
        use_case: Callable[Concatenate[Session, _Inputs], _Result],
        /,
        *args: _Inputs.args,
        **kwargs: _Inputs.kwargs,
    ) -> _Result:
        """Run a use case that only reads; all its statements see the same moment.

        Raises:
            Refused: what the use case refuses, or a database that can't answer.
        """

        def once() -> _Result:
            with Session(self._reader) as db:
                return use_case(db, *args, **kwargs)

        return self._patiently(once)

    def write(
        self,
        use_case: Callable[Concatenate[Session, _Inputs], _Result],
        /,
        *args: _Inputs.args,
        **kwargs: _Inputs.kwargs,
    ) -> _Result:
        """Run a use case that writes; when this returns, what it wrote is on the disk.

        The use case may run more than once: from its beginning, whenever another terminal was in the way.

        Raises:
            Refused: what the use case refuses; nothing of it was saved.
            NotSaved: the database couldn't save it; nothing of it was saved.
        """

        def once() -> _Result:
            with Session(self._writer, expire_on_commit=False) as db:
                self._lock(db)
                try:
                    result = use_case(db, *args, **kwargs)
                except KeptRefusal:
                    self._commit(db)
                    raise
                self._commit(db)
                return result

        return self._patiently(once)

    def version(self) -> int:
        """Give a number that changes whenever any terminal wrote something that others show."""

        def once() -> int:
            with self._reader.connect() as connection:
                return int(connection.execute(text("SELECT version FROM site_head")).scalar_one())

        return self._patiently(once)

    def close(self) -> None:
        """Close all connections; what was opened by a parent process stays the parent's to close."""
        if self._inherited:
            return
        _opened.discard(self)
        self._reader.dispose()
        self._writer.dispose()

    def abandon(self) -> None:
        """Never use the connections again, nor close them: they belong to the process that was copied."""
        self._inherited = True

    def _lock(self, db: Session) -> None:
        """On PostgreSQL take the row that every write takes; SQLite's own BEGIN has the lock already."""
        if self.file is None:
            db.connection().execute(text("SELECT version FROM site_head FOR UPDATE"))

    def _commit(self, db: Session) -> None:
        db.flush()
        if not db.info.get(_QUIET):
            db.connection().execute(text("UPDATE site_head SET version = version + 1"))
        db.commit()

    def _patiently(self, once: Callable[[], _Result]) -> _Result:
        if self._inherited:
            raise RuntimeError("a database that was opened before a fork can't be used after it")
        tries = self._patience.more_tries
        while True:
            try:
                return once()
            except PoolTimeout:
                raise NotSaved(BUSY) from None
            except DBAPIError as problem:
                if tries == 0 or not is_passing(problem.orig):
                    raise _told(problem) from None
                tries -= 1
                self._patience.pause()


def read_through(engine: Engine, use_case: Callable[[Session], _Result]) -> _Result:
    """Run a use case that only reads on the caller's own engine: on a file that is looked at, not opened."""
    with Session(engine) as db:
        return use_case(db)


def _told(problem: DBAPIError) -> Exception:
    """Give the sentence for a person, or else an error for the log: the statement, never what was in it."""
    refusal = refusal_for(problem.orig)
    if refusal is not None:
        return refusal
    return RuntimeError(f"{type(problem.orig).__name__} in: {problem.statement}")


_opened: weakref.WeakSet[Database] = weakref.WeakSet()
# Kept for ever, for a connection that is collected is closed, and closing it here would disturb the parent's.
_inherited: list[Database] = []


@functools.cache
def _guard_forks() -> None:
    os.register_at_fork(after_in_child=_abandon_all)


def _abandon_all() -> None:
    for database in list(_opened):
        database.abandon()
        _inherited.append(database)
    _opened.clear()


def refuse_inherited(file: Path) -> None:
    """Refuse a file that the parent process had open when it was copied.

    SQLite knows locks by process and file: here it would believe that it holds the parent's.

    Raises:
        RuntimeError: this process must be started afresh, or be copied before the file is opened.
    """
    if any(database.file == file for database in _inherited):
        raise RuntimeError("this file was open when the process was forked; open it only after forking")
