"""Many real ssh clients typing at once: ``python -m tests.bench.rooms [--clients N] [--seconds S]``.

Each has a practitioner, a room and a session in its injections of its own, with two clocks that run, and
presses one key a second. What is timed is a key's way through the client, the server and the console, and
back to the cell of the terminal where it shows. Run it when nothing else runs; nothing here fails a test.
"""

import argparse
import os
import re
import selectors
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from typing_extensions import override

from mesotui.domain.people import Role
from mesotui.domain.staff_keys import read_public_key
from mesotui.records import clients, rooms, sessions, sites, staff, staff_keys
from mesotui.records.engine import open_database
from tests.bench.stopwatch import p95
from tests.bench.treated import to_injections
from tests.ssh.served import Keys, Served, cpu_seconds, environment, memory_mb, serving
from tests.system import on_screen
from tests.system.terminal import Console

_MOST_P95_MS = 100.0
_MOST_MB = 24.0
_MOST_IDLE = 1.0
_KEY, _BACK = "t", "backspace"
_IDLE_SECONDS = 10.0
_RESTING = 2
_SETTINGS = "[serve]\nconnections = 200\n"


class Seat(Console):
    """One client on its terminal, and the cell in which its keys show."""

    def __init__(self, command: Sequence[str], folder: Path) -> None:
        super().__init__(
            command, environment=environment(), folder=folder, columns=80, rows=24, synchronised=True
        )
        self.cell: tuple[int, int] | None = None
        self.seconds: list[float] = []
        """From each key to its showing."""
        self.pressed = 0
        self._arrived = 0.0
        self._pressed_at = 0.0
        self._waits = False

    def fileno(self) -> int:
        """Give what a selector watches."""
        return self._master

    def type_next(self) -> None:
        """Press the next key: a letter that lights zones on the map, or the one that takes it back."""
        if self._waits:
            self.seconds.append(time.monotonic() - self._pressed_at)
        self._waits = True
        self._pressed_at = time.monotonic()
        self.press(self._next)
        self.pressed += 1

    @property
    def answered(self) -> int:
        """How many keys have shown."""
        return len(self.seconds)

    @property
    def _next(self) -> str:
        return (_KEY, _BACK)[self.pressed % 2]

    @override
    def _take(self, data: bytes) -> None:
        self._arrived = time.monotonic()
        super()._take(data)

    @override
    def _finish_frame(self) -> None:
        if self.cell is None:
            super()._finish_frame()
            return
        row, column = self.cell
        # An odd number of keys leaves the letter.
        if self._waits and (self.screen.buffer[row][column].data == _KEY) == (self.pressed % 2 == 1):
            self._waits = False
            self.seconds.append(self._arrived - self._pressed_at)


def make_clinic(folder: Path, keys: Keys, count: int) -> list[str]:
    """Write a clinic with so many rooms, each with a session, and give the logins."""
    database = open_database(folder, throwaway=True)
    now = datetime.now(UTC)
    logins = [f"p{number:03}" for number in range(count)]
    try:
        admin = database.write(
            sites.set_up, clinic_name="Cabinet Lumen", practitioner_name="A. Ruiz", pin="4321", now=now
        )
        for login in logins:
            person = database.write(
                staff.add_staff, admin, login=login, name=login, role=Role.PRACTITIONER, now=now
            )
            actor = database.read(staff.actor_of, person.id)
            key = read_public_key(keys.public(login))
            database.write(staff_keys.add_key, actor, login, key, now=now)
            room = database.write(rooms.add_room, actor, f"Room of {login}", now=now)
            client = database.write(
                clients.add_client,
                actor,
                family_name="Martin",
                given_name="Léa",
                birth_date=date(1985, 3, 4),
                now=now,
            )
            opened = database.write(
                sessions.open_session,
                actor,
                client.id,
                room.id,
                target_minutes=(30, 60),
                utc_offset=timedelta(hours=1),
                now=now,
            )
            to_injections(database, actor, opened.id)
    finally:
        database.close()
    return logins


def sit_down(served: Served, login: str) -> Seat:
    """Connect, and go to the session."""
    seat = Seat(served.command(login), served.keys.folder)
    seat.until(re.compile("Today · "))
    seat.until("MARTIN")
    seat.press("f4")
    seat.until(re.compile(r"Zone  "))
    seat.settle()
    seat.cell = on_screen.place(seat.text, "zone")
    return seat


