"""The other way in: a real sshd, with the lines and the Match block that the README gives."""

import getpass
import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.ssh.conftest import OTHER, OWN
from tests.ssh.openssh import client, sshd
from tests.ssh.served import ROOT, Keys, environment, mesotui
from tests.system.terminal import PATIENCE, Console

README = ROOT / "README.md"


@dataclass(frozen=True, slots=True)
class OpenSsh:
    """A running sshd."""

    port: int
    keys: Keys
    clinic: Path
    authorized: Path

    def command(self, key: str, *more: str) -> list[str]:
        return [*client(self.keys, key, self.port, self.authorized.with_name("known_hosts"), *more)]

    def run(self, key: str, *more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(key, *more),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            timeout=PATIENCE,
            env=environment(),
        )

    def console(self, key: str, *more: str) -> Console:
        return Console(
            self.command(key, *more), environment=environment(), folder=self.keys.folder, synchronised=True
        )

    def authorize(self) -> None:
        """Write the lines of all keys that let somebody in."""
        program = self.authorized.with_name("mesotui")
        printed = mesotui(self.clinic, "staff", "keys", "--openssh", "--program", str(program)).stdout
        self.authorized.write_text(printed)
        self.authorized.chmod(0o600)


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that no other account may write to, all the way up: sshd looks at that."""
    with tempfile.TemporaryDirectory(dir=pwd.getpwuid(os.getuid()).pw_dir, prefix=".sshd-") as folder:
        yield Path(folder)


@pytest.fixture
def openssh(folder: Path, keys: Keys, home: Path) -> Iterator[OpenSsh]:
    program = home / "mesotui"
    program.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m mesotui "$@"\n')
    program.chmod(0o700)
    settings = (
        _match_block()
        .replace("mesotui\n", f"{getpass.getuser()}\n", 1)
        .replace("/etc/ssh/mesotui_keys", str(home / "authorized_keys"))
    )
    with sshd(home, settings) as port:
        running = OpenSsh(port=port, keys=keys, clinic=folder, authorized=home / "authorized_keys")
        running.authorize()
        yield running


def _match_block() -> str:
    found = re.search(r"^Match User mesotui\n(?: +.*\n)+", README.read_text(), re.MULTILINE)
    assert found is not None
    return found[0]


def test_the_key_decides_who_acts(openssh: OpenSsh) -> None:
    with openssh.console(OWN) as own, openssh.console(OTHER) as other:
        own.until("Today · A. Ruiz")
        other.until("Today · N. Okafor")
        for console in (own, other):
            console.press("f10")
            assert console.ended() == 0
    refused = openssh.run("stranger", "-tt")
    assert (refused.returncode, "Permission denied" in refused.stderr) == (255, True)


def test_a_revoked_key_ends_its_console_and_opens_none_even_before_the_lines_are_written_anew(
    openssh: OpenSsh,
) -> None:
    listed = mesotui(openssh.clinic, "staff", "key", "list").stdout
    fingerprint = next(line.split()[1] for line in listed.splitlines() if line.startswith(OWN))
    with openssh.console(OWN) as console:
        console.until("Today · A. Ruiz")
        mesotui(openssh.clinic, "staff", "key", "revoke", fingerprint, "--reason", "lost")
        assert console.ended() == 1
        assert b"This key was revoked." in bytes(console.raw)
    with openssh.console(OWN) as console:
        assert console.ended() == 78
        assert b"This key was revoked." in bytes(console.raw)
    openssh.authorize()
    assert "Permission denied" in openssh.run(OWN, "-tt").stderr


@pytest.mark.parametrize(
    "asked",
    [
        (" echo HACKED-$((6*7))",),
        ("-tt", " echo HACKED-$((6*7)); sh"),
        ("-s", " sftp"),
        ("-T",),
        ("-N", "-o", "ExitOnForwardFailure=yes", "-R", "0:127.0.0.1:22"),
        ("-W", "127.0.0.1:22"),
    ],
    ids=lambda asked: " ".join(asked),
)
def test_nothing_but_the_console_is_granted(openssh: OpenSsh, asked: tuple[str, ...]) -> None:
    with openssh.console(OWN, *asked) as client:
        if "-tt" in asked:
            # What was asked for is not run: the console is.
            client.until("Today · A. Ruiz")
            client.press("f10")
        client.ended()
        assert b"HACKED-42" not in bytes(client.raw)
    if "-tt" not in asked:
        ended = openssh.run(OWN, *asked)
        assert ended.returncode != 0
        assert "HACKED-42" not in ended.stdout


def test_no_variable_of_the_client_reaches_the_console(openssh: OpenSsh) -> None:
    tell = openssh.authorized.with_name("mesotui")
    tell.write_text("#!/bin/sh\nenv\n")
    hostile = "SetEnv=LD_PRELOAD=/evil PYTHONPATH=/evil TEXTUAL_PRESS=evil LANG=evil MESOTUI_DATA=/evil"
    with openssh.console(OWN, "-o", hostile) as console:
        console.ended()
        printed = bytes(console.raw).decode()
    names = {line.partition("=")[0] for line in printed.split() if "=" in line}
    assert "evil" not in printed
    assert names == {"PATH", "LANG", "TERM", "PWD"}


def test_lines_survive_a_folder_with_a_strange_name(openssh: OpenSsh, tmp_path: Path) -> None:
    strange = tmp_path / 'it\'s "the" $(id) clinic'
    shutil.copytree(openssh.clinic, strange)
    moved = OpenSsh(openssh.port, openssh.keys, strange, openssh.authorized)
    moved.authorize()
    with moved.console(OWN) as console:
        console.until("Today · A. Ruiz")
