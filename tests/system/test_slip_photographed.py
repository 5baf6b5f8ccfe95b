"""What a phone would see: the slip screen in a real terminal, photographed and read by two readers."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from mesotui.slips.qr import Level, encode, smallest_version
from tests.slips.decoding import needs_font, read_by_each
from tests.slips.treated import treat
from tests.system.xterm import Xterm, needs_xterm, python, xterm

_PATIENCE_SECONDS = 60.0
_LOOK_SECONDS = 0.05

pytestmark = [needs_xterm, needs_font]


def _until(true: Callable[[], bool], what: str) -> None:
    """Wait for something that another process does."""
    end = time.monotonic() + _PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < end, what
        time.sleep(_LOOK_SECONDS)


class _Steps:
    """Lets the console go on key by key."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._number = 0
        folder.mkdir()

    def shown(self) -> None:
        _until((self.folder / f"shown-{self._number}").exists, f"step {self._number} is shown")

    def go_on(self) -> None:
        (self.folder / f"seen-{self._number}").touch()
        self._number += 1


def _reads(terminal: Xterm, payload: bytes) -> None:
    def read() -> bool:
        return all(found == [payload] for found in read_by_each(terminal.photograph()))

    _until(read, "both readers find the stored payload")


@pytest.mark.parametrize("theme", ["meso-dark", "meso-light"])
def test_at_120_by_40_every_code_is_read_off_the_glass(tmp_path: Path, theme: str) -> None:
    treated = treat(tmp_path / "data")
    steps = _Steps(tmp_path / "steps")
    command = python(
        "tests.slips.console", str(tmp_path / "data"), theme, str(steps.folder), "enter", "n", "n"
    )
    with xterm(command, columns=120, rows=40, dark="dark" in theme) as terminal:
        steps.shown()
        steps.go_on()
        steps.shown()
        slip = treated.session().slips[0]
        # On the glass: a signed slip takes the lower level of correction, as a screen has no stains.
        assert smallest_version(slip.instructions, Level.L) == 13
        for payload in (slip.instructions, slip.visit, slip.call):
            steps.shown()
            _reads(terminal, payload)
            steps.go_on()


@pytest.mark.parametrize("theme", ["meso-dark", "meso-light"])
def test_at_80_by_24_the_codes_that_fit_are_read_off_the_glass(tmp_path: Path, theme: str) -> None:
    treated = treat(tmp_path / "data")
    steps = _Steps(tmp_path / "steps")
    command = python("tests.slips.console", str(tmp_path / "data"), theme, str(steps.folder), "enter", "n")
    with xterm(command, columns=80, rows=24, dark="dark" in theme) as terminal:
        steps.shown()
        steps.go_on()
        steps.shown()
        slip = treated.session().slips[0]
        assert encode(slip.visit, Level.L).version == 5
        for payload in (slip.visit, slip.call):
            steps.shown()
            _reads(terminal, payload)
            steps.go_on()
