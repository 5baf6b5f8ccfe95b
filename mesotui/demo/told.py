"""What a client tells in one visit before the first injection, and what is decided on it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from mesotui.demo.courses import Course, Courses
from mesotui.demo.health import Event, Health, is_woman_of
from mesotui.demo.shelves import kept
from mesotui.domain.screening import (
    Answer,
    Decision,
    Reply,
    Screening,
    ScreeningItem,
    ScreeningList,
    Topic,
    Verdict,
    Weighs,
    against,
    against_words,
    needs_reason,
)
from mesotui.records.screening import CLINIC, TOPIC_WORDS

_NO = (Reply.NO, "")
_NOBODY = UUID(int=0)
_TENTHS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was answered in a visit, and what was decided."""

    replies: Mapping[str, tuple[Reply, str]] = field(default_factory=dict)
    """Every answer that isn't no, and what is told on each topic, by code."""
    verdict: Verdict = Verdict.GO
    until: date | None = None
    reason: str = ""
    against: str = ""

    def reply(self, code: str) -> tuple[Reply, str]:
        """Give the answer to a question, and its detail."""
        return self.replies.get(code, _NO)

    @property
    def sentence(self) -> str:
        """What was decided, in words."""
        decision = Decision(
            id=_NOBODY,
            verdict=self.verdict,
            until=self.until,
            reason=self.reason,
            decider="",
            against=self.against,
            answers_seen=0,
            recorded_at=datetime.min.replace(tzinfo=UTC),
            recorded_by="",
        )
        return decision.sentence


def draw_told(
    random: Random, courses: Courses, course: Course, health: Health, on: date, *, may_end: bool
) -> Told:
    """Draw what a client tells in a visit.

    Args:
        random: where all chances come from.
        courses: the clinic's questions, and how clients are.
        course: what they come for.
        health: how they are.
        on: the day of the visit.
        may_end: whether it may be decided not to go.
    """
    event = next(_events(random, courses, health, on, may_end=may_end), None)
    return told_with(random, courses, course, health, on, event)


def told_with(
    random: Random, courses: Courses, course: Course, health: Health, on: date, event: Event | None
) -> Told:
    """Draw what a client tells in a visit in which something is so, or nothing."""
    wobble = courses.wellness.wobble_kg * _TENTHS
    weight_kg = health.weight_kg + Decimal(random.randint(-wobble, wobble)) / _TENTHS
    replies = {
        **health.replies,
        **({event.item.code: (Reply.YES, random.choice(event.details))} if event else {}),
        Topic.WEIGHT_KG: (Reply.TOLD, str(kept(weight_kg))),
        Topic.SKIN_TYPE: (Reply.TOLD, str(health.skin_type)),
        Topic.PSYCHOLOGY: (Reply.TOLD, str(courses.screening.tools[0].lowest)),
        Topic.CONCERNS: (Reply.TOLD, course.concern),
        Topic.GOALS: (Reply.TOLD, course.goal),
        Topic.HISTORY: (Reply.TOLD, health.history),
    }
    return _decided(courses.screening, health, on, replies, event)


def asked_as(asked: ScreeningList, about: ScreeningItem | Topic) -> dict[str, str]:
    """Give what a row says of a question, whatever is answered."""
    if isinstance(about, ScreeningItem):
        words, weighs, source = about.question, about.weighs, about.source
        return {"code": about.code, "question": words, "weighs": weighs, "source": source}
    tool = asked.tools[0] if about is Topic.PSYCHOLOGY else None
    words, source = (tool.asked, tool.source) if tool else (TOPIC_WORDS[about], CLINIC)
    return {"code": about.value, "question": words, "weighs": Weighs.NOTE, "source": source}


def _events(random: Random, courses: Courses, health: Health, on: date, *, may_end: bool) -> Iterator[Event]:
    for event in courses.wellness.events:
        happens = random.random() * 100 < event.percent
        allowed = may_end or event.verdict is Verdict.GO
        if happens and allowed and is_woman_of(event.ages, born=health.born, man=health.man, on=on):
            yield event


def _decided(
    asked: ScreeningList,
    health: Health,
    on: date,
    replies: Mapping[str, tuple[Reply, str]],
    event: Event | None,
) -> Told:
    screening = Screening(answers=tuple(_answers(asked, on, replies)))
    found = against(asked, screening, born=health.born, on=on)
    words = against_words(found)
    if event and event.verdict is not Verdict.GO:
        until = on + timedelta(days=event.days) if event.verdict is Verdict.DELAY else None
        return Told(
            replies=replies, verdict=event.verdict, until=until, reason=event.item.name, against=words
        )
    return Told(replies=replies, reason=health.in_spite if needs_reason(found) else "", against=words)


def _answers(asked: ScreeningList, on: date, replies: Mapping[str, tuple[Reply, str]]) -> Iterator[Answer]:
    """Give the answers that may stand against going, in the order of the questions."""
    told: tuple[ScreeningItem | Topic, ...] = (*asked.items, Topic.SKIN_TYPE, Topic.PSYCHOLOGY)
    for about in told:
        code = about.code if isinstance(about, ScreeningItem) else about
        if code in replies:
            reply, detail = replies[code]
            words = asked_as(asked, about)
            yield Answer(
                id=_NOBODY,
                code=code,
                question=words["question"],
                weighs=Weighs(words["weighs"]),
                source=words["source"],
                reply=reply,
                detail=detail,
                recorded_at=datetime.combine(on, time(), tzinfo=UTC),
                recorded_by="",
            )
