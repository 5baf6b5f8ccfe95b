"""Turns visits into rows, the same ones that the use cases of the records would have written."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import Connection
from sqlmodel import SQLModel

from mesotui.demo.courses import Courses
from mesotui.demo.screened import add_screening
from mesotui.demo.shelves import Shelf, Supplied, kept
from mesotui.demo.visits import Shot, Visit
from mesotui.domain import dose
from mesotui.domain.ids import uuid7
from mesotui.domain.mixture import Place, is_diluent, shares_ml
from mesotui.domain.stock import MovementKind
from mesotui.domain.treatment import NO_ANAESTHETIC
from mesotui.records.mixes import contents_text
from mesotui.records.tables import (
    AnaestheticRow,
    AntisepsisRow,
    BatchPartRow,
    BatchRow,
    ClientRow,
    ClientTermRow,
    ConsentConfirmationRow,
    ConsentRow,
    FindingRow,
    InjectionComponentRow,
    InjectionRow,
    InterruptionRow,
    LotRow,
    NoteRow,
    ObservationRow,
    PhaseRow,
    ScreeningAnswerRow,
    ScreeningDecisionRow,
    SessionRow,
    SlipRow,
    StockMovementRow,
)

_NO_ANAESTHETIC_NAME = "None"

ORDER: tuple[type[SQLModel], ...] = (
    ClientRow,
    ClientTermRow,
    LotRow,
    ConsentRow,
    SessionRow,
    ConsentConfirmationRow,
    PhaseRow,
    InterruptionRow,
    ScreeningAnswerRow,
    ScreeningDecisionRow,
    AntisepsisRow,
    AnaestheticRow,
    BatchRow,
    BatchPartRow,
    InjectionRow,
    InjectionComponentRow,
    StockMovementRow,
    ObservationRow,
    FindingRow,
    NoteRow,
    SlipRow,
)
"""Rows that others point to come before them."""


@dataclass(slots=True)
class Rows:
    """Rows by table that wait to be written together."""

    waiting: dict[type[SQLModel], list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, kind: type[SQLModel], /, **values: Any) -> None:
        """Put one row to the others of its table."""
        self.waiting[kind].append(values)

    def write(self, connection: Connection) -> None:
        """Write all of them, many rows a statement, within the caller's transaction."""
        for kind in ORDER:
            if self.waiting[kind]:
                connection.execute(
                    SQLModel.metadata.tables[str(kind.__tablename__)].insert(), self.waiting[kind]
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """Whose visit it was, where, with whom and when."""

    site_id: UUID
    client_id: UUID
    consent_id: UUID
    """The consent that is confirmed in the visit."""
    room_id: UUID
    practitioner_id: UUID
    practitioner: str
    number: int
    started_at: datetime
    utc_offset: timedelta
    supplied: Supplied

    def at(self, second: int) -> datetime:
        """Give the time of a second of the visit."""
        return self.started_at + timedelta(seconds=second)


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
        end_reason=visit.end_reason,
        utc_offset_seconds=int(occasion.utc_offset.total_seconds()),
        target_minutes_from=int(limits.session_minutes_from),
        target_minutes_to=int(limits.session_minutes_to),
        identity_at=None if visit.identity_second is None else occasion.at(visit.identity_second),
        identity_by=occasion.practitioner_id if identified else None,
        identity_override=visit.override_reason,
    )
    part = _Part(rows, random, occasion, key)
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
        add_screening(part.add, occasion.at, part.author, occasion.practitioner, visit.screened)
    _add_preparation(part, visit)
    batch = _add_mix(part, visit, int(courses.mixing.use_within_hours)) if visit.shots else None
    _add_shots(part, visit.shots, courses.vocabulary_version, batch)
    _add_watch(part, visit)
    for second, text in visit.notes:
        part.add(NoteRow, second, text=text, recorded_at=occasion.at(second), recorded_by=part.author)
    return key


