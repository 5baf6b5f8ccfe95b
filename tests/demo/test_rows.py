"""Rows that are written in bulk say what the use cases would have written for the same visit."""

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session, col, select

from mesotui.clinic import ClinicData
from mesotui.demo.courses import Course, Courses
from mesotui.demo.health import draw_health
from mesotui.demo.rows import Occasion, Rows
from mesotui.demo.screened import Screened
from mesotui.demo.shelves import Shelf, Supplied
from mesotui.demo.stamps import Printed, Stamp
from mesotui.demo.supply import Supply, last_numbers, provisions, write_products
from mesotui.demo.told import Told, told_with
from mesotui.demo.visit_rows import add_visit
from mesotui.demo.visits import Shot, Visit, draw_turned_away, draw_visit
from mesotui.domain import dose
from mesotui.domain.mixture import Drawn, Place, mix_name
from mesotui.domain.people import Actor
from mesotui.domain.screening import ScreeningItem, Topic, Verdict
from mesotui.domain.stock import InjectedComponent
from mesotui.domain.treatment import InjectionEntry, Status, TreatmentSession
from mesotui.records import (
    anaesthetics,
    antisepsis,
    clients,
    consents,
    injections,
    mixes,
    observations,
    rooms,
    screening,
    sessions,
    sites,
    stock,
)
from mesotui.records.database import Database
from mesotui.records.engine import open_database
from mesotui.records.tables import SessionRow
from tests.demo.clinic import NOW

PAST = NOW - timedelta(days=3)
BORN = date(1980, 1, 1)


@pytest.fixture(scope="module")
def opened(
    tmp_path_factory: pytest.TempPathFactory, courses: Courses, data: ClinicData
) -> Iterator[tuple[Database, Actor]]:
    database = open_database(tmp_path_factory.mktemp("rows") / "clinic", throwaway=True)
    actor = database.write(
        sites.set_up, clinic_name="Clinic", practitioner_name="A. Ruiz", pin="1234", now=PAST
    )
    database.write(write_products, actor, courses, data.catalogue(), now=PAST)
    yield database, actor
    database.close()


@pytest.mark.parametrize("seed", range(12))
def test_bulk_rows_are_what_the_use_cases_write(
    opened: tuple[Database, Actor], courses: Courses, seed: int
) -> None:
    database, actor = opened
    course = list(courses.courses.values())[seed % len(courses.courses)]
    random = Random(seed)
    told = _told(random, courses, course, seed)
    visit = (
        draw_turned_away(Random(seed), courses)
        if told.verdict is not Verdict.GO
        else draw_visit(Random(seed), courses, course, frozenset(), first=seed % 3 == 0)
    )
    supply = database.read(_supply, actor, courses, random)
    seen = []
    for name, write in (("Played", _play), ("Written", _write), ("Stamped", _stamp)):
        arrived = Rows()
        supplied = supply.for_visit(arrived, course, PAST)
        database.write(_arrive, arrived)
        occasion = _occasion(database, actor, courses, name, supplied, told)
        sample = supply.sample(course)
        before = [_balance(database, actor, shelf) for shelf in supplied.shelves]
        key = database.write(write, actor, occasion, courses, visit, sample)
        after = [_balance(database, actor, shelf) for shelf in supplied.shelves]
        session = database.read(sessions.session, actor, key)
        used = [then - now for then, now in zip(before, after, strict=True)]
        names = {one.entry.product_name for one in session.injections if one.entry.batch_id}
        assert names <= {mix_name(supplied.batch_number)}
        seen.append((_without_keys(session), used, database.read(_batches, actor, session)))
        # The use cases know nothing of the shelf that the rows are counted by.
        supply = database.read(_supply, actor, courses, random)
    assert seen[1] == seen[0]
    assert seen[2] == seen[0]


def _supply(db: Session, actor: Actor, courses: Courses, random: Random) -> Supply:
    return Supply(random, actor, provisions(db, actor, courses), last_numbers(db, actor), clears=False)


def _arrive(db: Session, arrived: Rows) -> None:
    arrived.write(db.connection())


def _balance(database: Database, actor: Actor, shelf: Shelf) -> Decimal:
    lines = database.read(stock.movements, actor, shelf.lot_id, limit=99)
    assert database.read(stock.lot, actor, shelf.lot_id).on_hand_ml == sum(one.volume_ml for one in lines)
    return lines[0].balance_ml


def _batches(db: Session, actor: Actor, session: TreatmentSession) -> object:
    """Give what the mix of a session says, but its number, lots and keys."""
    keys = {one.entry.batch_id for one in session.injections if one.entry.batch_id}
    return [
        (
            (made.recipe_name, made.contents, made.place, made.made_at, made.use_until, made.left_ml),
            [(part.product_name, part.volume_ml, part.is_diluent) for part in made.parts],
        )
        for made in (mixes.batch(db, actor, key) for key in keys)
    ]


