"""What is measured over SSH, beside a bare Textual app started here and the same app behind OpenSSH."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from tests.bench.figure import Figure, ratio
from tests.bench.local import BARE, BARE_IS_READY, OPENING, idle_process, running
from tests.bench.over_ssh import AUTHENTICATED, BARE_BEHIND_OPENSSH, BEHIND_OPENSSH, SERVED, OverSsh, over_ssh
from tests.bench.stopwatch import Stopwatch, proportional_mb

_STARTS = 9
_CONSOLES = 5


def served_figures(folder: Path, *, seconds: float) -> Iterator[Figure]:
    """Sign in again and again, in every way in turn; then count what more consoles take.

    Args:
        folder: an empty place.
        seconds: how long an idle console is watched.
    """
    with over_ssh(folder / "served", settings="[serve]\nconnections_per_person = 20\n") as ways:
        yield from _starts(ways, folder)
        yield from _standing(ways, seconds)


def _starts(ways: OverSsh, folder: Path) -> Iterator[Figure]:
    local: list[float] = []
    served, behind, openssh = _Times(), _Times(), _Times()
    ways_in = ((SERVED, served), (BEHIND_OPENSSH, behind), (BARE_BEHIND_OPENSSH, openssh))
    for _ in range(_STARTS + 1):
        began = time.monotonic()
        with running(BARE, folder) as console:
            local.append(console.wait_for(BARE_IS_READY) - began)
        for way, timed in ways_in:
            with ways.console(way, "-o", "LogLevel=VERBOSE") as client:
                timed.take(client, _bare_is_ready if way == BARE_BEHIND_OPENSSH else _today)
    bare = statistics.median(local[1:])
    first = "served: authenticated → first paint"
    yield ratio(first, served.first, bare, 0.5)
    yield ratio(first, served.first, openssh.first, 0.5, beside="bare, sshd")
    yield ratio(first, served.first, behind.first, 0.5, beside="console, sshd")
    yield ratio("served: authenticated → Today", served.usable, bare, 1.0)


class _Times:
    def __init__(self) -> None:
        self._first: list[float] = []
        self._usable: list[float] = []

    @property
    def first(self) -> float:
        return statistics.median(self._first[1:])

    @property
    def usable(self) -> float:
        return statistics.median(self._usable[1:])

    def take(self, console: Stopwatch, usable: Callable[[str], object]) -> None:
        while AUTHENTICATED not in console.raw:
            console.pump(0.5)
        began = console.arrived
        self._first.append(console.wait_for(lambda text: OPENING in text or usable(text)) - began)
        self._usable.append(console.wait_for(usable) - began)


def _standing(ways: OverSsh, seconds: float) -> Iterator[Figure]:
    with ExitStack() as ends:
        before = set(ways.served.copies())
        consoles: list[Stopwatch] = []
        processes: list[int] = []
        for _ in range(_CONSOLES):
            console = ends.enter_context(ways.console(SERVED))
            ways.treated.go(console)
            consoles.append(console)
            (process,) = set(ways.served.copies()) - before - set(processes)
            processes.append(process)
        # The first pays alone for what it shares with no other yet.
        held = sum(map(proportional_mb, [*before, *processes]))
        for console in consoles[1:]:
            console.kill9()
        ways.served.wait_for_copies(len(before) + 1)
        each = (held - sum(map(proportional_mb, [*before, processes[0]]))) / (_CONSOLES - 1)
        told = f"{_CONSOLES} at their injections, {held:.0f} MB in all"
        yield Figure(
            what="served: each further console (PSS)", measured=told, value=each, budget=24, unit="MB"
        )
        yield idle_process("served: idle, two clocks running", consoles[0], processes[0], seconds)


def _bare_is_ready(text: str) -> bool:
    return BARE_IS_READY in text


def _today(text: str) -> bool:
    return "MARTIN" in text
