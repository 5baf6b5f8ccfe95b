"""What is measured on a terminal of this machine: starts, keys, ✓, idling."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.bench.figure import Figure, ratio
from tests.bench.stopwatch import Stopwatch, cpu_seconds, p95
from tests.bench.treated import Treated
from tests.ssh.served import Keys, mesotui
from tests.system.wheel import ROOT

BARE = (str(Path(__file__).with_name("bare.py")),)
BARE_IS_READY, OPENING = "bare is ready", "Opening the clinic"
_STARTS = 9
_KEYS = 60
_ENTRIES = 40
_COMES_TO_REST_SECONDS = 5.0
"""Behind the last key a console stores what is typed and, once, looks for garbage."""


def today(text: str) -> bool:
    """Tell whether Today stands on the screen with what was read for it, ready for a key."""
    return "Due today" in text and "Find" in text and "Room 1" in text


def start_figures(folder: Path, *, past: int) -> Iterator[Figure]:
    """Start the bare app and the console in turn, to the first paint and until Today can be used.

    Args:
        folder: an empty place.
        past: how many past sessions the demo clinic gets besides its month.
    """
    console = _signed_in(folder, past)
    bare, first, usable = [], [], []
    for _ in range(_STARTS + 1):
        began = time.monotonic()
        with running(BARE, folder) as terminal:
            bare.append(terminal.wait_for(BARE_IS_READY) - began)
        began = time.monotonic()
        with running(console, folder) as terminal:
            first.append(terminal.wait_for(lambda text: OPENING in text or today(text)) - began)
            usable.append(terminal.wait_for(today) - began)
    # The first, which reads the files from the disk, doesn't count.
    beside = statistics.median(bare[1:])
    yield ratio("start → first paint", statistics.median(first[1:]), beside, 1.5)
    yield ratio(f"start → Today, {past} past sessions", statistics.median(usable[1:]), beside, 2.5)


def session_figures(folder: Path, *, seconds: float) -> Iterator[Figure]:
    """Type and log in a session at its injections, then let it be.

    Args:
        folder: an empty place.
        seconds: how long an idle console is watched.
    """
    with running(BARE, folder) as console:
        console.wait_for(BARE_IS_READY)
        bare_first, bare_last = _keys(console, "a", "backspace")
        bare_mb = console.memory_mb
    treated = Treated(folder / "session")
    with running(treated.command, folder) as console:
        treated.enter(console)
        first, last = _keys(console, "t", "backspace")
        yield ratio("key → paint in the session, p95", p95(first), p95(bare_first), 3)
        yield ratio("key → all painted, p95", p95(last), p95(bare_last), 3)
        commits = [treated.log(console, points) for points in range(101, 101 + _ENTRIES)]
        median = f"median {1000 * statistics.median(commits):.1f} ms"
        yield Figure(
            what="Enter → ✓ on disk, p95", measured=median, value=1000 * p95(commits), budget=50, unit="ms"
        )
        yield idle("idle, two clocks running", console, lambda: console.cpu_seconds, seconds)
        grown = f"{console.memory_mb:.0f} MB, bare {bare_mb:.0f} MB"
        yield Figure(
            what="memory", measured=grown, value=console.memory_mb / bare_mb, budget=4, unit="× bare"
        )


def idle(what: str, console: Stopwatch, used: Callable[[], float], seconds: float) -> Figure:
    """Give the share of a core that a console takes which nobody touches."""
    console.last_paint()
    console.watch_for(_COMES_TO_REST_SECONDS)
    before = used()
    console.watch_for(seconds)
    spent = used() - before
    told = f"{1000 * spent:.0f} ms in {seconds:g} s"
    return Figure(what=what, measured=told, value=100 * spent / seconds, budget=1, unit="% core")


def idle_process(what: str, console: Stopwatch, process: int, seconds: float) -> Figure:
    """Give the share of a core that another process takes, of which this is the terminal."""
    return idle(what, console, lambda: cpu_seconds(process), seconds)


def running(arguments: Sequence[str], folder: Path) -> Stopwatch:
    """Run a Python program on a terminal of its own."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
    }
    return Stopwatch([sys.executable, *arguments], environment=environment, folder=folder)


def _signed_in(folder: Path, past: int) -> Sequence[str]:
    """Write the demo clinic, and give the command that opens it for the holder of a key, as OpenSSH does."""
    clinic = folder / "demo"
    subprocess.run(
        [sys.executable, "-m", "mesotui", "demo", "--data", str(clinic), "--fill", str(past), "--no-open"],
        stdout=subprocess.DEVNULL,
        check=True,
        cwd=ROOT,
    )
    keys = Keys(folder)
    mesotui(clinic, "staff", "key", "add", "a.ruiz", typed=keys.public("a.ruiz"))
    return (
        "-m",
        "mesotui",
        "--data",
        str(clinic),
        "console",
        "--key",
        Treated.fingerprint(keys.public("a.ruiz")),
    )


def _keys(console: Stopwatch, *keys: str) -> tuple[list[float], list[float]]:
    timed = [console.time_key(keys[number % len(keys)]) for number in range(_KEYS)]
    return [first for first, _ in timed], [last for _, last in timed]
