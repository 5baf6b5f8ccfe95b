"""The staff's SSH keys on the command line."""

import json
from pathlib import Path
from typing import Any

import pytest

from mesotui.records.pins import WRONG_TRIES
from tests.domain.test_staff_keys import ED25519
from tests.test_cli import PIN, closed, kept, run

__all__ = ["closed", "kept", "run"]

LOGIN = "a.ruiz"


def keys_of(run: Any, folder: Path) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = json.loads(run("staff", "key", "list", "--json", "--data", folder)[1])
    return listed


def test_a_key_is_added_from_standard_input_listed_and_revoked(run: Any, kept: Path) -> None:
    assert run("staff", "key", "list", "--data", kept)[0] == 1
    status, out, err = run("staff", "key", "add", LOGIN, "--data", kept, typed=f"{ED25519} desk\n")
    assert (status, err) == (0, "")
    assert out.startswith("SHA256:lbmsoA0y") and "signs A. Ruiz in" in out
    (key,) = keys_of(run, kept)
    assert (key["login"], key["type"], key["comment"], key["active"]) == (LOGIN, "ssh-ed25519", "desk", True)
    assert "lets in" in run("staff", "key", "list", "--data", kept)[1]
    status, out, _ = run("staff", "key", "revoke", "lbmsoA0y", "--reason", "lost", "--data", kept)
    assert (status, "in no more" in out) == (0, True)
    (key,) = keys_of(run, kept)
    assert (key["active"], key["revoke_reason"]) == (False, "lost")
    assert "revoked 20" in run("staff", "key", "list", "--data", kept)[1]


def test_a_key_is_added_from_a_file_by_somebody_with_a_pin(run: Any, kept: Path, tmp_path: Path) -> None:
    file = tmp_path / "id_ed25519.pub"
    file.write_text(ED25519)
    add = ("staff", "key", "add", LOGIN, file, "--data", kept, "--as", LOGIN, "--pin-stdin")
    assert run(*add, typed="9999\n")[0] == 1
    assert run("staff", "key", "list", "--data", kept)[0] == 1
    assert run(*add, typed=f"{PIN}\n")[0] == 0
    assert len(keys_of(run, kept)) == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"nonsense", "not an SSH public key"), (b"\xff\xfe", "not an SSH public key"), (None, "can't be read")],
)
def test_what_is_no_key_is_told_in_a_sentence(
    run: Any, kept: Path, tmp_path: Path, content: bytes | None, words: str
) -> None:
    file = tmp_path / "key.pub"
    if content is not None:
        file.write_bytes(content)
    status, out, err = run("staff", "key", "add", LOGIN, file, "--data", kept)
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert words in err


def test_a_person_is_disabled_and_enabled(run: Any, kept: Path) -> None:
    def active() -> dict[str, bool]:
        listed = json.loads(run("staff", "list", "--json", "--data", kept)[1])
        return {person["login"]: person["active"] for person in listed}

    status, _, err = run("staff", "disable", "n.okafor", *_as(LOGIN, kept), typed=f"{PIN}\n")
    assert (status, "Only a supervisor or an administrator" in err) == (1, True)
    status, out, _ = run("staff", "disable", "n.okafor", "--data", kept)
    assert (status, "no longer works here" in out, active()["n.okafor"]) == (0, True, False)
    status, out, _ = run("staff", "enable", "N.Okafor", "--data", kept)
    assert (status, "works here again" in out, active()["n.okafor"]) == (0, True, True)


@pytest.mark.parametrize(
    "verb",
    [
        ("staff", "key", "add", LOGIN),
        ("staff", "key", "revoke", "lbmsoA0y", "--reason", "lost"),
        ("staff", "disable", "n.okafor"),
        ("room", "add", "Room 9"),
        ("stock", "open", "XA4471"),
    ],
    ids=lambda verb: " ".join(verb[:3]),
)
def test_what_can_not_be_a_pin_is_no_try(run: Any, kept: Path, verb: tuple[str, ...]) -> None:
    for _ in range(WRONG_TRIES + 1):
        status, _, err = run(*verb, *_as(LOGIN, kept), typed=f"{ED25519} desk\n")
        assert (status, err.count("\n")) == (1, 1)
        assert "With --pin-stdin the first line of standard input is the PIN" in err
        assert "4 to 12 digits" in run(*verb, *_as(LOGIN, kept), typed="\n")[2]
    added = run("staff", "key", "add", LOGIN, *_as(LOGIN, kept), typed=f"{PIN}\n{ED25519} desk\n")
    assert (added[0], added[2]) == (0, "")


@pytest.mark.parametrize("address", ["postgresql://me:qq7@127.0.0.1:1/n", "postgresql://h/n?password=qq7"])
def test_a_password_never_gets_into_lines_that_every_account_can_read(
    run: Any, kept: Path, address: str
) -> None:
    status, out, err = run("staff", "keys", "--openssh", "--data", kept, "--database", address)
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert ".pgpass" in err and "?service=" in err and "qq7" not in err


def test_an_address_without_a_password_is_not_refused_for_one(run: Any, kept: Path) -> None:
    address = "postgresql://me@127.0.0.1:1/n?passfile=/srv/pass"
    status, _, err = run("staff", "keys", "--openssh", "--data", kept, "--database", address)
    assert (status, ".pgpass" in err) == (78, False)


def _as(login: str, folder: Path) -> tuple[object, ...]:
    return ("--as", login, "--pin-stdin", "--data", folder)
