"""How fast the console is, beside a bare Textual app on the same machine in the same minutes.

``python -m tests.bench [--past N] [--seconds S]``; run it when nothing else runs. Nothing here fails a test.
"""

import argparse
import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.stopwatch import Stopwatch, p95
from tests.bench.treated import Treated
from tests.system.wheel import ROOT

_STARTS = 7
_KEYS = 60
_ENTRIES = 40
_BARE = re.compile(rb"bare is ready")
_OPENING = re.compile(rb"Opening the clinic")
_TODAY = re.compile(rb"Due today[\s\S]*Find")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table."""

    what: str
    measured: str
    value: float
    budget: float
    unit: str

    @property
    def line(self) -> str:
        """The line, with its verdict."""
        verdict = "ok" if self.value <= self.budget else "MISSED"
        return (
            f"{self.what:<46} {self.measured:>28}   {self.value:7.2f} {self.unit:<7}"
            f" at most {self.budget:<5g} {verdict}"
        )


class Bench:
    """One run: every figure is a ratio to what the bare app needed in it.

    Args:
        folder: an empty place.
        past: how many past sessions the demo clinic gets besides its month.
        seconds: how long an idle console is watched.
    """

    def __init__(self, folder: Path, *, past: int, seconds: float) -> None:
        self._folder = folder
        self._past = past
        self._seconds = seconds

    def figures(self) -> Iterator[Figure]:
        """Measure everything, a figure at a time."""
        bare = self._start(self._bare, _BARE)
        demo = self._demo()
        yield self._ratio("start → first paint", self._start(demo, _OPENING), bare, 1.5)
        yield self._ratio(f"start → Today, {self._past} past sessions", self._start(demo, _TODAY), bare, 2.5)
        yield from self._session()

    def _session(self) -> Iterator[Figure]:
        with self._bare() as console:
            console.wait_for(_BARE)
            bare_first, bare_last = _keys(console, "a", "backspace")
            bare_mb = console.memory_mb
        treated = Treated(self._folder / "session")
        with self._running(treated.command) as console:
            treated.enter(console)
            first, last = _keys(console, "t", "backspace")
            yield self._ratio("key → paint in the session, p95", p95(first), p95(bare_first), 3)
            yield self._ratio("key → all painted, p95", p95(last), p95(bare_last), 3)
            commits = [treated.log(console, points) for points in range(101, 101 + _ENTRIES)]
            milliseconds = 1000 * p95(commits)
            median = f"median {1000 * statistics.median(commits):.1f} ms"
            yield Figure(
                what="Enter → ✓ on disk, p95", measured=median, value=milliseconds, budget=50, unit="ms"
            )
            yield self._idle(console)
            grown = f"{console.memory_mb:.0f} MB, bare {bare_mb:.0f} MB"
            ratio = console.memory_mb / bare_mb
            yield Figure(what="memory", measured=grown, value=ratio, budget=4, unit="× bare")

    def _idle(self, console: Stopwatch) -> Figure:
        console.last_paint()
        before = console.cpu_seconds
        console.watch_for(self._seconds)
        used = console.cpu_seconds - before
        share = 100 * used / self._seconds
        told = f"{1000 * used:.0f} ms in {self._seconds:g} s"
        return Figure(what="idle, clocks running", measured=told, value=share, budget=1, unit="% core")

    def _start(self, start: Callable[[], Stopwatch], wanted: re.Pattern[bytes]) -> float:
        """Give the median of some starts; the first, which reads the files from the disk, doesn't count."""
        times = []
        for _ in range(_STARTS + 1):
            began = time.monotonic()
            with start() as console:
                times.append(console.wait_for(wanted) - began)
        return statistics.median(times[1:])

    def _demo(self) -> Callable[[], Stopwatch]:
        command = ("-m", "mesotui", "demo", "--data", str(self._folder / "demo"), "--fill", str(self._past))
        with self._running(command) as console:
            console.wait_for(_TODAY, patience=600)
        return lambda: self._running(command)

    def _bare(self) -> Stopwatch:
        return self._running((str(Path(__file__).with_name("bare.py")),))

    def _running(self, arguments: Sequence[str]) -> Stopwatch:
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self._folder),
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(ROOT),
        }
        return Stopwatch([sys.executable, *arguments], environment=environment, folder=self._folder)

    @staticmethod
    def _ratio(what: str, seconds: float, bare: float, budget: float) -> Figure:
        measured = f"{1000 * seconds:.1f} ms, bare {1000 * bare:.1f} ms"
        return Figure(what=what, measured=measured, value=seconds / bare, budget=budget, unit="× bare")


def _keys(console: Stopwatch, *keys: str) -> tuple[list[float], list[float]]:
    timed = [console.time_key(keys[number % len(keys)]) for number in range(_KEYS)]
    return [first for first, _ in timed], [last for _, last in timed]


@contextmanager
def folder_beside_home() -> Iterator[Path]:
    """Give a folder on the disk of the home, not in memory, for as long as it is needed."""
    with tempfile.TemporaryDirectory(dir=Path.home()) as name:
        yield Path(name)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--past", type=int, default=0, help="past sessions in the demo clinic")
    parser.add_argument("--seconds", type=float, default=20, help="how long an idle console is watched")
    chosen = parser.parse_args()
    with folder_beside_home() as folder:
        for figure in Bench(folder, past=chosen.past, seconds=chosen.seconds).figures():
            print(figure.line, flush=True)


if __name__ == "__main__":
    main()
