"""A real xterm on a screen of its own, photographed."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import pytest
from PIL import Image

from tests.slips.decoding import opened

_TOOLS = ("Xvfb", "xterm", "import")
_missing = [tool for tool in _TOOLS if shutil.which(tool) is None]
needs_xterm = pytest.mark.skipif(
    bool(_missing) and "CI" not in os.environ,
    reason=f"needs xvfb, xterm and imagemagick: no {', '.join(_missing)}",
)
_XTERM = ("xterm", "-u8", "-fa", "DejaVu Sans Mono", "-fs", "11")
_END_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Xterm:
    """A running terminal."""

    display: str

    def photograph(self) -> Image.Image:
        """Give what the eye sees now, in grey."""
        command = ["import", "-display", self.display, "-window", "root", "png:-"]
        return opened(subprocess.run(command, capture_output=True, check=True).stdout)

    def photograph_still(self) -> Image.Image:
        """Give what the eye sees once two looks show the same: a terminal draws when it likes."""
        before = self.photograph()
        while (after := self.photograph()).tobytes() != before.tobytes():
            before = after
        return after


@contextmanager
def xterm(command: Sequence[str], *, columns: int, rows: int, dark: bool) -> Iterator[Xterm]:
    """Run a program in an xterm of a size until the block ends."""
    with ExitStack() as ends:
        screen = subprocess.Popen(
            ["Xvfb", "-displayfd", "1", "-screen", "0", "2400x1400x24", "-nolisten", "tcp"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        ends.callback(_end, screen)
        assert screen.stdout is not None
        ends.callback(screen.stdout.close)
        display = f":{screen.stdout.readline().strip()}"
        colours = ["-bg", "black", "-fg", "white"] if dark else ["-bg", "white", "-fg", "black"]
        terminal = subprocess.Popen(
            [*_XTERM, *colours, "-geometry", f"{columns}x{rows}+0+0", "-e", *command],
            env={**os.environ, "DISPLAY": display, "LC_ALL": "C.UTF-8", "COLORTERM": "truecolor"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        ends.callback(_end, terminal)
        yield Xterm(display)


def python(module: str, *arguments: str) -> list[str]:
    """Give the command that runs one of the tests' own modules."""
    return [sys.executable, "-m", module, *arguments]


def _end(process: subprocess.Popen[str] | subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
