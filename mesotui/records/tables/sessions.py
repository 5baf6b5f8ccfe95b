"""A session and what surrounds the treatment in it: its course, notes, slips, drafts and clocks."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from mesotui.domain.treatment import Status, Step
from mesotui.records.tables.keys import (
    REASON_LENGTH,
    SessionPart,
    SiteKey,
    Voidable,
    author,
    part_of_session,
    positive,
    reference,
)
from mesotui.records.types import UtcDateTime, WordOf

NOTE_LENGTH = 4000
LABEL_LENGTH = 60
SLIP_TEXT_LENGTH = 20_000
CAPTIONS_LENGTH = 400
DRAFT_LENGTH = 20_000

_OPEN = text("status = 'open'")
_RUNNING = text("ended_at IS NULL")


class SessionRow(SiteKey, table=True):
    """One treatment session. At most one is open for a client, and one in a room."""

    __tablename__ = "session"
    __table_args__ = (
        reference("client_id", "client", "fk_session_client"),
        reference("room_id", "room", "fk_session_room"),
        reference("appointment_id", "appointment", "fk_session_appointment"),
        author("session", "practitioner_id"),
        author("session", "identity_by"),
        author("session", "ended_by"),
        UniqueConstraint("site_id", "appointment_id", name="uq_session_appointment"),
        Index("ix_session_client", "site_id", "client_id", "started_at"),
        Index("ix_session_started", "site_id", "started_at"),
        Index("ix_session_status", "site_id", "status", "started_at"),
        Index(
            "uq_session_open_client",
            "site_id",
            "client_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index(
            "uq_session_open_room",
            "site_id",
            "room_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        CheckConstraint("number >= 1", name="ck_session_number"),
        CheckConstraint(
            "target_minutes_from > 0 AND target_minutes_from <= target_minutes_to", name="ck_session_target"
        ),
        CheckConstraint("(status = 'open') = (ended_at IS NULL)", name="ck_session_ended"),
    )

    client_id: UUID
    room_id: UUID
    practitioner_id: UUID
    appointment_id: UUID | None = None
    status: Status = Field(sa_type=WordOf(Status))
    step: Step = Field(sa_type=WordOf(Step))
    number: int
    started_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_by: UUID | None = None
    end_reason: str = Field(default="", max_length=REASON_LENGTH)
    utc_offset_seconds: int
    target_minutes_from: int
    target_minutes_to: int
    identity_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    identity_by: UUID | None = None
    identity_override: str = Field(default="", max_length=REASON_LENGTH)


class PhaseRow(SessionPart, table=True):
    """A stretch of time in one step."""

    __tablename__ = "phase"
    __table_args__ = part_of_session("phase")

    step: Step = Field(sa_type=WordOf(Step))
    started_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class InterruptionRow(SessionPart, table=True):
    """A pause, and why."""

    __tablename__ = "interruption"
    __table_args__ = (*part_of_session("interruption"), author("interruption", "recorded_by"))

    reason: str = Field(max_length=REASON_LENGTH)
    started_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    recorded_by: UUID


class NoteRow(SessionPart, table=True):
    """Free text."""

    __tablename__ = "note"
    __table_args__ = (*part_of_session("note"), author("note", "recorded_by"))

    text: str = Field(max_length=NOTE_LENGTH)
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    recorded_by: UUID


class SlipRow(SessionPart, Voidable, table=True):
    """An aftercare slip, exactly as it was handed over; it is void once a corrected one took its place."""

    __tablename__ = "slip"
    __table_args__ = (
        *part_of_session("slip"),
        author("slip", "given_by"),
        author("slip", "voided_by"),
        UniqueConstraint("site_id", "code", name="uq_slip_code"),
    )

    code: str = Field(max_length=8)
    language: str = Field(max_length=16)
    text_version: str = Field(max_length=40)
    text: str = Field(max_length=SLIP_TEXT_LENGTH)
    instructions: bytes
    visit: bytes
    call: bytes
    captions: str = Field(default="", max_length=CAPTIONS_LENGTH)
    """A line each for the codes' captions and what phones make of them; empty where they weren't kept."""
    given_at: datetime = Field(sa_type=UtcDateTime)
    given_by: UUID


class DraftRow(SQLModel, table=True):
    """What is typed and not logged yet: one a session, on whichever terminal."""

    __tablename__ = "draft"
    __table_args__ = (
        reference("session_id", "session", "fk_draft_session"),
        author("draft", "saved_by"),
    )

    site_id: UUID = Field(primary_key=True, foreign_key="site.id")
    session_id: UUID = Field(primary_key=True)
    fields: str = Field(max_length=DRAFT_LENGTH)
    """A JSON object of field names and what they hold."""
    saved_at: datetime = Field(sa_type=UtcDateTime)
    saved_by: UUID


class RoomClockRow(SiteKey, table=True):
    """A countdown that somebody set in a room."""

    __tablename__ = "room_clock"
    __table_args__ = (
        reference("room_id", "room", "fk_room_clock_room"),
        reference("session_id", "session", "fk_room_clock_session"),
        author("room_clock", "started_by"),
        *positive("room_clock", "seconds"),
        Index(
            "ix_room_clock_running",
            "site_id",
            "started_at",
            sqlite_where=_RUNNING,
            postgresql_where=_RUNNING,
        ),
    )

    room_id: UUID
    session_id: UUID | None = None
    label: str = Field(max_length=LABEL_LENGTH)
    seconds: int
    started_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    started_by: UUID
