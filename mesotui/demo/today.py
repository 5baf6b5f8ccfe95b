"""The demo clinic as it is now: who is expected, and the two sessions that are going on."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from sqlmodel import Session, SQLModel

from mesotui.clinic import ClinicData
from mesotui.demo.courses import Courses, Cream
from mesotui.demo.month import Clinic, Regular
from mesotui.demo.morning import write_morning
from mesotui.demo.rows import Rows
from mesotui.demo.screened import add_screening, draw_screening
from mesotui.demo.told import Told, draw_told, told_with
from mesotui.domain.anatomy import Zone
from mesotui.domain.ids import uuid7
from mesotui.domain.mixture import Batch
from mesotui.domain.people import Actor
from mesotui.domain.protocol import Antiseptic, Protocol
from mesotui.domain.screening import Verdict
from mesotui.domain.treatment import InjectionEntry, Step
from mesotui.records import anaesthetics, antisepsis, appointments, consents, injections, sessions

_EXPECTED = 10
_LATER_VISITS = 14
_LONGEST_GAP = timedelta(minutes=25)
_ROUND = timedelta(minutes=5)
_CHECKED_FOR = timedelta(seconds=240)
_DELAYED_AGO = timedelta(minutes=100)
_SCREENED_FROM = 55
"""The second of a visit at which the first question is asked."""
_SECONDS_BETWEEN_ZONES = (95, 240, 390)
"""How long ago the last zones were logged."""


def write_today(
    db: Session,
    clinic: Clinic,
    regulars: Sequence[Regular],
    courses: Courses,
    data: ClinicData,
    *,
    pin: str,
    now: datetime,
) -> None:
    """Write the mixes of this morning, who is expected, and what runs in two of the rooms."""
    injected, numbed = _two_with_cream(regulars[1:])
    planned = _planned(injected)
    needed = sum((entry.points * entry.volume_ml_per_point for _, entry in planned), Decimal(0))
    morning = write_morning(db, clinic, data, injected.course, needed_ml=needed, pin=pin, now=now)
    _write_injecting(db, clinic, injected, courses, morning.checked, now=now)
    _write_numbed(db, clinic, numbed, courses, now=now)
    free = [regular for regular in regulars if regular not in (injected, numbed)]
    _write_expected(db, clinic, free, now=now)
    _write_delayed(db, clinic, free[-1], courses, now=now)


def _write_expected(db: Session, clinic: Clinic, free: Sequence[Regular], *, now: datetime) -> None:
    midnight = datetime.combine(now.date() + timedelta(days=1), time(), tzinfo=now.tzinfo)
    gap = min(_LONGEST_GAP, (midnight - now) / (_EXPECTED + 1))
    room = clinic.rooms[0]
    for position, regular in enumerate(free[:_EXPECTED]):
        due_at = now + gap * position + gap / 4
        if gap == _LONGEST_GAP:
            due_at = _rounded(due_at)
        meant = room.id if position == 0 else None
        appointments.book(db, clinic.practitioners[0], regular.id, due_at, meant, now=now)
    for position, regular in enumerate(free[:_LATER_VISITS]):
        later = now + timedelta(days=regular.course.days_between)
        due_at = datetime.combine(later.date(), time(9 + position % 8, 30), tzinfo=now.tzinfo)
        appointments.book(db, clinic.practitioners[0], regular.id, due_at, now=now)


def _planned(regular: Regular) -> Sequence[tuple[Zone, InjectionEntry]]:
    """Give what is injected in the running session: a zone, its mirror, and another."""
    place, other = regular.course.places[:2]
    first, mirror = place.entries[-1]
    return (place.zones[0], first), (place.zones[1], mirror), (other.zones[0], other.entries[-1][0])


def _write_injecting(
    db: Session, clinic: Clinic, regular: Regular, courses: Courses, mix: Batch, *, now: datetime
) -> None:
    """Write a session in the middle of its injections, the anaesthetic just off."""
    actor, cream = clinic.practitioners[1], _creams(regular)[0]
    inject_at = now - timedelta(seconds=_SECONDS_BETWEEN_ZONES[-1] + 80)
    off_at = inject_at - timedelta(seconds=25)
    on_at = off_at - timedelta(minutes=_minutes(cream) + 1)
    key = _prepared(db, clinic, 1, regular, courses, on_at=on_at)
    session = _numb(db, actor, key, cream, courses, on_at)
    anaesthetics.remove(db, actor, key, session, protocol=courses.protocol, now=off_at)
    sessions.go_to_step(db, actor, key, Step.INJECT, now=inject_at)
    mirrored: UUID | None = None
    for position, ((zone, entry), ago) in enumerate(
        zip(_planned(regular), reversed(_SECONDS_BETWEEN_ZONES), strict=True)
    ):
        whole = injections.log_injection(
            db,
            actor,
            key,
            entry=replace(entry, product_name=mix.name, batch_id=mix.id),
            zone=zone,
            technique=regular.course.technique,
            mirror_of=mirrored if position == 1 else None,
            vocabulary_version=courses.vocabulary_version,
            protocol=courses.protocol,
            now=now - timedelta(seconds=ago),
        )
        mirrored = whole.injections[-1].id


def _write_numbed(db: Session, clinic: Clinic, regular: Regular, courses: Courses, *, now: datetime) -> None:
    """Write a session that waits: the anaesthetic is on, and its minimum is half over."""
    cream = _creams(regular)[-1]
    on_at = now - timedelta(minutes=_minutes(cream)) / 2 - timedelta(seconds=40)
    key = _prepared(db, clinic, 2, regular, courses, on_at=on_at)
    _numb(db, clinic.practitioners[2], key, cream, courses, on_at)


def _prepared(
    db: Session, clinic: Clinic, place: int, regular: Regular, courses: Courses, *, on_at: datetime
) -> UUID:
    """Write a session up to the anaesthetic: the client is the right one, and the skin is cleansed."""
    agent = next(agent for agent in courses.antiseptics if agent.code not in regular.person.avoid)
    actor = clinic.practitioners[place]
    dry_at = on_at - timedelta(seconds=75)
    drying_at = dry_at - timedelta(seconds=int(agent.dry_seconds) + 4)
    contact_at = drying_at - timedelta(seconds=int(agent.contact_seconds) + 3)
    opened_at = contact_at - _CHECKED_FOR
    visit = appointments.book(
        db, actor, regular.id, _rounded(opened_at) - _ROUND, clinic.rooms[place].id, now=opened_at
    )
    limits = courses.protocol.limits
    key = sessions.open_session(
        db,
        actor,
        regular.id,
        clinic.rooms[place].id,
        appointment_id=visit.id,
        target_minutes=(int(limits.session_minutes_from), int(limits.session_minutes_to)),
        utc_offset=opened_at.utcoffset() or timedelta(0),
        now=opened_at,
    ).id
    sessions.confirm_identity(
        db,
        actor,
        key,
        initials=visit.client.initials,
        birth_year_digits=f"{visit.client.birth_date:%y}",
        now=opened_at + timedelta(seconds=50),
    )
    random, on = Random(regular.person.phone), opened_at.date()
    told = draw_told(random, courses, regular.course, regular.health, on, may_end=False)
    _screen(db, actor, random, courses, key, opened_at, told)
    text, rules = courses.consent_text, courses.consent_rules
    consents.confirm(db, actor, key, text=text, rules=rules, now=contact_at - timedelta(seconds=20))
    sessions.go_to_step(db, actor, key, Step.CLEANSE, now=contact_at - timedelta(seconds=12))
    _cleanse(db, actor, key, agent, courses.protocol, (contact_at, drying_at, dry_at))
    sessions.go_to_step(db, actor, key, Step.ANAESTHETIC, now=dry_at + timedelta(seconds=5))
    return key


def _screen(
    db: Session, actor: Actor, random: Random, courses: Courses, key: UUID, opened_at: datetime, told: Told
) -> datetime:
    """Write what a client answered in a session that is going on, and give when it was decided."""
    rows, places = Rows(), Counter[type[SQLModel]]()

    def at(second: int) -> datetime:
        return opened_at + timedelta(seconds=second)

    def add(kind: type[SQLModel], second: int, **values: Any) -> None:
        places[kind] += 1
        rows.add(
            kind,
            site_id=actor.site_id,
            id=uuid7(at(second)),
            session_id=key,
            position=places[kind],
            **values,
        )

    screened = draw_screening(random, courses.screening, _SCREENED_FROM, first=False)
    add_screening(add, at, actor.staff_id, actor.name, screened, told)
    rows.write(db.connection())
    return at(screened.decided_second)


def _write_delayed(db: Session, clinic: Clinic, regular: Regular, courses: Courses, *, now: datetime) -> None:
    """Write a visit of this morning that ended with a delay."""
    actor, opened_at = clinic.practitioners[0], now - _DELAYED_AGO
    limits = courses.protocol.limits
    opened = sessions.open_session(
        db,
        actor,
        regular.id,
        clinic.rooms[0].id,
        target_minutes=(int(limits.session_minutes_from), int(limits.session_minutes_to)),
        utc_offset=opened_at.utcoffset() or timedelta(0),
        now=opened_at,
    )
    sessions.confirm_identity(
        db,
        actor,
        opened.id,
        initials=opened.client.initials,
        birth_year_digits=f"{opened.client.birth_date:%y}",
        now=opened_at + timedelta(seconds=40),
    )
    event = next(one for one in courses.wellness.events if one.verdict is Verdict.DELAY)
    random, on = Random(regular.person.phone), opened_at.date()
    told = told_with(random, courses, regular.course, regular.health, on, event)
    decided_at = _screen(db, actor, random, courses, opened.id, opened_at, told)
    sessions.mark_not_done(db, actor, opened.id, told.sentence, now=decided_at + timedelta(seconds=20))


def _cleanse(
    db: Session,
    actor: Actor,
    key: UUID,
    agent: Antiseptic,
    protocol: Protocol,
    times: tuple[datetime, datetime, datetime],
) -> None:
    contact_at, drying_at, dry_at = times
    antisepsis.start_contact(db, actor, key, agent=agent, protocol=protocol, now=contact_at)
    antisepsis.start_drying(db, actor, key, now=drying_at)
    antisepsis.end_drying(db, actor, key, now=dry_at)


def _numb(db: Session, actor: Actor, key: UUID, cream: Cream, courses: Courses, on_at: datetime) -> UUID:
    session = anaesthetics.apply(
        db,
        actor,
        key,
        product=cream.product,
        amount_g=cream.amount_g,
        area_cm2=cream.area_cm2,
        occluded=True,
        protocol=courses.protocol,
        now=on_at,
    )
    return session.anaesthetics[-1].id


def _two_with_cream(regulars: Iterable[Regular]) -> tuple[Regular, Regular]:
    """Give a client whose anaesthetic works soon and one whose takes long, both treated left and right."""
    able = [
        regular
        for regular in regulars
        if regular.course.mix.name
        and len(regular.course.places) > 1
        and len(regular.course.places[0].zones) > 1
        and _creams(regular)
    ]
    soon = min(able, key=lambda regular: _minutes(_creams(regular)[0]))
    able.remove(soon)
    return soon, max(able, key=lambda regular: _minutes(_creams(regular)[-1]))


def _creams(regular: Regular) -> list[Cream]:
    """Give the anaesthetics of a course that this client may have, the one that works soonest first."""
    creams = (cream for cream in regular.course.creams if cream)
    return sorted((cream for cream in creams if cream.product.code not in regular.person.avoid), key=_minutes)


def _minutes(cream: Cream) -> int:
    return int(cream.product.minimum_minutes)


def _rounded(moment: datetime) -> datetime:
    """Give the next time that stands in an appointment book."""
    past = timedelta(minutes=moment.minute % 5, seconds=moment.second, microseconds=moment.microsecond)
    return moment - past + _ROUND
