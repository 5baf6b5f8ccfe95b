"""Keys and signed slips that are the same on every run."""

from datetime import UTC, date, datetime
from functools import cache
from random import Random

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from mesotui.domain.slip_keys import SlipKey
from mesotui.slips.content import SlipContent
from mesotui.slips.key_file import key_from
from mesotui.slips.signing import public_bytes, signed
from tests.slips.test_content import slip

DAY = date(2026, 11, 22)
CODE = "7K3M9QWX"
ADDED = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)


@cache
def private_key(name: str = "own") -> Ed25519PrivateKey:
    return key_from(Random(name).randbytes)


def public_key(
    name: str = "own", *, clinic_name: str = "Atelier Peau", retired_at: datetime | None = None
) -> SlipKey:
    return SlipKey(
        public_key=public_bytes(private_key(name)),
        clinic_name=clinic_name,
        is_own=name == "own",
        added_at=ADDED,
        retired_at=retired_at,
    )


def signed_slip(name: str = "own", on: date = DAY) -> SlipContent:
    return signed(slip(), private_key(name), on=on)