def _told(random: Random, courses: Courses, course: Course, seed: int) -> Told:
    """Give what somebody tells who has one trait and, each other time, one event."""
    wellness, on = courses.wellness, PAST.date()
    trait = wellness.traits[seed % len(wellness.traits)]
    event = wellness.events[seed // 2 % len(wellness.events)] if seed % 2 else None
    only = replace(wellness, traits=(replace(trait, percent=100, ages=None),))
    health, _ = draw_health(random, only, BORN, on)
    return told_with(random, courses, course, health, on, event)


def _occasion(
    database: Database, actor: Actor, courses: Courses, name: str, supplied: Supplied, told: Told
) -> Occasion:
    client = database.write(
        clients.add_client,
        actor,
        family_name=name,
        given_name="Client",
        birth_date=BORN,
        now=PAST,
    )
    agreed = database.write(
        consents.take,
        actor,
        client.id,
        text=courses.consent_text,
        taken=courses.taken,
        photos=True,
        now=PAST,
    )
    return Occasion(
        site_id=actor.site_id,
        client_id=client.id,
        consent_id=agreed[0].id,
        room_id=database.read(rooms.list_rooms, actor)[0].id,
        practitioner_id=actor.staff_id,
        practitioner=actor.name,
        number=1,
        started_at=PAST,
        utc_offset=timedelta(hours=1),
        supplied=supplied,
        told=told,
    )


def _write(
    db: Session, _: Actor, occasion: Occasion, courses: Courses, visit: Visit, _sample: Supplied
) -> UUID:
    rows = Rows()
    key = add_visit(rows, Random(occasion.client_id.int), courses, occasion, visit)
    rows.write(db.connection())
    return key


def _stamp(
    db: Session, _: Actor, occasion: Occasion, courses: Courses, visit: Visit, sample: Supplied
) -> UUID:
    rows, printed = Rows(), Printed.nothing()
    drawn = replace(occasion, supplied=sample, told=Told())
    add_visit(rows, Random(occasion.client_id.int), courses, drawn, visit)
    Stamp(rows, drawn, db.get_bind().dialect).print(printed, Random(occasion.client_id.int), occasion)
    printed.write(db.connection())
    (key,) = db.exec(select(SessionRow.id).where(col(SessionRow.client_id) == occasion.client_id)).all()
    return key


def _play(
    db: Session, actor: Actor, occasion: Occasion, courses: Courses, visit: Visit, _sample: Supplied
) -> UUID:
    limits = courses.protocol.limits
    key = sessions.open_session(
        db,
        actor,
        occasion.client_id,
        occasion.room_id,
        target_minutes=(int(limits.session_minutes_from), int(limits.session_minutes_to)),
        utc_offset=occasion.utc_offset,
        now=occasion.started_at,
    ).id
    acts = [
        *_course(db, actor, key, courses, visit, occasion.told),
        *_preparation(db, actor, key, courses, visit),
    ]
    acts += [*_injections(db, actor, key, courses, occasion, visit), *_watch(db, actor, key, visit)]
    for second, act in sorted(acts, key=lambda each: each[0]):
        act(now=occasion.at(second))
    return key


Act = tuple[int, Callable[..., object]]


def _course(
    db: Session, actor: Actor, key: UUID, courses: Courses, visit: Visit, told: Told
) -> Iterator[Act]:
    for step, second in visit.steps[1:]:
        yield second, partial(sessions.go_to_step, db, actor, key, step)
    assert visit.identity_second is not None
    if visit.override_reason:
        yield (
            visit.identity_second,
            partial(sessions.override_identity, db, actor, key, visit.override_reason),
        )
    else:
        initials = sessions.session(db, actor, key).client.initials
        confirm = partial(sessions.confirm_identity, initials=initials, birth_year_digits="80")
        yield visit.identity_second, partial(confirm, db, actor, key)
    if visit.screened:
        yield from _screening(db, actor, key, visit.screened, told)
    if visit.consent_second is not None:
        agree = partial(consents.confirm, text=courses.consent_text, rules=courses.consent_rules)
        yield visit.consent_second, partial(agree, db, actor, key)
    if visit.pause:
        reason, start, end = visit.pause
        yield start, partial(sessions.interrupt, db, actor, key, reason)
        yield end, partial(sessions.resume, db, actor, key)
    for second, text in visit.notes:
        yield second, partial(sessions.add_note, db, actor, key, text)
    ends: dict[Status, Callable[..., object]] = {
        Status.DONE: sessions.finish,
        Status.STOPPED: partial(_with_reason, sessions.stop_early, visit.end_reason),
        Status.NOT_DONE: partial(_with_reason, sessions.mark_not_done, visit.end_reason or told.sentence),
    }
    yield visit.end_second, partial(ends[visit.status], db, actor, key)


def _screening(db: Session, actor: Actor, key: UUID, screened: Screened, told: Told) -> Iterator[Act]:
    for second, about in screened.said:
        reply, detail = told.reply(about.code if isinstance(about, ScreeningItem) else about)
        if isinstance(about, ScreeningItem):
            answer = partial(screening.answer, item=about, reply=reply, detail=detail)
        elif about is Topic.PSYCHOLOGY:
            tool = screened.asked.tools[0]
            answer = partial(screening.screen_psychology, tool=tool, score=int(detail))
        else:
            answer = partial(screening.tell, topic=about, value=detail)
        yield second, partial(answer, db, actor, key)
    decide = partial(screening.decide, verdict=told.verdict, until=told.until, reason=told.reason)
    yield screened.decided_second, partial(decide, db, actor, key, asked=screened.asked)


def _with_reason(end: Callable[..., object], reason: str, *args: object, now: datetime) -> object:
    return end(*args, reason, now=now)


def _preparation(db: Session, actor: Actor, key: UUID, courses: Courses, visit: Visit) -> Iterator[Act]:
    if cleansing := visit.cleansing:
        end = partial(antisepsis.end_drying, early_reason=cleansing.early_reason)
        yield (
            cleansing.contact_second,
            partial(
                antisepsis.start_contact, db, actor, key, agent=cleansing.agent, protocol=courses.protocol
            ),
        )
        yield cleansing.dry_second, partial(antisepsis.start_drying, db, actor, key)
        yield cleansing.end_second, partial(end, db, actor, key)
    if not (numbing := visit.numbing):
        return
    if not (cream := numbing.cream):
        yield numbing.on_second, partial(anaesthetics.apply_none, db, actor, key)
        return
    apply = partial(
        anaesthetics.apply,
        product=cream.product,
        amount_g=cream.amount_g,
        area_cm2=cream.area_cm2,
        occluded=True,
        protocol=courses.protocol,
    )
    yield numbing.on_second, partial(apply, db, actor, key)

    def remove(*, now: datetime) -> None:
        on_skin = sessions.session(db, actor, key).anaesthetics[0]
        anaesthetics.remove(db, actor, key, on_skin.id, protocol=courses.protocol, now=now)

    yield numbing.off_second, remove


def _injections(
    db: Session, actor: Actor, key: UUID, courses: Courses, occasion: Occasion, visit: Visit
) -> Iterator[Act]:
    logged: list[UUID] = []
    supplied, made = occasion.supplied, list[UUID]()

    def mix(*, now: datetime) -> None:
        assert supplied.version_id is not None
        standing = (shot.entry for shot in visit.shots if shot.voided_second is None)
        volumes = (dose.volume_ml(one.points, one.volume_ml_per_point) for one in standing)
        drawn = zip(supplied.shelves, supplied.drawn_ml(sum(volumes, Decimal(0))), strict=True)
        batch = mixes.make_batch(
            db,
            actor,
            supplied.version_id,
            [Drawn(lot_id=shelf.lot_id, volume_ml=volume_ml) for shelf, volume_ml in drawn],
            place=Place.ROOM,
            rules=courses.mixing,
            jurisdiction="",
            now=now,
        )
        made.append(batch.id)

    def log(shot: Shot, *, now: datetime) -> None:
        lot_id = None if made else supplied.shelves[0].lot_id
        name = supplied.name_of(shot.entry.product_name)
        batch_id = made[0] if made else None
        entry = replace(shot.entry, product_name=name, batch_id=batch_id, lot_id=lot_id)
        session = injections.log_injection(
            db,
            actor,
            key,
            entry=entry,
            zone=shot.zone,
            technique=shot.technique,
            mirror_of=None if shot.mirror_of is None else logged[shot.mirror_of],
            vocabulary_version=courses.vocabulary_version,
            protocol=courses.protocol,
            now=now,
        )
        logged.append(session.injections[-1].id)

    def void(place: int, reason: str, *, now: datetime) -> None:
        injections.void_injection(db, actor, key, logged[place], reason=reason, now=now)

    if visit.shots and supplied.version_id is not None:
        yield visit.mixed_second, mix
    for place, shot in enumerate(visit.shots):
        yield shot.second, partial(log, shot)
        if shot.voided_second is not None:
            yield shot.voided_second, partial(void, place, shot.void_reason)


def _watch(db: Session, actor: Actor, key: UUID, visit: Visit) -> Iterator[Act]:
    if watch := visit.watch:
        start = partial(observations.start, planned_minutes=watch.planned_minutes)
        yield watch.start_second, partial(start, db, actor, key)
        for second, kind, value in watch.findings:
            yield second, partial(observations.add_finding, db, actor, key, kind=kind, value=value)
        yield watch.end_second, partial(observations.end, db, actor, key)


def _without_keys(value: Any) -> Any:
    """Give a value as plain data, without keys; what points to another part says which one instead."""
    if isinstance(value, TreatmentSession):
        places = {part.id: place for place, part in enumerate(value.injections)}
        mirrors = [places.get(part.mirror_of) if part.mirror_of else None for part in value.injections]
        return mirrors, {
            part.name: _without_keys(getattr(value, part.name))
            for part in fields(value)
            if part.name != "client"
        }
    if isinstance(value, InjectionEntry) and value.batch_id is not None:
        # Each made a mix of its own.
        value = replace(value, product_name="Mix")
    if isinstance(value, InjectedComponent):
        value = replace(value, lot_number="", expiry=None)
    if is_dataclass(value):
        return {part.name: _without_keys(getattr(value, part.name)) for part in fields(value)}
    if isinstance(value, tuple):
        return [_without_keys(part) for part in value]
    return "key" if isinstance(value, UUID) else value