@dataclass(slots=True)
class _Part:
    """Adds rows of one session, each at its place among its kind."""

    rows: Rows
    random: Random
    occasion: Occasion
    session_id: UUID
    places: dict[type[SQLModel], int] = field(default_factory=lambda: defaultdict(int))

    @property
    def author(self) -> UUID:
        return self.occasion.practitioner_id

    def add(self, kind: type[SQLModel], second: int, /, **values: Any) -> UUID:
        self.places[kind] += 1
        key = uuid7(self.occasion.at(second), self.random.getrandbits)
        self.rows.add(
            kind,
            site_id=self.occasion.site_id,
            id=key,
            session_id=self.session_id,
            position=self.places[kind],
            **values,
        )
        return key

    def book(
        self,
        shelf: Shelf,
        kind: MovementKind,
        volume_ml: Decimal,
        at: datetime,
        *,
        reason: str = "",
        **goes_to: UUID,
    ) -> None:
        """Add a line to a lot's ledger."""
        self.rows.add(
            StockMovementRow,
            site_id=self.occasion.site_id,
            id=uuid7(at, self.random.getrandbits),
            kind=kind,
            reason=reason,
            recorded_at=at,
            recorded_by=self.author,
            **(shelf.line(volume_ml) | goes_to),
        )


def _add_course(part: _Part, visit: Visit) -> None:
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


def _add_preparation(part: _Part, visit: Visit) -> None:
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


@dataclass(frozen=True, slots=True)
class _Batch:
    """A mix that was made for a visit."""

    key: UUID
    parts_ml: tuple[Decimal, ...]


def _add_mix(part: _Part, visit: Visit, use_within_hours: int) -> _Batch | None:
    """Add the mix that a visit is injected from: just as much as it takes, so that nothing is left."""
    occasion, supplied = part.occasion, part.occasion.supplied
    if supplied.version_id is None:
        return None
    made_at = occasion.at(visit.mixed_second)
    used_ml = (_volume_ml(shot) for shot in visit.shots if shot.voided_second is None)
    parts_ml = supplied.drawn_ml(sum(used_ml, Decimal(0)))
    key = uuid7(made_at, part.random.getrandbits)
    part.rows.add(
        BatchRow,
        site_id=occasion.site_id,
        id=key,
        version_id=supplied.version_id,
        day=made_at.date(),
        number=supplied.batch_number,
        place=Place.ROOM,
        contents=contents_text(supplied.products, parts_ml),
        late_reason="",
        made_at=made_at,
        made_by=part.author,
        use_until=made_at + timedelta(hours=use_within_hours),
    )
    drawn = zip(supplied.products, supplied.shelves, parts_ml, strict=True)
    for position, (product, shelf, volume_ml) in enumerate(drawn, start=1):
        part.rows.add(
            BatchPartRow,
            site_id=occasion.site_id,
            batch_id=key,
            position=position,
            product_id=product.id,
            lot_id=shelf.lot_id,
            volume_ml=volume_ml,
            is_diluent=is_diluent(product),
        )
        part.book(shelf, MovementKind.USE, -volume_ml, made_at, batch_id=key)
    return _Batch(key, parts_ml)


def _add_carried(part: _Part, shot: Shot, injection_id: UUID, batch: _Batch | None) -> None:
    """Add what an injection carried of each lot; without a mix it is taken from its lot there and then."""
    occasion, supplied = part.occasion, part.occasion.supplied
    volume_ml = _volume_ml(shot)
    shares = shares_ml(volume_ml, batch.parts_ml) if batch else (volume_ml,)
    carried = zip(supplied.products, supplied.shelves, shares, strict=True)
    for position, (product, shelf, share) in enumerate(carried, start=1):
        part.rows.add(
            InjectionComponentRow,
            site_id=occasion.site_id,
            injection_id=injection_id,
            position=position,
            product_id=product.id,
            lot_id=shelf.lot_id,
            volume_ml=kept(share),
            batch_id=batch.key if batch else None,
        )
        if batch is None:
            part.book(shelf, MovementKind.USE, -share, occasion.at(shot.second), injection_id=injection_id)
            if shot.voided_second is not None:
                part.book(
                    shelf,
                    MovementKind.RETURN,
                    share,
                    occasion.at(shot.voided_second),
                    injection_id=injection_id,
                    reason=shot.void_reason,
                )


def _volume_ml(shot: Shot) -> Decimal:
    return dose.volume_ml(shot.entry.points, shot.entry.volume_ml_per_point)


def _add_shots(part: _Part, shots: tuple[Shot, ...], vocabulary_version: str, batch: _Batch | None) -> None:
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
            volume_ml=kept(_volume_ml(shot)),
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
        _add_carried(part, shot, key, batch)


def _add_watch(part: _Part, visit: Visit) -> None:
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
