"""Which revision of the tables is stored, read without the migration library: most starts need none."""

from pathlib import Path
from urllib.parse import quote

import sqlcipher3.dbapi2 as sqlite
from sqlalchemy import Connection, inspect, text

from mesotui.records.gate import CannotStart

REVISIONS = (
    "0001",
    "0002",
    "0003",
    "0004",
    "0005",
    "0006",
    "0007",
    "0008",
    "0009",
    "0010",
    "0011",
    "0012",
    "0013",
    "0014",
)
HEAD = REVISIONS[-1]

REVISION_TABLE = "alembic_version"
FOREIGN = "foreign"
"""Stands for the revision of a database that holds other things than ours."""


def check_revision(revision: str | None, place: str) -> None:
    """Refuse records that this version doesn't understand.

    Raises:
        CannotStart: they were made by a newer version, or by another program.
    """
    if revision == FOREIGN:
        raise CannotStart(f"{place} belongs to another program: choose another data folder or database.")
    if revision is not None and revision not in REVISIONS:
        raise CannotStart(
            f"{place} was made by a newer mesotui: install the newest version on this machine too."
        )


def revision_of_file(file: Path) -> str | None:
    """Read the stored revision of a file without changing it; None where there are no tables yet.

    Raises:
        CannotStart: the file can't be read as a database.
    """
    if not file.exists() or file.stat().st_size == 0:
        return None
    try:
        connection = sqlite.connect(f"file:{quote(str(file))}?{_manner(file)}", uri=True)
        try:
            rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            names = {str(name) for (name,) in rows}
            if REVISION_TABLE not in names:
                return FOREIGN if names else None
            row = connection.execute(f"SELECT version_num FROM {REVISION_TABLE}").fetchone()
        finally:
            connection.close()
    except sqlite.DatabaseError:
        raise CannotStart(f"{file} can't be read as a database: restore a backup in its place.") from None
    return str(row[0]) if row else None


def _manner(file: Path) -> str:
    """Look on as others write if somebody does, or after a crash; else leave no side files behind."""
    log = file.with_name(f"{file.name}-wal")
    return "mode=ro" if log.exists() else "immutable=1"


def revision_in(connection: Connection) -> str | None:
    """Read the stored revision through an open connection; None where there are no tables yet."""
    names = set(inspect(connection).get_table_names())
    if REVISION_TABLE not in names:
        return FOREIGN if names else None
    return connection.execute(text(f"SELECT version_num FROM {REVISION_TABLE}")).scalar()
