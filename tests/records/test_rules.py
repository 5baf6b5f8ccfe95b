"""What no use case may do: the rules of the records, read from their source."""

import ast
import inspect
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

import mesotui.records

FOLDER = Path(mesotui.records.__file__).parent
MODULES = sorted(path for path in FOLDER.glob("*.py") if path.name != "__init__.py")

# What opens, locks, counts, checks or migrates; everything else is made of use cases.
BELOW = {"checkup", "database", "engine", "migrate", "schema", "gate", "errors", "types"}


def calls(path: Path) -> Iterator[str]:
    """Name every function that is called, and every method without what it is called on."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                yield node.func.attr
            elif isinstance(node.func, ast.Name):
                yield node.func.id


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_no_use_case_deletes_or_changes_rows_in_bulk(path: Path) -> None:
    forbidden = {
        "delete",
        "update",
        "commit",
        "rollback",
        "begin_nested",
        "text",
        "merge",
        "bulk_update_mappings",
    }
    if path.stem not in BELOW:
        assert not forbidden & set(calls(path))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_only_the_database_opens_sessions_and_only_the_engine_opens_files(path: Path) -> None:
    made = set(calls(path))
    assert "Session" not in made or path.stem == "database"
    assert "create_engine" not in made or path.stem == "engine"
    imports = {
        alias.name
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    assert "sqlite3" not in imports


def use_cases() -> Iterator[tuple[str, ModuleType, object]]:
    for found in pkgutil.iter_modules([str(FOLDER)]):
        if found.ispkg or found.name in BELOW:
            continue
        module = import_module(f"mesotui.records.{found.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            first = next(iter(inspect.signature(function).parameters.values()), None)
            own = function.__module__ == module.__name__ and not name.startswith("_")
            if own and first is not None and first.name == "db":
                yield f"{found.name}.{name}", module, function


def test_what_writes_is_told_the_time_and_never_asks_for_it() -> None:
    for path in MODULES:
        if path.stem not in BELOW:
            assert not {"now", "utcnow", "today"} & set(calls(path)), path.name


def test_every_use_case_is_found_by_these_rules() -> None:
    names = {name for name, _, _ in use_cases()}
    assert {"sessions.open_session", "closing.finish", "injections.log_injection", "drafts.save"} <= names
    assert len(names) > 45


def test_no_table_has_a_way_to_delete_what_points_to_it() -> None:
    from sqlmodel import SQLModel

    for table in SQLModel.metadata.sorted_tables:
        for key in table.foreign_keys:
            assert key.ondelete is None
        assert "site_id" in table.primary_key.columns or table.name in ("site", "site_head")
        for index in table.indexes:
            assert next(iter(index.columns)).name == "site_id"
