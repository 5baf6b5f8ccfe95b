"""After the last injection: the watch, and how the client is."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from mesotui.domain.errors import Refused
from mesotui.domain.ids import uuid7
from mesotui.domain.people import Actor
from mesotui.domain.text import clean_text, required_text
from mesotui.domain.treatment import FindingKind, TreatmentSession
from mesotui.records.guards import early_reason as reason_for
from mesotui.records.guards import (
    next_position,
    open_session_row,
    parts_of,
    put,
    running,
    void,
    whole,
)
from mesotui.records.tables import FindingRow, ObservationRow
from mesotui.records.tables.keys import REASON_LENGTH
from mesotui.records.tables.treatment import DETAIL_LENGTH, FINDING_LENGTH
from mesotui.records.whole import whole_session

_PAIN = frozenset(str(grade) for grade in range(11))


def start(
    db: Session, actor: Actor, session_id: UUID, *, planned_minutes: int, now: datetime
) -> TreatmentSession:
    """Begin the watch; after one that ended, it begins anew.

    Raises:
        Refused: it runs already, the minutes can't be some, the session is closed, or the actor may not
            treat.
    """
    row = open_session_row(db, actor, session_id)
    if running(parts_of(db, row, ObservationRow)) is not None:
        raise Refused("The observation runs already.")
    put(
        db,
        ObservationRow(
            site_id=row.site_id,
            id=uuid7(now),
            session_id=row.id,
            position=next_position(db, row, ObservationRow),
            started_at=now,
            planned_minutes=whole(planned_minutes, "The observation's minutes"),
            recorded_by=actor.staff_id,
        ),
    )
    return whole_session(db, row)


def end(
    db: Session, actor: Actor, session_id: UUID, *, early_reason: str = "", now: datetime
) -> TreatmentSession:
    """End the watch.

    Raises:
        Refused: its time isn't over and there is no reason, it doesn't run, the session is closed, or the
            actor may not treat.
    """
    row = open_session_row(db, actor, session_id)
    watch = running(parts_of(db, row, ObservationRow))
    if watch is None:
        raise Refused("No observation runs. Start it first.")
    over_at = watch.started_at + timedelta(minutes=watch.planned_minutes)
    watch.early_reason = reason_for(early_reason, early=now < over_at, what="The observation")
    watch.ended_at = now
    return whole_session(db, row)


def add_finding(
    db: Session,
    actor: Actor,
    session_id: UUID,
    *,
    kind: FindingKind,
    value: str,
    detail: str = "",
    now: datetime,
) -> TreatmentSession:
    """Record how the client is; "none" is a reaction that is recorded, too.

    Raises:
        Refused: pain isn't a grade from 0 to 10, a text is empty or too long, the session is closed, or the
            actor may not treat.
    """
    row = open_session_row(db, actor, session_id)
    kept = required_text(value, field="The finding", limit=FINDING_LENGTH)
    if kind is FindingKind.PAIN and kept not in _PAIN:
        raise Refused("Pain is a whole number from 0 to 10. Correct it.")
    put(
        db,
        FindingRow(
            site_id=row.site_id,
            id=uuid7(now),
            session_id=row.id,
            position=next_position(db, row, FindingRow),
            kind=kind,
            value=kept,
            detail=clean_text(detail, field="The detail", limit=DETAIL_LENGTH),
            recorded_at=now,
            recorded_by=actor.staff_id,
        ),
    )
    return whole_session(db, row)


def void_last_finding(
    db: Session, actor: Actor, session_id: UUID, *, reason: str, now: datetime
) -> TreatmentSession:
    """Take back the last finding that stands; it stays in the record with who, when and why.

    Raises:
        Refused: none stands, there is no reason, the session is closed, or the actor may not treat.
    """
    row = open_session_row(db, actor, session_id)
    standing = [part for part in parts_of(db, row, FindingRow) if part.voided_at is None]
    if not standing:
        raise Refused("Nothing is answered that could be taken back.")
    void(standing[-1], actor, required_text(reason, field="The reason", limit=REASON_LENGTH), now)
    return whole_session(db, row)
