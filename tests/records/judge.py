"""A judge of database files that shares no code with the program: Python's own SQLite, on a copy.

Never on the file itself: two libraries of SQLite in one process don't know of each other's locks.
"""

import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any


def asked(file: Path, statement: str) -> list[tuple[Any, ...]]:
    """Give the answer of a copy of a file and of its log."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / file.name
        for side in ("", "-wal"):
            source = file.with_name(file.name + side)
            if source.exists():
                shutil.copyfile(source, copy.with_name(copy.name + side))
        with closing(sqlite3.connect(copy)) as connection:
            return connection.execute(statement).fetchall()


def judged_whole(file: Path) -> bool:
    """Tell whether a file is undamaged, and every row that is pointed to is there."""
    return (
        asked(file, "PRAGMA integrity_check") == [("ok",)] and asked(file, "PRAGMA foreign_key_check") == []
    )
