"""The demo clinic's last month: courses that are under way, visit after visit."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from sqlmodel import Session

from mesotui.demo.courses import Course, Courses
from mesotui.demo.health import Health
from mesotui.demo.people import DemoClient
from mesotui.demo.rows import Occasion, Rows
from mesotui.demo.supply import Supply
from mesotui.demo.told import draw_told
from mesotui.demo.visit_rows import add_visit
from mesotui.demo.visits import draw_visit
from mesotui.domain.people import Actor, Room
from mesotui.domain.treatment import Status

_DAYS = 30
_HOURS = ((9, 0), (11, 15), (13, 45), (16, 0))
"""When visits begin, far enough apart that two of the longest never meet in a room."""
_CLOSED_WEEKDAY = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Regular:
    """A client who is in the records, with what they come for."""

    id: UUID
    consent_id: UUID
    person: DemoClient
    health: Health
    course: Course


@dataclass(frozen=True, slots=True, kw_only=True)
class Clinic:
    """Where visits take place."""

    site_id: UUID
    rooms: tuple[Room, ...]
    practitioners: tuple[Actor, ...]


def write_month(
    db: Session,
    clinic: Clinic,
    regulars: Sequence[Regular],
    courses: Courses,
    supply: Supply,
    random: Random,
    *,
    now: datetime,
) -> tuple[UUID, ...]:
    """Write the visits of the last month and give the sessions' keys, the earliest first."""
    rows = Rows()
    numbers: Counter[UUID] = Counter()
    keys = []
    for regular, room, practitioner, started_at in _calendar(clinic, regulars, random, now):
        number = numbers[regular.id] + 1
        visit = draw_visit(random, courses, regular.course, regular.person.avoid, first=number == 1)
        occasion = Occasion(
            site_id=clinic.site_id,
            client_id=regular.id,
            consent_id=regular.consent_id,
            room_id=room.id,
            practitioner_id=practitioner.staff_id,
            practitioner=practitioner.name,
            number=number,
            started_at=started_at,
            utc_offset=now.utcoffset() or timedelta(0),
            supplied=supply.for_visit(rows, regular.course, started_at),
            told=draw_told(random, courses, regular.course, regular.health, started_at.date(), may_end=False),
        )
        keys.append(add_visit(rows, random, courses, occasion, visit))
        # A visit in which nothing was done isn't counted in a course.
        numbers[regular.id] += visit.status is not Status.NOT_DONE
    rows.write(db.connection())
    return tuple(keys)


def _calendar(
    clinic: Clinic, regulars: Sequence[Regular], random: Random, now: datetime
) -> Iterator[tuple[Regular, Room, Actor, datetime]]:
    """Give who came when and where, in the order of time; nobody waits for a room or a practitioner."""
    expected: dict[date, list[Regular]] = {}
    for regular in regulars:
        day = random.randrange(regular.course.days_between)
        while day < _DAYS:
            at = now.date() - timedelta(days=_DAYS - day)
            if at.weekday() == _CLOSED_WEEKDAY:
                at -= timedelta(days=1)
            expected.setdefault(at, []).append(regular)
            day += regular.course.days_between
    for at in sorted(expected):
        # One practitioner, one room: whoever is free in a room is the one who works there that day.
        places = list(zip(clinic.rooms, clinic.practitioners, strict=False))
        slots = [(hour, place) for hour in _HOURS for place in places]
        chosen = sorted(random.sample(range(len(slots)), min(len(slots), len(expected[at]))))
        for slot, regular in zip(chosen, expected[at], strict=False):
            (hour, minute), (room, practitioner) = slots[slot]
            begins = datetime(at.year, at.month, at.day, hour, minute, tzinfo=now.tzinfo)
            yield regular, room, practitioner, begins + timedelta(seconds=random.randrange(600))
