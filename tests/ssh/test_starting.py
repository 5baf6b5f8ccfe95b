"""A start that can't be: one sentence, nothing made, and nothing taken from a server that runs."""

import errno
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mesotui.domain.errors import Refused
from mesotui.ssh.listening import Place, why_not
from mesotui.ssh.pid_file import FILE_NAME, PidFile
from tests.ssh.conftest import OWN
from tests.ssh.served import ROOT, Keys, environment, serving
from tests.system.terminal import PATIENCE


def start(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Start a server that can't, and give what it said."""
    return subprocess.run(
        [sys.executable, "-m", "mesotui", "serve", "--data", str(folder), "--port", "0", *options],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
        cwd=ROOT,
        env=environment(PYTHONPATH=str(ROOT)),
    )


def one_sentence(ended: subprocess.CompletedProcess[str]) -> str:
    """Give what was said, which is one line and nothing else."""
    assert (ended.stdout, ended.stderr.count("\n")) == ("", 1), ended.stderr
    return ended.stderr


def test_a_host_key_that_others_may_read_is_refused_in_one_sentence(folder: Path, keys: Keys) -> None:
    with serving(folder, keys):
        pass
    (folder / "ssh-host.key").chmod(0o644)
    ended = start(folder)
    assert ended.returncode == 78
    assert "Other accounts may read" in one_sentence(ended)


def test_a_start_that_is_broken_off_says_nothing(folder: Path) -> None:
    server = subprocess.Popen(
        [sys.executable, "-m", "mesotui", "serve", "--data", str(folder), "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=environment(PYTHONPATH=str(ROOT)),
    )
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children")
    until = time.monotonic() + PATIENCE
    while not children.read_text().split():
        assert time.monotonic() < until
    server.send_signal(signal.SIGTERM)
    told, said = server.communicate(timeout=PATIENCE)
    assert "Traceback" not in said and "Error" not in said, said
    assert told == ""


def test_a_folder_without_a_clinic_stays_as_it_was(tmp_path: Path) -> None:
    ended = start(tmp_path)
    assert (ended.returncode, list(tmp_path.iterdir())) == (78, [])
    assert "There is no clinic in" in one_sentence(ended)


@pytest.mark.parametrize("port", ["70000", "65536", "-1", "ssh"])
def test_a_port_that_is_none_is_wrong_usage(folder: Path, port: str) -> None:
    ended = start(folder, "--port", port)
    assert ended.returncode == 2
    one_sentence(ended)
    assert not (folder / "log").exists()


@pytest.mark.parametrize("host", ["no-such-host.invalid", "203.0.113.9", "a..b", "x" * 70])
def test_an_address_that_is_not_this_machines_is_refused_in_one_sentence(folder: Path, host: str) -> None:
    ended = start(folder, "--host", host)
    assert ended.returncode == 78
    assert f"{host} is no address of this machine" in one_sentence(ended)


def test_why_an_address_cant_be_listened_on_is_told_with_what_to_do() -> None:
    low, high = (Place(host="h", port=port, folder=Path("/f")) for port in (22, 2222))
    denied = PermissionError(errno.EACCES, "x")
    assert why_not(low, denied).startswith("Port 22 takes a privilege")
    assert "Permission denied" in why_not(high, denied)
    assert "Address already in use" in why_not(low, OSError(errno.EADDRINUSE, "x"))
    assert "port must be 0-65535" in why_not(low, OverflowError("port must be 0-65535"))


def test_a_take_over_that_fails_leaves_the_old_server_serving(folder: Path, keys: Keys) -> None:
    with serving(folder, keys) as old, socket.create_server(("127.0.0.1", 0)) as busy:
        for options in (("--host", "203.0.113.9"), ("--port", str(busy.getsockname()[1]))):
            ended = start(folder, "--take-over", *options)
            assert ended.returncode == 78
            one_sentence(ended)
        key = folder / "ssh-host.key"
        key.chmod(0o644)
        assert start(folder, "--take-over").returncode == 78
        key.chmod(0o600)
        records = folder / "records.sqlite"
        records.rename(folder / "away")
        assert start(folder, "--take-over").returncode == 78
        (folder / "away").rename(records)
        assert not old.journal("draining")
        with old.console(OWN) as console:
            console.until("Today · A. Ruiz")


def test_a_take_over_on_the_same_port_loses_no_moment(folder: Path, keys: Keys) -> None:
    with serving(folder, keys) as first:
        port = str(first.port)
        with (
            first.console(OWN) as console,
            serving(folder, keys, "--port", port, "--take-over") as second,
            serving(folder, keys, "--port", port, "--take-over") as third,
        ):
            assert first.port == second.port == third.port
            assert second.process.wait(PATIENCE) == 0
            console.until("Today · A. Ruiz")
            assert first.process.poll() is None
            console.press("f10")
            assert console.ended() == 0
            assert first.process.wait(PATIENCE) == 0
            with third.console(OWN) as again:
                again.until("Today · A. Ruiz")


def test_a_port_is_never_shared_with_another_clinics_server(
    folder: Path, made_clinic: Path, keys: Keys
) -> None:
    with serving(folder, keys) as one:
        ended = start(made_clinic, "--port", str(one.port), "--take-over")
        assert ended.returncode == 78
        assert "Address already in use" in one_sentence(ended)


async def test_a_server_that_is_just_starting_is_not_signalled(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("1\n22\n")
    with PidFile(tmp_path, takes_over=False), PidFile(tmp_path, takes_over=True) as second:
        assert second.other_port == 0
        with pytest.raises(Refused, match="just starting"):
            await second.take()


async def test_a_server_that_ends_meanwhile_needs_no_asking(tmp_path: Path) -> None:
    with PidFile(tmp_path, takes_over=False) as first, PidFile(tmp_path, takes_over=True) as second:
        first.tell(2222)
        assert second.other_port == 2222
        first.release()
        await second.take()
        second.tell(2223)
        assert (tmp_path / FILE_NAME).read_text() == f"{os.getpid()}\n2223\n"


async def test_another_accounts_server_can_not_be_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(_process: int, _number: int) -> None:
        raise PermissionError(errno.EPERM, "x")

    monkeypatch.setattr(os, "kill", denied)
    with PidFile(tmp_path, takes_over=False) as first, PidFile(tmp_path, takes_over=True) as second:
        first.tell(2222)
        with pytest.raises(Refused, match="another account's"):
            await second.take()


def test_a_file_that_can_not_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()
    with (
        pytest.raises(Refused, match="can't be written: Is a directory"),
        PidFile(tmp_path, takes_over=False),
    ):
        pass
