"""Whether a slip is genuine: a signature inside the instructions code, over all that a reader of it sees.

The signature is the last line that says anything. In a contact it is a property that phones pass over, in
plain text a line of its own:

    X-MT-SIG:key.slip.date.signature        S1.key.slip.date.signature

All before the signature is signed, the names of the key and the slip and the date included; what follows it
must be what every contact ends with. All of the line is capitals, digits and a few signs, which a QR code
keeps in eleven bits for two; the signature is written in base 45 for that reason.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, timedelta
from enum import Enum
from typing import TYPE_CHECKING

from mesotui.domain.slip_keys import KEY_BYTES, SlipKey, key_id
from mesotui.slips import base45
from mesotui.slips.content import SlipContent

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

# Nothing else that the key ever signs can be taken for a slip.
_PURPOSE = b"mesotui slip 1\0"
_CONTACT_END = b"END:VCARD\r\n"
_LINE = rb"([0-9A-HJKMNP-TV-Z]{6})\.([0-9A-HJKMNP-TV-Z]{8})\.([0-9]{8})\.)([0-9A-Z $%*+\-./:]{96})"
_CONTACT = re.compile(rb"(BEGIN:VCARD\r\n.*\r\nX-MT-SIG:" + _LINE + rb"\r\nEND:VCARD\r\n", re.DOTALL)
_TEXT = re.compile(rb"(.+\nS1\." + _LINE, re.DOTALL)
_MARKS = (b"X-MT-SIG:", b"\nS1.")
# Dates on slips are those of the room, which may be ahead of the time at which a key was retired.
_SLACK = timedelta(days=1)


class Finding(Enum):
    """What looking at a slip gave."""

    GENUINE = "genuine"
    ALTERED = "altered"
    """Some of it isn't as it was signed, or it was never signed with the key that it names."""
    UNKNOWN_CLINIC = "unknown clinic"
    """It names a key that isn't known here, so nothing can be said."""
    RETIRED_KEY = "retired key"
    """It is dated after its key was retired: whoever signed it had a key that they must not have."""
    WITHDRAWN_KEY = "withdrawn key"
    """Its key is another clinic's that is trusted no more, whatever date it names."""
    NOT_SIGNED = "not signed"
    """It is no slip, or one without a signature."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was found, and what the slip says of itself, which means nothing unless it is genuine."""

    finding: Finding
    payload: bytes
    key_id: str = ""
    slip_code: str = ""
    signed_on: date | None = None
    key: SlipKey | None = None
    """Whose key verified it; None unless one did."""


def sign(content: bytes, key: "Ed25519PrivateKey", *, slip_code: str, on: date) -> bytes:
    """Give what an instructions code holds with a signature added: 66 bytes of it, and 34 letters before it.

    Args:
        content: a vCard, or plain text.
        key: the clinic's private key.
        slip_code: the slip's eight letters.
        on: the day on which it was written, as the room counts.
    """
    named = f"{key_id(public_bytes(key))}.{slip_code}.{on.isoformat().replace('-', '')}."
    if content.endswith(_CONTACT_END):
        before, end = (
            content.removesuffix(_CONTACT_END) + f"X-MT-SIG:{named}".encode(),
            b"\r\n" + _CONTACT_END,
        )
    else:
        before, end = content.rstrip(b"\n") + f"\nS1.{named}".encode(), b""
    return before + base45.encode(key.sign(_PURPOSE + before)).encode() + end


def signed(slip: SlipContent, key: "Ed25519PrivateKey", *, on: date) -> SlipContent:
    """Give a slip that is about to be given with its instructions code signed; see ``sign``."""
    return replace(slip, instructions=sign(slip.instructions, key, slip_code=slip.code, on=on))


def verify(payload: bytes, keys: Iterable[SlipKey]) -> Verdict:
    """Tell whether a slip is genuine, and whose.

    Args:
        payload: the instructions code to the last byte; anything at all may be asked about.
        keys: the public keys that are believed.
    """
    found = _CONTACT.fullmatch(payload) or _TEXT.fullmatch(payload)
    if found is None:
        marked = any(mark in payload for mark in _MARKS)
        return Verdict(finding=Finding.ALTERED if marked else Finding.NOT_SIGNED, payload=payload)
    signed, named_key, slip_code, day, letters = found.groups()
    named = [key for key in keys if key.id == named_key.decode()]
    signed_on = _date(day.decode())
    key = next((key for key in named if _is_signed(signed, letters.decode(), key.public_key)), None)
    return Verdict(
        finding=_finding(named, key, signed_on),
        payload=payload,
        key_id=named_key.decode(),
        slip_code=slip_code.decode(),
        signed_on=signed_on,
        key=key,
    )


def public_bytes(key: "Ed25519PrivateKey") -> bytes:
    """Give the public key that belongs to a private one."""
    return key.public_key().public_bytes_raw()


def _finding(named: list[SlipKey], key: SlipKey | None, signed_on: date | None) -> Finding:
    if not named:
        return Finding.UNKNOWN_CLINIC
    if key is None or signed_on is None:
        return Finding.ALTERED
    if key.withdrawn_at is not None:
        return Finding.WITHDRAWN_KEY
    if key.retired_at is not None and signed_on > key.retired_at.astimezone(UTC).date() + _SLACK:
        return Finding.RETIRED_KEY
    return Finding.GENUINE


def _is_signed(signed: bytes, letters: str, public_key: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    if len(public_key) != KEY_BYTES:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(base45.decode(letters), _PURPOSE + signed)
    except (InvalidSignature, ValueError):
        return False
    return True


def _date(digits: str) -> date | None:
    try:
        return date.fromisoformat(digits)
    except ValueError:
        return None
