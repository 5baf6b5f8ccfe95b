"""How much the door lets in, and that one bad line costs the others nothing."""

import contextlib
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from mesotui.domain.errors import Refused
from mesotui.settings import load
from mesotui.ssh.limits import Limits
from mesotui.ssh.terminal_size import UNKNOWN_TERM, checked_size, checked_term
from mesotui.ssh.tries import FailedTries
from tests.ssh.conftest import OTHER, OWN
from tests.ssh.line import Line
from tests.ssh.served import Keys, Served, environment, mesotui, serving
from tests.system.terminal import PATIENCE


@contextlib.contextmanager
def limited(folder: Path, keys: Keys, **numbers: int) -> Iterator[Served]:
    lines = "\n".join(f"{name} = {number}" for name, number in numbers.items())
    with serving(folder, keys, settings=f"[serve]\n{lines}\n") as server:
        yield server


def knock(served: Served) -> socket.socket:
    """Connect and say nothing."""
    made = socket.create_connection(("127.0.0.1", served.port))
    made.settimeout(PATIENCE)
    return made


def closed(made: socket.socket) -> bool:
    """Read until the other side closes."""
    with contextlib.suppress(ConnectionError):
        while made.recv(4096):
            pass
    return True


def test_one_console_too_many_ends_the_persons_most_silent_one_and_nobody_elses(
    folder: Path, keys: Keys
) -> None:
    with limited(folder, keys, connections_per_person=1) as served, served.console(OTHER) as other:
        other.until("Today · ")
        with served.console(OWN) as first:
            first.until("Today · A. Ruiz")
            with served.console(OWN) as second:
                second.until("Today · A. Ruiz")
                assert first.ended() == 128 + signal.SIGHUP
                assert "You have opened another one" in bytes(first.raw).decode()
                second.press("f10")
                assert second.ended() == 0
        other.press("f10")
        assert other.ended() == 0


def test_who_comes_back_from_cut_lines_is_let_in_before_they_are_noticed(folder: Path, keys: Keys) -> None:
    with (
        limited(folder, keys, connections_per_person=1, vanished_seconds=600) as served,
        line_to(served) as line,
        served.console(OWN) as lost,
    ):
        lost.until("Today · A. Ruiz")
        line.go_silent()
        served.port = served.wait_for("listening")["port"]
        with served.console(OWN) as again:
            again.until("Today · A. Ruiz")
            assert served.wait_for("line")["state"] == "replaced"
            served.wait_for_copies(3)
            again.press("f10")
            assert again.ended() == 0


def test_a_silent_line_makes_room_before_one_that_lives(folder: Path, keys: Keys) -> None:
    limits = {"connections_per_person": 2, "vanished_seconds": 600}
    with limited(folder, keys, **limits) as served, served.console(OWN) as living:
        living.until("Today · A. Ruiz")
        with served.console(OWN) as silent:
            silent.until("Today · A. Ruiz")
            silent.process.send_signal(signal.SIGSTOP)
            living.press("f3")
            living.until("MARTIN Léa")
            with served.console(OWN) as third:
                third.until("Today · A. Ruiz")
                gone = served.wait_for("line")
                assert (gone["console"], gone["state"]) == (2, "replaced")
                living.press("f2")
                living.until("Due today")
            silent.process.send_signal(signal.SIGCONT)


def test_connections_without_a_console_are_few_for_each_person_and_shut_nobody_out(
    folder: Path, keys: Keys
) -> None:
    with (
        limited(folder, keys, connections=4, connections_per_person=2) as served,
        contextlib.ExitStack() as ends,
    ):
        for count in range(1, 7):
            ends.enter_context(idle_client(served))
            assert served.wait_for("signed in", count)["login"] == OWN
        served.wait_for("left", 4)
        with served.console(OTHER) as other:
            other.until("Today · ")


