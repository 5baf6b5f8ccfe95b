"""The key that signs the slips of this clinic, as screens get it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from mesotui.domain.errors import Refused
from mesotui.domain.people import Actor
from mesotui.records import slip_keys
from mesotui.slips.key_file import own_key
from mesotui.ui.work import Work

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


async def signing_key(
    work: Work, actor: Actor, folder: Path | None, now: Callable[[], datetime]
) -> tuple[Ed25519PrivateKey | None, str]:
    """Give the key that signs, and why there is none: a slip is handed out all the same, without a signature.

    The key is made where there is none yet, and the records know its public half before it signs anything.

    Args:
        work: the way to the records.
        actor: who is signed in.
        folder: where the key lies; None in a clinic that doesn't sign.
        now: gives the aware time.
    """
    if folder is None:
        return None, ""
    try:
        # In a thread, since the library takes longer to load than a screen may stand still.
        key = await asyncio.to_thread(own_key, folder)
        public_key = key.public_key().public_bytes_raw()
        known = await work.read("slip-keys", slip_keys.known_keys, actor)
        if not any(one.public_key == public_key and one.is_own and not one.retired_at for one in known):
            await work.write(slip_keys.add_own, actor, public_key, now=now())
    except Refused as refusal:
        return None, str(refusal)
    return key, ""
