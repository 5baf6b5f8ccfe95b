"""Stored records become those of this version, after a verified copy, whole or not at all."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic import op
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, text
from sqlmodel import SQLModel

from mesotui.records import tables
from mesotui.records.engine import FILE_NAME, PRAGMAS, open_database, postgresql_engine, sqlite_engine
from mesotui.records.gate import CannotStart
from mesotui.records.migrate import BACKUP_FOLDER, back_up, migrate
from mesotui.records.schema import HEAD, REVISIONS, revision_of_file
from tests.records.conftest import Place, run_on_server
from tests.records.judge import asked, judged_whole

ROWS = (
    "INSERT INTO site (id, name, phone, emergency_number, created_at)"
    " VALUES ('0123456789abcdef0123456789abcdef', 'Clinique des Lilas', '', '', '2026-01-02 03:04:05.000000')"
)


def migrating_engine(file: Path) -> Engine:
    return sqlite_engine(file, write=True, busy_seconds=0, pragmas={**PRAGMAS, "foreign_keys": 0})


@pytest.fixture
def old_file(tmp_path: Path) -> Path:
    """Records as the first revision made them, with a row in them."""
    file = tmp_path / FILE_NAME
    engine = migrating_engine(file)
    migrate(engine, target=REVISIONS[0])
    with engine.begin() as connection:
        connection.execute(text(ROWS))
    engine.dispose()
    return file


def test_the_known_revisions_are_those_of_the_steps() -> None:
    config = Config()
    config.set_main_option("script_location", "mesotui.records:migrations")
    steps = list(ScriptDirectory.from_config(config).walk_revisions())
    assert tuple(step.revision for step in reversed(steps)) == REVISIONS


def test_migrated_tables_are_those_of_the_program(place: Place) -> None:
    engine = (
        postgresql_engine(place.url, busy_seconds=1)
        if place.url
        else migrating_engine(place.folder / FILE_NAME)
    )
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, SQLModel.metadata) == []
    engine.dispose()


def test_migrated_tables_have_every_constraint_of_the_program(set_up_file: Path, tmp_path: Path) -> None:
    made = tmp_path / "made.sqlite"
    engine = create_engine(f"sqlite:///{made}")
    SQLModel.metadata.create_all(engine)
    engine.dispose()

    def clauses(file: Path) -> dict[str, set[str]]:
        rows = asked(
            file, "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name != 'alembic_version'"
        )
        return {
            # SQLite quotes the name of a table that was made anew and renamed.
            name: {" ".join(line.replace('"', "").split()).strip(" ,") for line in sql.splitlines()} - {""}
            for name, sql in rows
        }

    assert clauses(set_up_file) == clauses(made)
    assert tables.InjectionRow.__tablename__ in clauses(made)


def test_old_records_are_copied_and_brought_up_to_date(old_file: Path) -> None:
    open_database(old_file.parent, throwaway=True).close()
    assert revision_of_file(old_file) == HEAD
    assert asked(old_file, "SELECT name FROM site") == [("Clinique des Lilas",)]
    assert judged_whole(old_file)
    (copy,) = (old_file.parent / BACKUP_FOLDER).iterdir()
    assert REVISIONS[0] in copy.name
    assert copy.stat().st_mode & 0o777 == 0o600
    assert copy.parent.stat().st_mode & 0o777 == 0o700
    assert judged_whole(copy)
    assert revision_of_file(copy) == REVISIONS[0]
    assert asked(copy, "SELECT name FROM site") == [("Clinique des Lilas",)]


def test_new_records_need_no_copy(tmp_path: Path) -> None:
    open_database(tmp_path, throwaway=True).close()
    assert not (tmp_path / BACKUP_FOLDER).exists()
    assert judged_whole(tmp_path / FILE_NAME)


def test_a_step_that_fails_leaves_the_records_as_they_were(
    old_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    create_table = op.create_table

    def failing(name: str, *arguments: object, **options: object) -> object:
        if name == "injection":
            op.execute("THIS IS NO STATEMENT")
        return create_table(name, *arguments, **options)  # type: ignore[arg-type]

    before = asked(old_file, "SELECT * FROM sqlite_master")
    monkeypatch.setattr(op, "create_table", failing)
    with pytest.raises(CannotStart, match="are as they were"):
        open_database(old_file.parent, throwaway=True)
    assert asked(old_file, "SELECT * FROM sqlite_master") == before
    assert revision_of_file(old_file) == REVISIONS[0]
    monkeypatch.undo()
    open_database(old_file.parent, throwaway=True).close()
    assert revision_of_file(old_file) == HEAD


def test_without_a_copy_nothing_is_changed(old_file: Path) -> None:
    (old_file.parent / BACKUP_FOLDER).write_text("in the way")
    with pytest.raises(CannotStart, match="Nothing was changed"):
        open_database(old_file.parent, throwaway=True)
    assert revision_of_file(old_file) == REVISIONS[0]


def test_a_copy_that_is_not_whole_is_not_kept(old_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(file: Path, partial: Path) -> None:
        partial.write_bytes(b"half")
        raise OSError("no space")

    monkeypatch.setattr("mesotui.records.migrate._copy_and_check", fail)
    with pytest.raises(CannotStart, match="make room"):
        back_up(old_file, REVISIONS[0])
    assert list((old_file.parent / BACKUP_FOLDER).iterdir()) == []


def test_old_records_on_postgresql_are_brought_up_to_date(postgresql: str, tmp_path: Path) -> None:
    run_on_server(postgresql, "CREATE DATABASE old")
    address = postgresql.format("old")
    engine = postgresql_engine(address, busy_seconds=1)
    migrate(engine, target=REVISIONS[0])
    with engine.begin() as connection:
        connection.execute(text(ROWS))
    engine.dispose()
    with closing(open_database(tmp_path, url=address)) as opened:
        assert opened.version() == 0
        assert opened.read(lambda db: db.connection().execute(text("SELECT name FROM site")).scalar()) == (
            "Clinique des Lilas"
        )


def test_an_ordinary_start_does_not_import_the_migration_library(set_up_copy_file: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from mesotui.records.engine import open_database;"
        f"open_database(Path({str(set_up_copy_file.parent)!r}), throwaway=True).close();"
        "sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
