"""The clinic's private key: a file in its data folder that only this account may read.

It stays out of the records, which are copied, sent and restored; they keep the public keys, so that every
slip can still be verified when this file is lost.
"""

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from mesotui.domain.errors import Refused
from mesotui.domain.slip_keys import KEY_BYTES

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

FILE_NAME = "slip-signing.key"


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
        file.chmod(0o600)
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
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
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