def test_who_signs_in_and_opens_no_console_is_put_out_and_told(folder: Path, keys: Keys) -> None:
    with limited(folder, keys, sign_in_seconds=2) as served, idle_client(served) as idle:
        _, said = idle.communicate(timeout=PATIENCE)
        assert "No console was opened." in said
        assert served.wait_for("left")["login"] == OWN


def test_a_revoked_key_ends_connections_without_a_console_too(folder: Path, keys: Keys) -> None:
    with limited(folder, keys, sign_in_seconds=600) as served, idle_client(served) as idle:
        key = served.wait_for("signed in")["key"]
        mesotui(folder, "staff", "key", "revoke", key, "--reason", "lost")
        _, said = idle.communicate(timeout=PATIENCE)
        assert "lets nobody in any more" in said
        assert served.wait_for("revoked") | {"at": 0} == {
            "at": 0,
            "event": "revoked",
            "key": key,
            "login": OWN,
        }


def test_a_line_that_is_gone_at_once_takes_its_console_with_it(served: Served) -> None:
    # Its console is hung up while it begins, before it can know what that means.
    for count in range(1, 6):
        ended = served.run(OWN, "-tt")
        assert "failed" not in ended.stdout
        assert served.wait_for("ended", count)["status"] in (-signal.SIGHUP, 128 + signal.SIGHUP)


