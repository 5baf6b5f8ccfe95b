"""The staff's SSH keys on the command line.

Who owns the clinic's folder may do all of this; with a login it is also kept who did it.
"""

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from mesotui.bootstrap import Options, open_clinic
from mesotui.cli_output import say, say_json, staff_key_json, table
from mesotui.cli_staff import signed_in
from mesotui.domain.errors import Refused
from mesotui.domain.people import Actor
from mesotui.domain.staff_keys import LARGEST_KEY_BYTES, StaffKey, read_public_key
from mesotui.domain.text import shown
from mesotui.records import staff_keys
from mesotui.records.database import Database

_LARGEST_FILE = 4 * LARGEST_KEY_BYTES


def add_key(
    options: Options,
    login: str,
    file: Path | None,
    *,
    acting: str | None,
    pins: Callable[[str], str],
    now: datetime,
) -> int:
    """Let a key sign a person in; without a file it is read from standard input."""
    with open_clinic(options) as (database, owner):
        actor = _acting(database, owner, acting, pins, now)
        key = database.write(staff_keys.add_key, actor, login, read_public_key(_text(file)), now=now)
    say(f"{key.public_key.fingerprint} signs {shown(key.name)} in.")
    return 0


def list_keys(options: Options, *, as_json: bool) -> int:
    """List the keys; 1 when there are none."""
    with open_clinic(options) as (database, _):
        keys = database.read(staff_keys.list_keys)
    if as_json:
        say_json([staff_key_json(key) for key in keys])
    elif keys:
        rows = (
            (key.login, key.public_key.fingerprint, key.public_key.kind, _state(key), key.public_key.comment)
            for key in keys
        )
        say(table(("LOGIN", "FINGERPRINT", "TYPE", "STATE", "COMMENT"), rows))
    return 0 if keys else 1


def revoke_key(
    options: Options,
    fingerprint: str,
    *,
    reason: str,
    acting: str | None,
    pins: Callable[[str], str],
    now: datetime,
) -> int:
    """Take a key back for good."""
    with open_clinic(options) as (database, owner):
        actor = _acting(database, owner, acting, pins, now)
        key = database.write(staff_keys.revoke_key, actor, fingerprint, reason=reason, now=now)
    say(f"{key.public_key.fingerprint} lets {shown(key.name)} in no more.")
    return 0


def _acting(
    database: Database, owner: Actor, login: str | None, pins: Callable[[str], str], now: datetime
) -> Actor:
    return owner if login is None else signed_in(database, login, pins, now)


def _text(file: Path | None) -> str:
    try:
        if file is None:
            if sys.stdin.isatty():
                say("Paste the line of the .pub file:")
            return sys.stdin.readline(_LARGEST_FILE) if sys.stdin.isatty() else sys.stdin.read(_LARGEST_FILE)
        with file.open(encoding="utf-8") as opened:
            return opened.read(_LARGEST_FILE)
    except UnicodeDecodeError:
        raise Refused("This is not an SSH public key, which is one line of text.") from None
    except OSError as problem:
        raise Refused(f"The key can't be read: {problem.strerror}.") from None


def _state(key: StaffKey) -> str:
    if key.revoked_at is not None:
        return f"revoked {key.revoked_at.astimezone():%Y-%m-%d}"
    return "lets in" if key.active else "person disabled"
