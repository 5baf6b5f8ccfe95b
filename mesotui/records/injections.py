"""Injections: one row a zone, never changed."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlmodel import Session, select

from mesotui.domain.anatomy import Zone
from mesotui.domain.dose import FINEST_PLACES, volume_ml
from mesotui.domain.errors import Refused
from mesotui.domain.exposure import of_injection
from mesotui.domain.ids import uuid7
from mesotui.domain.mixing_rules import Law
from mesotui.domain.people import Actor
from mesotui.domain.protocol import Protocol, Technique
from mesotui.domain.text import clean_text, required_text
from mesotui.domain.treatment import DeviceSettings, InjectionEntry, TreatmentSession
from mesotui.records.carrying import carry
from mesotui.records.consents import require_consent
from mesotui.records.guards import (
    measured,
    next_position,
    open_session_row,
    part_of,
    put,
    void,
    whole,
)
from mesotui.records.interactions import answered_for
from mesotui.records.limits import keep_late, within_limits
from mesotui.records.screening import require_go
from mesotui.records.tables import InjectionRow, SessionRow
from mesotui.records.tables.keys import REASON_LENGTH
from mesotui.records.tables.treatment import LABEL_LENGTH, MOST_POINTS
from mesotui.records.taking import return_for_injection
from mesotui.records.whole import whole_session

_PER_POINT_STEP = Decimal(1).scaleb(-FINEST_PLACES)
_MOST_GAUGE = 40
_MOST_SHOTS_PER_MINUTE = 10_000


def log_injection(
    db: Session,
    actor: Actor,
    session_id: UUID,
    *,
    entry: InjectionEntry,
    zone: Zone,
    technique: Technique,
    mirror_of: UUID | None = None,
    vocabulary_version: str,
    protocol: Protocol,
    injection_id: UUID | None = None,
    interaction_reason: str = "",
    limit_reason: str = "",
    late_reason: str = "",
    law: Law | None = None,
    answer: str = "",
    now: datetime,
) -> TreatmentSession:
    """Log one zone. Its volume is the points times the mL per point, to a thousandth of a mL.

    Args:
        db: the open transaction.
        actor: who injected.
        session_id: the session.
        entry: what was typed.
        zone: the zone of the entry's code.
        technique: the technique of the entry's code.
        mirror_of: the injection of the same session that this one mirrors.
        vocabulary_version: the version of the vocabulary that the zone is from.
        protocol: the clinic's limits.
        injection_id: the key that the asker gave the entry: asked again with it, nothing new is logged.
        interaction_reason: why it is injected though something of the client speaks against what is in it.
        limit_reason: why it is gone on past what a label forbids to pass.
        late_reason: why a mix or lot that may not be used is recorded all the same.
        law: what a product that is used as it is is held against.
        answer: what is answered where the law must be, once for each product.
        now: when it was logged, in the zone of the room.

    Raises:
        NeedsReason: something of the client speaks against what is in it, it passes what a label forbids to
            pass, or its mix or lot may not be used, and there is no reason.
        Refused: the client's identity or consent isn't confirmed, it wasn't decided to go, an amount can't be
            one, the product has no name, the session is closed, or the actor may not treat.
        ValueError: the zone or the technique isn't the entry's.
    """
    row = open_session_row(db, actor, session_id)
    if injection_id is not None and _is_logged(db, row, injection_id):
        return whole_session(db, row)
    if (entry.zone_code, entry.technique_code) != (zone.code, technique.code):
        raise ValueError("the zone and the technique must be those of the entry")
    _require_ready(db, actor, row, mirror_of)
    key = injection_id or uuid7(now)
    part = put(db, _row(db, actor, row, key, entry, zone, technique, mirror_of, vocabulary_version, now))
    against = carry(
        db, actor, key, entry, part.volume_ml, late_reason=late_reason, law=law, answer=answer, now=now
    )
    if against:
        keep_late(db, actor, row, key, against, late_reason, now)
    return _judged(db, actor, row, key, protocol, interaction_reason, limit_reason, now)


def _require_ready(db: Session, actor: Actor, row: SessionRow, mirror_of: UUID | None) -> None:
    if row.identity_at is None:
        raise Refused("The client's identity isn't confirmed. Confirm it, or give a reason for going on.")
    require_go(db, row)
    require_consent(db, actor, row)
    if mirror_of is not None:
        part_of(db, row, InjectionRow, mirror_of, "There is no such injection to mirror in this session.")


def _judged(
    db: Session,
    actor: Actor,
    row: SessionRow,
    injection_id: UUID,
    protocol: Protocol,
    interaction_reason: str,
    limit_reason: str,
    now: datetime,
) -> TreatmentSession:
    """Hold an injection against the client and the limits, and keep the reasons for going on."""
    after = whole_session(db, row)
    (logged,) = (one for one in after.injections if one.id == injection_id)
    contents = of_injection(logged)
    after = answered_for(db, actor, row, after, contents, protocol, reason=interaction_reason, now=now)
    before = replace(after, injections=tuple(one for one in after.injections if one.id != injection_id))
    return within_limits(db, actor, row, before, protocol, after=after, reason=limit_reason, now=now)


def void_injection(
    db: Session, actor: Actor, session_id: UUID, injection_id: UUID, *, reason: str, now: datetime
) -> TreatmentSession:
    """Take an injection back; it stays in the record with who, when and why. Its lots get their mL back.

    Raises:
        Refused: there is no reason, it was taken back already, the session is closed, or the actor may not
            treat.
    """
    row = open_session_row(db, actor, session_id)
    part = part_of(db, row, InjectionRow, injection_id, "This session has no such injection.")
    kept = required_text(reason, field="The reason", limit=REASON_LENGTH)
    void(part, actor, kept, now)
    return_for_injection(db, actor, part.id, reason=kept, now=now)
    return whole_session(db, row)


def _is_logged(db: Session, session: SessionRow, injection_id: UUID) -> bool:
    found = select(InjectionRow.id).where(
        InjectionRow.site_id == session.site_id,
        InjectionRow.session_id == session.id,
        InjectionRow.id == injection_id,
    )
    return db.exec(found).first() is not None


def _row(
    db: Session,
    actor: Actor,
    session: SessionRow,
    key: UUID,
    entry: InjectionEntry,
    zone: Zone,
    technique: Technique,
    mirror_of: UUID | None,
    vocabulary_version: str,
    now: datetime,
) -> InjectionRow:
    points = whole(entry.points, "Points", most=MOST_POINTS)
    per_point = measured(entry.volume_ml_per_point, "mL per point", smallest=_PER_POINT_STEP)
    device = _device(entry.device)
    return InjectionRow(
        site_id=session.site_id,
        id=key,
        session_id=session.id,
        position=next_position(db, session, InjectionRow),
        zone_code=zone.code,
        zone_name=zone.name,
        side=zone.side.value,
        area_cm2=measured(zone.area_cm2, "The zone's area"),
        vocabulary_version=vocabulary_version,
        technique_code=technique.code,
        technique_name=technique.name,
        depth_mm=measured(entry.depth_mm, "Depth in mm"),
        points=points,
        volume_ml_per_point=per_point,
        volume_ml=measured(volume_ml(points, per_point), "The volume in mL"),
        product_name=required_text(entry.product_name, field="The product", limit=LABEL_LENGTH),
        needle_gauge=whole(entry.needle_gauge, "The needle's gauge", most=_MOST_GAUGE),
        needle_length_mm=measured(entry.needle_length_mm, "The needle's length in mm"),
        spacing_mm=None if entry.spacing_mm is None else measured(entry.spacing_mm, "Spacing in mm"),
        device_model=device.model if device else "",
        device_mode=device.mode if device else "",
        device_shots_per_minute=device.shots_per_minute if device else None,
        mirror_of=mirror_of,
        recorded_at=now,
        recorded_by=actor.staff_id,
    )


def _device(device: DeviceSettings | None) -> DeviceSettings | None:
    if device is None:
        return None
    shots = device.shots_per_minute
    return DeviceSettings(
        model=required_text(device.model, field="The device", limit=LABEL_LENGTH),
        mode=clean_text(device.mode, field="The device's mode", limit=LABEL_LENGTH),
        shots_per_minute=None
        if shots is None
        else whole(shots, "Shots a minute", most=_MOST_SHOTS_PER_MINUTE),
    )
