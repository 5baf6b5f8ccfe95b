"""Lines cut at random moments of whole sessions, with the real client: nothing is lost, nothing stays."""

from __future__ import annotations

import random
import re
import signal
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from typing_extensions import override

from mesotui.domain.anatomy import Anatomy
from tests.ssh.line import Line
from tests.ssh.served import Keys, Served, environment, mesotui, serving
from tests.system import on_screen
from tests.system.clinic import Clinic
from tests.system.siege import Siege, besiege
from tests.system.terminal import Console

CUTS = 200
GROUPS = 20
_LOGIN = "a.ruiz"
# A machine that is busy may itself be silent for seconds; then no line may be taken for dead.
_SETTINGS = "[serve]\nvanished_seconds = 15\n"
_RESTING = 2
"""The processes below a server without consoles: the forker and the keeper."""


class CutConsole(Console):
    """A client on a terminal, over a line of its own that is cut in one of the ways lines are.

    Args:
        served: the server.
        key: the name of the client's key.
        way: how the line ends.
        ended: told the seconds from the cut until the console's process was gone.
    """

    def __init__(
        self,
        served: Served,
        key: str,
        way: Callable[[CutConsole], None],
        ended: Callable[[float], None],
        *,
        columns: int,
        rows: int,
        term: str,
    ) -> None:
        self.line = Line(served.port)
        self.line.start()
        self._served = served
        self._way = way
        self._told = ended
        self._is_cut = False
        direct, served.port = served.port, self.line.port
        try:
            command = served.command(key)
        finally:
            served.port = direct
        super().__init__(
            command,
            environment=environment(),
            folder=served.keys.folder,
            columns=columns,
            rows=rows,
            term=term,
            synchronised=True,
        )

    @override
    def kill9(self) -> str:
        """Cut the line, and give the last frame, once the console behind it is gone."""
        if not self._is_cut:
            self._is_cut = True
            begin = time.monotonic()
            self._way(self)
            self._served.wait_for_copies(_RESTING)
            self._told(time.monotonic() - begin)
            while self.pump():
                pass
            self.line.close()
        return super().kill9()


def kill_client(console: CutConsole) -> None:
    """End the client so that it can do nothing about it."""
    console.process.kill()


def hang_up_client(console: CutConsole) -> None:
    """Close the client's window."""
    console.process.send_signal(signal.SIGHUP)


def reset(console: CutConsole) -> None:
    """Have the connection reset under way."""
    console.line.cut()


def go_silent(console: CutConsole) -> None:
    """Carry nothing more, as a cable does that is pulled."""
    console.line.go_silent()


# The silent ones are fewer: each takes as long as a line may be silent.
_WAYS = (*[kill_client] * 4, *[hang_up_client] * 3, *[reset] * 3, go_silent)


class ClinicOverSsh(Clinic):
    """A clinic whose consoles are served.

    Args:
        folder: an empty place.
        keys: the clients' keys.
        seed: what the ways of cutting come from.
    """

    def __init__(self, folder: Path, keys: Keys, seed: int) -> None:
        super().__init__(folder, folder)
        mesotui(self.folder, "staff", "key", "add", _LOGIN, typed=keys.public(_LOGIN))
        self._random = random.Random(seed)
        self.seconds_to_end: dict[str, list[float]] = {}
        self.served: Served

    @override
    def console(self, *, columns: int = 120, rows: int = 40, term: str = "xterm-256color") -> Console:
        way = self._random.choice(_WAYS)
        seconds = self.seconds_to_end.setdefault(way.__name__, [])
        return CutConsole(self.served, _LOGIN, way, seconds.append, columns=columns, rows=rows, term=term)

    @override
    def enter(self, console: Console) -> None:
        """Be offered the session with what was typed, or go to it."""
        console.until(lambda text: on_screen.step(text) or re.search("Room 1 .*MARTIN", text))
        if not on_screen.step(console.text):
            console.press("f4")

    @staticmethod
    @override
    def sign_in(console: Console) -> None:
        console.until("Due today")


