"""Sessions as lines of a list."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from sqlmodel import Session, col, select

from mesotui.domain.people import Actor
from mesotui.domain.treatment import SessionSummary, Status
from mesotui.records.tables import ClientRow, InjectionRow, RoomRow, SessionRow, StaffRow
from mesotui.records.views import client_of


def summaries(
    db: Session,
    actor: Actor,
    *,
    status: Status | None = None,
    client_id: UUID | None = None,
    limit: int,
) -> tuple[SessionSummary, ...]:
    """Give sessions, the latest first, in three statements however many there are."""
    statement = select(SessionRow).where(col(SessionRow.site_id) == actor.site_id)
    if status is not None:
        statement = statement.where(col(SessionRow.status) == status)
    if client_id is not None:
        statement = statement.where(col(SessionRow.client_id) == client_id)
    latest_first = statement.order_by(col(SessionRow.started_at).desc(), col(SessionRow.id).desc())
    rows = db.exec(latest_first.limit(limit)).all()
    if not rows:
        return ()
    names = _names(db, actor, rows)
    treated = _treated(db, actor, [row.id for row in rows])
    return tuple(
        SessionSummary(
            id=row.id,
            client_id=row.client_id,
            client_name=names[row.id][0],
            practitioner=names[row.id][1],
            room=names[row.id][2],
            status=row.status,
            started_at=row.started_at,
            ended_at=row.ended_at,
            zones=len({zone for zone, _ in treated[row.id]}),
            volume_ml=sum((volume for _, volume in treated[row.id]), Decimal(0)),
        )
        for row in rows
    )


def _names(db: Session, actor: Actor, rows: Sequence[SessionRow]) -> dict[UUID, tuple[str, str, str]]:
    site = actor.site_id
    statement = (
        select(col(SessionRow.id), ClientRow, col(StaffRow.name), col(RoomRow.name))
        .join(ClientRow, (col(ClientRow.site_id) == site) & (col(ClientRow.id) == col(SessionRow.client_id)))
        .join(
            StaffRow, (col(StaffRow.site_id) == site) & (col(StaffRow.id) == col(SessionRow.practitioner_id))
        )
        .join(RoomRow, (col(RoomRow.site_id) == site) & (col(RoomRow.id) == col(SessionRow.room_id)))
        .where(col(SessionRow.site_id) == site, col(SessionRow.id).in_([row.id for row in rows]))
    )
    return {
        session_id: (client_of(client, ()).name, practitioner, room)
        for session_id, client, practitioner, room in db.exec(statement)
    }


def _treated(db: Session, actor: Actor, ids: Sequence[UUID]) -> dict[UUID, list[tuple[str, Decimal]]]:
    """Give zone and mL of the injections that stand; added up here, since SQLite's sums are floats."""
    found: dict[UUID, list[tuple[str, Decimal]]] = defaultdict(list)
    statement = select(
        col(InjectionRow.session_id), col(InjectionRow.zone_code), col(InjectionRow.volume_ml)
    ).where(
        col(InjectionRow.site_id) == actor.site_id,
        col(InjectionRow.session_id).in_(ids),
        col(InjectionRow.voided_at).is_(None),
    )
    for session_id, zone, volume in db.exec(statement):
        found[session_id].append((zone, volume))
    return found
