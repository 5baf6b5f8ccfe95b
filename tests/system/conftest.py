"""The built wheel, for every test that runs the program as users do."""

from pathlib import Path

import pytest

from mesotui import clinic
from mesotui.domain.anatomy import Anatomy
from tests.system.wheel import build_wheel, unpack


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's file."""
    return build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that holds the unpacked wheel and nothing else."""
    return unpack(wheel, tmp_path_factory.mktemp("program"))


@pytest.fixture(scope="session")
def anatomy() -> Anatomy:
    """The zones as shipped."""
    return clinic.load(None).anatomy
