"""Turns visits into rows, the same ones that the use cases of the records would have written."""

from random import Random
from uuid import UUID

from mesotui.demo.courses import Courses
from mesotui.demo.mix_rows import Batch, add_carried, add_mix, volume_ml
from mesotui.demo.rows import Occasion, Part, Rows
from mesotui.demo.screened import add_screening
from mesotui.demo.shelves import kept
from mesotui.demo.visits import Shot, Visit
from mesotui.domain.ids import uuid7
from mesotui.domain.treatment import NO_ANAESTHETIC
from mesotui.records.tables import (
    AnaestheticRow,
    AntisepsisRow,
    ConsentConfirmationRow,
    FindingRow,
    InjectionRow,
    InterruptionRow,
    NoteRow,
    ObservationRow,
    PhaseRow,
    SessionRow,
)

_NO_ANAESTHETIC_NAME = "None"


def add_visit(rows: Rows, random: Random, courses: Courses, occasion: Occasion, visit: Visit) -> UUID:
    """Add everything that a visit leaves in the records, and give the session's key."""
    limits = courses.protocol.limits
    key = uuid7(occasion.started_at, random.getrandbits)
    identified = visit.identity_second is not None
    rows.add(
        SessionRow,
        site_id=occasion.site_id,
        id=key,
        client_id=occasion.client_id,
        room_id=occasion.room_id,
        practitioner_id=occasion.practitioner_id,
        appointment_id=None,
        status=visit.status,
        step=visit.steps[-1][0],
        number=occasion.number,
        started_at=occasion.started_at,
        ended_at=occasion.at(visit.end_second),
        ended_by=occasion.practitioner_id,
        end_reason=occasion.told.sentence if visit.turned_away else visit.end_reason,
        utc_offset_seconds=int(occasion.utc_offset.total_seconds()),
        target_minutes_from=int(limits.session_minutes_from),
        target_minutes_to=int(limits.session_minutes_to),
        identity_at=None if visit.identity_second is None else occasion.at(visit.identity_second),
        identity_by=occasion.practitioner_id if identified else None,
        identity_override=visit.override_reason,
    )
    part = Part(rows, random, occasion, key)
    if visit.consent_second is not None:
        confirmed_at = occasion.at(visit.consent_second)
        part.add(
            ConsentConfirmationRow,
            visit.consent_second,
            consent_id=occasion.consent_id,
            confirmed_at=confirmed_at,
            confirmed_by=part.author,
        )
    _add_course(part, visit)
    if visit.screened:
        name, told = occasion.practitioner, occasion.told
        add_screening(part.add, occasion.at, part.author, name, visit.screened, told)
    _add_preparation(part, visit)
    batch = add_mix(part, visit, int(courses.mixing.use_within_hours)) if visit.shots else None
    _add_shots(part, visit.shots, courses.vocabulary_version, batch)
    _add_watch(part, visit)
    for second, text in visit.notes:
        part.add(NoteRow, second, text=text, recorded_at=occasion.at(second), recorded_by=part.author)
    return key


def _add_course(part: Part, visit: Visit) -> None:
    at = part.occasion.at
    ends = [second for _, second in visit.steps[1:]] + [visit.end_second]
    for (step, start), end in zip(visit.steps, ends, strict=True):
        part.add(PhaseRow, start, step=step, started_at=at(start), ended_at=at(end))
    if visit.pause:
        reason, start, end = visit.pause
        part.add(
            InterruptionRow,
            start,
            reason=reason,
            started_at=at(start),
            ended_at=at(end),
            recorded_by=part.author,
        )


def _add_preparation(part: Part, visit: Visit) -> None:
    at = part.occasion.at
    if cleansing := visit.cleansing:
        part.add(
            AntisepsisRow,
            cleansing.contact_second,
            agent_code=cleansing.agent.code,
            agent_name=cleansing.agent.name,
            contact_seconds=int(cleansing.agent.contact_seconds),
            dry_seconds=int(cleansing.agent.dry_seconds),
            contact_started_at=at(cleansing.contact_second),
            dry_started_at=at(cleansing.dry_second),
            ended_at=at(cleansing.end_second),
            early_reason=cleansing.early_reason,
            recorded_by=part.author,
        )
    if numbing := visit.numbing:
        cream = numbing.cream
        part.add(
            AnaestheticRow,
            numbing.on_second,
            product_code=cream.product.code if cream else NO_ANAESTHETIC,
            product_name=cream.product.name if cream else _NO_ANAESTHETIC_NAME,
            amount_g=cream.amount_g if cream else None,
            area_cm2=cream.area_cm2 if cream else None,
            occluded=cream is not None,
            minimum_minutes=int(cream.product.minimum_minutes) if cream else None,
            maximum_minutes=int(cream.product.maximum_minutes)
            if cream and cream.product.maximum_minutes
            else None,
            started_at=at(numbing.on_second),
            ended_at=at(numbing.off_second),
            early_reason="",
            recorded_by=part.author,
        )


def _add_shots(part: Part, shots: tuple[Shot, ...], vocabulary_version: str, batch: Batch | None) -> None:
    at = part.occasion.at
    keys: list[UUID] = []
    for shot in shots:
        entry, voided = shot.entry, shot.voided_second is not None
        key = part.add(
            InjectionRow,
            shot.second,
            zone_code=entry.zone_code,
            zone_name=shot.zone.name,
            side=shot.zone.side.value,
            area_cm2=shot.zone.area_cm2,
            vocabulary_version=vocabulary_version,
            technique_code=entry.technique_code,
            technique_name=shot.technique.name,
            depth_mm=entry.depth_mm,
            points=entry.points,
            volume_ml_per_point=entry.volume_ml_per_point,
            volume_ml=kept(volume_ml(shot)),
            product_name=part.occasion.supplied.name_of(entry.product_name),
            needle_gauge=entry.needle_gauge,
            needle_length_mm=entry.needle_length_mm,
            spacing_mm=entry.spacing_mm,
            device_model="",
            device_mode="",
            device_shots_per_minute=None,
            mirror_of=None if shot.mirror_of is None else keys[shot.mirror_of],
            recorded_at=at(shot.second),
            recorded_by=part.author,
            voided_at=None if shot.voided_second is None else at(shot.voided_second),
            voided_by=part.author if voided else None,
            void_reason=shot.void_reason,
        )
        keys.append(key)
        add_carried(part, shot, key, batch)


def _add_watch(part: Part, visit: Visit) -> None:
    if visit.watch is None:
        return
    at, watch = part.occasion.at, visit.watch
    part.add(
        ObservationRow,
        watch.start_second,
        started_at=at(watch.start_second),
        planned_minutes=watch.planned_minutes,
        ended_at=at(watch.end_second),
        early_reason="",
        recorded_by=part.author,
    )
    for second, kind, value in watch.findings:
        part.add(
            FindingRow,
            second,
            kind=kind,
            value=value,
            detail="",
            recorded_at=at(second),
            recorded_by=part.author,
            voided_at=None,
            voided_by=None,
            void_reason="",
        )
