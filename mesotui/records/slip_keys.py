"""The public keys by which slips are known: the clinic's own, and those of clinics that it trusts."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from mesotui.domain.errors import NotFound, Refused
from mesotui.domain.ids import uuid7
from mesotui.domain.people import Actor
from mesotui.domain.slip_keys import SlipKey
from mesotui.domain.text import required_text
from mesotui.records.guards import put
from mesotui.records.tables import SiteRow, SlipKeyRow, SlipKeyTrustRow, StaffRow
from mesotui.records.tables.keys import REASON_LENGTH
from mesotui.records.tables.people import CLINIC_NAME_LENGTH


def known_keys(db: Session, actor: Actor) -> tuple[SlipKey, ...]:
    """Give all keys, the clinic's own first and of each clinic the newest first."""
    rows = db.exec(select(SlipKeyRow).where(col(SlipKeyRow.site_id) == actor.site_id)).all()
    in_order = sorted(rows, key=lambda row: (row.added_at, row.id), reverse=True)
    return tuple(
        _view(row, (*_decisions(db, row), None)[0])
        for row in sorted(in_order, key=lambda row: (not row.is_own, row.clinic_name))
    )


def every_key(db: Session) -> tuple[SlipKey, ...]:
    """Give the keys of whatever clinic these records are, for looking at a file that nobody has opened."""
    return tuple(_view(row) for row in db.exec(select(SlipKeyRow)).all())


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
    """Believe another clinic's key from now on, also one that was believed no more.

    Raises:
        Refused: it is the clinic's own, it is trusted under another name, or the name is empty or too long.
    """
    name = required_text(clinic_name, field="The clinic's name", limit=CLINIC_NAME_LENGTH)
    kept = _row(db, actor, public_key)
    if kept is not None and kept.is_own:
        raise Refused("This is one of this clinic's own keys: its slips are known already.")
    if kept is not None and kept.clinic_name != name:
        raise Refused(f"This key is trusted already, as that of {kept.clinic_name}. Use the same name.")
    row = kept or _add(db, actor, public_key, name, is_own=False, now=now)
    decisions = _decisions(db, row)
    if not decisions or decisions[0].is_trusted:
        return _view(row)
    return _view(row, _decide(db, actor, row, is_trusted=True, reason="", now=now))


def withdraw(db: Session, actor: Actor, key_id: str, *, reason: str, now: datetime) -> SlipKey:
    """Believe another clinic's key no more: whoever holds it may date a slip as they like.

    Args:
        db: the records.
        actor: who decides.
        key_id: the key's six letters.
        reason: why, at most 200 characters.
        now: aware.

    Raises:
        NotFound: no other clinic's key has this name.
        Refused: it is trusted no more already, or the reason is empty or too long.
    """
    because = required_text(reason, field="The reason", limit=REASON_LENGTH)
    rows = db.exec(
        select(SlipKeyRow).where(col(SlipKeyRow.site_id) == actor.site_id, col(SlipKeyRow.is_own).is_(False))
    ).all()
    row = next((row for row in rows if _view(row).id == key_id.strip().upper()), None)
    if row is None:
        raise NotFound("No other clinic's key has this name. See mesotui slip key.")
    decisions = _decisions(db, row)
    if decisions and not decisions[0].is_trusted:
        raise Refused("This key is trusted no more already.")
    return _view(row, _decide(db, actor, row, is_trusted=False, reason=because, now=now))


def _decisions(db: Session, key: SlipKeyRow) -> Sequence[SlipKeyTrustRow]:
    """Give what was decided about a key, the last first."""
    of_key = select(SlipKeyTrustRow).where(
        col(SlipKeyTrustRow.site_id) == key.site_id, col(SlipKeyTrustRow.key_id) == key.id
    )
    return db.exec(of_key.order_by(col(SlipKeyTrustRow.position).desc())).all()


def _decide(
    db: Session, actor: Actor, key: SlipKeyRow, *, is_trusted: bool, reason: str, now: datetime
) -> SlipKeyTrustRow:
    row = SlipKeyTrustRow(
        site_id=key.site_id,
        id=uuid7(now),
        key_id=key.id,
        position=len(_decisions(db, key)) + 1,
        is_trusted=is_trusted,
        reason=reason,
        decided_at=now,
        decided_by=actor.staff_id if db.get(StaffRow, (actor.site_id, actor.staff_id)) else None,
    )
    return put(db, row)


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


def _view(row: SlipKeyRow, last: SlipKeyTrustRow | None = None) -> SlipKey:
    withdrawn = None if last is None or last.is_trusted else last
    return SlipKey(
        public_key=row.public_key,
        clinic_name=row.clinic_name,
        is_own=row.is_own,
        added_at=row.added_at,
        retired_at=row.retired_at,
        withdrawn_at=withdrawn.decided_at if withdrawn else None,
        withdrawn_because=withdrawn.reason if withdrawn else "",
    )
