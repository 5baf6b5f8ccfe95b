"""What a client was asked before the first injection, and what was decided."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from mesotui.domain.screening import Reply, Verdict, Weighs
from mesotui.records.tables.keys import SessionPart, author, part_of_session
from mesotui.records.tables.people import NAME_LENGTH
from mesotui.records.tables.treatment import CODE_LENGTH
from mesotui.records.types import UtcDateTime, WordOf

QUESTION_LENGTH = 120
ANSWER_LENGTH = 1000
DECISION_REASON_LENGTH = 160
"""Shorter than a session's: the session ends with the sentence that holds it."""
AGAINST_LENGTH = 2000

_DELAYS = text("verdict = 'delay'")


class ScreeningAnswerRow(SessionPart, table=True):
    """One answer; another one to the same question takes its place, and both stay."""

    __tablename__ = "screening_answer"
    __table_args__ = (*part_of_session("screening_answer"), author("screening_answer", "recorded_by"))

    code: str = Field(max_length=CODE_LENGTH)
    question: str = Field(max_length=QUESTION_LENGTH)
    weighs: Weighs = Field(sa_type=WordOf(Weighs))
    source: str = Field(max_length=CODE_LENGTH)
    reply: Reply = Field(sa_type=WordOf(Reply))
    detail: str = Field(default="", max_length=ANSWER_LENGTH)
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    recorded_by: UUID


class ScreeningDecisionRow(SessionPart, table=True):
    """Whether the client may be injected; the last decision of a session stands."""

    __tablename__ = "screening_decision"
    __table_args__ = (
        *part_of_session("screening_decision"),
        author("screening_decision", "recorded_by"),
        CheckConstraint(
            "(verdict = 'delay') = (delayed_until IS NOT NULL)", name="ck_screening_decision_until"
        ),
        CheckConstraint("answers_seen >= 0", name="ck_screening_decision_answers_seen"),
        Index(
            "ix_screening_decision_delayed",
            "site_id",
            "delayed_until",
            sqlite_where=_DELAYS,
            postgresql_where=_DELAYS,
        ),
    )

    verdict: Verdict = Field(sa_type=WordOf(Verdict))
    delayed_until: date | None = None
    reason: str = Field(default="", max_length=DECISION_REASON_LENGTH)
    decider: str = Field(max_length=NAME_LENGTH)
    against: str = Field(default="", max_length=AGAINST_LENGTH)
    answers_seen: int
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    recorded_by: UUID
