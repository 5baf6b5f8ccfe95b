"""What must be answered, or reasoned, before something is mixed or injected: asked once, and kept."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from mesotui.domain.errors import NeedsReason
from mesotui.domain.ids import uuid7
from mesotui.domain.mixing_rules import MixWarning
from mesotui.domain.people import Actor
from mesotui.domain.stock import BLOCKED, Lot, status_of
from mesotui.domain.text import clean_text
from mesotui.records.guards import put
from mesotui.records.mix_views import answers_of
from mesotui.records.tables import MixAnswerRow
from mesotui.records.tables.keys import REASON_LENGTH
from mesotui.records.tables.mixes import RULE_LENGTH, WARNING_LENGTH


def usable_or_reason(lots: Sequence[Lot], reason: str, now: datetime) -> str:
    """Give the reason for using lots that may not be used; empty where all may be.

    Raises:
        NeedsReason: one may not be, and there is no reason.
    """
    found = [(lot, status_of(lot, now)) for lot in lots]
    blocked = [
        f"lot {lot.number} of {lot.product.name} is {status}" for lot, status in found if status in BLOCKED
    ]
    return reason_for("; ".join(blocked), reason)


def reason_for(sentence: str, reason: str) -> str:
    """Give the reason for a late or corrected record; empty where nothing stands against it.

    Raises:
        NeedsReason: something does, and there is no reason.
    """
    if not sentence:
        return ""
    kept = clean_text(reason, field="The reason", limit=REASON_LENGTH)
    if not kept:
        raise NeedsReason(
            f"{sentence[0].upper()}{sentence[1:]}. It may not be used for a new entry.",
            parameter="late_reason",
            title="Is this a late or corrected record?",
        )
    return kept


def keep_answers(
    db: Session,
    actor: Actor,
    warnings: Sequence[MixWarning],
    answer: str,
    *,
    version_id: UUID | None = None,
    product_id: UUID | None = None,
    now: datetime,
) -> None:
    """Keep what is answered to warnings that weren't answered yet.

    Raises:
        NeedsReason: one must be answered, and there is no answer.
    """
    known = {one.rule for one in answers_of(db, actor, version_id=version_id, product_id=product_id)}
    fresh = [one for one in warnings if one.must_answer and one.rule[:RULE_LENGTH] not in known]
    if not fresh:
        return
    kept = clean_text(answer, field="The answer", limit=REASON_LENGTH)
    if not kept:
        told = "; ".join(f"{one.sentence} (source {one.source})" for one in fresh)
        raise NeedsReason(f"{told}.", parameter="answer", title="How do you answer this?")
    for one in fresh:
        put(
            db,
            MixAnswerRow(
                site_id=actor.site_id,
                id=uuid7(now),
                version_id=version_id,
                product_id=product_id,
                rule=one.rule[:RULE_LENGTH],
                warning=one.sentence[:WARNING_LENGTH],
                source=one.source,
                answer=kept,
                recorded_at=now,
                recorded_by=actor.staff_id,
            ),
        )
