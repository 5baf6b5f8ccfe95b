"""The clinic's private key: a file in its data folder that only this account may read.

It stays out of the records, which are copied, sent and restored; they keep the public keys, so that every
slip can still be verified when this file is lost.
"""

import os
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from mesotui.domain.errors import Refused
from mesotui.domain.slip_keys import KEY_BYTES, SlipKey, key_id

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

FILE_NAME = "slip-signing.key"
_OWN_ACCOUNT_ONLY = 0o600


def own_key(folder: Path) -> "Ed25519PrivateKey":
    """Give the key that this clinic signs with, made now where there is none yet.

    Args:
        folder: the clinic's data folder; made where it doesn't exist.

    Raises:
        Refused: it can't be read, written, or kept from others.
    """
    file = folder / FILE_NAME
    try:
        if not file.exists():
            _keep(file, key_from(), replace=False)
        # A copy from elsewhere may have come with the rights of whoever made it.
        file.chmod(_OWN_ACCOUNT_ONLY)
        written = file.read_bytes()
    except OSError as error:
        raise Refused(f"{file} can't be used ({error.strerror}). Allow it for this account.") from None
    return _read(written, file)


def existing_key(folder: Path) -> "Ed25519PrivateKey | None":
    """Give the key that this clinic signs with, unless there is none or this account may not read it."""
    try:
        return _read((folder / FILE_NAME).read_bytes(), folder / FILE_NAME)
    except (OSError, Refused):
        return None


def examine(folder: Path, kept: Sequence[SlipKey]) -> tuple[str, bool]:
    """Look at the key without changing anything.

    Args:
        folder: the clinic's data folder.
        kept: the keys on record.

    Returns:
        What was found, and whether it is as it must be.
    """
    file = folder / FILE_NAME
    in_use = [key for key in kept if key.is_own and key.retired_at is None]
    try:
        rights = file.stat().st_mode & 0o777
        found = _read(file.read_bytes(), file).public_key().public_bytes_raw()
    except FileNotFoundError:
        missing = f"{file} is missing: put a copy back, or the next slip is signed with a new key"
        return (missing, False) if in_use else ("none yet: it is made with the first slip", True)
    except OSError as error:
        return f"{file} can't be read ({error.strerror}): allow it for this account", False
    except Refused as refusal:
        return str(refusal), False
    if rights != _OWN_ACCOUNT_ONLY:
        return f"{file} can be used by others: chmod 600 {file}, and sign with a new one if it was", False
    of_others = [key for key in kept if key.public_key == found and key not in in_use]
    if of_others:
        whose = "an old, retired one" if of_others[0].is_own else "another clinic's"
        return f"{file} is {whose}: make one with mesotui slip key --rotate", False
    if in_use and found not in [key.public_key for key in in_use]:
        return f"{file} isn't the key on record, {in_use[0].id}: put that back, if it wasn't you", False
    return f"{key_id(found)}, for this account only", True


def replace_key(folder: Path, key: "Ed25519PrivateKey") -> None:
    """Put another key in the place of the one that the clinic signed with until now.

    Raises:
        Refused: it can't be written; then the old one stays.
    """
    file = folder / FILE_NAME
    try:
        _keep(file, key, replace=True)
    except OSError as error:
        raise Refused(f"{file} can't be written ({error.strerror}). The old key stays in use.") from None


def key_from(random_bytes: Callable[[int], bytes] = secrets.token_bytes) -> "Ed25519PrivateKey":
    """Make a key, which is as hard to guess as the bytes that are given."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(random_bytes(KEY_BYTES))


def _keep(file: Path, key: "Ed25519PrivateKey", *, replace: bool) -> None:
    """Write a key so that at any moment there is a whole one or none; the first of two writers wins."""
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial = file.with_name(f".{FILE_NAME}-{secrets.token_hex(8)}")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, _OWN_ACCOUNT_ONLY)
    try:
        with os.fdopen(descriptor, "wb") as written:
            written.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
            written.flush()
            os.fsync(written.fileno())
        if replace:
            partial.replace(file)
        else:
            with suppress(FileExistsError):
                file.hardlink_to(partial)
    finally:
        partial.unlink(missing_ok=True)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _read(written: bytes, file: Path) -> "Ed25519PrivateKey":
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(written, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise Refused(
            f"{file} holds no key for slips. Put a copy of it back, or remove it: a new one is made then."
        )
    return key
