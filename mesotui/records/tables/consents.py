"""What clients were asked to consent to, what they answered, and when they confirmed it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from mesotui.domain.consent import ConsentAnswer, ConsentKind
from mesotui.records.tables.approvals import SHA256_LENGTH
from mesotui.records.tables.keys import (
    REASON_LENGTH,
    SessionPart,
    SiteKey,
    author,
    part_of_session,
    reference,
)
from mesotui.records.types import UtcDateTime, WordOf

LANGUAGE_LENGTH = 16
VERSION_LENGTH = 40
METHOD_LENGTH = 60
WITNESS_LENGTH = 80
CODES_LENGTH = 400


class ConsentTextRow(SQLModel, table=True):
    """A text that somebody was asked to consent to, to the last byte; kept once."""

    __tablename__ = "consent_text"

    site_id: UUID = Field(primary_key=True, foreign_key="site.id")
    sha256: str = Field(primary_key=True, max_length=SHA256_LENGTH)
    """Of the body."""
    language: str = Field(max_length=LANGUAGE_LENGTH)
    text_version: str = Field(max_length=VERSION_LENGTH)
    body: bytes
    kept_at: datetime = Field(sa_type=UtcDateTime)


class ConsentRow(SiteKey, table=True):
    """One answer of a client's; a later one stands in its place."""

    __tablename__ = "consent"
    __table_args__ = (
        reference("client_id", "client", "fk_consent_client"),
        reference("session_id", "session", "fk_consent_session"),
        ForeignKeyConstraint(
            ["site_id", "text_sha256"],
            ["consent_text.site_id", "consent_text.sha256"],
            name="fk_consent_text",
        ),
        author("consent", "recorded_by"),
        UniqueConstraint("site_id", "client_id", "position", name="uq_consent_position"),
    )

    client_id: UUID
    position: int
    """Its place among the client's answers, from 1."""
    session_id: UUID | None = None
    kind: ConsentKind = Field(sa_type=WordOf(ConsentKind))
    answer: ConsentAnswer = Field(sa_type=WordOf(ConsentAnswer))
    text_sha256: str = Field(max_length=SHA256_LENGTH)
    language: str = Field(max_length=LANGUAGE_LENGTH)
    text_version: str = Field(max_length=VERSION_LENGTH)
    method: str = Field(max_length=METHOD_LENGTH)
    witness: str = Field(max_length=WITNESS_LENGTH)
    disclosures: str = Field(max_length=CODES_LENGTH)
    """Keys of sections, with spaces between them."""
    alternatives: str = Field(max_length=CODES_LENGTH)
    """Codes, with spaces between them."""
    reason: str = Field(max_length=REASON_LENGTH)
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    recorded_by: UUID


class ConsentConfirmationRow(SessionPart, table=True):
    """A client's word, in a session, that a consent still holds."""

    __tablename__ = "consent_confirmation"
    __table_args__ = (
        *part_of_session("consent_confirmation"),
        reference("consent_id", "consent", "fk_consent_confirmation_consent"),
        author("consent_confirmation", "confirmed_by"),
    )

    consent_id: UUID
    confirmed_at: datetime = Field(sa_type=UtcDateTime)
    confirmed_by: UUID
