"""What a server does when it loses one of its processes, or the system has no more of something."""

import os
import signal
import time
from pathlib import Path

import pytest

from tests.ssh.conftest import OTHER, OWN
from tests.ssh.served import Keys, Served, mesotui, serving
from tests.system.terminal import PATIENCE

_RESTING = 2
_DRAWN_OFF = b"\x1b[H\x1b[J\x1b[?1049l\x1b[?25h"


def keeper_of(served: Served, after: int = 0) -> int:
    """Wait for the keeper, or for the one that comes after another."""
    end = time.monotonic() + PATIENCE
    while len(copies := [one for one in sorted(served.copies()) if one != after]) != _RESTING:
        assert time.monotonic() < end, copies
        time.sleep(0.02)
    return copies[1]


def test_a_server_that_lost_its_forker_ends_at_once_and_tells_people(folder: Path, keys: Keys) -> None:
    settings = "[serve]\nstop_seconds = 600\n"
    with serving(folder, keys, settings=settings) as served, served.console(OWN) as console:
        console.until("Today · A. Ruiz")
        os.kill(served.forker, signal.SIGKILL)
        assert console.ended() == 128 + signal.SIGHUP
        assert "The clinic's server has failed." in bytes(console.raw).decode()
        assert served.process.wait(PATIENCE) == 70
        assert served.journal("stopped")[-1]["status"] == 70


def test_a_lost_keeper_is_replaced_and_consoles_go_on(folder: Path, keys: Keys) -> None:
    with serving(folder, keys) as served:
        keeper = keeper_of(served)
        os.kill(keeper, signal.SIGKILL)
        keeper_of(served, keeper)
        with served.console(OTHER) as console:
            console.until("Today · ")
            mesotui(folder, "staff", "key", "revoke", served.wait_for("opened")["key"], "--reason", "lost")
            # Only the new keeper can have told.
            assert served.wait_for("revoked")["login"] == OTHER
            assert console.ended() == 1


def test_a_keeper_that_is_lost_again_and_again_ends_the_server(folder: Path, keys: Keys) -> None:
    with serving(folder, keys) as served:
        keeper = 0
        for _ in range(4):
            keeper = keeper_of(served, keeper)
            os.kill(keeper, signal.SIGKILL)
        assert served.process.wait(PATIENCE) == 70


def test_a_killed_console_leaves_the_clients_terminal_as_it_was(served: Served) -> None:
    with served.console(OWN) as console:
        console.until("Today · A. Ruiz")
        os.kill(max(served.copies()), signal.SIGKILL)
        assert console.ended() == 128 + signal.SIGKILL
        told = bytes(console.raw)
        assert "Today" not in console.text
    assert _DRAWN_OFF in told
    assert told.rindex(b"\x1b[<u") > told.rindex(b"\x1b[?1049h")
    assert "The console has failed. Connect again: your session stays open." in told.decode()


def test_an_old_terminal_is_sent_nothing_that_it_would_show(served: Served) -> None:
    with served.console(OWN, term="vt100") as console:
        console.until("Today")
        os.kill(max(served.copies()), signal.SIGKILL)
        assert console.ended() == 128 + signal.SIGKILL
        assert _DRAWN_OFF in bytes(console.raw)
        assert b"\x1b[<u" not in bytes(console.raw)
        assert "Today" not in console.text


@pytest.mark.parametrize(
    ("arm", "why"), [("no-fork", "opened"), ("no-terminal", "refused")], ids=["fork", "terminal"]
)
def test_a_console_for_which_there_is_no_room_costs_the_others_nothing(
    folder: Path, keys: Keys, arm: str, why: str
) -> None:
    program = ("-m", "tests.ssh.watched", arm)
    with serving(folder, keys, program=program) as served, served.console(OTHER) as other:
        other.until("Today · ")
        with served.console(OWN) as refused:
            assert refused.ended() in (1, 71)
            assert "no room for one more console just now" in bytes(refused.raw).decode()
        assert served.wait_for(why, 2 if why == "opened" else 1)["login"] == OWN
        with served.console(OWN) as console:
            console.until("Today · A. Ruiz")
        other.press("f10")
        assert other.ended() == 0
        # None is kept that never ran.
        assert served.held().consoles == 0
