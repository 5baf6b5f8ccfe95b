"""Screenings of other sessions: how a client was answered for last time, and whose treatment was delayed."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Exists
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from mesotui.domain.people import Actor
from mesotui.domain.rooms import Delayed
from mesotui.domain.screening import PastScreening, Verdict
from mesotui.records.guards import client_row
from mesotui.records.tables import AppointmentRow, ScreeningDecisionRow, SessionRow
from mesotui.records.whole import clients_of, screenings_of

_MOST_DELAYED = 50


def last_screening(db: Session, actor: Actor, client_id: UUID, *, before: datetime) -> PastScreening | None:
    """Give how a client was screened last in a session that began before a time; None where never.

    Raises:
        NotFound: there is no such client.
    """
    client = client_row(db, actor, client_id)
    decided = (
        select(ScreeningDecisionRow.id)
        .where(
            col(ScreeningDecisionRow.site_id) == col(SessionRow.site_id),
            col(ScreeningDecisionRow.session_id) == col(SessionRow.id),
        )
        .exists()
    )
    row = db.exec(
        select(SessionRow)
        .where(
            col(SessionRow.site_id) == client.site_id,
            col(SessionRow.client_id) == client.id,
            col(SessionRow.started_at) < before,
            decided,
        )
        .order_by(col(SessionRow.started_at).desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    return PastScreening(
        session_id=row.id,
        started_at=row.started_at,
        screening=screenings_of(db, client.site_id, [row.id])[row.id],
    )


def delayed(db: Session, actor: Actor, *, today: date, since: datetime, days: int) -> tuple[Delayed, ...]:
    """Give whose treatment was delayed, the soonest first, until they are seen again.

    Who has a visit booked and whose day has come is expected, and no longer among them.

    Args:
        db: the open transaction.
        actor: who asks.
        today: the day in the room.
        since: from when on a visit counts as booked.
        days: how long after its day a delay is still told.
    """
    rows = db.exec(
        select(ScreeningDecisionRow, SessionRow.client_id)
        .join(
            SessionRow,
            (col(SessionRow.site_id) == col(ScreeningDecisionRow.site_id))
            & (col(SessionRow.id) == col(ScreeningDecisionRow.session_id)),
        )
        .where(
            col(ScreeningDecisionRow.site_id) == actor.site_id,
            col(ScreeningDecisionRow.verdict) == Verdict.DELAY,
            col(ScreeningDecisionRow.delayed_until) >= today - timedelta(days=days),
            ~_seen_again(),
            ~_decided_anew(),
            (col(ScreeningDecisionRow.delayed_until) > today) | ~_booked(since),
        )
        .order_by(col(ScreeningDecisionRow.delayed_until), col(ScreeningDecisionRow.id))
        .limit(_MOST_DELAYED)
    ).all()
    clients = clients_of(db, actor.site_id, {client_id for _, client_id in rows})
    return tuple(
        Delayed(
            client=clients[client_id],
            session_id=row.session_id,
            decided_at=row.recorded_at,
            until=row.delayed_until,
            reason=row.reason,
        )
        for row, client_id in rows
        if row.delayed_until is not None
    )


def _seen_again() -> Exists:
    later = aliased(SessionRow)
    return (
        select(later.id)
        .where(
            col(later.site_id) == col(SessionRow.site_id),
            col(later.client_id) == col(SessionRow.client_id),
            col(later.started_at) > col(SessionRow.started_at),
        )
        .exists()
    )


def _decided_anew() -> Exists:
    newer = aliased(ScreeningDecisionRow)
    return (
        select(newer.id)
        .where(
            col(newer.site_id) == col(ScreeningDecisionRow.site_id),
            col(newer.session_id) == col(ScreeningDecisionRow.session_id),
            col(newer.position) > col(ScreeningDecisionRow.position),
        )
        .exists()
    )


def _booked(since: datetime) -> Exists:
    return (
        select(AppointmentRow.id)
        .where(
            col(AppointmentRow.site_id) == col(SessionRow.site_id),
            col(AppointmentRow.client_id) == col(SessionRow.client_id),
            col(AppointmentRow.due_at) >= since,
        )
        .exists()
    )