def type_together(seats: list[Seat], seconds: float) -> None:
    """Have each press one key a second, none at the same time as another."""
    with selectors.DefaultSelector() as selector:
        for seat in seats:
            selector.register(seat, selectors.EVENT_READ, seat)
        begin = time.monotonic()
        due = [(begin + place / len(seats), seat) for place, seat in enumerate(seats)]
        while (now := time.monotonic()) < begin + seconds + 1:
            if now >= due[0][0] and now < begin + seconds:
                at, seat = due.pop(0)
                seat.type_next()
                due.append((at + 1, seat))
                continue
            for ready, _ in selector.select(max(0.0, min(due[0][0] - now, 0.05))):
                ready.data.pump()


def watch_together(seats: list[Seat], seconds: float) -> None:
    """Take in what clocks paint, for so long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for seat in seats:
            seat.pump()
        time.sleep(0.02)


def all_mb(served: Served) -> float:
    """Give what the server's processes take together, what they share counted once."""
    return sum(memory_mb(one, "Pss", "smaps_rollup") for one in (served.process.pid, *served.copies()))


def consoles_of(served: Served) -> list[int]:
    """Give the consoles' processes."""
    return sorted(served.copies())[_RESTING:]


def figures(folder: Path, count: int, seconds: float) -> Iterator[str]:
    """Measure, and give the lines of the table."""
    keys = Keys(folder)
    logins = make_clinic(folder / "clinic", keys, count)
    with ExitStack() as stack:
        served = stack.enter_context(serving(folder / "clinic", keys, settings=_SETTINGS))
        alone = all_mb(served)
        seats = [stack.enter_context(sit_down(served, login)) for login in logins]
        each = (all_mb(served) - alone) / count
        mine = time.process_time()
        door = cpu_seconds(served.process.pid)
        type_together(seats, seconds)
        mine, door = time.process_time() - mine, cpu_seconds(served.process.pid) - door
        yield from keys_told(seats)
        yield line(
            "memory that each further console adds", f"{alone:.0f} MB without any", each, _MOST_MB, "MB"
        )
        processes = consoles_of(served)
        before = sum(map(cpu_seconds, processes))
        watch_together(seats, _IDLE_SECONDS)
        used = (sum(map(cpu_seconds, processes)) - before) / _IDLE_SECONDS / len(processes)
        yield line("idle console, clocks running", "mean of all", 100 * used, _MOST_IDLE, "% core")
        yield (
            f"of {os.cpu_count()} cores, the door used {100 * door / seconds:.0f} % of one while they typed, "
            f"these terminals {100 * mine / seconds:.0f} %"
        )


def keys_told(seats: list[Seat]) -> Iterator[str]:
    """Tell how fast keys showed, for all together and for the one who waited most."""
    times = [1000 * second for seat in seats for second in seat.seconds]
    what = f"{len(seats)} clients, key → paint, p95"
    yield line(what, f"median {statistics.median(times):.1f} ms", p95(times), _MOST_P95_MS, "ms")
    worst = max(1000 * p95(seat.seconds) for seat in seats)
    yield line("the same for the slowest client", f"longest {max(times):.0f} ms", worst, _MOST_P95_MS, "ms")
    fewest = min(seats, key=lambda seat: seat.answered / seat.pressed)
    missing = 100 * (1 - fewest.answered / fewest.pressed)
    told = f"{fewest.answered} of {fewest.pressed} shown at least"
    yield line("keys that a client has waited for in vain", told, missing, 0, "%")


def line(what: str, measured: str, value: float, budget: float, unit: str) -> str:
    """Give a line of the table, with its verdict."""
    verdict = "met" if value <= budget else "MISSED"
    return f"{what:<46} {measured:>28}   {value:7.2f} {unit:<7} at most {budget:<5g} {verdict}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.rooms")
    parser.add_argument("--clients", type=int, default=50, help="how many type at once")
    parser.add_argument("--seconds", type=float, default=60, help="for how long")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=Path.home()) as name:
        for told in figures(Path(name), chosen.clients, chosen.seconds):
            print(told, flush=True)


if __name__ == "__main__":
    main()
