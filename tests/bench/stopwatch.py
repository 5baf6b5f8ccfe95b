"""A terminal whose output is timed as it arrives, not as it is drawn."""

import os
import re
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.system.terminal import Console, NeverSeen

_QUIET_SECONDS = 0.06
_TICKS = os.sysconf("SC_CLK_TCK")


class Stopwatch(Console):
    """A running program whose output is timed.

    What is waited for is looked for on the screen, since a program that sends only what changed writes no
    whole words; the time is that at which the last piece for it arrived.
    """

    arrived: float = 0.0
    """When the last output came."""

    def wait_for(
        self, wanted: str | re.Pattern[str] | Callable[[str], object], *, patience: float = 60
    ) -> float:
        """Wait until something is on the screen, and give the moment at which it arrived.

        Raises:
            NeverSeen: it was not.
        """
        self.until(wanted, patience=patience)
        return self.arrived

    def last_paint(self) -> float:
        """Wait until nothing has been written for a while, and give the moment of the last that was."""
        self.arrived = time.monotonic()
        while self.pump(_QUIET_SECONDS):
            pass
        return self.arrived

    def time_key(self, key: str) -> tuple[float, float]:
        """Press a key and give the seconds to the first that is painted, and to the last."""
        self.last_paint()
        start = time.monotonic()
        self.press(key)
        while not self.pump(5):
            if self.process.poll() is not None:
                raise NeverSeen("the program has ended")
        first = self.arrived
        while self.pump(_QUIET_SECONDS):
            pass
        return first - start, self.arrived - start

    @property
    def cpu_seconds(self) -> float:
        """The processor time that the program has used."""
        return cpu_seconds(self.process.pid)

    @property
    def memory_mb(self) -> float:
        """The memory that the program holds, in MB of 2²⁰ bytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        assert found is not None
        return int(found[1]) / 1024

    def _take(self, data: bytes) -> None:
        self.arrived = time.monotonic()
        super()._take(data)


def cpu_seconds(process: int) -> float:
    """Give the processor time that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def proportional_mb(process: int) -> float:
    """Give the memory of a process in MB of 2²⁰ bytes; what is shared is divided among those who share it."""
    rolled = Path(f"/proc/{process}/smaps_rollup").read_text()
    found = re.search(r"^Pss:\s+(\d+) kB", rolled, re.MULTILINE)
    assert found is not None
    return int(found[1]) / 1024


def p95(values: Sequence[float]) -> float:
    """Give what 95 of 100 values stay below."""
    return statistics.quantiles(values, n=20)[-1]
