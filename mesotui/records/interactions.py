"""Allergies and interactions are kept watch over here too, whatever the screen knew."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from mesotui.domain.errors import NeedsReason
from mesotui.domain.exposure import against, unanswered
from mesotui.domain.interactions import Contents, Interaction
from mesotui.domain.people import Actor
from mesotui.domain.protocol import Protocol
from mesotui.domain.text import clean_text
from mesotui.domain.treatment import TreatmentSession
from mesotui.records.limits import keep_reason
from mesotui.records.tables import SessionRow
from mesotui.records.tables.keys import REASON_LENGTH
from mesotui.records.whole import whole_session

PARAMETER = "interaction_reason"
"""The name under which use cases take the reason."""


def answered_for(
    db: Session,
    actor: Actor,
    row: SessionRow,
    session: TreatmentSession,
    contents: Iterable[Contents],
    protocol: Protocol,
    *,
    reason: str,
    now: datetime,
) -> TreatmentSession:
    """Give the session once everything that stops has its reason, for each rule and substance once.

    Args:
        db: the open transaction.
        actor: who uses it.
        row: the session.
        session: the session as it stands, with what is used or without it.
        contents: what is used.
        protocol: the clinic's rules.
        reason: why it is used all the same.
        now: when.

    Raises:
        NeedsReason: something stops that wasn't answered in this session, and there is no reason.
    """
    stops = [one for one in unanswered(session, against(session, contents, protocol)) if one.stop]
    if not stops:
        return session
    kept = clean_text(reason, field="The reason", limit=REASON_LENGTH)
    if not kept:
        told = dict.fromkeys(f"{_holds(one)}: {one.sentence} (source {one.source})" for one in stops)
        raise NeedsReason(
            f"{'; '.join(told)}. Nothing was recorded yet.",
            parameter=PARAMETER,
            title="Why use it all the same?",
        )
    fresh = {one.code: one for one in reversed(stops)}
    for one in reversed(fresh.values()):
        told_as = f"{_holds(one)}, {one.because}: {one.sentence}"
        keep_reason(db, actor, row, code=one.code, limit=told_as, source=one.source, reason=kept, now=now)
    return whole_session(db, row)


def _holds(one: Interaction) -> str:
    """Say what stops, without the client's own words: a refusal never holds them."""
    return f"{one.product}, {one.substance} against {one.name}"
