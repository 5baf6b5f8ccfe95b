"""Whose SSH key is whose: by it a console over the network knows who acts, and by nothing else."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from mesotui.domain.errors import NotFound, Refused
from mesotui.domain.ids import uuid7
from mesotui.domain.people import NOBODY, Actor, Role
from mesotui.domain.staff_keys import PublicKey, StaffKey
from mesotui.domain.text import required_text
from mesotui.records.guards import put
from mesotui.records.staff import staff_row
from mesotui.records.tables import StaffKeyRow, StaffRow
from mesotui.records.tables.keys import REASON_LENGTH

_SHORTEST_PREFIX = 6
_PREFIX = "SHA256:"


def list_keys(db: Session) -> tuple[StaffKey, ...]:
    """Give all keys, those of one person together, in the order they were added."""
    rows = db.exec(
        select(StaffKeyRow, StaffRow)
        .join(StaffRow, col(StaffRow.id) == col(StaffKeyRow.staff_id))
        .order_by(col(StaffRow.name), col(StaffRow.id), col(StaffKeyRow.added_at), col(StaffKeyRow.id))
    ).all()
    return tuple(_view(key, person) for key, person in rows)


def add_key(db: Session, actor: Actor, login: str, key: PublicKey, *, now: datetime) -> StaffKey:
    """Let a key sign a person in; a key that is theirs already stays as it is.

    Raises:
        Refused: the actor is neither that person nor an administrator, the person no longer works here, or
            the key is somebody else's, or was revoked: a lost key stays lost.
        NotFound: nobody has this login.
    """
    person = staff_row(db, actor, login)
    if not person.active:
        raise Refused("This person no longer works here, so no key is added for them.")
    _require_own_or_administrator(actor, person)
    kept = _row(db, key.fingerprint)
    if kept is not None and kept.revoked_at is not None:
        raise Refused("This key was revoked, and stays so. Make a new one: ssh-keygen -t ed25519")
    if kept is not None and kept.staff_id != person.id:
        raise Refused("This key is somebody else's already. Each person needs a key of their own.")
    row = kept or StaffKeyRow(
        site_id=actor.site_id,
        id=uuid7(now),
        staff_id=person.id,
        kind=key.kind,
        public_key=key.blob,
        fingerprint=key.fingerprint,
        comment=key.comment,
        added_at=now,
        added_by=_author(actor),
    )
    return _view(put(db, row), person)


def revoke_key(db: Session, actor: Actor, fingerprint: str, *, reason: str, now: datetime) -> StaffKey:
    """Take a key back for good; consoles that it opened end within seconds.

    Args:
        db: the database.
        actor: its owner, or an administrator.
        fingerprint: as ``ssh-keygen -l`` prints it, or enough of its beginning.
        reason: why, at most 200 characters.
        now: the aware time.

    Raises:
        NotFound: no key, or more than one, begins so.
        Refused: the actor is neither its owner nor an administrator, or the reason is empty.
    """
    said = required_text(reason, field="The reason", limit=REASON_LENGTH)
    row = _beginning_with(db, actor, fingerprint)
    person = db.exec(select(StaffRow).where(col(StaffRow.id) == row.staff_id)).one()
    _require_own_or_administrator(actor, person)
    if row.revoked_at is None:
        row.revoked_at, row.revoked_by, row.revoke_reason = now, _author(actor), said
        put(db, row)
    return _view(row, person)


def actor_by_key(db: Session, fingerprint: str) -> Actor:
    """Give the person whom a key lets in.

    Raises:
        Refused: the key is unknown or revoked, or its person no longer works here.
    """
    row = _row(db, fingerprint)
    if row is None:
        raise Refused("This key isn't registered here. Ask for it: mesotui staff key add")
    if row.revoked_at is not None:
        raise Refused("This key was revoked. Ask your administrator for a new one.")
    person = db.exec(select(StaffRow).where(col(StaffRow.id) == row.staff_id)).one()
    if not person.active:
        raise Refused("You no longer work at this clinic, say its records. Ask your administrator.")
    return Actor(staff_id=person.id, site_id=person.site_id, name=person.name, role=person.role)


def _require_own_or_administrator(actor: Actor, person: StaffRow) -> None:
    if actor.staff_id != person.id and actor.role is not Role.ADMINISTRATOR:
        raise Refused("A key lets its holder act as that person: only they or an administrator may do this.")


def _author(actor: Actor) -> UUID | None:
    return None if actor.staff_id == NOBODY else actor.staff_id


def _beginning_with(db: Session, actor: Actor, text: str) -> StaffKeyRow:
    begins = text.strip()
    begins = begins if begins.startswith(_PREFIX) else _PREFIX + begins
    if len(begins) < len(_PREFIX) + _SHORTEST_PREFIX:
        raise NotFound(f"At least {_SHORTEST_PREFIX} characters of the fingerprint are needed.")
    rows = db.exec(
        select(StaffKeyRow).where(
            col(StaffKeyRow.site_id) == actor.site_id,
            col(StaffKeyRow.fingerprint).startswith(begins, autoescape=True),
        )
    ).all()
    # SQLite's LIKE takes capital and small letters for the same; a fingerprint doesn't.
    exact = [row for row in rows if row.fingerprint.startswith(begins)]
    if len(exact) != 1:
        many = "More than one key begins so" if exact else "No key here begins so"
        raise NotFound(f"{many}. See mesotui staff key list.")
    return exact[0]


def _row(db: Session, fingerprint: str) -> StaffKeyRow | None:
    return db.exec(select(StaffKeyRow).where(col(StaffKeyRow.fingerprint) == fingerprint)).first()


def _view(row: StaffKeyRow, person: StaffRow) -> StaffKey:
    return StaffKey(
        id=row.id,
        staff_id=person.id,
        login=person.login,
        name=person.name,
        public_key=PublicKey(kind=row.kind, blob=row.public_key, comment=row.comment),
        added_at=row.added_at,
        revoked_at=row.revoked_at,
        revoke_reason=row.revoke_reason,
        active=row.revoked_at is None and person.active,
    )
