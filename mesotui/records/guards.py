"""What every use case asks first, and how every row is put away."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, SQLModel, col, select

from mesotui.domain.errors import NotFound, Refused
from mesotui.domain.people import Actor
from mesotui.domain.text import clean_text
from mesotui.domain.treatment import Status
from mesotui.records.tables import ClientRow, RoomRow, SessionRow
from mesotui.records.tables.keys import REASON_LENGTH, SessionPart, SiteKey, Voidable

_Row = TypeVar("_Row", bound=SiteKey)
_Part = TypeVar("_Part", bound=SessionPart)
_Any = TypeVar("_Any", bound=SQLModel)

_SMALLEST = Decimal("0.001")
_LARGEST = Decimal(100_000)
_MOST_MINUTES = 7 * 24 * 60


def require_treating(actor: Actor) -> None:
    """Refuse clinical decisions of people who may not make them.

    Raises:
        Refused: the person is an administrator.
    """
    if not actor.may_treat:
        raise Refused("An administrator may not record treatment. Sign in as a practitioner.")


def session_row(db: Session, actor: Actor, session_id: UUID) -> SessionRow:
    """Find a session of the actor's clinic.

    Raises:
        NotFound: there is none.
    """
    return _existing(db, actor, SessionRow, session_id, "This session isn't in this clinic's records.")


def open_session_row(db: Session, actor: Actor, session_id: UUID) -> SessionRow:
    """Find a session that may be written in, by somebody who may.

    Raises:
        NotFound: there is none.
        Refused: it is closed, or the actor may not treat.
    """
    require_treating(actor)
    row = session_row(db, actor, session_id)
    if row.status is not Status.OPEN:
        raise Refused("This session is closed: nothing can be added to it.")
    return row


def client_row(db: Session, actor: Actor, client_id: UUID) -> ClientRow:
    """Find a client of the actor's clinic.

    Raises:
        NotFound: there is none.
    """
    return _existing(db, actor, ClientRow, client_id, "This client isn't in this clinic's records.")


def room_row(db: Session, actor: Actor, room_id: UUID) -> RoomRow:
    """Find a room of the actor's clinic.

    Raises:
        NotFound: there is none.
    """
    return _existing(db, actor, RoomRow, room_id, "This room isn't one of this clinic.")


def part_of(db: Session, session: SessionRow, kind: type[_Part], part_id: UUID, missing: str) -> _Part:
    """Find a row of a session.

    Raises:
        NotFound: the session has none of that id; with the sentence that was given.
    """
    row = db.get(kind, (session.site_id, part_id))
    if row is None or row.session_id != session.id:
        raise NotFound(missing)
    return row


def parts_of(db: Session, session: SessionRow, kind: type[_Part]) -> Sequence[_Part]:
    """Give a session's rows of one kind, in the order they were made."""
    return db.exec(
        select(kind)
        .where(col(kind.site_id) == session.site_id, col(kind.session_id) == session.id)
        .order_by(col(kind.position))
    ).all()


def running(rows: Sequence[_Part]) -> _Part | None:
    """Give the last of the rows, if it hasn't ended."""
    last: Any = rows[-1] if rows else None
    return last if last is not None and last.ended_at is None else None


def next_position(db: Session, session: SessionRow, kind: type[SessionPart]) -> int:
    """Give the place of the next row of a kind; safe, since whoever writes holds the lock."""
    last = db.exec(
        select(func.max(kind.position)).where(
            col(kind.site_id) == session.site_id, col(kind.session_id) == session.id
        )
    ).one()
    return (last or 0) + 1


def put(db: Session, row: _Any) -> _Any:
    """Put a row away at once, so that rows which point to it may follow."""
    db.add(row)
    db.flush()
    return row


def void(row: Voidable, actor: Actor, reason: str, now: datetime) -> None:
    """Take a row back, with a trace.

    Raises:
        Refused: it was taken back before.
    """
    if row.voided_at is not None:
        raise Refused("This was taken back already.")
    row.voided_at = now
    row.voided_by = actor.staff_id
    row.void_reason = reason


def measured(value: Decimal, field: str, *, smallest: Decimal = _SMALLEST) -> Decimal:
    """Give an amount as it is kept: above zero, rounded, without empty digits.

    Args:
        value: the amount.
        field: what it is called on the screen.
        smallest: the step it is rounded to.

    Raises:
        Refused: it is no number, not above zero, or beyond anything a treatment room can mean.
    """
    if not value.is_finite() or not 0 < value < _LARGEST:
        raise Refused(f"{field} must be a number above 0 and below {_LARGEST}. Correct it.")
    rounded = value.quantize(smallest)
    if not rounded:
        raise Refused(f"{field} is below {smallest}, the smallest amount that is kept. Correct it.")
    return Decimal(format(rounded.normalize(), "f"))


def whole(value: int, field: str, *, most: int = _MOST_MINUTES) -> int:
    """Give a count as it is kept, from 1.

    Raises:
        Refused: it is outside of what the field holds.
    """
    if not 1 <= value <= most:
        raise Refused(f"{field} must be a whole number from 1 to {most}. Correct it.")
    return value


def _existing(db: Session, actor: Actor, kind: type[_Row], row_id: UUID, missing: str) -> _Row:
    row = db.get(kind, (actor.site_id, row_id))
    if row is None:
        raise NotFound(missing)
    return row


def early_reason(reason: str, *, early: bool, what: str) -> str:
    """Give the reason for going on before a time was over; empty where the time was over.

    Raises:
        Refused: it is early, and no reason was given.
    """
    if not early:
        return ""
    kept = clean_text(reason, field="The reason", limit=REASON_LENGTH)
    if not kept:
        raise Refused(f"{what} isn't over. Wait for it, or give a reason for going on early.")
    return kept
