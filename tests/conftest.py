"""What every test stands on: a machine that tells the program nothing, and no folder but the test's own."""

import os
from pathlib import Path

import pytest

pytest_plugins = ["tests.demo.clinic"]

# Read when Textual is imported, so it is set before any test module is.
os.environ["TEXTUAL_ANIMATIONS"] = "none"
_FROM_THE_MACHINE = ("COLORTERM", "NO_COLOR", "MESOTUI_DATA", "MESOTUI_DATABASE", "COLUMNS", "LINES")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--soak", action="store_true", help="run the long soaks too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--soak"):
        return
    for item in items:
        if item.get_closest_marker("soak"):
            item.add_marker(pytest.mark.skip(reason="a long soak: run with --soak"))


@pytest.fixture(autouse=True)
def _hermetic(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in _FROM_THE_MACHINE:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home" / "data"))
    monkeypatch.setenv("TZ", "UTC")
