"""A treatment session: opened, carried through its steps, paused, and resumed on whichever terminal."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from mesotui.domain.errors import NotFound, Refused
from mesotui.domain.ids import uuid7
from mesotui.domain.people import Actor
from mesotui.domain.text import digits, folded, required_text
from mesotui.domain.treatment import SessionSummary, Status, Step, TreatmentSession
from mesotui.records.closing import finish, mark_not_done, stop_early
from mesotui.records.guards import (
    client_row,
    next_position,
    open_session_row,
    parts_of,
    put,
    require_treating,
    room_row,
    running,
    session_row,
)
from mesotui.records.summaries import summaries
from mesotui.records.tables import (
    AppointmentRow,
    ClientRow,
    InterruptionRow,
    NoteRow,
    PhaseRow,
    RoomRow,
    SessionRow,
)
from mesotui.records.tables.keys import REASON_LENGTH
from mesotui.records.tables.sessions import NOTE_LENGTH
from mesotui.records.whole import whole_session, whole_sessions

__all__ = [
    "add_note",
    "confirm_identity",
    "finish",
    "go_to_step",
    "interrupt",
    "list_sessions",
    "mark_not_done",
    "open_session",
    "open_sessions",
    "override_identity",
    "resume",
    "session",
    "stop_early",
]

_COUNTED = (Status.DONE, Status.STOPPED, Status.SIGNED)


def session(db: Session, actor: Actor, session_id: UUID) -> TreatmentSession:
    """Give a session with everything that is recorded in it.

    Raises:
        NotFound: there is none.
    """
    return whole_session(db, session_row(db, actor, session_id))


def open_sessions(db: Session, actor: Actor) -> tuple[TreatmentSession, ...]:
    """Give the sessions that are open, the longest first."""
    rows = db.exec(
        select(SessionRow)
        .where(col(SessionRow.site_id) == actor.site_id, col(SessionRow.status) == Status.OPEN)
        .order_by(col(SessionRow.started_at), col(SessionRow.id))
    ).all()
    return whole_sessions(db, actor.site_id, rows)


def list_sessions(
    db: Session,
    actor: Actor,
    *,
    status: Status | None = None,
    client_id: UUID | None = None,
    limit: int,
) -> tuple[SessionSummary, ...]:
    """Give sessions in one line each, the latest first."""
    return summaries(db, actor, status=status, client_id=client_id, limit=limit)


def open_session(
    db: Session,
    actor: Actor,
    client_id: UUID,
    room_id: UUID,
    *,
    appointment_id: UUID | None = None,
    target_minutes: tuple[int, int],
    utc_offset: timedelta,
    now: datetime,
) -> TreatmentSession:
    """Open a session at its first step; the actor is its practitioner.

    Raises:
        Refused: the client is in another room, the room is taken, the visit has had its session, or the
            actor may not treat.
    """
    require_treating(actor)
    client = client_row(db, actor, client_id)
    room = room_row(db, actor, room_id)
    _require_free(db, client, room)
    if appointment_id is not None:
        _require_visit(db, client, appointment_id)
    row = put(
        db,
        SessionRow(
            site_id=actor.site_id,
            id=uuid7(now),
            client_id=client.id,
            room_id=room.id,
            practitioner_id=actor.staff_id,
            appointment_id=appointment_id,
            status=Status.OPEN,
            step=Step.CHECK,
            number=1 + _earlier_sessions(db, client),
            started_at=now,
            utc_offset_seconds=round(utc_offset.total_seconds()),
            target_minutes_from=target_minutes[0],
            target_minutes_to=target_minutes[1],
        ),
    )
    _begin_phase(db, row, Step.CHECK, now)
    return whole_session(db, row)


def go_to_step(db: Session, actor: Actor, session_id: UUID, step: Step, *, now: datetime) -> TreatmentSession:
    """Go to a step, forward or back; the time spent in the one before ends. The same step changes nothing.

    Raises:
        Refused: the session is closed, or the actor may not treat.
    """
    row = open_session_row(db, actor, session_id)
    if row.step is not step:
        phase = running(parts_of(db, row, PhaseRow))
        if phase is not None:
            phase.ended_at = now
        row.step = step
        _begin_phase(db, row, step, now)
    return whole_session(db, row)


def confirm_identity(
    db: Session, actor: Actor, session_id: UUID, *, initials: str, birth_year_digits: str, now: datetime
) -> TreatmentSession:
    """Record that the client at the chair is the client of this session; the first confirmation stands.

    Args:
        db: the open transaction.
        actor: who asked the client.
        session_id: the session.
        initials: two letters, given name first or family name first.
        birth_year_digits: the last two digits of the birth year.
        now: when it was asked.

    Raises:
        Refused: they don't match, the session is closed, or the actor may not treat.
    """
    row = open_session_row(db, actor, session_id)
    client = client_row(db, actor, row.client_id)
    given, family = folded(client.given_name)[:1], folded(client.family_name)[:1]
    said = folded(initials).replace(" ", "")
    year = f"{client.birth_date.year:04}"[-2:]
    if said not in (given + family, family + given) or digits(birth_year_digits) != year:
        raise Refused(
            "These aren't the initials and birth year of this session's client."
            " Ask again, or give a reason for going on."
        )
    return _identified(db, actor, row, override="", now=now)


def override_identity(
    db: Session, actor: Actor, session_id: UUID, reason: str, *, now: datetime
) -> TreatmentSession:
    """Record why it is gone on without the client's own answer.

    Raises:
        Refused: there is no reason, the session is closed, or the actor may not treat.
    """
    row = open_session_row(db, actor, session_id)
    kept = required_text(reason, field="The reason", limit=REASON_LENGTH)
    return _identified(db, actor, row, override=kept, now=now)


def interrupt(db: Session, actor: Actor, session_id: UUID, reason: str, *, now: datetime) -> TreatmentSession:
    """Begin a pause.

    Raises:
        Refused: there is no reason, it is paused already or closed, or the actor may not treat.
    """
    row = open_session_row(db, actor, session_id)
    if running(parts_of(db, row, InterruptionRow)) is not None:
        raise Refused("This session is paused already. Resume it first.")
    put(
        db,
        InterruptionRow(
            site_id=row.site_id,
            id=uuid7(now),
            session_id=row.id,
            position=next_position(db, row, InterruptionRow),
            reason=required_text(reason, field="The reason", limit=REASON_LENGTH),
            started_at=now,
            recorded_by=actor.staff_id,
        ),
    )
    return whole_session(db, row)


def resume(db: Session, actor: Actor, session_id: UUID, *, now: datetime) -> TreatmentSession:
    """End the pause.

    Raises:
        Refused: there is none, the session is closed, or the actor may not treat.
    """
    row = open_session_row(db, actor, session_id)
    pause = running(parts_of(db, row, InterruptionRow))
    if pause is None:
        raise Refused("This session isn't paused.")
    pause.ended_at = now
    return whole_session(db, row)


def add_note(db: Session, actor: Actor, session_id: UUID, text: str, *, now: datetime) -> TreatmentSession:
    """Add free text.

    Raises:
        Refused: it is empty or too long, the session is closed, or the actor may not treat.
    """
    row = open_session_row(db, actor, session_id)
    put(
        db,
        NoteRow(
            site_id=row.site_id,
            id=uuid7(now),
            session_id=row.id,
            position=next_position(db, row, NoteRow),
            text=required_text(text, field="The note", limit=NOTE_LENGTH, lines=True),
            recorded_at=now,
            recorded_by=actor.staff_id,
        ),
    )
    return whole_session(db, row)


def _require_free(db: Session, client: ClientRow, room: RoomRow) -> None:
    statement = select(SessionRow, col(RoomRow.name)).join(
        RoomRow,
        (col(RoomRow.site_id) == client.site_id) & (col(RoomRow.id) == col(SessionRow.room_id)),
    )
    opened = statement.where(col(SessionRow.site_id) == client.site_id, col(SessionRow.status) == Status.OPEN)
    other = db.exec(opened.where(col(SessionRow.client_id) == client.id)).first()
    if other is not None:
        raise Refused(f"This client has an open session in {other[1]}. Go on there, or close it first.")
    if db.exec(opened.where(col(SessionRow.room_id) == room.id)).first() is not None:
        raise Refused(f"{room.name} has an open session. Choose another room, or close that session first.")


def _require_visit(db: Session, client: ClientRow, appointment_id: UUID) -> None:
    visit = db.get(AppointmentRow, (client.site_id, appointment_id))
    if visit is None or visit.client_id != client.id:
        raise NotFound("This client has no such visit.")
    same_visit = select(SessionRow).where(
        col(SessionRow.site_id) == client.site_id, col(SessionRow.appointment_id) == appointment_id
    )
    if db.exec(same_visit).first() is not None:
        raise Refused("This visit has had its session. Open one without it.")


def _earlier_sessions(db: Session, client: ClientRow) -> int:
    return db.exec(
        select(func.count())
        .select_from(SessionRow)
        .where(
            col(SessionRow.site_id) == client.site_id,
            col(SessionRow.client_id) == client.id,
            col(SessionRow.status).in_(_COUNTED),
        )
    ).one()


def _begin_phase(db: Session, row: SessionRow, step: Step, now: datetime) -> None:
    put(
        db,
        PhaseRow(
            site_id=row.site_id,
            id=uuid7(now),
            session_id=row.id,
            position=next_position(db, row, PhaseRow),
            step=step,
            started_at=now,
        ),
    )


def _identified(
    db: Session, actor: Actor, row: SessionRow, *, override: str, now: datetime
) -> TreatmentSession:
    # An answer given later outweighs a reason for having gone on without one, not the other way round.
    if row.identity_at is None or (row.identity_override and not override):
        row.identity_at = now
        row.identity_by = actor.staff_id
        row.identity_override = override
    return whole_session(db, row)
