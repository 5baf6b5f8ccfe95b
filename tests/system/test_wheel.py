"""The wheel as users get it: it carries what is no Python, and it runs."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import mesotui
from tests.system.wheel import ROOT


def _in_checkout(folder: str, pattern: str) -> list[str]:
    return sorted(str(file.relative_to(ROOT)) for file in (ROOT / folder).rglob(pattern))


@pytest.fixture
def names(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


def test_it_carries_every_style_sheet_and_all_of_the_clinics_data(names: list[str]) -> None:
    sheets = [f"mesotui/{name}" for name in _in_checkout("styles", "*.tcss")]
    data = _in_checkout("mesotui", "*.toml")
    migrations = _in_checkout("mesotui/records/migrations", "*.py")
    assert len(sheets) > 3 and len(data) > 5 and len(migrations) > 2
    assert not {*sheets, *data, *migrations} - set(names)
    assert any(name.startswith("mesotui/clinic/aftercare/en/") for name in names)


def test_it_carries_no_test(names: list[str]) -> None:
    assert not [name for name in names if name.startswith("tests/") or "/test_" in name]


def test_it_runs_from_its_own_files(program: Path, tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(program)}

    def run(*arguments: str) -> str:
        ran = subprocess.run(
            [sys.executable, "-P", *arguments],
            env=environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        )
        return ran.stdout.strip()

    assert run("-m", "mesotui", "--version").endswith(mesotui.__version__)
    assert run("-c", "import mesotui; print(mesotui.__file__)").startswith(str(program))
