"""Who is expected, and when."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from mesotui.domain.ids import uuid7
from mesotui.domain.people import Actor, Appointment
from mesotui.records import views
from mesotui.records.guards import client_row, put, room_row
from mesotui.records.tables import AppointmentRow, SessionRow
from mesotui.records.whole import clients_of


def due(db: Session, actor: Actor, *, day_from: datetime, day_to: datetime) -> tuple[Appointment, ...]:
    """Give who is expected from one time up to another, earliest first."""
    rows = db.exec(
        select(AppointmentRow)
        .where(
            col(AppointmentRow.site_id) == actor.site_id,
            col(AppointmentRow.due_at) >= day_from,
            col(AppointmentRow.due_at) < day_to,
        )
        .order_by(col(AppointmentRow.due_at), col(AppointmentRow.id))
    ).all()
    return _whole(db, actor, rows)


def book(
    db: Session,
    actor: Actor,
    client_id: UUID,
    due_at: datetime,
    room_id: UUID | None = None,
    *,
    now: datetime,
) -> Appointment:
    """Expect a client at a time, in a room if one is meant.

    Raises:
        NotFound: there is no such client or room.
    """
    client = client_row(db, actor, client_id)
    row = put(
        db,
        AppointmentRow(
            site_id=actor.site_id,
            id=uuid7(now),
            client_id=client.id,
            room_id=room_row(db, actor, room_id).id if room_id else None,
            due_at=due_at,
            booked_at=now,
            booked_by=actor.staff_id,
        ),
    )
    return _whole(db, actor, [row])[0]


def next_visit(db: Session, actor: Actor, client_id: UUID, *, after: datetime) -> Appointment | None:
    """Give a client's next visit after a time; None where none is booked."""
    row = db.exec(
        select(AppointmentRow)
        .where(
            col(AppointmentRow.site_id) == actor.site_id,
            col(AppointmentRow.client_id) == client_id,
            col(AppointmentRow.due_at) > after,
        )
        .order_by(col(AppointmentRow.due_at))
        .limit(1)
    ).first()
    return _whole(db, actor, [row])[0] if row else None


def _whole(db: Session, actor: Actor, rows: Iterable[AppointmentRow]) -> tuple[Appointment, ...]:
    visits = list(rows)
    clients = clients_of(db, actor.site_id, {row.client_id for row in visits})
    begun = dict(
        db.exec(
            select(col(SessionRow.appointment_id), col(SessionRow.id)).where(
                col(SessionRow.site_id) == actor.site_id,
                col(SessionRow.appointment_id).in_([row.id for row in visits]),
            )
        ).all()
    )
    return tuple(views.appointment_of(row, clients[row.client_id], begun.get(row.id)) for row in visits)
