"""Looks at a database file without changing it: is it what it must be?"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlcipher3.dbapi2 as sqlite
from sqlalchemy import text

from mesotui.domain.slip_keys import SlipKey
from mesotui.records import slip_keys
from mesotui.records.database import read_through
from mesotui.records.engine import FILE_NAME, PRAGMAS, sqlite_engine
from mesotui.records.gate import CannotStart, check_file, check_folder, check_sqlite_version, file_system_of
from mesotui.records.schema import HEAD, check_revision, revision_of_file

_BUSY_SECONDS = 5
_LITTLE_SPACE_BYTES = 500 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Examined:
    """One thing that was looked at."""

    what: str
    found: str
    is_well: bool = True


def examine_folder(folder: Path, *, throwaway: bool) -> Iterator[Examined]:
    """Look at SQLite, the folder and the file in it, as far as they are there.

    Args:
        folder: the clinic's folder.
        throwaway: whether losing everything is fine, as for the demo clinic.
    """
    yield _gate("SQLite", sqlite.sqlite_version, check_sqlite_version, sqlite.sqlite_version_info)
    standing = next(place for place in (folder, *folder.parents) if place.exists())
    kind = file_system_of(standing.resolve()) or "unknown"
    try:
        check_folder(folder, throwaway=throwaway)
        yield Examined("data folder", f"{folder} on {kind}")
    except CannotStart as refusal:
        yield Examined("data folder", str(refusal), is_well=False)
    free = shutil.disk_usage(standing).free
    yield Examined("free disk space", f"{free // 1024**2} MiB", is_well=free >= _LITTLE_SPACE_BYTES)
    file = folder / FILE_NAME
    if not file.exists():
        yield Examined("records", "none yet: run mesotui to set the clinic up")
        return
    yield from _examine_file(file)


def kept_keys(file: Path) -> tuple[SlipKey, ...] | None:
    """Give the keys of slips on record, without changing the file; None where they can't be read yet."""
    if not file.exists():
        return ()
    try:
        check_file(file)
        if revision_of_file(file) != HEAD:
            return None
        engine = sqlite_engine(file, write=False, busy_seconds=_BUSY_SECONDS)
    except CannotStart:
        return None
    try:
        return read_through(engine, slip_keys.every_key)
    except CannotStart:
        return None
    finally:
        engine.dispose()


def _examine_file(file: Path) -> Iterator[Examined]:
    try:
        check_file(file)
        revision = revision_of_file(file)
        check_revision(revision, str(file))
    except CannotStart as refusal:
        yield Examined("records", str(refusal), is_well=False)
        return
    yield Examined("records", f"{file}, {file.stat().st_size // 1024} KiB")
    current = revision == HEAD
    yield Examined(
        "tables", f"revision {revision}" + ("" if current else f", brought to {HEAD} at the next start")
    )
    engine = sqlite_engine(file, write=False, busy_seconds=_BUSY_SECONDS)
    try:
        with engine.connect() as connection:
            found = {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in PRAGMAS}
            wrong = connection.execute(text("PRAGMA integrity_check(1)")).scalar()
            orphans = connection.execute(text("PRAGMA foreign_key_check")).fetchall()
    except CannotStart as refusal:
        yield Examined("settings of SQLite", str(refusal), is_well=False)
        return
    finally:
        engine.dispose()
    yield Examined("settings of SQLite", " ".join(f"{name}={value}" for name, value in found.items()))
    yield Examined("integrity", "ok" if wrong == "ok" else "DAMAGED: restore a backup", is_well=wrong == "ok")
    told = f"{len(orphans)} rows point to rows that are missing" if orphans else "ok"
    yield Examined("references", told, is_well=not orphans)


def _gate(
    what: str, found: str, check: Callable[[tuple[int, ...]], None], version: tuple[int, ...]
) -> Examined:
    try:
        check(version)
    except CannotStart as refusal:
        return Examined(what, str(refusal), is_well=False)
    return Examined(what, found)