@pytest.mark.parametrize(
    "group", [0, *(pytest.param(group, marks=pytest.mark.soak) for group in range(1, GROUPS))]
)
def test_a_cut_line_costs_nothing(group: int, tmp_path: Path, keys: Keys, anatomy: Anatomy) -> None:
    clinic = ClinicOverSsh(tmp_path, keys, group)
    program = ("-m", "tests.ssh.watched", "whole")
    with serving(clinic.folder, keys, settings=_SETTINGS, program=program) as served:
        clinic.served = served
        before = served.held()
        siege = Siege(clinic, seed=group, anatomy=anatomy)
        besiege(siege, CUTS // GROUPS)
        served.wait_for_copies(_RESTING)
        after = served.held()
        assert (after.counts, after.left) == (before.counts, 0)
        ended = served.journal("ended")
        # None had to be killed: each ended by itself, which takes it 2 seconds at most, and without a fault.
        assert {console["status"] for console in ended} <= {1, 128 + signal.SIGHUP}
        assert not list((clinic.folder / "log").glob("fault-*"))
        assert siege.kills == len(ended) == CUTS // GROUPS
    for way, seconds in clinic.seconds_to_end.items():
        print(f"{way}: {len(seconds)} cuts, the process gone after {max(seconds):.2f} s at most")
    print(f"from the line's end to the process's: {max(seconds_to_end(served)):.2f} s at most")


def seconds_to_end(served: Served) -> list[float]:
    """Give how long each console took to end, once the door knew that its line was gone."""
    gone = {line["console"]: line["at"] for line in reversed(served.journal("line"))}
    return [
        (datetime.fromisoformat(ended["at"]) - datetime.fromisoformat(gone[ended["console"]])).total_seconds()
        for ended in served.journal("ended")
        if ended["console"] in gone
    ]


def test_a_restarted_server_offers_the_session_with_what_was_typed(tmp_path: Path, keys: Keys) -> None:
    clinic = ClinicOverSsh(tmp_path, keys, 0)
    with serving(clinic.folder, keys) as served:
        clinic.served = served
        with served.console(_LOGIN) as console:
            clinic.enter(console)
            console.until(lambda text: on_screen.typed(text, "identity") == "")
            console.press(*"lm8")
            console.until(lambda text: on_screen.typed(text, "identity") == "lm8")
            assert served.stop() == 0
            assert console.ended() == 128 + signal.SIGTERM
            assert "server is being stopped. What you typed is kept" in bytes(console.raw).decode()
    with serving(clinic.folder, keys) as served, served.console(_LOGIN, term="linux") as console:
        console.until(lambda text: on_screen.typed(text, "identity") == "lm8")


def test_a_new_version_takes_over_while_an_old_console_goes_on(tmp_path: Path, keys: Keys) -> None:
    clinic = ClinicOverSsh(tmp_path, keys, 0)
    with serving(clinic.folder, keys) as old, old.console(_LOGIN) as console:
        console.until("Due today")
        with serving(clinic.folder, keys, "--take-over") as new, new.console(_LOGIN) as other:
            other.until("Due today")
            old.wait_for("draining")
            console.press("f3")
            console.until("MARTIN Léa")
            console.press("f10")
            assert console.ended() == 0
            assert old.process.wait(30) == 0
            other.press("f10")
            assert other.ended() == 0


def test_a_second_server_is_refused_unless_it_takes_over(tmp_path: Path, keys: Keys) -> None:
    clinic = ClinicOverSsh(tmp_path, keys, 0)
    with serving(clinic.folder, keys):
        second = pytest.raises(AssertionError, match="A server runs for this clinic already")
        with second, serving(clinic.folder, keys):
            pass


def test_nothing_of_a_server_that_was_killed_stays(tmp_path: Path, keys: Keys) -> None:
    clinic = ClinicOverSsh(tmp_path, keys, 0)
    with serving(clinic.folder, keys) as served, served.console(_LOGIN) as console:
        console.until("Due today")
        copies = served.copies()
        assert len(copies) == _RESTING + 1
        served.process.kill()
        served.process.wait()
        assert console.ended() == 255
        end = time.monotonic() + 30
        while any(Path(f"/proc/{one}").exists() for one in copies):
            assert time.monotonic() < end, "a process stayed"
            time.sleep(0.05)
