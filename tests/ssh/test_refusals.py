"""What a client can't get: a shell, a file, a forward, an environment variable, another identity."""

import contextlib
import json
import os
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

import asyncssh
import pytest

from mesotui.domain.staff_keys import read_public_key
from tests.ssh.conftest import OTHER, OWN
from tests.ssh.probe import MARK
from tests.ssh.served import Served, environment
from tests.system.terminal import PATIENCE

HACK = "echo HACKED-$((6*7)); id; cat /etc/passwd"


def taken(
    served: Served, *more: str, user: str = "clinic", term: str = "xterm", **size: int
) -> dict[str, Any]:
    """Connect with a terminal and give what the console was given."""
    with served.console(OWN, *more, user=user, term=term, **size) as console:
        assert console.ended() == 7, bytes(console.raw)
        line = next(one for one in bytes(console.raw).decode().splitlines() if MARK in one)
    given: dict[str, Any] = json.loads(line.partition(MARK)[2])
    return given


@pytest.mark.parametrize(
    "asked",
    [
        (f" {HACK}",),
        ("-tt", f" {HACK}"),
        ("-tt", " mesotui staff list"),
        ("-T",),
        ("-s", " sftp"),
        ("-s", " ../../bin/sh"),
        ("-tt", "-s", " shell"),
        ("-W", "127.0.0.1:22"),
        ("-w", "0:0", "-N", "-o", "ExitOnForwardFailure=yes"),
        ("-N", "-o", "ExitOnForwardFailure=yes", "-R", "0:127.0.0.1:22"),
        ("-N", "-o", "ExitOnForwardFailure=yes", "-R", "/tmp/never:127.0.0.1:22"),
        ("-tt", "-o", "ExitOnForwardFailure=yes", "-R", "127.0.0.1:0:127.0.0.1:22"),
        ("-o", "PreferredAuthentications=password,keyboard-interactive,hostbased,gssapi-with-mic", "-tt"),
        ("-o", "PubkeyAuthentication=no", "-tt"),
        ("-o", "RequestTTY=no", " bash -i"),
    ],
    ids=lambda asked: " ".join(asked)[:40],
)
def test_nothing_but_a_console_is_granted(probed: Served, asked: tuple[str, ...]) -> None:
    ended = probed.run(OWN, *asked)
    assert ended.returncode == 255, ended.stdout + ended.stderr
    assert "HACKED-42" not in ended.stdout and "root:" not in ended.stdout and MARK not in ended.stdout


@pytest.mark.parametrize(("program", "options"), [("sftp", ()), ("scp", ("-O",)), ("scp", ("-s",))])
def test_no_file_is_sent_or_fetched(
    probed: Served, tmp_path: Path, program: str, options: tuple[str, ...]
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("needle")
    fetched = tmp_path / "fetched"
    line = [*probed.command(OWN, *options, program=program), f"clinic@127.0.0.1:{secret}", str(fetched)]
    ended = subprocess.run(
        line, capture_output=True, check=False, timeout=PATIENCE, stdin=subprocess.DEVNULL, env=environment()
    )
    assert ended.returncode != 0
    assert not fetched.exists()
    sent = tmp_path / "sent"
    line = [*probed.command(OWN, *options, program="scp"), str(secret), f"clinic@127.0.0.1:{sent}"]
    ended = subprocess.run(
        line, capture_output=True, check=False, timeout=PATIENCE, stdin=subprocess.DEVNULL, env=environment()
    )
    assert ended.returncode != 0
    assert not sent.exists()


@pytest.mark.parametrize("kind", ["-L", "-D"])
def test_no_connection_is_forwarded(probed: Served, tmp_path: Path, kind: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as target, socket.create_server(("127.0.0.1", 0)) as free:
        target.settimeout(0.2)
        port = free.getsockname()[1]
        free.close()
        way = f"127.0.0.1:{port}" + (f":127.0.0.1:{target.getsockname()[1]}" if kind == "-L" else "")
        client = subprocess.Popen(
            probed.command(OWN, "-N", kind, way), stderr=subprocess.PIPE, env=environment()
        )
        try:
            with _connected(port) as through:
                if kind == "-D":
                    through.sendall(b"\x05\x01\x00\x05\x01\x00\x01\x7f\x00\x00\x01\x00\x16")
                    through.recv(2)
                through.sendall(b"hello")
                through.settimeout(PATIENCE)
                with contextlib.suppress(ConnectionError):
                    assert b"hello" not in through.recv(100)
            with pytest.raises(TimeoutError):
                target.accept()
        finally:
            client.kill()
            client.communicate()


def _connected(port: int) -> socket.socket:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port))
        except ConnectionRefusedError:
            assert time.monotonic() < end
            time.sleep(0.05)


