"""The key decides who acts, and nothing else; with the real client."""

import os
import stat
import time
from pathlib import Path

import asyncssh
import pytest
from asyncssh import sk_eddsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256, Hash
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from mesotui.ssh.host_key import key_text
from tests.ssh.conftest import OTHER, OWN
from tests.ssh.served import Served, mesotui

_DENIED = "Permission denied (publickey)"


def test_a_known_key_opens_a_console_of_its_person_and_f10_ends_it(served: Served) -> None:
    with served.console(OWN) as console:
        console.until("Today · A. Ruiz")
        console.press("f3", *"martin")
        console.until("MARTIN Léa")
        console.press("f10")
        assert console.ended() == 0
    opened = served.wait_for("opened")
    assert (opened["login"], opened["from"]) == (OWN, "127.0.0.1")
    assert served.wait_for("ended")["status"] == 0
    served.wait_for_copies(2)
    assert served.stop() == 0
    # What was on the screen is in no log.
    assert "MARTIN" not in served.log.read_text()


@pytest.mark.parametrize("key", ["stranger"])
def test_an_unknown_key_is_denied(served: Served, key: str) -> None:
    ended = served.run(key, "-tt")
    assert ended.returncode == 255
    assert _DENIED in ended.stderr
    assert served.wait_for("failed")["keys_tried"] == 1
    assert not served.journal("opened")


def test_a_revoked_key_and_a_disabled_person_lose_their_consoles_and_the_way_in(
    served: Served, folder: Path
) -> None:
    with served.console(OWN) as own, served.console(OTHER) as other:
        own.until("Today · A. Ruiz")
        other.until("Today · ")
        fingerprint = served.journal("opened")[0]["key"]
        theirs = OWN if served.journal("opened")[0]["login"] == OWN else OTHER
        ends, stays = (own, other) if theirs == OWN else (other, own)
        mesotui(folder, "staff", "key", "revoke", fingerprint, "--reason", "lost")
        began = time.monotonic()
        assert ends.ended() == 1
        assert time.monotonic() - began < 30
        assert b"This key was revoked." in bytes(ends.raw)
        stays.press("f1")
        stays.until("F10")
        remaining = OTHER if theirs == OWN else OWN
        mesotui(folder, "staff", "disable", remaining)
        assert stays.ended() == 1
        assert b"no longer work at this clinic" in bytes(stays.raw)
    # Whoever noticed first, the journal has both.
    served.wait_for("revoked", 2)
    assert {noted["login"] for noted in served.journal("revoked")} == {OWN, OTHER}
    for key in (OWN, OTHER):
        # Until the door has heard of it, too, the console itself lets nobody in.
        until = time.monotonic() + 30
        while _DENIED not in (ended := served.run(key, "-tt")).stderr:
            assert ended.returncode == 78
            assert time.monotonic() < until


def test_a_console_that_takes_no_notice_of_its_revoked_key_is_ended_by_the_door(
    served: Served, folder: Path
) -> None:
    with served.console(OWN) as console:
        console.until("Today · A. Ruiz")
        process = max(served.copies())
        os.kill(process, 19)
        mesotui(folder, "staff", "key", "revoke", served.wait_for("opened")["key"], "--reason", "lost")
        assert console.ended() != 0
        told = bytes(console.raw).decode()
        assert "lets nobody in any more. What you typed last could not be kept." in told
    served.wait_for_copies(2)


def test_a_key_that_is_added_works_at_once(served: Served, folder: Path) -> None:
    assert _DENIED in served.run("new", "-tt").stderr
    mesotui(folder, "staff", "key", "add", OTHER, typed=served.keys.public("new"))
    time.sleep(1.0)
    with served.console("new") as console:
        console.until("Today · ")
        console.press("f10")
        assert console.ended() == 0


def test_the_host_key_is_this_accounts_own_and_its_fingerprint_is_told(served: Served, folder: Path) -> None:
    file = folder / "ssh-host.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert key_text(asyncssh.read_private_key(file)) == served.host_key
    assert served.wait_for("listening")["host_key"] == served.host_key


@pytest.mark.parametrize("touched", [True, False])
async def test_a_security_key_lets_in_only_when_it_is_touched(
    served: Served, folder: Path, monkeypatch: pytest.MonkeyPatch, touched: bool
) -> None:
    secret = Ed25519PrivateKey.generate()

    def sign(data: bytes, application: str, handle: bytes, flags: int) -> tuple[int, int, bytes, bytes]:
        """Sign as the chip of a security key does (FIDO U2F raw messages, section 5.4)."""
        said = bytes([touched]) + (1).to_bytes(4)
        return int(touched), 1, secret.sign(_sha256(application.encode()) + said + _sha256(data)), b""

    monkeypatch.setattr(sk_eddsa, "sk_sign", sign)
    public = secret.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    key = sk_eddsa._SKEd25519Key(public, "ssh:", 1, b"handle")
    line = key.convert_to_public().export_public_key("openssh").decode()
    mesotui(folder, "staff", "key", "add", OWN, typed=line)
    time.sleep(1.0)
    connecting = asyncssh.connect(
        "127.0.0.1", served.port, username="x", client_keys=[key], known_hosts=None, config=None
    )
    if not touched:
        with pytest.raises(asyncssh.PermissionDenied):
            await connecting
        return
    async with connecting as connection, connection.create_process(term_type="xterm") as process:
        seen = ""
        while "Today" not in seen:
            seen += await process.stdout.read(4096)
    assert served.wait_for("opened")["login"] == OWN


def _sha256(data: bytes) -> bytes:
    digest = Hash(SHA256())
    digest.update(data)
    return digest.finalize()
