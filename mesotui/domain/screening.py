"""Suitability: what is asked before the first injection, what stands against it, and what was decided."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from mesotui.domain.dates import age_years, short_date
from mesotui.domain.protocol import Figure


class Weighs(StrEnum):
    """What a yes means."""

    ABSOLUTE = "absolute"
    """It stands against going; going all the same needs a reason and a name."""
    RELATIVE = "relative"
    """The clinician weighs it."""
    NOTE = "note"
    """It is read, and stands against nothing."""


class Reply(StrEnum):
    """An answer. A question that nobody asked has none: that is something else than unknown."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    TOLD = "told"
    """A fact that was told in words or numbers."""


class Topic(StrEnum):
    """What is told rather than answered with yes or no; no item has one of these as its code."""

    WEIGHT_KG = "weight_kg"
    SKIN_TYPE = "skin_type"
    """Fitzpatrick's, 1 to 6."""
    PSYCHOLOGY = "psychology"
    """The score of a psychological screening tool."""
    CONCERNS = "concerns"
    GOALS = "goals"
    HISTORY = "history"


SKIN_TYPES = ("I", "II", "III", "IV", "V", "VI")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningItem:
    """One question of the clinic's list."""

    code: str
    name: str
    """What it is called in a few words."""
    question: str
    weighs: Weighs
    source: str
    about: str = ""
    """Which product or agent it matters for; empty for all."""
    detail: str = ""
    """What is asked where the answer is yes; empty for nothing."""
    detail_needed: bool = False
    below_age: Figure | None = None
    """In years: it isn't asked, but follows from the birth date."""
    skin_type_from: Figure | None = None
    """It isn't asked, but follows from the skin type."""

    @property
    def is_asked(self) -> bool:
        """Whether a person answers it."""
        return self.below_age is None and self.skin_type_from is None


