"""Public keys by which slips are known to be a clinic's: how they are named, written and read."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from mesotui.domain.errors import Refused
from mesotui.domain.spelling import ALPHABET, check_letter, heard, is_spelled, spelled

KEY_BYTES = 32
KEY_ID_LETTERS = 6

_PREFIX = "MESOTUI-KEY-1:"
_FINGERPRINT_LETTERS = 15
_KEY_LETTERS = 52
# 52 letters hold 260 bits; the four that are left over are zero.
_SPARE_BITS = 4
_WRITTEN = re.compile(re.escape(_PREFIX) + r"([0-9A-Z]{53})(?![0-9A-Z])")


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipKey:
    """A public Ed25519 key, and whose it is."""

    public_key: bytes
    clinic_name: str
    is_own: bool
    """Whether it is this clinic's own; else another clinic's, which somebody here trusts."""
    added_at: datetime | None = None
    retired_at: datetime | None = None
    """When another took its place; slips from before stay genuine."""
    withdrawn_at: datetime | None = None
    """Since when another clinic's key is trusted no more; then none of its slips is genuine."""
    withdrawn_because: str = ""

    @property
    def id(self) -> str:
        """Six letters by which a slip names the key."""
        return key_id(self.public_key)


def key_id(public_key: bytes) -> str:
    """Give the six letters by which a slip names the key that signed it."""
    return fingerprint(public_key)[:KEY_ID_LETTERS]


def fingerprint(public_key: bytes) -> str:
    """Give sixteen letters that two clinics compare by telephone before one trusts the other's key."""
    digest = int.from_bytes(hashlib.sha256(b"mesotui slip key 1\0" + public_key).digest())
    letters = spelled(digest >> 256 - 5 * _FINGERPRINT_LETTERS, _FINGERPRINT_LETTERS)
    return letters + check_letter(letters)


def written(public_key: bytes) -> str:
    """Write a public key as one line of capitals and digits, for files, messages and QR codes."""
    letters = spelled(int.from_bytes(public_key) << _SPARE_BITS, _KEY_LETTERS)
    return f"{_PREFIX}{letters}{check_letter(letters)}"


def read_keys(text: str) -> tuple[bytes, ...]:
    """Find all public keys in a text, in their order and each once; what else stands there is passed over.

    Raises:
        Refused: there is none, or one was mistyped.
    """
    keys = dict.fromkeys(_read(letters) for letters in _WRITTEN.findall(text.upper()))
    if not keys:
        raise Refused(
            f"There is no public key in it: a key is a line that begins with {_PREFIX[:-1]}."
            " Ask the other clinic for what mesotui slip key --public prints."
        )
    return tuple(keys)


def _read(written_letters: str) -> bytes:
    letters = heard(written_letters)
    number = 0
    if is_spelled(letters) and check_letter(letters[:-1]) == letters[-1]:
        for letter in letters[:-1]:
            number = number << 5 | ALPHABET.index(letter)
        if number & (1 << _SPARE_BITS) - 1 == 0:
            return (number >> _SPARE_BITS).to_bytes(KEY_BYTES)
    raise Refused("The public key was mistyped or cut. Copy the whole line again.")
