"""Whole sessions and clients put together: as many statements for a hundred as for one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from sqlmodel import Session, col, select

from mesotui.domain.people import Actor, Client, Room, Staff
from mesotui.domain.screening import Screening
from mesotui.domain.treatment import Identity, TreatmentSession
from mesotui.records import views
from mesotui.records.carried import components_of
from mesotui.records.consented import consents_of
from mesotui.records.tables import (
    AlertRow,
    AnaestheticRow,
    AntisepsisRow,
    AppliedLotRow,
    ClientRow,
    FindingRow,
    InjectionRow,
    InterruptionRow,
    LimitReasonRow,
    NoteRow,
    ObservationRow,
    PhaseRow,
    RoomRow,
    ScreeningAnswerRow,
    ScreeningDecisionRow,
    SessionRow,
    SlipRow,
    StaffRow,
)
from mesotui.records.tables.keys import SessionPart

_Part = TypeVar("_Part", bound=SessionPart)


def whole_session(db: Session, row: SessionRow) -> TreatmentSession:
    """Give a session with everything that is recorded in it, what was just written included."""
    db.flush()
    return whole_sessions(db, row.site_id, [row])[0]


def whole_sessions(db: Session, site_id: UUID, rows: Sequence[SessionRow]) -> tuple[TreatmentSession, ...]:
    """Give sessions with everything that is recorded in them, in the order of the rows."""
    if not rows:
        return ()
    clients = clients_of(db, site_id, {row.client_id for row in rows})
    people = _staff(db, site_id)
    rooms = _rooms(db, site_id)
    parts = _Parts(db, site_id, rows, {staff.id: staff.name for staff in people.values()})
    return tuple(
        parts.session(row, clients[row.client_id], rooms[row.room_id], people[row.practitioner_id])
        for row in rows
    )


def clients_of(db: Session, site_id: UUID, ids: Iterable[UUID]) -> Mapping[UUID, Client]:
    """Give clients by id, with their alerts."""
    wanted = list(ids)
    if not wanted:
        return {}
    rows = db.exec(
        select(ClientRow).where(col(ClientRow.site_id) == site_id, col(ClientRow.id).in_(wanted))
    ).all()
    alerts: dict[UUID, list[AlertRow]] = defaultdict(list)
    for alert in db.exec(
        select(AlertRow)
        .where(
            col(AlertRow.site_id) == site_id,
            col(AlertRow.client_id).in_(wanted),
            col(AlertRow.voided_at).is_(None),
        )
        .order_by(col(AlertRow.client_id), col(AlertRow.position))
    ):
        alerts[alert.client_id].append(alert)
    return {row.id: views.client_of(row, alerts[row.id]) for row in rows}


def staff_names(db: Session, actor: Actor) -> views.Names:
    """Give the names of all who work or worked here."""
    return {staff.id: staff.name for staff in _staff(db, actor.site_id).values()}


def screenings_of(db: Session, site_id: UUID, ids: list[UUID]) -> Mapping[UUID, Screening]:
    """Give what was answered and decided in some sessions, by session."""
    names = {staff.id: staff.name for staff in _staff(db, site_id).values()}
    answers = _by_session(db, site_id, ids, ScreeningAnswerRow)
    decisions = _by_session(db, site_id, ids, ScreeningDecisionRow)
    return {key: _screening(answers[key], decisions[key], names) for key in ids}


def _by_session(db: Session, site_id: UUID, ids: list[UUID], kind: type[_Part]) -> Mapping[UUID, list[_Part]]:
    found: dict[UUID, list[_Part]] = defaultdict(list)
    statement = (
        select(kind)
        .where(col(kind.site_id) == site_id, col(kind.session_id).in_(ids))
        .order_by(col(kind.session_id), col(kind.position))
    )
    for row in db.exec(statement):
        found[row.session_id].append(row)
    return found


def _screening(
    answers: Iterable[ScreeningAnswerRow], decisions: Iterable[ScreeningDecisionRow], names: views.Names
) -> Screening:
    return Screening(
        answers=tuple(views.answer_of(row, names) for row in answers),
        decisions=tuple(views.decision_of(row, names) for row in decisions),
    )


def _staff(db: Session, site_id: UUID) -> Mapping[UUID, Staff]:
    rows = db.exec(select(StaffRow).where(col(StaffRow.site_id) == site_id)).all()
    return {row.id: views.staff_of(row) for row in rows}


def _rooms(db: Session, site_id: UUID) -> Mapping[UUID, Room]:
    rows = db.exec(select(RoomRow).where(col(RoomRow.site_id) == site_id)).all()
    return {row.id: views.room_of(row) for row in rows}


class _Parts:
    """Everything that belongs to some sessions, by session."""

    def __init__(self, db: Session, site_id: UUID, rows: Sequence[SessionRow], names: views.Names) -> None:
        self._names = names
        ids = [row.id for row in rows]

        def by_session(kind: type[_Part]) -> Mapping[UUID, list[_Part]]:
            return _by_session(db, site_id, ids, kind)

        self._consents = consents_of(db, site_id, rows, names)
        self._phases = by_session(PhaseRow)
        self._interruptions = by_session(InterruptionRow)
        self._antisepses = by_session(AntisepsisRow)
        self._anaesthetics = by_session(AnaestheticRow)
        self._applied_lots = {
            row.antisepsis_id or row.anaesthetic_id: views.applied_lot_of(row)
            for rows in by_session(AppliedLotRow).values()
            for row in rows
        }
        self._injections = by_session(InjectionRow)
        self._components = components_of(db, site_id, ids)
        self._observations = by_session(ObservationRow)
        self._findings = by_session(FindingRow)
        self._notes = by_session(NoteRow)
        self._limit_reasons = by_session(LimitReasonRow)
        self._answers = by_session(ScreeningAnswerRow)
        self._decisions = by_session(ScreeningDecisionRow)
        self._slips = by_session(SlipRow)

    def session(self, row: SessionRow, client: Client, room: Room, practitioner: Staff) -> TreatmentSession:
        key, names, lots = row.id, self._names, self._applied_lots
        watches = self._observations[key]
        return TreatmentSession(
            id=row.id,
            client=client,
            room=room,
            practitioner=practitioner,
            status=row.status,
            step=row.step,
            number=row.number,
            started_at=row.started_at,
            ended_at=row.ended_at,
            end_reason=row.end_reason,
            utc_offset=timedelta(seconds=row.utc_offset_seconds),
            target_minutes=(row.target_minutes_from, row.target_minutes_to),
            phases=tuple(map(views.phase_of, self._phases[key])),
            interruptions=tuple(map(views.interruption_of, self._interruptions[key])),
            identity=_identity(row, names),
            consent=self._consents[key],
            antisepses=tuple(views.antisepsis_of(part, lots.get(part.id)) for part in self._antisepses[key]),
            anaesthetics=tuple(
                views.anaesthetic_of(part, lots.get(part.id)) for part in self._anaesthetics[key]
            ),
            injections=tuple(
                views.injection_of(part, names, self._components.get(part.id, ()))
                for part in self._injections[key]
            ),
            observation=views.observation_of(watches[-1]) if watches else None,
            findings=tuple(views.finding_of(part, names) for part in self._findings[key]),
            notes=tuple(views.note_of(part, names) for part in self._notes[key]),
            limit_reasons=tuple(views.limit_reason_of(part, names) for part in self._limit_reasons[key]),
            screening=_screening(self._answers[key], self._decisions[key], names),
            slips=tuple(views.slip_of(part, names) for part in self._slips[key]),
        )


def _identity(row: SessionRow, names: views.Names) -> Identity | None:
    if row.identity_at is None or row.identity_by is None:
        return None
    return Identity(
        confirmed_at=row.identity_at,
        confirmed_by=names[row.identity_by],
        override_reason=row.identity_override,
    )
