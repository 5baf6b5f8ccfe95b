"""Rows turned to the frozen values that leave this package."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from mesotui.domain.people import Alert, Appointment, Client, Room, Site, Staff
from mesotui.domain.rooms import RoomClock
from mesotui.domain.screening import Answer, Decision
from mesotui.domain.stock import InjectedComponent
from mesotui.domain.treatment import (
    Anaesthetic,
    Antisepsis,
    AppliedLot,
    DeviceSettings,
    Finding,
    GivenSlip,
    Injection,
    InjectionEntry,
    Interruption,
    LimitReason,
    Note,
    Observation,
    Phase,
)
from mesotui.records.tables import (
    AlertRow,
    AnaestheticRow,
    AntisepsisRow,
    AppliedLotRow,
    AppointmentRow,
    ClientRow,
    FindingRow,
    InjectionRow,
    InterruptionRow,
    LimitReasonRow,
    NoteRow,
    ObservationRow,
    PhaseRow,
    RoomClockRow,
    RoomRow,
    ScreeningAnswerRow,
    ScreeningDecisionRow,
    SiteRow,
    SlipRow,
    StaffRow,
)

Names = Mapping[UUID, str]
"""The names of the staff, by id."""


def site_of(row: SiteRow) -> Site:
    """Give the clinic."""
    return Site(id=row.id, name=row.name, phone=row.phone, emergency_number=row.emergency_number)


def room_of(row: RoomRow) -> Room:
    """Give a room."""
    return Room(id=row.id, name=row.name)


def staff_of(row: StaffRow) -> Staff:
    """Give a person who works here; never their PIN."""
    return Staff(
        id=row.id,
        login=row.login,
        name=row.name,
        role=row.role,
        active=row.active,
        has_pin=bool(row.pin_hash),
    )


def client_of(row: ClientRow, alerts: Iterable[AlertRow]) -> Client:
    """Give a client with the alerts that stand."""
    return Client(
        id=row.id,
        family_name=row.family_name,
        given_name=row.given_name,
        birth_date=row.birth_date,
        phone=row.phone,
        alerts=tuple(Alert(id=alert.id, kind=alert.kind, text=alert.text) for alert in alerts),
    )


def appointment_of(row: AppointmentRow, client: Client, session_id: UUID | None) -> Appointment:
    """Give a client who is expected."""
    return Appointment(
        id=row.id, client=client, due_at=row.due_at, room_id=row.room_id, session_id=session_id
    )


def room_clock_of(row: RoomClockRow) -> RoomClock:
    """Give a countdown."""
    return RoomClock(
        id=row.id,
        room_id=row.room_id,
        session_id=row.session_id,
        label=row.label,
        started_at=row.started_at,
        seconds=row.seconds,
        ended_at=row.ended_at,
    )


def phase_of(row: PhaseRow) -> Phase:
    """Give a stretch of time in one step."""
    return Phase(step=row.step, started_at=row.started_at, ended_at=row.ended_at)


def interruption_of(row: InterruptionRow) -> Interruption:
    """Give a pause."""
    return Interruption(id=row.id, reason=row.reason, started_at=row.started_at, ended_at=row.ended_at)


def applied_lot_of(row: AppliedLotRow) -> AppliedLot:
    """Give the lot of what was put on the skin."""
    return AppliedLot(
        product_name=row.product_name, number=row.lot_number, expiry=row.expiry, lot_id=row.lot_id
    )


def antisepsis_of(row: AntisepsisRow, lot: AppliedLot | None = None) -> Antisepsis:
    """Give one cleansing."""
    return Antisepsis(
        id=row.id,
        agent_code=row.agent_code,
        agent_name=row.agent_name,
        contact_seconds=row.contact_seconds,
        dry_seconds=row.dry_seconds,
        contact_started_at=row.contact_started_at,
        dry_started_at=row.dry_started_at,
        ended_at=row.ended_at,
        early_reason=row.early_reason,
        lot=lot,
    )


def anaesthetic_of(row: AnaestheticRow, lot: AppliedLot | None = None) -> Anaesthetic:
    """Give one topical anaesthetic, or the decision to use none."""
    return Anaesthetic(
        id=row.id,
        product_code=row.product_code,
        product_name=row.product_name,
        amount_g=row.amount_g,
        area_cm2=row.area_cm2,
        occluded=row.occluded,
        minimum_minutes=row.minimum_minutes,
        maximum_minutes=row.maximum_minutes,
        started_at=row.started_at,
        ended_at=row.ended_at,
        early_reason=row.early_reason,
        lot=lot,
    )


def injection_of(
    row: InjectionRow, names: Names, components: tuple[InjectedComponent, ...] = ()
) -> Injection:
    """Give one zone that was injected, with what it carried."""
    device = DeviceSettings(
        model=row.device_model, mode=row.device_mode, shots_per_minute=row.device_shots_per_minute
    )
    entry = InjectionEntry(
        zone_code=row.zone_code,
        technique_code=row.technique_code,
        depth_mm=row.depth_mm,
        points=row.points,
        volume_ml_per_point=row.volume_ml_per_point,
        product_name=row.product_name,
        needle_gauge=row.needle_gauge,
        needle_length_mm=row.needle_length_mm,
        spacing_mm=row.spacing_mm,
        device=device if row.device_model else None,
        batch_id=components[0].batch_id if components else None,
        lot_id=components[0].lot_id if components and components[0].batch_id is None else None,
    )
    return Injection(
        id=row.id,
        entry=entry,
        zone_name=row.zone_name,
        side=row.side,
        technique_name=row.technique_name,
        volume_ml=row.volume_ml,
        area_cm2=row.area_cm2,
        recorded_at=row.recorded_at,
        recorded_by=names[row.recorded_by],
        mirror_of=row.mirror_of,
        voided_at=row.voided_at,
        voided_by=names[row.voided_by] if row.voided_by else "",
        void_reason=row.void_reason,
        components=components,
    )


def observation_of(row: ObservationRow) -> Observation:
    """Give the watch after the last injection."""
    return Observation(
        started_at=row.started_at,
        planned_minutes=row.planned_minutes,
        ended_at=row.ended_at,
        early_reason=row.early_reason,
    )


def finding_of(row: FindingRow, names: Names) -> Finding:
    """Give one observation of how the client is."""
    return Finding(
        id=row.id,
        kind=row.kind,
        value=row.value,
        detail=row.detail,
        recorded_at=row.recorded_at,
        recorded_by=names[row.recorded_by],
        voided_at=row.voided_at,
        voided_by=names[row.voided_by] if row.voided_by else "",
        void_reason=row.void_reason,
    )


def note_of(row: NoteRow, names: Names) -> Note:
    """Give a note."""
    return Note(id=row.id, text=row.text, recorded_at=row.recorded_at, recorded_by=names[row.recorded_by])


def limit_reason_of(row: LimitReasonRow, names: Names) -> LimitReason:
    """Give why a limit was passed."""
    return LimitReason(
        id=row.id,
        code=row.code,
        limit=row.limit_text,
        source=row.source,
        reason=row.reason,
        recorded_at=row.recorded_at,
        recorded_by=names[row.recorded_by],
    )


def answer_of(row: ScreeningAnswerRow, names: Names) -> Answer:
    """Give an answer of the screening."""
    return Answer(
        id=row.id,
        code=row.code,
        question=row.question,
        weighs=row.weighs,
        source=row.source,
        reply=row.reply,
        detail=row.detail,
        recorded_at=row.recorded_at,
        recorded_by=names[row.recorded_by],
    )


def decision_of(row: ScreeningDecisionRow, names: Names) -> Decision:
    """Give whether the client may be injected."""
    return Decision(
        id=row.id,
        verdict=row.verdict,
        until=row.delayed_until,
        reason=row.reason,
        decider=row.decider,
        against=row.against,
        answers_seen=row.answers_seen,
        recorded_at=row.recorded_at,
        recorded_by=names[row.recorded_by],
    )


def slip_of(row: SlipRow, names: Names) -> GivenSlip:
    """Give a slip as it was handed over."""
    return GivenSlip(
        id=row.id,
        code=row.code,
        language=row.language,
        text_version=row.text_version,
        text=row.text,
        instructions=row.instructions,
        visit=row.visit,
        call=row.call,
        given_at=row.given_at,
        given_by=names[row.given_by],
        captions=tuple(row.captions.splitlines()),
        replaced_at=row.voided_at,
        replaced_by=names[row.voided_by] if row.voided_by else "",
        replace_reason=row.void_reason,
    )
