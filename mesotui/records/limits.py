"""Limits are kept here too, whatever the screen knew: a hard one is only passed with a typed reason."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from mesotui.domain.errors import NeedsReason
from mesotui.domain.ids import uuid7
from mesotui.domain.limits import passed_limits
from mesotui.domain.people import Actor
from mesotui.domain.protocol import Protocol
from mesotui.domain.text import clean_text
from mesotui.domain.treatment import NO_ANAESTHETIC, Anaesthetic, TreatmentSession
from mesotui.records import views
from mesotui.records.guards import next_position, put
from mesotui.records.tables import AnaestheticRow, LimitReasonRow, SessionRow
from mesotui.records.tables.keys import REASON_LENGTH
from mesotui.records.tables.treatment import CODE_LENGTH, LIMIT_LENGTH
from mesotui.records.whole import whole_session

_LOOKED_BACK = timedelta(hours=24)


def within_limits(
    db: Session,
    actor: Actor,
    row: SessionRow,
    before: TreatmentSession,
    protocol: Protocol,
    *,
    after: TreatmentSession | None = None,
    reason: str,
    now: datetime,
) -> TreatmentSession:
    """Give the session as it stands now, once every hard limit that was newly passed has its reason.

    Args:
        db: the open transaction, in which the entry was written.
        actor: who made the entry.
        row: the session.
        before: the session without the entry.
        protocol: the clinic's limits.
        after: the session with the entry; None to read it.
        reason: why it is gone on; it counts for every limit that the entry passed.
        now: when the entry was made.

    Raises:
        NeedsReason: a label forbids to pass a limit that the entry passed, and there is no reason.
    """
    after = after or whole_session(db, row)
    earlier = _earlier(db, row, after, now)
    told = {passed.code for passed in passed_limits(before, protocol, earlier=earlier)}
    told |= {answered.code for answered in after.limit_reasons}
    hard = [passed for passed in passed_limits(after, protocol, earlier=earlier) if passed.never]
    fresh = [passed for passed in hard if passed.code not in told]
    if not fresh:
        return after
    kept = clean_text(reason, field="The reason", limit=REASON_LENGTH)
    if not kept:
        sentences = "; ".join(f"{passed.sentence} (source {passed.source})" for passed in fresh)
        raise NeedsReason(
            f"{sentences}. Nothing was recorded yet.", parameter="limit_reason", title="Why pass this limit?"
        )
    for passed in fresh:
        keep_reason(
            db,
            actor,
            row,
            code=passed.code,
            limit=passed.sentence,
            source=passed.source,
            reason=kept,
            now=now,
        )
    return whole_session(db, row)


def keep_late(
    db: Session, actor: Actor, row: SessionRow, injection_id: UUID, against: str, reason: str, now: datetime
) -> None:
    """Keep why an entry was made of what may not be used for a new one."""
    kept = clean_text(reason, field="The reason", limit=REASON_LENGTH)
    code = f"late {injection_id.hex}"
    keep_reason(db, actor, row, code=code, limit=against, source="stock", reason=kept, now=now)


def keep_reason(
    db: Session,
    actor: Actor,
    row: SessionRow,
    *,
    code: str,
    limit: str,
    source: str,
    reason: str,
    now: datetime,
) -> None:
    """Keep why it was gone on past something that stops.

    Args:
        db: the open transaction.
        actor: who gave the reason.
        row: the session.
        code: what stops, the same as long as it is the same.
        limit: what stops, in words.
        source: who says so.
        reason: as it is kept.
        now: when it was given.
    """
    put(
        db,
        LimitReasonRow(
            site_id=row.site_id,
            id=uuid7(now),
            session_id=row.id,
            position=next_position(db, row, LimitReasonRow),
            code=code,
            limit_text=limit[:LIMIT_LENGTH],
            source=source[:CODE_LENGTH],
            reason=reason,
            recorded_at=now,
            recorded_by=actor.staff_id,
        ),
    )


def _earlier(db: Session, row: SessionRow, session: TreatmentSession, now: datetime) -> Sequence[Anaesthetic]:
    """Give what was put on this client's skin in other sessions of the last day, where that matters."""
    if all(one.is_none for one in session.anaesthetics):
        return ()
    rows = db.exec(
        select(AnaestheticRow)
        .join(
            SessionRow,
            (col(SessionRow.site_id) == col(AnaestheticRow.site_id))
            & (col(SessionRow.id) == col(AnaestheticRow.session_id)),
        )
        .where(
            col(AnaestheticRow.site_id) == row.site_id,
            col(SessionRow.client_id) == row.client_id,
            col(SessionRow.id) != row.id,
            col(SessionRow.started_at) > now - 2 * _LOOKED_BACK,
            col(AnaestheticRow.product_code) != NO_ANAESTHETIC,
        )
    ).all()
    return [views.anaesthetic_of(found) for found in rows]
