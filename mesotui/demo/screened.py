"""Draws when a client was asked what before the first injection, and turns it into rows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from random import Random
from uuid import UUID

from mesotui.demo.told import Told, asked_as
from mesotui.domain.screening import ScreeningItem, ScreeningList, Topic
from mesotui.records.tables import ScreeningAnswerRow, ScreeningDecisionRow

_SECONDS_EACH = (2, 5)
_EACH_TIME = (Topic.WEIGHT_KG, Topic.SKIN_TYPE)
_FIRST_TIME = (*_EACH_TIME, Topic.PSYCHOLOGY, Topic.CONCERNS, Topic.GOALS, Topic.HISTORY)


@dataclass(frozen=True, slots=True)
class Screened:
    """What was asked in a visit, each with its second, and when it was decided."""

    asked: ScreeningList
    said: tuple[tuple[int, ScreeningItem | Topic], ...]
    decided_second: int


def draw_screening(random: Random, asked: ScreeningList, begins: int, *, first: bool) -> Screened:
    """Draw when the clinic's questions were asked.

    Args:
        random: where all chances come from.
        asked: the clinic's list.
        begins: the second of the visit at which it began.
        first: whether it is the first visit of a course, in which clients tell more of themselves.
    """
    second, said = begins, []
    for about in (*asked.asked, *(_FIRST_TIME if first else _EACH_TIME)):
        second += random.randint(*_SECONDS_EACH)
        said.append((second, about))
    return Screened(asked, tuple(said), second + random.randint(2, 9))


def add_screening(
    add: Callable[..., object],
    at: Callable[[int], datetime],
    author: UUID,
    name: str,
    screened: Screened,
    told: Told,
) -> None:
    """Add the rows of a screening.

    Args:
        add: adds a row of a table at a second, with its values.
        at: gives the time of a second.
        author: who recorded it.
        name: the author's name.
        screened: what was asked, and when.
        told: what was answered, and decided.
    """
    for second, about in screened.said:
        values = asked_as(screened.asked, about)
        reply, detail = told.reply(values["code"])
        add(
            ScreeningAnswerRow,
            second,
            **values,
            reply=reply,
            detail=detail,
            recorded_at=at(second),
            recorded_by=author,
        )
    add(
        ScreeningDecisionRow,
        screened.decided_second,
        verdict=told.verdict,
        delayed_until=told.until,
        reason=told.reason,
        decider=name,
        against=told.against,
        answers_seen=len(screened.said),
        recorded_at=at(screened.decided_second),
        recorded_by=author,
    )
