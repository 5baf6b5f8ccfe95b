"""After hundreds of connections of every kind the server holds what it held before, and nothing more."""

from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from pathlib import Path

import pytest

from tests.ssh.conftest import OTHER, OWN
from tests.ssh.served import Held, Keys, Served, serving
from tests.ssh.test_limits import closed, knock

CONNECTIONS = 500
_A_FEW = 40
_WARM = 12
_AT_ONCE = 4
_MOST_MB = 6.0
"""What the heap of a program may grow by until it has found its size; a connection kept whole is 0.1 MB."""
_ENOUGH_SECONDS = 5.0
"""How long the last connections of a server that keeps none are held at most."""
_RESTING = 2
_SETTINGS = "[serve]\nfailed_tries = 100000\nconnections_per_person = 100\n"


def look_in(served: Served) -> None:
    """See Today, and close the window."""
    with served.console(OWN, term="xterm") as console:
        console.until("Today")


def leave(served: Served) -> None:
    """Have no more to type: the client's side of the line is closed as soon as it is open."""
    served.run(OTHER, "-tt")


def be_refused(served: Served) -> None:
    """Try a key that nobody knows."""
    assert served.run("stranger", "-tt").returncode == 255


def ask_for_a_shell(served: Served) -> None:
    """Ask for a command."""
    assert served.run(OWN, " id").returncode == 255


def hang_up_at_the_door(served: Served) -> None:
    """Connect, and be gone before a word was said."""
    knock(served).close()


def say_nonsense(served: Served) -> None:
    """Speak another language than SSH."""
    with knock(served) as made:
        made.sendall(b"GET / HTTP/1.1\r\n\r\n" * 20)
        assert closed(made)


WAYS = (look_in, leave, hang_up_at_the_door, be_refused, leave, ask_for_a_shell, say_nonsense, leave)


def connect(served: Served, times: int) -> None:
    """Connect so often, in every way, some at a time."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for ended in [pool.submit(way, served) for way in islice(cycle(WAYS), times)]:
            ended.result()
    served.wait_for_copies(_RESTING)


def measured(served: Served, connections: int) -> tuple[Held, Held]:
    """Give what the server holds once it has warmed up, and after so many connections."""
    connect(served, _WARM)
    before = served.held()
    connect(served, connections)
    return before, served.held()


@pytest.mark.parametrize("connections", [_A_FEW, pytest.param(CONNECTIONS, marks=pytest.mark.soak)])
def test_memory_is_flat_after_many_connections(folder: Path, keys: Keys, connections: int) -> None:
    program = ("-m", "tests.ssh.watched", "whole")
    with serving(folder, keys, settings=_SETTINGS, program=program) as served:
        before, after = measured(served, connections)
        print(f"before {before}\nafter {connections} connections {after}")
        assert after.counts == before.counts
        assert after.left == 0
        assert after.door_mb - before.door_mb < _MOST_MB
        assert after.forker_mb - before.forker_mb < _MOST_MB
        assert served.cpu_share(1.0) < 0.5


def test_a_server_that_keeps_its_connections_is_noticed(folder: Path, keys: Keys) -> None:
    program = ("-m", "tests.ssh.watched", "forget-nobody")
    with serving(folder, keys, settings=_SETTINGS, program=program) as served:
        before = served.held()
        connect(served, _WARM)
        after = served.held(_ENOUGH_SECONDS)
    assert after.left >= _WARM
    assert after.door_mb - before.door_mb > _MOST_MB


def test_a_server_that_lets_consoles_run_is_noticed(folder: Path, keys: Keys) -> None:
    program = ("-m", "tests.ssh.watched", "let-run")
    with serving(folder, keys, program=program) as served:
        with served.console(OWN) as console:
            console.until("Today")
        with pytest.raises(AssertionError, match="3 processes, not 2"):
            served.wait_for_copies(_RESTING, seconds=8)
