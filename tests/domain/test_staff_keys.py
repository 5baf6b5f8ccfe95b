"""SSH public keys: which are taken, and that nothing else is."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from mesotui.domain.errors import Refused
from mesotui.domain.staff_keys import KINDS, read_public_key


def line_of(key: object) -> str:
    public = key.public_key()  # type: ignore[attr-defined]
    text: bytes = public.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
    return text.decode()


def packed(*parts: bytes) -> bytes:
    return b"".join(len(part).to_bytes(4) + part for part in parts)


def written(kind: str, *parts: bytes) -> str:
    return f"{kind} {base64.b64encode(packed(kind.encode(), *parts)).decode()}"


def rsa_key(bits: int) -> str:
    modulus = (1 << (bits - 1)) + 1
    return written("ssh-rsa", (65537).to_bytes(3), modulus.to_bytes(bits // 8 + 1))


ED25519 = line_of(ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
POINT = b"\x04" + bytes(64)
SECURITY_KEYS = (
    written("sk-ssh-ed25519@openssh.com", bytes(32), b"ssh:"),
    written("sk-ecdsa-sha2-nistp256@openssh.com", b"nistp256", POINT, b"ssh:"),
)


@pytest.mark.parametrize(
    "line",
    [
        ED25519,
        line_of(ec.derive_private_key(7, ec.SECP256R1())),
        line_of(ec.derive_private_key(7, ec.SECP384R1())),
        line_of(ec.derive_private_key(7, ec.SECP521R1())),
        rsa_key(3072),
        *SECURITY_KEYS,
    ],
)
def test_strong_keys_and_security_keys_are_taken(line: str) -> None:
    key = read_public_key(f"# from the laptop\n\n{line} kim@desk  \r\n")
    assert (key.line, key.comment) == (line, "kim@desk")
    assert key.kind in KINDS


def test_the_fingerprint_is_the_one_that_ssh_keygen_prints() -> None:
    # Printed by ssh-keygen -l for this key.
    assert read_public_key(ED25519).fingerprint == "SHA256:lbmsoA0yIEcEiVDRnMWuzm+nV+3ZEEpVIURqFoeSspg"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "not an SSH public key"),
        ("hello", "not an SSH public key"),
        (f"{ED25519}\n{ED25519}", "not an SSH public key"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----", "private key"),
        (f'command="rm" {ED25519}', "Options in front"),
        (written("ssh-dss", bytes(20)), "DSA keys are too weak"),
        (rsa_key(2048), "2048 bits; 3072 are needed"),
        (ED25519.replace("ssh-ed25519", "ssh-rsa"), "not an SSH public key"),
        (ED25519[:-8], "not an SSH public key"),
        (f"ssh-ed25519 {'!' * 40}", "not an SSH public key"),
        (written("ssh-ed25519", bytes(31)), "not an SSH public key"),
        (written("ssh-ed25519", bytes(32), b""), "not an SSH public key"),
        (written("sk-ssh-ed25519@openssh.com", bytes(32)), "not an SSH public key"),
        (written("ecdsa-sha2-nistp256", b"nistp256", bytes(33)), "not an SSH public key"),
        (written("ssh-rsa", bytes(4000)), "not an SSH public key"),
    ],
)
def test_anything_else_is_refused_in_one_sentence(text: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        read_public_key(text)


@given(kind=st.sampled_from(KINDS), blob=st.binary(max_size=200))
def test_no_blob_fails_otherwise_than_by_a_sentence(kind: str, blob: bytes) -> None:
    try:
        key = read_public_key(f"{kind} {base64.b64encode(blob).decode()}")
    except Refused:
        return
    assert key.blob == blob
