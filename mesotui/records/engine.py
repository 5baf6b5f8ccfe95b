"""How the database is opened: every setting that durability stands on is set here, and read back."""

import os
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import sqlcipher3.dbapi2 as sqlite
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, OperationalError

from mesotui.records.database import Database, Patience, refuse_inherited
from mesotui.records.gate import FILE_NAME as FILE_NAME
from mesotui.records.gate import MOUNTS, CannotStart, check_file, check_folder, check_sqlite_version
from mesotui.records.schema import HEAD, check_revision, revision_in, revision_of_file

PRAGMAS: Mapping[str, str | int] = {
    # Readers go on while somebody saves, and each commit is on the disk before it counts as saved.
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    # A file that was restored from elsewhere can't run SQL of its own, and damage is noticed early.
    "trusted_schema": 0,
    "cell_size_check": 1,
    "mmap_size": 0,
    # What was overwritten is zeroed, and temporary tables stay off the disk: both would hold clients' data.
    "secure_delete": 1,
    "temp_store": 2,
}

_CONNECT_SECONDS = 5
_READER_CONNECTIONS = 4


def open_database(
    folder: Path,
    *,
    url: str | None = None,
    throwaway: bool = False,
    patience: Patience | None = None,
    mounts: Path = MOUNTS,
) -> Database:
    """Open the records, making or bringing them up to date first; a file is backed up before that.

    Args:
        folder: the clinic's data folder; made when it isn't there.
        url: a PostgreSQL database instead of the file in the folder.
        throwaway: whether losing everything is fine, so that a container's own layer may hold the file.
        patience: how long a busy database is waited for.
        mounts: the kernel's list of mounted file systems.

    Raises:
        CannotStart: something isn't as it must be; nothing was written.
    """
    patience = patience or Patience()
    if url is not None:
        return _open_postgresql(url, patience)
    check_sqlite_version(sqlite.sqlite_version_info)
    check_folder(folder, throwaway=throwaway, mounts=mounts)
    file = folder.absolute() / FILE_NAME
    check_file(file)
    revision = revision_of_file(file)
    check_revision(revision, str(file))
    refuse_inherited(file)
    _make_private(folder, file)
    if revision != HEAD:
        _migrate_file(file, patience)
    return Database(
        writer=sqlite_engine(file, write=True, busy_seconds=patience.busy_seconds),
        reader=sqlite_engine(file, write=False, busy_seconds=patience.busy_seconds),
        patience=patience,
        file=file,
    )


def sqlite_engine(
    file: Path,
    *,
    write: bool,
    busy_seconds: float,
    pragmas: Mapping[str, str | int] = PRAGMAS,
    driver: ModuleType = sqlite,
) -> Engine:
    """Make an engine on a file.

    A writer takes the lock when it begins: one that reads first and writes later would be refused at once
    if somebody else saved in between, however long it is ready to wait. A reader can't write at all.

    Raises:
        CannotStart: on connecting, when a setting reads back different from what was set.
    """
    engine = create_engine(
        f"sqlite:///{file}",
        module=driver,
        hide_parameters=True,
        connect_args={"timeout": busy_seconds},
        pool_size=1 if write else _READER_CONNECTIONS,
        max_overflow=0,
        pool_timeout=60,
    )

    @event.listens_for(engine, "connect")
    def settle(connection: Any, _record: object) -> None:
        # The driver would begin transactions by its own rules, too late and not for every statement.
        connection.isolation_level = None
        for name, wanted in pragmas.items():
            connection.execute(f"PRAGMA {name}={wanted}").fetchall()
            row = connection.execute(f"PRAGMA {name}").fetchone()
            if row is None or str(row[0]).lower() != str(wanted):
                found = "nothing" if row is None else row[0]
                connection.close()
                raise CannotStart(
                    f"SQLite keeps {name} at {found} instead of {wanted}, so saving wouldn't be safe:"
                    " reinstall mesotui with its own sqlcipher3, and keep the data folder on a local disk."
                )
        if not write:
            connection.execute("PRAGMA query_only=1")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def postgresql_engine(url: str, *, busy_seconds: float) -> Engine:
    """Make an engine on PostgreSQL, for writing.

    Raises:
        CannotStart: the address isn't one of PostgreSQL, or the driver isn't installed.
    """
    try:
        address = make_url(url)
    except ArgumentError:
        raise CannotStart("The database address can't be read: write postgresql://USER@HOST/NAME.") from None
    if address.drivername not in ("postgresql", "postgres", "postgresql+psycopg"):
        raise CannotStart(
            "Only PostgreSQL can take the place of the file: write postgresql://USER@HOST/NAME."
        )
    # To PostgreSQL, no time at all means for ever.
    wait_ms = max(1, round(busy_seconds * 1000))
    try:
        engine = create_engine(
            address.set(drivername="postgresql+psycopg"),
            hide_parameters=True,
            pool_pre_ping=True,
            isolation_level="READ COMMITTED",
            connect_args={
                "connect_timeout": _CONNECT_SECONDS,
                "options": f"-c lock_timeout={wait_ms} {address.query.get('options', '')}",
            },
        )
    except ImportError:
        raise CannotStart("PostgreSQL needs its driver: pip install 'mesotui[postgres]'.") from None

    @event.listens_for(engine, "connect")
    def settle(connection: Any, _record: object) -> None:
        found = connection.execute("SHOW synchronous_commit").fetchone()[0]
        connection.rollback()
        if found == "off":
            connection.close()
            raise CannotStart(
                "PostgreSQL has synchronous_commit off, so saving wouldn't be safe: turn it on."
            )

    return engine


def _open_postgresql(url: str, patience: Patience) -> Database:
    writer = postgresql_engine(url, busy_seconds=patience.busy_seconds)
    try:
        _prepare_postgresql(writer)
    except BaseException:
        writer.dispose()
        raise
    # One moment for a whole read, however many statements it takes.
    reader = writer.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return Database(writer=writer, reader=reader, patience=patience)


def _prepare_postgresql(writer: Engine) -> None:
    try:
        with writer.connect() as connection:
            revision = revision_in(connection)
        check_revision(revision, "The database")
        if revision != HEAD:
            from mesotui.records.migrate import migrate

            migrate(writer)
    except OperationalError:
        raise CannotStart(
            "The PostgreSQL database can't be reached: check --database, and that the server runs"
            " and lets you in."
        ) from None


def _make_private(folder: Path, file: Path) -> None:
    """Make the folder and the file for this user alone; SQLite gives its side files the file's own mode."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if file.exists() or not any(folder.iterdir()):
            folder.chmod(0o700)
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
        file.chmod(0o600)
    except OSError as error:
        raise CannotStart(
            f"{folder} can't be used ({error.strerror}): allow it for this user,"
            " or choose another folder with --data."
        ) from None


def _migrate_file(file: Path, patience: Patience) -> None:
    from mesotui.records.migrate import back_up, migrate

    # Rebuilding a table drops the old one, which the rows that point to it would forbid.
    engine = sqlite_engine(
        file, write=True, busy_seconds=patience.busy_seconds, pragmas={**PRAGMAS, "foreign_keys": 0}
    )
    try:
        migrate(engine, before=lambda revision: back_up(file, revision))
    finally:
        engine.dispose()
