"""Bringing stored records up to date with the tables of this version; imported only when that is needed."""

import contextlib
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import sqlcipher3.dbapi2 as sqlite
from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from mesotui.records.gate import CannotStart
from mesotui.records.schema import HEAD, revision_in

BACKUP_FOLDER = "backups"

# Any number will do as long as no other use of the same server takes it: the letters of "meso".
_MIGRATION_LOCK = 0x6D65736F


def migrate(engine: Engine, *, before: Callable[[str], object] | None = None, target: str = HEAD) -> None:
    """Bring the tables to a revision, all steps in one transaction.

    Args:
        engine: a writing engine; on SQLite one that doesn't enforce foreign keys meanwhile.
        before: called with the stored revision, while nobody else can write, unless the database is empty.
        target: the revision to reach.

    Raises:
        CannotStart: it failed, and the records are as they were.
    """
    try:
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})"))
            # Another terminal may have done it while this one waited for the lock.
            revision = revision_in(connection)
            if revision == target:
                return
            if revision is not None and before is not None:
                before(revision)
            command.upgrade(_config(connection), target)
            _check_references(connection)
    except (SQLAlchemyError, CommandError) as problem:
        raise CannotStart(
            f"The records couldn't be brought up to date ({type(problem).__name__}) and are as they were:"
            " go on with the version of mesotui that you had, and report this."
        ) from None


def back_up(file: Path, revision: str) -> Path:
    """Copy the database file beside itself and verify the copy.

    Raises:
        CannotStart: there is no room, or the copy isn't whole; then the records weren't touched.
    """
    folder = file.parent / BACKUP_FOLDER
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    copy = folder / f"before-{HEAD}-from-{revision}-{moment}.sqlite"
    partial = copy.with_suffix(".partial")
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        _copy_and_check(file, partial)
        _sync(partial)
        partial.rename(copy)
        _sync(folder)
    except (OSError, sqlite.Error):
        with contextlib.suppress(OSError):
            partial.unlink()
        raise CannotStart(
            f"The records must be copied to {folder} before they are brought up to date, and that failed:"
            " make room on the disk and start again. Nothing was changed."
        ) from None
    return copy


def _copy_and_check(file: Path, partial: Path) -> None:
    source = sqlite.connect(str(file), isolation_level=None)
    try:
        source.execute("VACUUM INTO ?", (str(partial),))
    finally:
        source.close()
    copied = sqlite.connect(str(partial), isolation_level=None)
    try:
        answers = copied.execute("PRAGMA quick_check").fetchall()
    finally:
        copied.close()
    if answers != [("ok",)]:
        raise OSError("the copy is not whole")


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", "mesotui.records:migrations")
    config.attributes["connection"] = connection
    return config


def _check_references(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
        raise CommandError("a row points nowhere")
