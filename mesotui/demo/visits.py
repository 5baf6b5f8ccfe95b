"""Draws how a visit went: what was done in it, and at which second after its start."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from mesotui.demo.courses import Course, Courses, Cream, Place
from mesotui.demo.screened import Screened, draw_screening
from mesotui.domain.anatomy import Zone
from mesotui.domain.protocol import Antiseptic, Technique, TopicalAnaesthetic
from mesotui.domain.treatment import NO_REACTION, FindingKind, InjectionEntry, Status, Step

_Item = TypeVar("_Item")

_TO_CONFIRM = 4
"""How many seconds after the decision to go a client says that the consent still holds."""
_MIXED_SECONDS = 3
"""After so many seconds of the injecting step; the first zone takes longer."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One zone that was logged."""

    second: int
    zone: Zone
    technique: Technique
    entry: InjectionEntry
    mirror_of: int | None = None
    """The position of the entry that it mirrors, from 0."""
    voided_second: int | None = None
    void_reason: str = ""


@dataclass(frozen=True, slots=True)
class Cleansing:
    """The antisepsis."""

    agent: Antiseptic
    contact_second: int
    dry_second: int
    end_second: int
    early_reason: str


@dataclass(frozen=True, slots=True)
class Numbing:
    """The anaesthetic, or the decision for none."""

    cream: Cream | None
    on_second: int
    off_second: int


@dataclass(frozen=True, slots=True)
class Watch:
    """The observation and what was found in it."""

    start_second: int
    end_second: int
    planned_minutes: int
    findings: tuple[tuple[int, FindingKind, str], ...]


@dataclass(frozen=True, slots=True)
class Visit:
    """A whole past visit. What comes later in it is empty where it ended before."""

    steps: tuple[tuple[Step, int], ...]
    """Each step with the second at which it began."""
    identity_second: int | None
    override_reason: str
    screened: Screened | None
    consent_second: int | None
    """When the client confirmed their consent."""
    cleansing: Cleansing | None
    numbing: Numbing | None
    mixed_second: int
    """When the mix was made, where what is injected is one."""
    shots: tuple[Shot, ...]
    pause: tuple[str, int, int] | None
    """The reason of an interruption, and from when to when."""
    watch: Watch | None
    notes: tuple[tuple[int, str], ...]
    status: Status
    end_second: int
    end_reason: str
    """Empty where it is what was decided."""

    @property
    def turned_away(self) -> bool:
        """Whether it ended with the decision not to go."""
        return self.status is Status.NOT_DONE and self.screened is not None


def draw_visit(
    random: Random, courses: Courses, course: Course, avoid: frozenset[str], *, first: bool
) -> Visit:
    """Draw one visit.

    Args:
        random: where all chances come from.
        courses: what visits are drawn from.
        course: what the client came for.
        avoid: codes of the agents and anaesthetics that the client isn't given.
        first: whether it is the first visit of the course.
    """
    if _happens(random, 3):
        return _not_done(random, courses)
    identity = random.randint(30, 80)
    screened = draw_screening(random, courses.screening, identity + 5, first=first)
    cleanse_step = screened.decided_second + random.randint(5, 30)
    cleansing = _cleansing(random, courses, avoid, cleanse_step)
    numb_step = cleansing.end_second + random.randint(3, 15)
    numbing = _numbing(random, course, avoid, numb_step)
    inject_step = numbing.off_second + random.randint(10, 50)
    stopped = _happens(random, 3)
    shots, pause, last = _shots(random, courses, course, inject_step, stopped)
    observe_step = last + random.randint(10, 60)
    watch = _watch(random, courses, observe_step, stopped)
    close_step = watch.end_second + random.randint(3, 20)
    return Visit(
        steps=(
            (Step.CHECK, 0),
            (Step.CLEANSE, cleanse_step),
            (Step.ANAESTHETIC, numb_step),
            (Step.INJECT, inject_step),
            (Step.OBSERVE, observe_step),
            (Step.CLOSE, close_step),
        ),
        identity_second=identity,
        override_reason=random.choice(courses.overrides) if _happens(random, 2) else "",
        screened=screened,
        consent_second=screened.decided_second + _TO_CONFIRM,
        cleansing=cleansing,
        numbing=numbing,
        mixed_second=inject_step + _MIXED_SECONDS,
        shots=shots,
        pause=pause,
        watch=watch,
        notes=((close_step, random.choice(courses.notes)),) if _happens(random, 35) else (),
        status=Status.STOPPED if stopped else Status.DONE,
        end_second=close_step + random.randint(20, 90),
        end_reason=random.choice(courses.stop_reasons) if stopped else "",
    )


def _not_done(random: Random, courses: Courses) -> Visit:
    identity = random.randint(30, 80)
    return _ended_early(identity, random.randint(120, 400), random.choice(courses.not_done_reasons), None)


