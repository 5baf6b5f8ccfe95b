"""The keys by which slips are known, on the command line: shown to other clinics, changed, and trusted."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from mesotui.bootstrap import Options, open_clinic
from mesotui.cli_output import is_file, say, table
from mesotui.cli_staff import signed_in
from mesotui.domain import slip_keys
from mesotui.domain.errors import NotFound
from mesotui.domain.people import Actor
from mesotui.domain.slip_keys import SlipKey
from mesotui.domain.spelling import grouped
from mesotui.domain.text import shown
from mesotui.records import slip_keys as kept
from mesotui.records.database import Database
from mesotui.slips import key_file
from mesotui.slips.ansi import drawn
from mesotui.slips.scanned import payloads_in
from mesotui.slips.signing import public_bytes


def list_keys(options: Options) -> int:
    """List the clinic's own keys and those it trusts; 1 when there are none."""
    with open_clinic(options) as (database, reader):
        keys = database.read(kept.known_keys, reader)
    rows = (
        (
            key.id,
            key.clinic_name,
            _whose(key),
            _day(key.added_at),
            _day(key.retired_at or key.withdrawn_at),
            grouped(slip_keys.fingerprint(key.public_key)),
        )
        for key in keys
    )
    if keys:
        say(table(("KEY", "CLINIC", "WHOSE", "SINCE", "UNTIL", "FINGERPRINT"), rows))
    return 0 if keys else 1


def print_public(options: Options, *, as_qr: bool, now: datetime) -> int:
    """Print the clinic's public keys, the one in use first, as another clinic can trust them."""
    with open_clinic(options) as (database, actor):
        own = _own_keys(options, database, actor, now)
        in_use = slip_keys.written(own[0].public_key)
    if as_qr:
        say("\n".join(drawn(in_use.encode())))
    for key in own:
        say(slip_keys.written(key.public_key))
    return 0


def rotate(options: Options, *, now: datetime) -> int:
    """Sign with a new key from now on. Old slips stay genuine, since old public keys are kept."""
    with open_clinic(options) as (database, actor):
        before = key_file.existing_key(options.folder)
        new = key_file.key_from()
        # In this order no slip is ever signed with a key that the records don't know, whatever fails.
        database.write(kept.add_own, actor, public_bytes(new), now=now)
        key_file.replace_key(options.folder, new)
        if before is not None:
            # The records may lack it, be it because it never signed or because they are an older copy.
            with suppress(NotFound):
                database.write(kept.retire, actor, public_bytes(before), now=now)
    name = slip_keys.key_id(public_bytes(new))
    say(f"Slips are signed with key {name} from now on. Old slips stay genuine.")
    say("Send other clinics the new one: mesotui slip key --public")
    return 0


def trust(options: Options, source: str, name: str, *, now: datetime) -> int:
    """Believe the public keys in a text, a file, or a picture of another clinic's square code."""
    text = source
    if is_file(source):
        text = "\n".join(payload.decode(errors="replace") for payload in payloads_in(Path(source)))
    public_keys = slip_keys.read_keys(text)
    with open_clinic(options) as (database, actor):
        trusted = [database.write(kept.trust, actor, one, name, now=now) for one in public_keys]
    for key in trusted:
        say(f"{shown(key.clinic_name)} is trusted with key {key.id}.")
        say(f"Compare on the telephone: {grouped(slip_keys.fingerprint(key.public_key))}")
    return 0


def untrust(
    options: Options,
    name: str,
    reason: str,
    *,
    login: str,
    pins: Callable[[str], str],
    now: datetime,
) -> int:
    """Believe another clinic's key no more; who decided it, when and why is kept."""
    with open_clinic(options) as (database, _):
        actor = signed_in(database, login, pins, now)
        key = database.write(kept.withdraw, actor, name, reason=reason, now=now)
    say(f"Key {key.id} of {shown(key.clinic_name)} is trusted no more: none of its slips is genuine here.")
    say("To trust it again: mesotui slip key --trust")
    return 0


def _own_keys(options: Options, database: Database, actor: Actor, now: datetime) -> Sequence[SlipKey]:
    """Give the clinic's own keys, the one in use first; it is made now where there is none yet."""
    first = database.write(kept.add_own, actor, public_bytes(key_file.own_key(options.folder)), now=now)
    return [first, *(key for key in database.read(kept.known_keys, actor) if key.is_own and key != first)]


def _whose(key: SlipKey) -> str:
    if key.is_own:
        return "own"
    return "trusted" if key.withdrawn_at is None else "withdrawn"


def _day(moment: datetime | None) -> str:
    return "-" if moment is None else f"{moment.astimezone():%Y-%m-%d}"
