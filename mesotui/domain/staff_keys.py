"""The SSH keys by which people sign in over the network."""

import base64
import binascii
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from mesotui.domain.errors import Refused
from mesotui.domain.text import clean_text

COMMENT_LENGTH = 80
FINGERPRINT_LENGTH = 50
LARGEST_KEY_BYTES = 2048
_SMALLEST_RSA_BITS = 3072
"""The least that NIST SP 800-57 Part 1 (rev. 5, table 2) counts as 128 bits of security."""

_ED25519_BYTES = 32
_RSA = "ssh-rsa"
_ED25519 = ("ssh-ed25519", "sk-ssh-ed25519@openssh.com")
_ECDSA = {
    "ecdsa-sha2-nistp256": 65,
    "ecdsa-sha2-nistp384": 97,
    "ecdsa-sha2-nistp521": 133,
    "sk-ecdsa-sha2-nistp256@openssh.com": 65,
}
"""The bytes of an uncompressed point, by kind."""
KINDS = (*_ED25519, *_ECDSA, _RSA)
"""The kinds of keys that are taken; those that begin with sk- live in a security key."""

_NO_KEY = (
    "This is not an SSH public key. Give the one line of a .pub file, such as "
    "mesotui staff key add LOGIN < id_ed25519.pub."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicKey:
    """An SSH public key that is strong enough to sign in with."""

    kind: str
    blob: bytes
    """The key as it goes over the wire."""
    comment: str = ""

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the key, written as ssh-keygen writes it."""
        return fingerprint_of(self.blob)

    @property
    def line(self) -> str:
        """The key as a line of a .pub file, without its comment."""
        return f"{self.kind} {base64.b64encode(self.blob).decode()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffKey:
    """A key that was given to a person, with what became of it."""

    id: UUID
    staff_id: UUID
    login: str
    name: str
    public_key: PublicKey
    added_at: datetime
    revoked_at: datetime | None = None
    revoke_reason: str = ""
    active: bool = True
    """Whether it lets its person in now: it isn't revoked, and the person works here."""


def fingerprint_of(blob: bytes) -> str:
    """Give the SHA-256 of a key as ssh-keygen prints it, with ``SHA256:`` in front."""
    digest = base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")
    return f"SHA256:{digest}"


def read_public_key(text: str) -> PublicKey:
    """Read the line of a .pub file.

    Raises:
        Refused: it isn't one, it is a private key, it carries options, or it is too weak.
    """
    if "PRIVATE KEY" in text:
        raise Refused("This is a private key, which nobody else may see. Give the file that ends in .pub.")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if len(lines) != 1:
        raise Refused(_NO_KEY)
    kind, _, rest = lines[0].strip().partition(" ")
    encoded, _, comment = rest.strip().partition(" ")
    if kind not in KINDS:
        raise Refused(_why_not(kind, lines[0]))
    try:
        blob = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise Refused(_NO_KEY) from None
    _check(kind, blob)
    return PublicKey(
        kind=kind, blob=blob, comment=clean_text(comment, field="The key's comment", limit=COMMENT_LENGTH)
    )


def _why_not(kind: str, line: str) -> str:
    if kind == "ssh-dss":
        return "DSA keys are too weak. Make a new one: ssh-keygen -t ed25519"
    if any(f" {known} " in line for known in KINDS):
        return "Options in front of a key mean nothing here. Give the line of the .pub file alone."
    return _NO_KEY


def _check(kind: str, blob: bytes) -> None:
    parts = tuple(_parts(blob))
    if not parts or parts[0] != kind.encode():
        raise Refused(_NO_KEY)
    if kind == _RSA:
        bits = int.from_bytes(parts[2]).bit_length() if len(parts) == 3 else 0
        if bits < _SMALLEST_RSA_BITS:
            raise Refused(
                f"This RSA key has {bits} bits; {_SMALLEST_RSA_BITS} are needed. "
                "Make a new one: ssh-keygen -t ed25519"
            )
        return
    # ECDSA names its curve before the point; a security key names its application behind.
    is_ecdsa = kind in _ECDSA
    point = parts[1 + is_ecdsa] if len(parts) > 1 + is_ecdsa else b""
    right_count = 2 + is_ecdsa + kind.startswith("sk-")
    if len(parts) != right_count or len(point) != _ECDSA.get(kind, _ED25519_BYTES):
        raise Refused(_NO_KEY)


def _parts(blob: bytes) -> Iterator[bytes]:
    if len(blob) > LARGEST_KEY_BYTES:
        raise Refused(_NO_KEY)
    at = 0
    while at < len(blob):
        length = int.from_bytes(blob[at : at + 4])
        part = blob[at + 4 : at + 4 + length]
        if len(blob) < at + 4 or len(part) != length:
            raise Refused(_NO_KEY)
        yield part
        at += 4 + length