def draw_turned_away(random: Random, courses: Courses) -> Visit:
    """Draw a visit that ended with the decision not to go."""
    identity = random.randint(30, 80)
    screened = draw_screening(random, courses.screening, identity + 5, first=False)
    return _ended_early(identity, screened.decided_second + random.randint(10, 60), "", screened)


def _ended_early(identity: int, end: int, reason: str, screened: Screened | None) -> Visit:
    return Visit(
        steps=((Step.CHECK, 0),),
        identity_second=identity,
        override_reason="",
        screened=screened,
        consent_second=None,
        cleansing=None,
        numbing=None,
        mixed_second=0,
        shots=(),
        pause=None,
        watch=None,
        notes=(),
        status=Status.NOT_DONE,
        end_second=end,
        end_reason=reason,
    )


def _cleansing(random: Random, courses: Courses, avoid: frozenset[str], step: int) -> Cleansing:
    agent = _allowed(random, courses.antiseptics, avoid)
    contact = step + random.randint(5, 15)
    dry = contact + int(agent.contact_seconds) + random.randint(0, 12)
    early = _happens(random, 3)
    wait = int(agent.dry_seconds) // 2 if early else int(agent.dry_seconds) + random.randint(0, 12)
    reason = random.choice(courses.early_dry_reasons) if early else ""
    return Cleansing(agent, contact, dry, dry + wait, reason)


def _numbing(random: Random, course: Course, avoid: frozenset[str], step: int) -> Numbing:
    creams = [cream for cream in course.creams if cream is None or cream.product.code not in avoid]
    cream = random.choice(creams) if creams else None
    decided = step + random.randint(5, 15)
    if cream is None:
        return Numbing(None, decided, decided)
    on = decided + random.randint(40, 120)
    return Numbing(cream, on, on + _seconds_on(random, cream.product))


def _seconds_on(random: Random, product: TopicalAnaesthetic) -> int:
    # Taken off some minutes after the minimum, and well before the maximum.
    minimum = int(product.minimum_minutes)
    maximum = int(product.maximum_minutes) if product.maximum_minutes else minimum + 8
    return 60 * random.randint(minimum, min(minimum + 8, maximum)) + random.randint(0, 50)


def _shots(
    random: Random, courses: Courses, course: Course, step: int, stopped: bool
) -> tuple[tuple[Shot, ...], tuple[str, int, int] | None, int]:
    shots: list[Shot] = []
    pause = None
    second = step + random.randint(10, 40)
    places = course.places[:1] if stopped else course.places
    for place in places:
        if pause is None and _happens(random, 2):
            until = second + random.randint(60, 300)
            pause = (random.choice(courses.protocol.interruptions), second, until)
            second = until + random.randint(5, 20)
        second = _log_place(random, courses, course.technique, place, shots, second)
    return tuple(shots), pause, second


def _log_place(
    random: Random, courses: Courses, technique: Technique, place: Place, shots: list[Shot], second: int
) -> int:
    entries = random.choice(place.entries)
    if _happens(random, 4):
        second += random.randint(30, 80)
        voided = second + random.randint(5, 25)
        wrong = random.choice(place.entries)[0]
        reason = random.choice(courses.void_reasons)
        shots.append(Shot(second, place.zones[0], technique, wrong, None, voided, reason))
        second = voided
    first = len(shots)
    for zone, entry in zip(place.zones, entries, strict=True):
        second += 40 + entry.points + random.randint(0, 60)
        shots.append(Shot(second, zone, technique, entry, first if len(shots) > first else None))
    return second


def _watch(random: Random, courses: Courses, step: int, stopped: bool) -> Watch:
    protocol = courses.protocol
    minutes = int(protocol.limits.observation_minutes)
    start = step + random.randint(3, 15)
    end = start + 60 * minutes + random.randint(0, 90)
    asked = end - random.randint(20, 120)
    feeling = (
        protocol.well_being[0] if not stopped and _happens(random, 80) else random.choice(protocol.well_being)
    )
    reaction = random.choice(protocol.reactions) if _happens(random, 15) else NO_REACTION
    pain = min(random.randint(0, 4), random.randint(0, 7))
    findings = (
        (asked, FindingKind.WELL_BEING, feeling),
        (asked + 5, FindingKind.PAIN, str(pain)),
        (asked + 12, FindingKind.REACTION, reaction),
    )
    return Watch(start, end, minutes, findings)


def _allowed(random: Random, agents: Sequence[Antiseptic], avoid: frozenset[str]) -> Antiseptic:
    return random.choice([agent for agent in agents if agent.code not in avoid])


def _happens(random: Random, percent: int) -> bool:
    return random.random() * 100 < percent
