"""Cleansing the skin: contact, then drying, each for its time."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from mesotui.domain.errors import Refused
from mesotui.domain.exposure import of_antiseptic
from mesotui.domain.ids import uuid7
from mesotui.domain.people import Actor
from mesotui.domain.protocol import Antiseptic, Protocol
from mesotui.domain.treatment import TreatmentSession
from mesotui.records.guards import early_reason as reason_for
from mesotui.records.guards import next_position, open_session_row, parts_of, put, running
from mesotui.records.interactions import answered_for
from mesotui.records.tables import AntisepsisRow, SessionRow
from mesotui.records.whole import whole_session


def start_contact(
    db: Session,
    actor: Actor,
    session_id: UUID,
    *,
    agent: Antiseptic,
    protocol: Protocol,
    interaction_reason: str = "",
    now: datetime,
) -> TreatmentSession:
    """Put the agent on the skin. A cleansing that still ran ends, and says that it was begun again.

    Raises:
        NeedsReason: something of the client speaks against what is in it, and there is no reason.
        Refused: the session is closed, or the actor may not treat.
    """
    row = open_session_row(db, actor, session_id)
    contents = [of_antiseptic(agent)]
    session = whole_session(db, row)
    answered_for(db, actor, row, session, contents, protocol, reason=interaction_reason, now=now)
    before = running(parts_of(db, row, AntisepsisRow))
    if before is not None:
        before.ended_at = now
        before.early_reason = _both(before.early_reason, f"Begun again with {agent.name}")
    put(
        db,
        AntisepsisRow(
            site_id=row.site_id,
            id=uuid7(now),
            session_id=row.id,
            position=next_position(db, row, AntisepsisRow),
            agent_code=agent.code,
            agent_name=agent.name,
            contact_seconds=int(agent.contact_seconds),
            dry_seconds=int(agent.dry_seconds),
            contact_started_at=now,
            recorded_by=actor.staff_id,
        ),
    )
    return whole_session(db, row)


def start_drying(
    db: Session, actor: Actor, session_id: UUID, *, early_reason: str = "", now: datetime
) -> TreatmentSession:
    """Let the skin dry.

    Raises:
        Refused: the contact time isn't over and there is no reason, no agent is on the skin, the session is
            closed, or the actor may not treat.
    """
    row = open_session_row(db, actor, session_id)
    cleansing = _running(db, row)
    if cleansing.dry_started_at is not None:
        raise Refused("The skin is drying already.")
    over_at = cleansing.contact_started_at + timedelta(seconds=cleansing.contact_seconds)
    cleansing.early_reason = reason_for(early_reason, early=now < over_at, what="The contact time")
    cleansing.dry_started_at = now
    return whole_session(db, row)


def end_drying(
    db: Session, actor: Actor, session_id: UUID, *, early_reason: str = "", now: datetime
) -> TreatmentSession:
    """End the cleansing: the skin is dry.

    Raises:
        Refused: the drying time isn't over and there is no reason, nothing dries, the session is closed, or
            the actor may not treat.
    """
    row = open_session_row(db, actor, session_id)
    cleansing = _running(db, row)
    if cleansing.dry_started_at is None:
        raise Refused("The skin isn't drying yet. Start the drying time first.")
    over_at = cleansing.dry_started_at + timedelta(seconds=cleansing.dry_seconds)
    early = reason_for(early_reason, early=now < over_at, what="The drying time")
    cleansing.early_reason = _both(cleansing.early_reason, early)
    cleansing.ended_at = now
    return whole_session(db, row)


def _running(db: Session, row: SessionRow) -> AntisepsisRow:
    cleansing = running(parts_of(db, row, AntisepsisRow))
    if cleansing is None:
        raise Refused("No antiseptic is on the skin. Choose one first.")
    return cleansing


def _both(first: str, second: str) -> str:
    return "; ".join(dict.fromkeys(reason for reason in (first, second) if reason))