def test_no_variable_comes_in_from_the_client(probed: Served) -> None:
    hostile = {
        "LD_PRELOAD": "/tmp/evil.so",
        "PYTHONPATH": "/tmp/evil",
        "TEXTUAL_DRIVER": "evil:Driver",
        "TEXTUAL_PRESS": "f10",
        "MESOTUI_DATA": "/tmp/evil",
        "BASH_ENV": "/tmp/evil",
        "LANG": "xx_XX.EVIL",
        "COLORTERM": "evil",
    }
    given = taken(probed, "-o", "SetEnv=" + " ".join(f"{name}={value}" for name, value in hostile.items()))
    told = json.dumps(given["environment"])
    assert "evil" not in told.casefold()
    assert not set(given["environment"]) - {
        "PATH",
        "HOME",
        "LANG",
        "PYTHONPATH",
        "TERM",
        "TEXTUAL_ANIMATIONS",
        "LC_CTYPE",
    }


def test_no_agent_and_no_display_is_taken(probed: Served, tmp_path: Path) -> None:
    before = set(Path("/tmp").glob("ssh-*"))
    given = taken(probed, "-A", "-X", "-o", "ForwardX11Trusted=yes")
    assert not {"SSH_AUTH_SOCK", "DISPLAY", "XAUTHORITY"} & set(given["environment"])
    assert set(Path("/tmp").glob("ssh-*")) <= before


@pytest.mark.parametrize("user", ["root", OTHER, "--help", "a.ruiz; id", "$(id)", "x" * 200])
def test_the_name_that_is_asked_for_gives_no_identity(probed: Served, user: str) -> None:
    own = read_public_key(probed.keys.public(OWN)).fingerprint
    with probed.console(OWN, "-l", user) as console:
        # The name behind -l comes before the one in front of the host.
        console.ended()
        line = next((one for one in bytes(console.raw).decode().splitlines() if MARK in one), None)
    if line is not None:
        assert json.loads(line.partition(MARK)[2])["fingerprint"] == own
    else:
        assert not user.isalnum()


def test_anothers_public_key_signs_nobody_in(probed: Served, tmp_path: Path) -> None:
    borrowed = tmp_path / "borrowed"
    borrowed.write_bytes(probed.keys.file(OWN).read_bytes())
    borrowed.chmod(0o600)
    # The client offers the key whose public half lies beside the file: here, that of somebody else.
    (tmp_path / "borrowed.pub").write_text(probed.keys.public(OTHER))
    ended = probed.run(borrowed, "-tt")
    assert (ended.returncode, MARK in ended.stdout) == (255, False)


def test_a_strangers_key_before_ones_own_makes_no_difference(probed: Served) -> None:
    given = taken(probed, "-i", str(probed.keys.file("stranger")))
    assert given["fingerprint"] == read_public_key(probed.keys.public(OWN)).fingerprint


async def test_a_connection_carries_one_console(probed: Served) -> None:
    key = asyncssh.read_private_key(probed.keys.file(OWN))
    async with asyncssh.connect(
        "127.0.0.1", probed.port, username="x", client_keys=[key], known_hosts=None, config=None
    ) as connection:
        first = await connection.create_process(term_type="xterm")
        with pytest.raises(asyncssh.ChannelOpenError):
            await connection.create_process(term_type="xterm")
        assert MARK in await first.stdout.read()


def test_a_console_gets_its_terminal_and_nothing_of_the_servers(probed: Served) -> None:
    given = taken(probed, term="screen-256color", columns=97, rows=31)
    assert (given["columns"], given["rows"], given["leads_session"]) == (97, 31, True)
    assert given["environment"]["TERM"] == "screen-256color"
    # The fourth is the one by which the list itself was read.
    assert given["descriptors"] == [0, 1, 2, 3]
    assert given["uid"] == os.getuid()


@pytest.mark.parametrize("term", ["../../etc/passwd", "x\x1b[2J", "evil;id", "x" * 60])
def test_a_terminal_that_is_no_word_counts_as_an_xterm(probed: Served, term: str) -> None:
    assert taken(probed, term=term)["environment"]["TERM"] == "xterm-256color"


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ((f" {HACK}",), "a command"),
        (("-s", " sftp"), "a subsystem"),
        (("-T",), "a shell without a terminal"),
        (("-W", "127.0.0.1:22"), "a forward"),
        (("-N", "-o", "ExitOnForwardFailure=yes", "-R", "0:127.0.0.1:22"), "a forward back"),
        (
            ("-N", "-o", "ExitOnForwardFailure=yes", "-R", "/tmp/x:127.0.0.1:22"),
            "a forward back from a socket",
        ),
    ],
)
def test_what_was_refused_is_noted_by_its_kind_and_nothing_of_it(
    probed: Served, asked: tuple[str, ...], kind: str
) -> None:
    before = len(probed.journal("refused"))
    probed.run(OWN, *asked)
    noted = probed.wait_for("refused", before + 1)
    assert (noted["why"], noted["login"], noted["from"]) == (f"asked for {kind}", OWN, "127.0.0.1")
    assert not any(word in probed.log.read_text() for word in ("HACKED", "sftp", "/tmp/x"))
