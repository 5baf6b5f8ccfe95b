"""Countdowns that anybody may set in a room."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from mesotui.domain.errors import NotFound, Refused
from mesotui.domain.ids import uuid7
from mesotui.domain.people import Actor
from mesotui.domain.rooms import RoomClock
from mesotui.domain.text import required_text
from mesotui.domain.treatment import Status
from mesotui.records import views
from mesotui.records.guards import put, room_row, session_row, whole
from mesotui.records.tables import RoomClockRow
from mesotui.records.tables.sessions import LABEL_LENGTH

_MOST_SECONDS = 24 * 60 * 60


def start(
    db: Session,
    actor: Actor,
    room_id: UUID,
    *,
    label: str,
    seconds: int,
    session_id: UUID | None = None,
    now: datetime,
) -> RoomClock:
    """Set a countdown of some seconds; one that is set in a session ends with it.

    Raises:
        Refused: the label is empty or too long, the seconds can't be some, or the session is closed.
    """
    room = room_row(db, actor, room_id)
    if session_id is not None and session_row(db, actor, session_id).status is not Status.OPEN:
        raise Refused("This session is closed: nothing can be added to it.")
    row = RoomClockRow(
        site_id=actor.site_id,
        id=uuid7(now),
        room_id=room.id,
        session_id=session_id,
        label=required_text(label, field="The clock's label", limit=LABEL_LENGTH),
        seconds=whole(seconds, "The seconds", most=_MOST_SECONDS),
        started_at=now,
        started_by=actor.staff_id,
    )
    return views.room_clock_of(put(db, row))


def stop(db: Session, actor: Actor, clock_id: UUID, *, now: datetime) -> RoomClock:
    """Stop a countdown; one that another terminal stopped stays as it was stopped.

    Raises:
        NotFound: there is none.
    """
    row = db.get(RoomClockRow, (actor.site_id, clock_id))
    if row is None:
        raise NotFound("There is no such clock in this clinic.")
    row.ended_at = row.ended_at or now
    return views.room_clock_of(put(db, row))


def running(db: Session, actor: Actor) -> tuple[RoomClock, ...]:
    """Give the countdowns that weren't stopped, over or not, the oldest first."""
    rows = db.exec(
        select(RoomClockRow)
        .where(col(RoomClockRow.site_id) == actor.site_id, col(RoomClockRow.ended_at).is_(None))
        .order_by(col(RoomClockRow.started_at), col(RoomClockRow.id))
    ).all()
    return tuple(map(views.room_clock_of, rows))
