"""What is left over of mixes and should be thrown away."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, or_, select

from mesotui.domain.mixture import Batch
from mesotui.domain.people import Actor
from mesotui.domain.treatment import TreatmentSession
from mesotui.records.mix_views import batches_of
from mesotui.records.tables import BatchEventRow, BatchRow
from mesotui.records.tables.mixes import BatchEventKind

_LOOKED_BACK = timedelta(days=7)
"""Longer ago nobody finds the syringe any more; the mix itself stays in the records."""


def to_discard(db: Session, actor: Actor, *, now: datetime) -> tuple[Batch, ...]:
    """Give the mixes of the last days of which something is left that may not be used any more, newest first.

    Args:
        db: the records.
        actor: whose clinic.
        now: aware, in the zone of the room: what an earlier day left over is to be thrown away.
    """
    discarded = (
        select(BatchEventRow.id)
        .where(
            col(BatchEventRow.site_id) == col(BatchRow.site_id),
            col(BatchEventRow.batch_id) == col(BatchRow.id),
            col(BatchEventRow.kind) == BatchEventKind.DISCARD,
        )
        .exists()
    )
    rows = db.exec(
        select(BatchRow)
        .where(
            col(BatchRow.site_id) == actor.site_id,
            col(BatchRow.day) >= (now - _LOOKED_BACK).date(),
            or_(col(BatchRow.day) < now.date(), col(BatchRow.use_until) <= now),
            ~discarded,
        )
        .order_by(col(BatchRow.day).desc(), col(BatchRow.number).desc())
    ).all()
    return tuple(one for one in batches_of(db, actor, rows) if one.left_ml > 0)


def left_of_session(db: Session, actor: Actor, session: TreatmentSession) -> tuple[Batch, ...]:
    """Give the mixes that a session was injected from and of which something is left."""
    ids: dict[UUID, None] = {}
    for injection in session.standing_injections:
        if injection.entry.batch_id is not None:
            ids.setdefault(injection.entry.batch_id)
    if not ids:
        return ()
    rows = db.exec(
        select(BatchRow)
        .where(col(BatchRow.site_id) == actor.site_id, col(BatchRow.id).in_(list(ids)))
        .order_by(col(BatchRow.day), col(BatchRow.number))
    ).all()
    return tuple(one for one in batches_of(db, actor, rows) if one.discarded is None and one.left_ml > 0)
