"""Topical anaesthetics: on the skin, off the skin, or none."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlmodel import Session

from mesotui.domain.errors import Refused
from mesotui.domain.exposure import of_anaesthetic
from mesotui.domain.ids import uuid7
from mesotui.domain.limits import band_of
from mesotui.domain.people import Actor
from mesotui.domain.protocol import Protocol, TopicalAnaesthetic
from mesotui.domain.treatment import NO_ANAESTHETIC, TreatmentSession
from mesotui.records.guards import early_reason as reason_for
from mesotui.records.guards import measured, next_position, open_session_row, part_of, parts_of, put
from mesotui.records.interactions import answered_for
from mesotui.records.limits import within_limits
from mesotui.records.tables import AnaestheticRow
from mesotui.records.whole import whole_session


def apply(
    db: Session,
    actor: Actor,
    session_id: UUID,
    *,
    product: TopicalAnaesthetic,
    amount_g: Decimal | None,
    area_cm2: Decimal | None,
    occluded: bool,
    protocol: Protocol,
    interaction_reason: str = "",
    limit_reason: str = "",
    now: datetime,
) -> TreatmentSession:
    """Put an anaesthetic on the skin; several may be on it at once.

    Its times are the label's for the client's age, and weight where it is known.

    Raises:
        NeedsReason: something of the client speaks against what is in it, or it passes what a label forbids
            to pass, and there is no reason.
        Refused: an amount can't be one, the session is closed, or the actor may not treat.
    """
    row = open_session_row(db, actor, session_id)
    contents, found = [of_anaesthetic(product)], whole_session(db, row)
    before = answered_for(db, actor, row, found, contents, protocol, reason=interaction_reason, now=now)
    band = band_of(product, before)
    put(
        db,
        AnaestheticRow(
            site_id=row.site_id,
            id=uuid7(now),
            session_id=row.id,
            position=next_position(db, row, AnaestheticRow),
            product_code=product.code,
            product_name=product.name,
            amount_g=None if amount_g is None else measured(amount_g, "The amount in g"),
            area_cm2=None if area_cm2 is None else measured(area_cm2, "The area in cm²"),
            occluded=occluded,
            minimum_minutes=int(band.minimum_minutes) if band.minimum_minutes else None,
            maximum_minutes=int(band.maximum_minutes) if band.maximum_minutes else None,
            started_at=now,
            recorded_by=actor.staff_id,
        ),
    )
    return within_limits(db, actor, row, before, protocol, reason=limit_reason, now=now)


def apply_none(db: Session, actor: Actor, session_id: UUID, *, now: datetime) -> TreatmentSession:
    """Record the decision to use no anaesthetic; made again, it changes nothing.

    Raises:
        Refused: one was used in this session, the session is closed, or the actor may not treat.
    """
    row = open_session_row(db, actor, session_id)
    before = parts_of(db, row, AnaestheticRow)
    if any(part.product_code != NO_ANAESTHETIC for part in before):
        raise Refused("An anaesthetic was used in this session, so it can't be recorded as none.")
    if not before:
        put(
            db,
            AnaestheticRow(
                site_id=row.site_id,
                id=uuid7(now),
                session_id=row.id,
                position=1,
                product_code=NO_ANAESTHETIC,
                product_name="None",
                occluded=False,
                started_at=now,
                ended_at=now,
                recorded_by=actor.staff_id,
            ),
        )
    return whole_session(db, row)


def remove(
    db: Session,
    actor: Actor,
    session_id: UUID,
    anaesthetic_id: UUID,
    *,
    early_reason: str = "",
    protocol: Protocol,
    limit_reason: str = "",
    now: datetime,
) -> TreatmentSession:
    """Take an anaesthetic off the skin.

    Raises:
        NeedsReason: it was on longer than a label allows, and there is no reason.
        Refused: its minimum isn't reached and there is no reason, it is off already, the session is closed,
            or the actor may not treat.
    """
    row = open_session_row(db, actor, session_id)
    part = part_of(db, row, AnaestheticRow, anaesthetic_id, "This session has no such anaesthetic.")
    if part.ended_at is not None:
        raise Refused("This anaesthetic is off the skin already.")
    before = whole_session(db, row)
    over_at = part.started_at + timedelta(minutes=part.minimum_minutes or 0)
    part.early_reason = reason_for(early_reason, early=now < over_at, what="The anaesthetic's minimum time")
    part.ended_at = now
    return within_limits(db, actor, row, before, protocol, reason=limit_reason, now=now)