@dataclass(frozen=True, slots=True, kw_only=True)
class PsychologicalTool:
    """A screening questionnaire: only its name and its scores, since its words have owners."""

    code: str
    name: str
    lowest: int
    highest: int
    source: str
    positive_from: Figure | None = None

    @property
    def asked(self) -> str:
        """The tool as it is kept beside a score."""
        return f"{self.name}, {self.lowest} to {self.highest}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningList:
    """What the clinic asks."""

    items: tuple[ScreeningItem, ...]
    tools: tuple[PsychologicalTool, ...]
    delays_shown_days: Figure

    @property
    def asked(self) -> tuple[ScreeningItem, ...]:
        """The items that a person answers, in their order."""
        return tuple(item for item in self.items if item.is_asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer as it was given; a later one of the same code takes its place, and it stays."""

    id: UUID
    code: str
    question: str
    """The question as it was asked."""
    weighs: Weighs
    source: str
    reply: Reply
    detail: str
    recorded_at: datetime
    recorded_by: str

    @property
    def counts_against(self) -> bool:
        """Whether it is something to weigh."""
        return self.weighs is not Weighs.NOTE and self.reply in (Reply.YES, Reply.UNKNOWN)


class Verdict(StrEnum):
    """What was decided."""

    GO = "go"
    DELAY = "delay"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Whether the client may be injected in this session."""

    id: UUID
    verdict: Verdict
    until: date | None
    """Before which day not, where it is a delay."""
    reason: str
    decider: str
    """The name of who decided, which may be somebody else than who recorded it."""
    against: str
    """What stood against going when it was decided, in words."""
    answers_seen: int
    """How many answers there were when it was decided."""
    recorded_at: datetime
    recorded_by: str

    @property
    def sentence(self) -> str:
        """What was decided, in words."""
        why = f": {self.reason}" if self.reason else ""
        if self.verdict is Verdict.DELAY and self.until is not None:
            return f"Delayed until {short_date(self.until)}{why}"
        if self.verdict is Verdict.REFUSE:
            return f"Refused{why}"
        return f"Suitable in spite of findings{why}" if self.reason else "Suitable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """All that was answered and decided in one session, in the order it was recorded."""

    answers: tuple[Answer, ...] = ()
    decisions: tuple[Decision, ...] = ()

    @property
    def standing(self) -> Mapping[str, Answer]:
        """The last answer to each question, by code."""
        return {answer.code: answer for answer in self.answers}

    @property
    def decision(self) -> Decision | None:
        """The last decision; None while nobody decided."""
        return self.decisions[-1] if self.decisions else None

    @property
    def is_outdated(self) -> bool:
        """Whether something was answered after the decision that it would have had to weigh."""
        decision = self.decision
        return decision is not None and any(
            answer.counts_against for answer in self.answers[decision.answers_seen :]
        )

    @property
    def may_inject(self) -> bool:
        """Whether it was decided to go, knowing all that stands against it."""
        decision = self.decision
        return decision is not None and decision.verdict is Verdict.GO and not self.is_outdated

    @property
    def weight_kg(self) -> Decimal | None:
        """The client's weight; None where nobody told it."""
        told = self.told(Topic.WEIGHT_KG)
        return Decimal(told) if told else None

    def told(self, topic: Topic) -> str:
        """Give what was told on a topic last; empty where nothing was."""
        answer = self.standing.get(topic)
        return answer.detail if answer else ""


NOT_SCREENED = Screening()


@dataclass(frozen=True, slots=True, kw_only=True)
class PastScreening:
    """How a client was screened in another session."""

    session_id: UUID
    started_at: datetime
    screening: Screening


@dataclass(frozen=True, slots=True, kw_only=True)
class Against:
    """Something that stands against going."""

    code: str
    name: str
    """What it is called in a few words; with a question mark where it isn't known."""
    words: str
    weighs: Weighs
    is_unknown: bool
    source: str


def unanswered(items: Iterable[ScreeningItem], screening: Screening) -> tuple[ScreeningItem, ...]:
    """Give what is still to be answered, a yes without the detail that it needs among it."""
    standing = screening.standing
    return tuple(item for item in items if item.is_asked and not _is_answered(item, standing.get(item.code)))


def against(asked: ScreeningList, screening: Screening, *, born: date, on: date) -> tuple[Against, ...]:
    """Give what stands against going: absolute before relative, known before unknown.

    Args:
        asked: the clinic's list.
        screening: what was answered.
        born: the client's birth date.
        on: the day of the session.
    """
    standing = screening.standing
    names = {item.code: item.name for item in asked.items}
    found = [_of(answer, names) for answer in standing.values() if answer.counts_against]
    for item in asked.items:
        if item.below_age is not None and age_years(born, today=on) < item.below_age.value:
            found.append(_follows(item))
        skin_type = screening.told(Topic.SKIN_TYPE)
        if item.skin_type_from is not None and skin_type and int(skin_type) >= item.skin_type_from.value:
            found.append(_follows(item))
    found += _positive_scores(asked.tools, standing.get(Topic.PSYCHOLOGY))
    return tuple(sorted(found, key=lambda one: (one.weighs is not Weighs.ABSOLUTE, one.is_unknown)))


def needs_reason(found: Iterable[Against]) -> bool:
    """Tell whether going needs a typed reason: something absolute stands against it, or isn't known."""
    return any(one.weighs is Weighs.ABSOLUTE for one in found)


def against_words(found: Iterable[Against]) -> str:
    """Write what stands against going as one line."""
    return "; ".join(f"{one.words} ({'unknown, ' if one.is_unknown else ''}{one.weighs})" for one in found)


def _is_answered(item: ScreeningItem, answer: Answer | None) -> bool:
    if answer is None:
        return False
    return not (item.detail_needed and answer.reply is Reply.YES and not answer.detail)


def _of(answer: Answer, names: Mapping[str, str]) -> Against:
    detail = f" {answer.detail}" if answer.detail else ""
    return Against(
        code=answer.code,
        name=names.get(answer.code, answer.code) + ("?" if answer.reply is Reply.UNKNOWN else ""),
        words=f"{answer.question}{detail}",
        weighs=answer.weighs,
        is_unknown=answer.reply is Reply.UNKNOWN,
        source=answer.source,
    )


def _follows(item: ScreeningItem) -> Against:
    return Against(
        code=item.code,
        name=item.name,
        words=item.question,
        weighs=item.weighs,
        is_unknown=False,
        source=item.source,
    )


def _positive_scores(tools: Iterable[PsychologicalTool], answer: Answer | None) -> list[Against]:
    return [
        Against(
            code=Topic.PSYCHOLOGY,
            name=f"{tool.name} {answer.detail}",
            words=f"{tool.name} score {answer.detail}",
            weighs=Weighs.RELATIVE,
            is_unknown=False,
            source=tool.positive_from.source,
        )
        for tool in tools
        if answer is not None
        and answer.question == tool.asked
        and tool.positive_from is not None
        and int(answer.detail) >= tool.positive_from.value
    ]
