"""A terminal that draws nothing, so that what it measures is the program."""

import os
import re
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

from tests.system.terminal import Console, NeverSeen

_QUIET_SECONDS = 0.06
_TICKS = os.sysconf("SC_CLK_TCK")
_STYLES = re.compile(rb"\x1b\[[0-9;]*m")


class Stopwatch(Console):
    """A running program whose output is timed, not shown."""

    def wait_for(self, wanted: re.Pattern[bytes], *, patience: float = 60) -> float:
        """Wait until something was written since the last ``forget``, and give that moment.

        Raises:
            NeverSeen: it was not.
        """
        end = time.monotonic() + patience
        while not wanted.search(_STYLES.sub(b"", bytes(self.raw))):
            if time.monotonic() > end or not (self.pump(0.5) or self.process.poll() is None):
                raise NeverSeen(f"{wanted} was not written: {bytes(self.raw[-2000:])!r}")
        return time.monotonic()

    def forget(self) -> None:
        """Forget what was written so far."""
        self.raw.clear()

    def last_paint(self) -> float:
        """Wait until nothing has been written for a while, and give the moment of the last that was."""
        last = time.monotonic()
        while self.pump(_QUIET_SECONDS):
            last = time.monotonic()
        return last

    def time_key(self, key: str) -> tuple[float, float]:
        """Press a key and give the seconds to the first that is painted, and to the last."""
        self.last_paint()
        start = time.monotonic()
        self.press(key)
        while not self.pump(5):
            if self.process.poll() is not None:
                raise NeverSeen("the program has ended")
        first = time.monotonic()
        return first - start, self.last_paint() - start

    @property
    def cpu_seconds(self) -> float:
        """The processor time that the program has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    @property
    def memory_mb(self) -> float:
        """The memory that the program holds, in MB of 2²⁰ bytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        assert found is not None
        return int(found[1]) / 1024

    def _take(self, data: bytes) -> None:
        self.raw += data
        self._answer_queries(data)


def p95(values: Sequence[float]) -> float:
    """Give what 95 of 100 values stay below."""
    return statistics.quantiles(values, n=20)[-1]
