"""The three ways in which a session ends."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from mesotui.domain.errors import Refused
from mesotui.domain.people import Actor
from mesotui.domain.text import required_text
from mesotui.domain.treatment import Status, TreatmentSession
from mesotui.records.guards import open_session_row, parts_of
from mesotui.records.tables import (
    AnaestheticRow,
    AntisepsisRow,
    InjectionRow,
    InterruptionRow,
    ObservationRow,
    PhaseRow,
    RoomClockRow,
    SessionRow,
)
from mesotui.records.tables.keys import REASON_LENGTH
from mesotui.records.whole import whole_session


def finish(db: Session, actor: Actor, session_id: UUID, *, now: datetime) -> TreatmentSession:
    """Close a session that was carried through.

    Nothing that concerns the client may still run: an anaesthetic on the skin when the record is closed
    would never be recorded as taken off. The step's own time and the session's countdowns simply end.

    Raises:
        Refused: something still runs, which it names; the session is closed; or the actor may not treat.
    """
    row = open_session_row(db, actor, session_id)
    still = list(_still_running(db, row))
    if still:
        raise Refused(f"Still running: {', '.join(still)}. End it, or stop the session early with a reason.")
    return _close(db, actor, row, Status.DONE, reason="", now=now)


def stop_early(
    db: Session, actor: Actor, session_id: UUID, reason: str, *, now: datetime
) -> TreatmentSession:
    """Close a session before its end; whatever still runs ends with it, for the same reason if early.

    Raises:
        Refused: there is no reason, the session is closed, or the actor may not treat.
    """
    row = open_session_row(db, actor, session_id)
    kept = required_text(reason, field="The reason", limit=REASON_LENGTH)
    _end_everything(db, row, kept, now)
    return _close(db, actor, row, Status.STOPPED, reason=kept, now=now)


def mark_not_done(
    db: Session, actor: Actor, session_id: UUID, reason: str, *, now: datetime
) -> TreatmentSession:
    """Close a session in which nothing was injected; whatever still runs ends with it.

    Raises:
        Refused: an injection stands, there is no reason, the session is closed, or the actor may not treat.
    """
    row = open_session_row(db, actor, session_id)
    kept = required_text(reason, field="The reason", limit=REASON_LENGTH)
    if any(injection.voided_at is None for injection in parts_of(db, row, InjectionRow)):
        raise Refused("Injections are logged in this session. Stop it early instead.")
    _end_everything(db, row, kept, now)
    return _close(db, actor, row, Status.NOT_DONE, reason=kept, now=now)


def _still_running(db: Session, row: SessionRow) -> Iterable[str]:
    if any(part.ended_at is None for part in parts_of(db, row, InterruptionRow)):
        yield "the pause"
    if any(part.ended_at is None for part in parts_of(db, row, AntisepsisRow)):
        yield "the cleansing"
    for anaesthetic in parts_of(db, row, AnaestheticRow):
        if anaesthetic.ended_at is None:
            yield f"the anaesthetic {anaesthetic.product_name}"
    if any(part.ended_at is None for part in parts_of(db, row, ObservationRow)):
        yield "the observation"


def _end_everything(db: Session, row: SessionRow, reason: str, now: datetime) -> None:
    for pause in parts_of(db, row, InterruptionRow):
        pause.ended_at = pause.ended_at or now
    for cleansing in parts_of(db, row, AntisepsisRow):
        if cleansing.ended_at is None:
            cleansing.ended_at = now
            cleansing.early_reason = cleansing.early_reason or reason
    for anaesthetic in parts_of(db, row, AnaestheticRow):
        if anaesthetic.ended_at is None:
            anaesthetic.ended_at = now
            if now < anaesthetic.started_at + timedelta(minutes=anaesthetic.minimum_minutes or 0):
                anaesthetic.early_reason = reason
    for watch in parts_of(db, row, ObservationRow):
        if watch.ended_at is None:
            watch.ended_at = now
            if now < watch.started_at + timedelta(minutes=watch.planned_minutes):
                watch.early_reason = reason


def _close(
    db: Session, actor: Actor, row: SessionRow, status: Status, *, reason: str, now: datetime
) -> TreatmentSession:
    for phase in parts_of(db, row, PhaseRow):
        phase.ended_at = phase.ended_at or now
    for clock in db.exec(
        select(RoomClockRow).where(
            col(RoomClockRow.site_id) == row.site_id,
            col(RoomClockRow.session_id) == row.id,
            col(RoomClockRow.ended_at).is_(None),
        )
    ):
        clock.ended_at = now
    row.status = status
    row.ended_at = now
    row.ended_by = actor.staff_id
    row.end_reason = reason
    return whole_session(db, row)
