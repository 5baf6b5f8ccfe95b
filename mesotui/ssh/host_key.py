"""The key by which clients know this server again."""

import base64
import os
from pathlib import Path

import asyncssh

from mesotui.domain.errors import Refused
from mesotui.domain.staff_keys import fingerprint_of

FILE_NAME = "ssh-host.key"
_MODE = 0o600
_KIND = "ssh-ed25519"


def load_or_make(folder: Path) -> asyncssh.SSHKey:
    """Give the clinic's host key; the first time it is made, readable by this account only.

    Raises:
        Refused: the file can't be read or written, holds no key, or other accounts may read it.
    """
    file = folder / FILE_NAME
    try:
        if not file.exists():
            _write(file, asyncssh.generate_private_key(_KIND).export_private_key())
        if file.stat().st_mode & 0o077:
            raise Refused(f"Other accounts may read {file}. Take that away (chmod 600) and start again.")
        return asyncssh.import_private_key(file.read_bytes())
    except OSError as problem:
        raise Refused(f"The host key {file} can't be used: {problem.strerror}.") from None
    except asyncssh.KeyImportError:
        raise Refused(f"{file} is not a private key. Move it away; a new one is made then.") from None


def key_text(key: asyncssh.SSHKey) -> str:
    """Give a host key's fingerprint as clients show it."""
    return fingerprint_of(base64.b64decode(key.export_public_key("openssh").split()[1]))


def _write(file: Path, content: bytes) -> None:
    # Whole or not at all: half a key would look like a stranger's server to every client.
    made = file.with_suffix(".new")
    descriptor = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _MODE)
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    made.replace(file)
