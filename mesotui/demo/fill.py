"""Years of past visits by many clients, to see how the console does in a clinic that is full of records."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from random import Random
from uuid import UUID

from sqlmodel import Session

from mesotui.demo.courses import Course, Courses
from mesotui.demo.health import Health, draw_health
from mesotui.demo.month import Clinic
from mesotui.demo.rows import Occasion, Rows
from mesotui.demo.stamps import Printed, Stamp
from mesotui.demo.supply import Supply
from mesotui.demo.told import Told, draw_told
from mesotui.demo.visit_rows import add_visit
from mesotui.demo.visits import draw_turned_away, draw_visit
from mesotui.domain.consent import ConsentAnswer, ConsentKind
from mesotui.domain.ids import uuid7
from mesotui.domain.people import AlertKind
from mesotui.domain.screening import Verdict
from mesotui.domain.treatment import Status
from mesotui.records.consent_rows import keep_text
from mesotui.records.database import Database
from mesotui.records.search import sort_name, terms_of
from mesotui.records.tables import AlertRow, ClientRow, ClientTermRow, ConsentRow

_MOST_VISITS = 24
_YEARS = 8
_MONTH = timedelta(days=31)
_TRANSACTION = 2_000
_VISITS_OF_A_COURSE = {"first": 20, "later": 40, "turned away": 10}
"""How many ways there are in which a visit of a course went, by what kind of visit it was."""
_OPENS, _OPEN_SECONDS = 8, 10 * 3600
_PHONE_RANGE = "01632 960"


@dataclass(slots=True)
class _Comer:
    """A client in the middle of their course."""

    id: UUID
    consent_id: UUID
    course: Course
    health: Health
    visits_left: int
    number: int = 1


@dataclass(frozen=True, slots=True)
class _Visited:
    """A way in which visits went, and whether they count in the course."""

    stamp: Stamp
    counts: bool


_Stamps = Mapping[tuple[str, str], tuple[_Visited, ...]]
"""By the code of a course and the kind of a visit."""


def fill(
    database: Database,
    clinic: Clinic,
    courses: Courses,
    supply: Supply,
    *,
    count: int,
    seed: int,
    now: datetime,
) -> None:
    """Write past sessions, in the order of time, up to a month ago.

    They are spread over some years evenly; where a clinic of this size could never have had so many, they
    overlap. What is held in memory at a time hardly depends on how many there are.
    """
    random = Random(f"fill {seed}")
    database.write(keep_text, clinic.site_id, courses.consent_text, now=now)
    stamps = database.read(_stamps, random, clinic, courses, supply, now=now)
    past = _Past(random, clinic, courses, supply, stamps, now=now, count=count)
    moments = past.moments()
    while batch := tuple(islice(moments, _TRANSACTION)):
        newcomers, visits = Rows(), Printed.nothing()
        for moment in batch:
            past.add_visit(newcomers, visits, moment)
        database.write(_write, newcomers, visits)


def _write(db: Session, newcomers: Rows, visits: Printed) -> None:
    newcomers.write(db.connection())
    visits.write(db.connection())


def _stamps(
    db: Session, random: Random, clinic: Clinic, courses: Courses, supply: Supply, *, now: datetime
) -> _Stamps:
    """Draw the visits of each course that the past consists of."""
    client_id, consent_id, room_id, practitioner_id = (uuid7(now, random.getrandbits) for _ in range(4))
    dialect = db.get_bind().dialect

    def stamp(course: Course, kind: str) -> _Visited:
        sample = Occasion(
            site_id=clinic.site_id,
            client_id=client_id,
            consent_id=consent_id,
            room_id=room_id,
            practitioner_id=practitioner_id,
            practitioner=clinic.practitioners[0].name,
            number=1,
            started_at=now,
            utc_offset=now.utcoffset() or timedelta(0),
            supplied=supply.sample(course),
            told=Told(),
        )
        if kind == "turned away":
            visit = draw_turned_away(random, courses)
        else:
            visit = draw_visit(random, courses, course, frozenset(), first=kind == "first")
        rows = Rows()
        add_visit(rows, random, courses, sample, visit)
        return _Visited(Stamp(rows, sample, dialect), visit.status is not Status.NOT_DONE)

    return {
        (code, kind): tuple(stamp(course, kind) for _ in range(count))
        for code, course in courses.courses.items()
        for kind, count in _VISITS_OF_A_COURSE.items()
    }


class _Past:
    """Who comes to the clinic in the course of the years."""

    def __init__(
        self,
        random: Random,
        clinic: Clinic,
        courses: Courses,
        supply: Supply,
        stamps: _Stamps,
        *,
        now: datetime,
        count: int,
    ) -> None:
        self._random = random
        self._clinic = clinic
        self._courses = courses
        self._supply = supply
        self._stamps = stamps
        self._now = now
        self._count = count
        self._days = max(1, min(_YEARS * 365, count))
        self._comers: deque[_Comer] = deque()
        # Whoever was delayed later than this would be on Today for all who are never seen again.
        self._forgotten = now - timedelta(days=int(courses.screening.delays_shown_days.value)) - _MONTH
        # Taking turns, each of so many comes back after a week.
        self._at_a_time = max(1, round(7 * count / self._days))

    def moments(self) -> Iterator[datetime]:
        """Give the times at which sessions begin: each day's evenly over its hours."""
        first = self._now - _MONTH - timedelta(days=self._days)
        for day in range(self._days):
            today = self._count * (day + 1) // self._days - self._count * day // self._days
            opens = (first + timedelta(days=day)).replace(hour=_OPENS, minute=0, second=0, microsecond=0)
            for position in range(today):
                yield opens + timedelta(seconds=_OPEN_SECONDS * position // today)

    def add_visit(self, newcomers: Rows, visits: Printed, started_at: datetime) -> None:
        """Add the next visit, by a newcomer while there are too few in the middle of a course."""
        if len(self._comers) < self._at_a_time:
            self._comers.appendleft(self._newcomer(newcomers, started_at))
        comer = self._comers.popleft()
        told = self._told(comer, started_at)
        visited = self._random.choice(self._stamps[comer.course.code, _kind(comer, told)])
        place = self._random.randrange(len(self._clinic.rooms))
        practitioner = self._clinic.practitioners[place % len(self._clinic.practitioners)]
        occasion = Occasion(
            site_id=self._clinic.site_id,
            client_id=comer.id,
            consent_id=comer.consent_id,
            room_id=self._clinic.rooms[place].id,
            practitioner_id=practitioner.staff_id,
            practitioner=practitioner.name,
            number=comer.number,
            started_at=started_at,
            utc_offset=self._now.utcoffset() or timedelta(0),
            supplied=self._supply.for_visit(newcomers, comer.course, started_at),
            told=told,
        )
        visited.stamp.print(visits, self._random, occasion)
        comer.number += visited.counts
        comer.visits_left -= 1
        if told.verdict is not Verdict.REFUSE and comer.visits_left:
            self._comers.append(comer)

    def _told(self, comer: _Comer, started_at: datetime) -> Told:
        may_end = started_at < self._forgotten
        return draw_told(
            self._random, self._courses, comer.course, comer.health, started_at.date(), may_end=may_end
        )

    def _newcomer(self, rows: Rows, since: datetime) -> _Comer:
        random, site_id = self._random, self._clinic.site_id
        key = uuid7(since, random.getrandbits)
        family, given = random.choice(self._courses.family_names), random.choice(self._courses.given_names)
        birth_date = date(since.year - random.randint(20, 75), random.randint(1, 12), random.randint(1, 28))
        phone = f"{_PHONE_RANGE}{random.randrange(1000):03}"
        rows.add(
            ClientRow,
            site_id=site_id,
            id=key,
            family_name=family,
            given_name=given,
            sort_name=sort_name(family, given),
            birth_date=birth_date,
            phone=phone,
            created_at=since,
            created_by=self._clinic.practitioners[0].staff_id,
        )
        health, alerts = draw_health(random, self._courses.wellness, birth_date, since.date())
        self._add_alerts(rows, key, alerts, since)
        for term in sorted(terms_of(family, given, birth_date, phone)):
            rows.add(ClientTermRow, site_id=site_id, term=term, client_id=key)
        consent_id = self._add_consents(rows, key, since)
        course = random.choice(tuple(self._courses.courses.values()))
        return _Comer(
            id=key,
            consent_id=consent_id,
            course=course,
            health=health,
            visits_left=random.randint(4, _MOST_VISITS),
        )

    def _add_alerts(
        self, rows: Rows, client_id: UUID, alerts: Iterable[tuple[AlertKind, str]], since: datetime
    ) -> None:
        for position, (kind, text) in enumerate(alerts, start=1):
            rows.add(
                AlertRow,
                site_id=self._clinic.site_id,
                id=uuid7(since, self._random.getrandbits),
                client_id=client_id,
                position=position,
                kind=kind,
                text=text,
                recorded_at=since,
                recorded_by=self._clinic.practitioners[0].staff_id,
                voided_at=None,
                voided_by=None,
                void_reason="",
            )

    def _add_consents(self, rows: Rows, client_id: UUID, since: datetime) -> UUID:
        """Add a client's answers, and give the key of the one about the treatment."""
        text, taken = self._courses.consent_text, self._courses.taken
        keys = [uuid7(since, self._random.getrandbits) for _ in ConsentKind]
        for position, (kind, key) in enumerate(zip(ConsentKind, keys, strict=True), start=1):
            rows.add(
                ConsentRow,
                site_id=self._clinic.site_id,
                id=key,
                client_id=client_id,
                position=position,
                session_id=None,
                kind=kind,
                answer=ConsentAnswer.GIVEN,
                text_sha256=text.sha256,
                language=text.language,
                text_version=text.version,
                method=taken.method.name if taken.method else "",
                witness="",
                disclosures=" ".join(taken.disclosures),
                alternatives=" ".join(taken.alternatives),
                reason="",
                recorded_at=since,
                recorded_by=self._clinic.practitioners[0].staff_id,
            )
        return keys[0]


def _kind(comer: _Comer, told: Told) -> str:
    """Tell which kind of visit it is, as the stamps are sorted."""
    if told.verdict is not Verdict.GO:
        return "turned away"
    return "first" if comer.number == 1 else "later"
