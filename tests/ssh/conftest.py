"""A clinic with two people who have keys, made once, and a server for each test that wants one."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from mesotui import clinic
from mesotui.demo.opening import open_demo_clinic
from mesotui.domain.anatomy import Anatomy
from tests.demo.clinic import NOW
from tests.ssh.served import Keys, Served, mesotui, serving

OWN, OTHER = "a.ruiz", "n.okafor"


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    return Keys(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="session")
def made_clinic(tmp_path_factory: pytest.TempPathFactory, keys: Keys) -> Path:
    folder = tmp_path_factory.mktemp("served") / "clinic"
    database, _ = open_demo_clinic(folder, seed=5, sessions=0, now=NOW)
    database.close()
    for login in (OWN, OTHER):
        mesotui(folder, "staff", "key", "add", login, typed=keys.public(login))
    return folder


@pytest.fixture
def folder(made_clinic: Path, tmp_path: Path) -> Path:
    """The folder of a clinic of the test's own."""
    return Path(shutil.copytree(made_clinic, tmp_path / "clinic"))


@pytest.fixture
def served(folder: Path, keys: Keys) -> Iterator[Served]:
    """A server for the test's own clinic."""
    with serving(folder, keys) as server:
        yield server


@pytest.fixture(scope="module")
def probed(made_clinic: Path, keys: Keys, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server whose consoles tell what they were given; nothing is written to its clinic."""
    folder = Path(shutil.copytree(made_clinic, tmp_path_factory.mktemp("probed") / "clinic"))
    with serving(folder, keys, program=("-m", "tests.ssh.probe")) as server:
        yield server


@pytest.fixture(scope="session")
def anatomy() -> Anatomy:
    """The zones as shipped."""
    return clinic.load(None).anatomy