@contextlib.contextmanager
def idle_client(served: Served) -> Iterator[subprocess.Popen[str]]:
    """Sign in, and open no console."""
    client = subprocess.Popen(
        served.command(OWN, "-N", "-o", "LogLevel=INFO"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    )
    try:
        yield client
    finally:
        client.kill()
        client.communicate()


def test_who_does_not_sign_in_is_put_out_and_holds_up_nobody(folder: Path, keys: Keys) -> None:
    with limited(folder, keys, unauthenticated=2, sign_in_seconds=3) as served:
        idle = [knock(served) for _ in range(2)]
        time.sleep(0.3)
        with knock(served) as third:
            assert closed(third)
        assert served.wait_for("refused")["why"] == "too many that have not signed in"
        assert all(closed(one) for one in idle)
        with served.console(OWN) as console:
            console.until("Today · A. Ruiz")
        for one in idle:
            one.close()


def test_all_connections_together_are_limited(folder: Path, keys: Keys) -> None:
    with limited(folder, keys, connections=1) as served, served.console(OWN) as console:
        console.until("Today · A. Ruiz")
        with knock(served) as second:
            assert closed(second)
        assert served.wait_for("refused")["why"] == "too many connections"
        assert "The server has no room for one more connection just now." in served.run(OWN, "-tt").stderr
        console.press("f1")
        console.until("Show what each key does here.")


def test_an_address_that_fails_too_often_has_to_wait(folder: Path, keys: Keys) -> None:
    with limited(folder, keys, failed_tries=2) as served:
        for count in (1, 2):
            assert served.run("stranger", "-tt").returncode == 255
            served.wait_for("failed", count)
        assert "Too many unknown keys came from here." in served.run(OWN, "-tt").stderr
        assert served.wait_for("refused")["why"] == "too many failed tries"


def test_connections_that_try_no_key_keep_nobody_waiting(folder: Path, keys: Keys) -> None:
    with limited(folder, keys, failed_tries=2) as served:
        for count in (1, 2, 3):
            knock(served).close()
            assert served.wait_for("failed", count)["keys_tried"] == 0
        with served.console(OWN) as console:
            console.until("Today · A. Ruiz")


def test_a_client_that_reads_nothing_is_cut_and_the_others_feel_nothing(folder: Path, keys: Keys) -> None:
    with (
        limited(folder, keys, vanished_seconds=6, stalled_seconds=6) as served,
        served.console(OWN) as stalled,
        served.console(OTHER) as other,
    ):
        stalled.until("Today · ")
        other.until("Today · ")
        stalled.process.send_signal(signal.SIGSTOP)
        other.press("f3", *"martin")
        other.until("MARTIN Léa")
        assert served.wait_for("line")["state"] in ("lost", "closed")
        served.wait_for_copies(3)
        other.press("f1")
        other.until("F10")
        stalled.process.send_signal(signal.SIGCONT)


@contextlib.contextmanager
def line_to(served: Served, *, bytes_per_second: int | None = None) -> Iterator[Line]:
    """Lay a line to a server; clients that are started meanwhile take it."""
    line = Line(served.port, bytes_per_second=bytes_per_second)
    line.start()
    direct, served.port = served.port, line.port
    try:
        yield line
    finally:
        served.port = direct
        line.close()


def test_a_line_that_dies_in_silence_is_noticed_and_the_others_feel_nothing(folder: Path, keys: Keys) -> None:
    with limited(folder, keys, vanished_seconds=4) as served, served.console(OTHER) as other:
        other.until("Today · ")
        with line_to(served) as line, served.console(OWN) as console:
            console.until("Today · A. Ruiz")
            served.wait_for_copies(4)
            line.go_silent()
            other.press("f3", *"martin")
            other.until("MARTIN Léa")
            served.wait_for_copies(3)
            assert served.wait_for("line")["state"] == "lost"
        other.press("f2")
        other.until("Due today")


def test_a_slow_line_and_a_storm_of_sizes_hold_up_nobody_else(served: Served) -> None:
    with served.console(OTHER) as other:
        other.until("Today · ")
        # 9,600 bit/s are 960 bytes a second with start and stop bits.
        with line_to(served, bytes_per_second=960), served.console(OWN) as slow:
            served.wait_for("opened", 2)
            for _ in range(3):
                other.press("f3")
                other.until("KOVÁCS")
                other.press("f2")
                other.until("Due today")
            slow.until("Due today")
        with served.console(OWN) as stormy:
            stormy.until("Due today")
            for step in range(200):
                stormy.resize(80 + step % 60, 24 + step % 20)
            other.press("f1")
            other.until("F10")
            stormy.resize(100, 30)
            stormy.until(lambda text: "Due today" in text and len(text.splitlines()) == 30)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("serve = 3", "must be a table"),
        ("[serve]\nconections = 3", 'line 2: "conections" is not known; did you mean "connections"'),
        ("[serve]\nconnections = 0", "connections must be a whole number from 1 to 1000000"),
        ("[serve]\nconnections = true", "must be a whole number"),
        ("[serve]\nrows = 2000", "rows must be a whole number from 1 to 1000"),
    ],
)
def test_a_wrong_limit_is_named_with_its_line(tmp_path: Path, content: str, words: str) -> None:
    file = tmp_path / "mesotui.toml"
    file.write_text(content)
    with pytest.raises(Refused, match=words):
        load(file)


def test_limits_are_the_clinics(tmp_path: Path) -> None:
    file = tmp_path / "mesotui.toml"
    file.write_text("[serve]\nconnections = 7\n")
    assert load(file).serve == Limits(connections=7)


def test_sizes_and_terms_are_checked() -> None:
    limits = Limits()
    assert checked_size(0, 0, limits) == (80, 24)
    assert checked_size(4_000_000_000, 132, limits) == (500, 132)
    assert checked_term("tmux-256color") == "tmux-256color"
    for wrong in (None, "", "a b", "é", "-x", "x" * 33, "x\n"):
        assert checked_term(wrong) == UNKNOWN_TERM


def test_failed_tries_are_forgotten_in_time_and_by_signing_in() -> None:
    tries = FailedTries(2, seconds=10)
    for moment in (0.0, 6.0):
        assert not tries.must_wait("a", moment)
        tries.add("a", moment)
    assert tries.must_wait("a", 9.9)
    assert not tries.must_wait("b", 9.9)
    assert not tries.must_wait("a", 10.0)
    tries.add("a", 11.0)
    tries.forgive("a")
    assert not tries.must_wait("a", 11.0)
