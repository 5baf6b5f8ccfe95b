"""How many bytes go over the line, and how long a key takes to be seen at 9,600 bit/s.

``python -m tests.bench.line_bytes``. Painted is what reaches the terminal; carried is what the line carries
for it to the client, with SSH's own share. The bare app, a Textual app with one field, runs behind OpenSSH.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from tests.bench.figure import folder_beside_home
from tests.bench.over_ssh import BARE_BEHIND_OPENSSH, SERVED, OverSsh, over_ssh
from tests.bench.stopwatch import Stopwatch, p95
from tests.ssh.line import Line

TERMS = ("xterm-256color", "xterm-16color", "xterm-256color-slow", "xterm-ascii-slow")
MODEM_BYTES = 960
"""A second, at 9,600 bit/s with a start and a stop bit."""
_TIMES = 9
_WATCHED_SECONDS = 10.0
_KEYS = 20
_QUIET_SECONDS = 0.6


@dataclass(frozen=True, slots=True)
class Bytes:
    """What one thing costs."""

    painted: float
    carried: float


@dataclass(frozen=True, slots=True)
class _Scale:
    """A terminal on a line that counts."""

    console: Stopwatch
    line: Line

    def weigh(self, act: Callable[[], object], *, times: int = 1) -> Bytes:
        """Do something so many times, and give the median of what each took."""
        painted, carried = [], []
        for _ in range(times):
            before = (len(self.console.raw), self.line.to_client)
            act()
            self.console.watch_for(_QUIET_SECONDS)
            painted.append(len(self.console.raw) - before[0])
            carried.append(self.line.to_client - before[1])
        return Bytes(statistics.median(painted), statistics.median(carried))

    def second(self) -> Bytes:
        """Touch nothing for a while, and give what a second took."""
        before = (len(self.console.raw), self.line.to_client)
        self.console.watch_for(_WATCHED_SECONDS)
        return Bytes(
            (len(self.console.raw) - before[0]) / _WATCHED_SECONDS,
            (self.line.to_client - before[1]) / _WATCHED_SECONDS,
        )


def bare(ways: OverSsh) -> dict[str, Bytes]:
    """Weigh the bare app: its whole screen, and a key in its field."""
    with ways.line(BARE_BEHIND_OPENSSH) as line, ways.console(BARE_BEHIND_OPENSSH, line=line) as console:
        scale = _Scale(console, line)
        first = scale.weigh(lambda: console.wait_for("bare is ready"))
        keys = [scale.weigh(partial(console.press, key)) for key in "abcdefghi"]
        return {"first screen": first, "a letter typed": _median(keys)}


def served(ways: OverSsh, term: str) -> Iterator[tuple[str, Bytes]]:
    """Weigh the console on a kind of terminal."""
    with ways.line(SERVED) as line, ways.console(SERVED, line=line, term=term) as console:
        scale = _Scale(console, line)
        yield "first screen", scale.weigh(lambda: console.wait_for("MARTIN"))
        # A draft of the console before may have led to its session.
        scale.weigh(lambda: _go(console, "f2", "Due today"))
        yield "a second of Today, a session running", scale.second()
        yield "Today → session (F4)", scale.weigh(lambda: _go(console, "f4", "Technique"))
        for what, key in (("a letter typed", "1"), ("the first letter of a zone: the map answers", "t")):
            several = []
            for _ in range(_TIMES):
                several.append(scale.weigh(partial(console.press, key)))
                scale.weigh(lambda: console.press("backspace"))
            yield what, _median(several)
        yield "a second of the session, two clocks", scale.second()
        yield "session → Today (F2)", scale.weigh(lambda: _go(console, "f2", "Due today"))
        yield "help (F1)", scale.weigh(lambda: console.press("f1"))
        console.press("escape")
        console.watch_for(_QUIET_SECONDS)
        yield "whole screen again (F12, a key)", scale.weigh(lambda: _hide(console))


def at_modem_speed(ways: OverSsh, term: str) -> tuple[list[float], float, float]:
    """Give the seconds from keys to their echo, from F2 to Today, and from F4 to a zone's letters."""
    with (
        ways.line(SERVED, bytes_per_second=MODEM_BYTES) as line,
        ways.console(SERVED, line=line, term=term, columns=80, rows=24) as console,
    ):
        console.wait_for("MARTIN")
        console.watch_for(3)
        _go(console, "f4", "Technique")
        console.watch_for(3)
        echoes = []
        for number in range(_KEYS):
            key = ("t", "backspace")[number % 2]
            console.watch_for(_QUIET_SECONDS)
            row, start = console.screen.cursor.y, time.monotonic()
            before = console.text.splitlines()[row]
            console.press(key)
            seen = console.wait_for(partial(_is_other, row, before))
            echoes.append(seen - start)
        console.watch_for(2)
        start = time.monotonic()
        console.press("f2")
        change = console.wait_for("Due today") - start
        console.watch_for(3)
        start = time.monotonic()
        _go(console, "f4", "Zone")
        console.press("t", "l")
        both = console.wait_for(lambda text: " tl " in text) - start
        return echoes, change, both


def _is_other(row: int, before: str, text: str) -> bool:
    return text.splitlines()[row] != before


def _go(console: Stopwatch, key: str, wanted: str) -> None:
    console.press(key)
    console.wait_for(wanted)


def _hide(console: Stopwatch) -> None:
    console.press("f12")
    console.watch_for(_QUIET_SECONDS)
    console.press("x")


def _median(several: list[Bytes]) -> Bytes:
    return Bytes(
        statistics.median(one.painted for one in several), statistics.median(one.carried for one in several)
    )


def main() -> None:
    """Measure and print."""
    with folder_beside_home() as folder, over_ssh(folder / "clinic") as ways:
        beside = bare(ways)
        print("Bytes painted / carried by the line, at 120x40; × is painted beside the bare app")
        for what, cost in beside.items():
            print(f"{'bare: ' + what:<44} {cost.painted:7.0f} / {cost.carried:7.0f}")
        for term in TERMS:
            print(f"\nTERM={term}")
            for what, cost in served(ways, term):
                other = beside.get(what, beside["first screen"] if "→" in what or "whole" in what else None)
                times = f"× {cost.painted / other.painted:6.2f}" if other else ""
                print(f"{what:<44} {cost.painted:7.0f} / {cost.carried:7.0f}   {times}", flush=True)
        print(f"\nAt 9,600 bit/s ({MODEM_BYTES} bytes a second), 80x24")
        for term in TERMS[::2] + TERMS[3:]:
            echoes, change, both = at_modem_speed(ways, term)
            print(
                f"{term:<24} key → echo median {statistics.median(echoes):.2f} s, p95 {p95(echoes):.2f} s; "
                f"session → Today {change:.1f} s; F4 and a zone's letters {both:.1f} s",
                flush=True,
            )


if __name__ == "__main__":
    main()
