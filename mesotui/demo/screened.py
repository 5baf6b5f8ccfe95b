"""Draws what a client answered before the first injection, and turns it into rows."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from random import Random
from typing import Any
from uuid import UUID

from mesotui.domain.screening import (
    Answer,
    Reply,
    Screening,
    ScreeningItem,
    ScreeningList,
    Topic,
    Verdict,
    Weighs,
    against,
    against_words,
)
from mesotui.records.screening import CLINIC, TOPIC_WORDS
from mesotui.records.tables import ScreeningAnswerRow, ScreeningDecisionRow

_GROWN_UP = date(1980, 1, 1)
_SECONDS_EACH = (2, 5)


@dataclass(frozen=True, slots=True)
class Said:
    """One answer."""

    second: int
    about: ScreeningItem | Topic
    reply: Reply
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Screened:
    """What was answered in a visit, and when it was decided to go."""

    asked: ScreeningList
    said: tuple[Said, ...]
    decided_second: int


def draw_screening(
    random: Random, asked: ScreeningList, medicines: tuple[str, ...], begins: int, *, brief: bool
) -> Screened:
    """Draw a screening after which it was gone.

    Args:
        random: where all chances come from.
        asked: the clinic's list.
        medicines: what clients say they take.
        begins: the second of the visit at which it began.
        brief: whether only the weight was kept, as by a clinic that asks nothing: for years of visits.
    """
    # Nobody in the demo clinic is so young that it follows from the birth date.
    items = tuple(item for item in asked.items if item.below_age is None and not brief)
    second, said = begins, []
    for item in items:
        if item.is_asked:
            second += random.randint(*_SECONDS_EACH)
            said.append(_said(random, item, medicines, second))
    told = {
        Topic.WEIGHT_KG: str(random.randint(50, 98)),
        Topic.SKIN_TYPE: str(random.choice((1, 2, 2, 3, 3, 4))),
    }
    for topic, value in told.items():
        if topic is Topic.WEIGHT_KG or not brief:
            second += random.randint(*_SECONDS_EACH)
            said.append(Said(second, topic, Reply.TOLD, value))
    return Screened(replace(asked, items=items), tuple(said), second + random.randint(2, 9))


def _said(random: Random, item: ScreeningItem, medicines: tuple[str, ...], second: int) -> Said:
    if item.detail_needed and item.weighs is Weighs.NOTE and random.random() < 0.3:
        return Said(second, item, Reply.YES, random.choice(medicines))
    if item.weighs is Weighs.RELATIVE and not item.detail_needed and random.random() < 0.02:
        return Said(second, item, random.choice((Reply.YES, Reply.UNKNOWN)))
    return Said(second, item, Reply.NO)


def add_screening(
    add: Callable[..., object], at: Callable[[int], datetime], author: UUID, name: str, screened: Screened
) -> None:
    """Add the rows of a screening.

    Args:
        add: adds a row of a table at a second, with its values.
        at: gives the time of a second.
        author: who recorded it.
        name: the author's name.
        screened: what was answered.
    """
    for one in screened.said:
        values = _values(one)
        add(ScreeningAnswerRow, one.second, **values, recorded_at=at(one.second), recorded_by=author)
    answers = tuple(
        Answer(id=UUID(int=0), recorded_at=at(one.second), recorded_by=name, **_values(one))
        for one in screened.said
    )
    stands = against(screened.asked, Screening(answers=answers), born=_GROWN_UP, on=at(0).date())
    add(
        ScreeningDecisionRow,
        screened.decided_second,
        verdict=Verdict.GO,
        delayed_until=None,
        reason="",
        decider=name,
        against=against_words(stands),
        answers_seen=len(answers),
        recorded_at=at(screened.decided_second),
        recorded_by=author,
    )


def _values(one: Said) -> dict[str, Any]:
    about = one.about
    if isinstance(about, Topic):
        asked = {"code": about.value, "question": TOPIC_WORDS[about], "weighs": Weighs.NOTE, "source": CLINIC}
    else:
        asked = {
            "code": about.code,
            "question": about.question,
            "weighs": about.weighs,
            "source": about.source,
        }
    return {**asked, "reply": one.reply, "detail": one.detail}
