"""What is done to the client in a session, and how the client is afterwards."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from mesotui.domain.treatment import FindingKind
from mesotui.records.tables.keys import (
    REASON_LENGTH,
    SessionPart,
    Voidable,
    author,
    part_of_session,
    positive,
    reference,
)
from mesotui.records.types import ExactDecimal, UtcDateTime, WordOf

CODE_LENGTH = 40
LABEL_LENGTH = 120
FINDING_LENGTH = 80
DETAIL_LENGTH = 400
LIMIT_CODE_LENGTH = 80
LIMIT_LENGTH = 300
MOST_POINTS = 10_000
"""A slip of the finger, not a dose: the finest technique on the largest zone makes 6,667 points."""


class AntisepsisRow(SessionPart, table=True):
    """One cleansing of the skin."""

    __tablename__ = "antisepsis"
    __table_args__ = (
        *part_of_session("antisepsis"),
        author("antisepsis", "recorded_by"),
        CheckConstraint("contact_seconds >= 0 AND dry_seconds >= 0", name="ck_antisepsis_seconds"),
    )

    agent_code: str = Field(max_length=CODE_LENGTH)
    agent_name: str = Field(max_length=LABEL_LENGTH)
    contact_seconds: int
    dry_seconds: int
    contact_started_at: datetime = Field(sa_type=UtcDateTime)
    dry_started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    early_reason: str = Field(default="", max_length=2 * REASON_LENGTH + 2)
    """Both reasons, when contact and drying were both cut short."""
    recorded_by: UUID


class AnaestheticRow(SessionPart, table=True):
    """One topical anaesthetic, or the decision to use none."""

    __tablename__ = "anaesthetic"
    __table_args__ = (
        *part_of_session("anaesthetic"),
        author("anaesthetic", "recorded_by"),
        *positive("anaesthetic", "amount_g", "area_cm2"),
    )

    product_code: str = Field(max_length=CODE_LENGTH)
    product_name: str = Field(max_length=LABEL_LENGTH)
    amount_g: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    area_cm2: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    occluded: bool
    minimum_minutes: int | None = None
    maximum_minutes: int | None = None
    started_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    early_reason: str = Field(default="", max_length=REASON_LENGTH)
    recorded_by: UUID


class InjectionRow(SessionPart, Voidable, table=True):
    """One zone that was injected."""

    __tablename__ = "injection"
    __table_args__ = (
        *part_of_session("injection"),
        author("injection", "recorded_by"),
        author("injection", "voided_by"),
        reference("mirror_of", "injection", "fk_injection_mirror_of"),
        CheckConstraint(f"points BETWEEN 1 AND {MOST_POINTS}", name="ck_injection_points"),
        *positive(
            "injection",
            "depth_mm",
            "volume_ml_per_point",
            "volume_ml",
            "area_cm2",
            "needle_length_mm",
            "spacing_mm",
        ),
    )

    zone_code: str = Field(max_length=8)
    zone_name: str = Field(max_length=LABEL_LENGTH)
    side: str = Field(max_length=1)
    area_cm2: Decimal = Field(sa_type=ExactDecimal)
    vocabulary_version: str = Field(max_length=CODE_LENGTH)
    technique_code: str = Field(max_length=CODE_LENGTH)
    technique_name: str = Field(max_length=LABEL_LENGTH)
    depth_mm: Decimal = Field(sa_type=ExactDecimal)
    points: int
    volume_ml_per_point: Decimal = Field(sa_type=ExactDecimal)
    volume_ml: Decimal = Field(sa_type=ExactDecimal)
    product_name: str = Field(max_length=LABEL_LENGTH)
    needle_gauge: int
    needle_length_mm: Decimal = Field(sa_type=ExactDecimal)
    spacing_mm: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    device_model: str = Field(default="", max_length=LABEL_LENGTH)
    device_mode: str = Field(default="", max_length=LABEL_LENGTH)
    device_shots_per_minute: int | None = None
    mirror_of: UUID | None = None
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    recorded_by: UUID


class LimitReasonRow(SessionPart, table=True):
    """Why a limit was passed that a label says may not be passed."""

    __tablename__ = "limit_reason"
    __table_args__ = (*part_of_session("limit_reason"), author("limit_reason", "recorded_by"))

    code: str = Field(max_length=LIMIT_CODE_LENGTH)
    limit_text: str = Field(max_length=LIMIT_LENGTH)
    source: str = Field(max_length=CODE_LENGTH)
    reason: str = Field(max_length=REASON_LENGTH)
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    recorded_by: UUID


class ObservationRow(SessionPart, table=True):
    """The watch after the last injection."""

    __tablename__ = "observation"
    __table_args__ = (
        *part_of_session("observation"),
        author("observation", "recorded_by"),
        *positive("observation", "planned_minutes"),
    )

    started_at: datetime = Field(sa_type=UtcDateTime)
    planned_minutes: int
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    early_reason: str = Field(default="", max_length=REASON_LENGTH)
    recorded_by: UUID


class FindingRow(SessionPart, Voidable, table=True):
    """One observation of how the client is."""

    __tablename__ = "finding"
    __table_args__ = (
        *part_of_session("finding"),
        author("finding", "recorded_by"),
        author("finding", "voided_by"),
    )

    kind: FindingKind = Field(sa_type=WordOf(FindingKind))
    value: str = Field(max_length=FINDING_LENGTH)
    detail: str = Field(default="", max_length=DETAIL_LENGTH)
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    recorded_by: UUID
