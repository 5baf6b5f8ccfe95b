"""Suitability: each answer is kept as it is given, as is each decision; no injection without one to go."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from mesotui.domain.errors import NeedsReason, Refused
from mesotui.domain.ids import uuid7
from mesotui.domain.people import Actor
from mesotui.domain.screening import (
    SKIN_TYPES,
    Against,
    PsychologicalTool,
    Reply,
    ScreeningItem,
    ScreeningList,
    Topic,
    Verdict,
    Weighs,
    against,
    against_words,
    needs_reason,
    unanswered,
)
from mesotui.domain.text import clean_text, required_text
from mesotui.domain.treatment import TreatmentSession
from mesotui.records.guards import measured, next_position, open_session_row, parts_of, put
from mesotui.records.tables import ScreeningAnswerRow, ScreeningDecisionRow, SessionRow
from mesotui.records.tables.people import NAME_LENGTH
from mesotui.records.tables.screening import (
    AGAINST_LENGTH,
    ANSWER_LENGTH,
    DECISION_REASON_LENGTH,
)
from mesotui.records.whole import whole_session

_WEIGHT_STEP = Decimal("0.1")
_HEAVIEST_KG = Decimal(400)
"""A slip of the finger, not a person."""
TOPIC_WORDS = {
    Topic.WEIGHT_KG: "Weight in kg",
    Topic.SKIN_TYPE: "Skin type",
    Topic.CONCERNS: "Concerns",
    Topic.GOALS: "Goals",
    Topic.HISTORY: "Medical history",
}
CLINIC = "clinic"


def answer(
    db: Session,
    actor: Actor,
    session_id: UUID,
    *,
    item: ScreeningItem,
    reply: Reply,
    detail: str = "",
    now: datetime,
) -> TreatmentSession:
    """Keep an answer to one item; the earlier ones stay. The same answer again adds nothing.

    Raises:
        Refused: the detail is too long, the session is closed, or the actor may not treat.
    """
    row = open_session_row(db, actor, session_id)
    kept = clean_text(detail, field="The detail", limit=ANSWER_LENGTH)
    _keep(db, actor, row, item.code, item.question, item.weighs, item.source, reply, kept, now)
    return whole_session(db, row)


def tell(
    db: Session, actor: Actor, session_id: UUID, *, topic: Topic, value: str, now: datetime
) -> TreatmentSession:
    """Keep what was told on a topic: the weight in kg, the skin type from 1 to 6, or words.

    Raises:
        Refused: it is empty or can't be one, the session is closed, or the actor may not treat.
        ValueError: the topic is the psychological screen, which ``screen_psychology`` keeps.
    """
    if topic is Topic.PSYCHOLOGY:
        raise ValueError("a score is kept with its tool")
    row = open_session_row(db, actor, session_id)
    words = TOPIC_WORDS[topic]
    typed = required_text(value, field=words, limit=ANSWER_LENGTH)
    if topic is Topic.WEIGHT_KG:
        typed = _weight(typed)
    elif topic is Topic.SKIN_TYPE:
        typed = _skin_type(typed)
    _keep(db, actor, row, topic, words, Weighs.NOTE, CLINIC, Reply.TOLD, typed, now)
    return whole_session(db, row)


def screen_psychology(
    db: Session, actor: Actor, session_id: UUID, *, tool: PsychologicalTool, score: int, now: datetime
) -> TreatmentSession:
    """Keep the score of a psychological screening tool.

    Raises:
        Refused: the tool has no such score, the session is closed, or the actor may not treat.
    """
    row = open_session_row(db, actor, session_id)
    if not tool.lowest <= score <= tool.highest:
        raise Refused(f"{tool.name} scores from {tool.lowest} to {tool.highest}. Correct the score.")
    _keep(db, actor, row, Topic.PSYCHOLOGY, tool.asked, Weighs.NOTE, tool.source, Reply.TOLD, str(score), now)
    return whole_session(db, row)


def decide(
    db: Session,
    actor: Actor,
    session_id: UUID,
    *,
    verdict: Verdict,
    asked: ScreeningList,
    until: date | None = None,
    reason: str = "",
    decider: str = "",
    now: datetime,
) -> TreatmentSession:
    """Keep what was decided; the last decision of a session stands.

    Args:
        db: the open transaction.
        actor: who records it.
        session_id: the session.
        verdict: go, delay or refuse.
        asked: the clinic's list.
        until: before which day not; for a delay only.
        reason: why; needed for a delay, a refusal, and for going in spite of something absolute.
        decider: the name of who decided; empty for the actor.
        now: when it was recorded.

    Raises:
        NeedsReason: something absolute stands against going, or isn't known, and there is no reason.
        Refused: a question isn't answered, a delay has no later day, a delay or refusal has no reason, the
            session is closed, or the actor may not treat.
    """
    row = open_session_row(db, actor, session_id)
    session = whole_session(db, row)
    today = (now.astimezone(UTC) + session.utc_offset).date()
    found = against(asked, session.screening, born=session.client.birth_date, on=today)
    kept = clean_text(reason, field="The reason", limit=DECISION_REASON_LENGTH)
    if verdict is Verdict.GO:
        _require_answers(asked, session)
        if needs_reason(found) and not kept:
            raise _why_go(found)
    elif not kept:
        raise Refused("The reason is empty. Type it.")
    if (verdict is Verdict.DELAY) != (until is not None) or (until is not None and until <= today):
        raise Refused("A delay needs a day after today. Type it.")
    put(
        db,
        ScreeningDecisionRow(
            site_id=row.site_id,
            id=uuid7(now),
            session_id=row.id,
            position=next_position(db, row, ScreeningDecisionRow),
            verdict=verdict,
            delayed_until=until,
            reason=kept,
            decider=clean_text(decider, field="The name", limit=NAME_LENGTH) or actor.name,
            against=against_words(found)[:AGAINST_LENGTH],
            answers_seen=len(session.screening.answers),
            recorded_at=now,
            recorded_by=actor.staff_id,
        ),
    )
    return whole_session(db, row)


def _why_go(found: Sequence[Against]) -> NeedsReason:
    words = "; ".join(one.words for one in found if one.weighs is Weighs.ABSOLUTE)
    return NeedsReason(
        f"Against it: {words}{'' if words.endswith('?') else '.'}",
        parameter="reason",
        title="Why go in spite of it?",
    )


def require_go(db: Session, row: SessionRow) -> None:
    """Refuse an injection before it was decided to go.

    Raises:
        Refused: nothing was decided, it was decided not to go, or something was answered since that the
            decision didn't know of.
    """
    decisions = parts_of(db, row, ScreeningDecisionRow)
    last = decisions[-1] if decisions else None
    if last is None:
        raise Refused("Suitability isn't decided. Decide it at the Check step first.")
    if last.verdict is not Verdict.GO:
        raise Refused(
            "It was decided not to inject today. End the session, or decide anew at the Check step."
        )
    since = select(func.count()).where(
        col(ScreeningAnswerRow.site_id) == row.site_id,
        col(ScreeningAnswerRow.session_id) == row.id,
        col(ScreeningAnswerRow.position) > last.answers_seen,
        col(ScreeningAnswerRow.weighs) != Weighs.NOTE,
        col(ScreeningAnswerRow.reply).in_((Reply.YES, Reply.UNKNOWN)),
    )
    if db.exec(since).one():
        raise Refused(
            "Something was answered after suitability was decided. Decide it anew at the Check step."
        )


def _keep(
    db: Session,
    actor: Actor,
    row: SessionRow,
    code: str,
    question: str,
    weighs: Weighs,
    source: str,
    reply: Reply,
    detail: str,
    now: datetime,
) -> None:
    before = next((one for one in reversed(parts_of(db, row, ScreeningAnswerRow)) if one.code == code), None)
    if before is not None and (before.reply, before.detail, before.question) == (reply, detail, question):
        return
    put(
        db,
        ScreeningAnswerRow(
            site_id=row.site_id,
            id=uuid7(now),
            session_id=row.id,
            position=next_position(db, row, ScreeningAnswerRow),
            code=str(code),
            question=question,
            weighs=weighs,
            source=source,
            reply=reply,
            detail=detail,
            recorded_at=now,
            recorded_by=actor.staff_id,
        ),
    )


def _require_answers(asked: ScreeningList, session: TreatmentSession) -> None:
    left = unanswered(asked.items, session.screening)
    if left:
        count = "One question isn't" if len(left) == 1 else f"{len(left)} questions aren't"
        raise Refused(f"{count} answered yet, the first: {left[0].question} Answer it.")


def _weight(typed: str) -> str:
    try:
        kg = Decimal(typed.lower().removesuffix("kg").strip().replace(",", "."))
    except InvalidOperation:
        raise Refused("Weight in kg is no number. Type it as 64.5.") from None
    kept = measured(kg, "Weight in kg", smallest=_WEIGHT_STEP)
    if kept > _HEAVIEST_KG:
        raise Refused(f"Weight in kg is above {_HEAVIEST_KG}. Check it.")
    return str(kept)


def _skin_type(typed: str) -> str:
    if typed.upper() in SKIN_TYPES:
        return str(1 + SKIN_TYPES.index(typed.upper()))
    if typed in set(map(str, range(1, len(SKIN_TYPES) + 1))):
        return typed
    raise Refused("Skin type is one of 1 to 6. Type the digit.")
