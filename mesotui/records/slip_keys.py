"""The public keys by which slips are known: the clinic's own, and those of clinics that it trusts."""

from datetime import datetime

from sqlmodel import Session, col, select

from mesotui.domain.errors import NotFound, Refused
from mesotui.domain.ids import uuid7
from mesotui.domain.people import Actor
from mesotui.domain.slip_keys import SlipKey
from mesotui.domain.text import required_text
from mesotui.records.guards import put
from mesotui.records.tables import SiteRow, SlipKeyRow
from mesotui.records.tables.people import CLINIC_NAME_LENGTH


def known_keys(db: Session, actor: Actor) -> tuple[SlipKey, ...]:
    """Give all keys, the clinic's own first and of each clinic the newest first."""
    rows = db.exec(select(SlipKeyRow).where(col(SlipKeyRow.site_id) == actor.site_id)).all()
    in_order = sorted(rows, key=lambda row: (row.added_at, row.id), reverse=True)
    return tuple(_view(row) for row in sorted(in_order, key=lambda row: (not row.is_own, row.clinic_name)))


def add_own(db: Session, actor: Actor, public_key: bytes, *, now: datetime) -> SlipKey:
    """Keep a public key of the clinic's own; one that is kept already stays as it is.

    Raises:
        Refused: it is trusted as another clinic's, or was retired.
    """
    kept = _row(db, actor, public_key)
    if kept is not None and not kept.is_own:
        raise Refused("The key in this data folder is another clinic's. Make one: mesotui slip key --rotate")
    if kept is not None and kept.retired_at is not None:
        raise Refused(
            "The key in this data folder is an old, retired one. Make one: mesotui slip key --rotate"
        )
    site = db.get(SiteRow, actor.site_id)
    if site is None:
        raise NotFound("This clinic isn't in these records.")
    return _view(kept or _add(db, actor, public_key, site.name, is_own=True, now=now))


def retire(db: Session, actor: Actor, public_key: bytes, *, now: datetime) -> SlipKey:
    """Say that a key of the clinic's own signs nothing from now on; what it signed stays genuine.

    Raises:
        NotFound: the clinic has no such key.
    """
    row = _row(db, actor, public_key)
    if row is None or not row.is_own:
        raise NotFound("This key isn't one of this clinic's own.")
    row.retired_at = row.retired_at or now
    return _view(put(db, row))


def trust(db: Session, actor: Actor, public_key: bytes, clinic_name: str, *, now: datetime) -> SlipKey:
    """Believe another clinic's key from now on.

    Raises:
        Refused: it is the clinic's own, it is trusted under another name, or the name is empty or too long.
    """
    name = required_text(clinic_name, field="The clinic's name", limit=CLINIC_NAME_LENGTH)
    kept = _row(db, actor, public_key)
    if kept is not None and kept.is_own:
        raise Refused("This is one of this clinic's own keys: its slips are known already.")
    if kept is not None and kept.clinic_name != name:
        raise Refused(f"This key is trusted already, as that of {kept.clinic_name}. Use the same name.")
    return _view(kept or _add(db, actor, public_key, name, is_own=False, now=now))


def _add(
    db: Session, actor: Actor, public_key: bytes, clinic_name: str, *, is_own: bool, now: datetime
) -> SlipKeyRow:
    row = SlipKeyRow(
        site_id=actor.site_id,
        id=uuid7(now),
        public_key=public_key,
        clinic_name=clinic_name,
        is_own=is_own,
        added_at=now,
    )
    return put(db, row)


def _row(db: Session, actor: Actor, public_key: bytes) -> SlipKeyRow | None:
    return db.exec(
        select(SlipKeyRow).where(
            col(SlipKeyRow.site_id) == actor.site_id, col(SlipKeyRow.public_key) == public_key
        )
    ).first()


def _view(row: SlipKeyRow) -> SlipKey:
    return SlipKey(
        public_key=row.public_key,
        clinic_name=row.clinic_name,
        is_own=row.is_own,
        added_at=row.added_at,
        retired_at=row.retired_at,
    )
