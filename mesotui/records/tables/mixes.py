"""Recipes with their versions, the batches that were made of lots, and what became of them."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from mesotui.domain.mixing_rules import RULE_LETTERS
from mesotui.domain.mixture import Place
from mesotui.records.tables.keys import REASON_LENGTH, SiteKey, author, positive, reference
from mesotui.records.types import ExactDecimal, UtcDateTime, WordOf

RECIPE_NAME_LENGTH = 60
CONTENTS_LENGTH = 4000
RULE_LENGTH = RULE_LETTERS
WARNING_LENGTH = 400
SOURCE_LENGTH = 80


class RecipeRow(SiteKey, table=True):
    """A recipe; what it is stands in its versions."""

    __tablename__ = "recipe"
    __table_args__ = (author("recipe", "created_by"),)

    created_at: datetime = Field(sa_type=UtcDateTime)
    created_by: UUID


class RecipeVersionRow(SiteKey, table=True):
    """A recipe as it was from a moment on; the last one holds."""

    __tablename__ = "recipe_version"
    __table_args__ = (
        reference("recipe_id", "recipe", "fk_recipe_version_recipe"),
        author("recipe_version", "recorded_by"),
        UniqueConstraint("site_id", "recipe_id", "position", name="uq_recipe_version_position"),
    )

    recipe_id: UUID
    position: int
    name: str = Field(max_length=RECIPE_NAME_LENGTH)
    folded_name: str = Field(max_length=2 * RECIPE_NAME_LENGTH)
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    recorded_by: UUID


class RecipePartRow(SQLModel, table=True):
    """What a version of a recipe takes of a product."""

    __tablename__ = "recipe_part"
    __table_args__ = (
        reference("version_id", "recipe_version", "fk_recipe_part_version"),
        reference("product_id", "product", "fk_recipe_part_product"),
        *positive("recipe_part", "volume_ml"),
        {"sqlite_with_rowid": False},
    )

    site_id: UUID = Field(primary_key=True, foreign_key="site.id")
    version_id: UUID = Field(primary_key=True)
    position: int = Field(primary_key=True)
    product_id: UUID
    volume_ml: Decimal = Field(sa_type=ExactDecimal)


class BatchRow(SiteKey, table=True):
    """A mix as it was made."""

    __tablename__ = "batch"
    __table_args__ = (
        reference("version_id", "recipe_version", "fk_batch_version"),
        author("batch", "made_by"),
        UniqueConstraint("site_id", "day", "number", name="uq_batch_number"),
        Index("ix_batch_version", "site_id", "version_id", "made_at"),
        Index("ix_batch_made_by", "site_id", "made_by", "made_at"),
    )

    version_id: UUID
    day: date
    number: int
    """Counts the batches of the day, from 1."""
    place: Place = Field(sa_type=WordOf(Place))
    contents: str = Field(max_length=CONTENTS_LENGTH)
    """A line each: the substance, and after a tab the resulting mg per mL."""
    late_reason: str = Field(default="", max_length=REASON_LENGTH)
    made_at: datetime = Field(sa_type=UtcDateTime)
    made_by: UUID
    use_until: datetime | None = Field(default=None, sa_type=UtcDateTime)


class BatchPartRow(SQLModel, table=True):
    """What of which lot went into a batch."""

    __tablename__ = "batch_part"
    __table_args__ = (
        reference("batch_id", "batch", "fk_batch_part_batch"),
        reference("product_id", "product", "fk_batch_part_product"),
        reference("lot_id", "lot", "fk_batch_part_lot"),
        Index("ix_batch_part_lot", "site_id", "lot_id"),
        *positive("batch_part", "volume_ml"),
        {"sqlite_with_rowid": False},
    )

    site_id: UUID = Field(primary_key=True, foreign_key="site.id")
    batch_id: UUID = Field(primary_key=True)
    position: int = Field(primary_key=True)
    product_id: UUID
    lot_id: UUID
    volume_ml: Decimal = Field(sa_type=ExactDecimal)
    is_diluent: bool


class BatchEventKind(StrEnum):
    """What became of a batch."""

    CHECK = "check"
    """Somebody else looked at it."""
    DISCARD = "discard"
    """What was left over was thrown away."""


class BatchEventRow(SiteKey, table=True):
    """Something that became of a batch."""

    __tablename__ = "batch_event"
    __table_args__ = (
        reference("batch_id", "batch", "fk_batch_event_batch"),
        author("batch_event", "other_id"),
        author("batch_event", "recorded_by"),
        UniqueConstraint("site_id", "batch_id", "position", name="uq_batch_event_position"),
        *positive("batch_event", "volume_ml"),
    )

    batch_id: UUID
    position: int
    kind: BatchEventKind = Field(sa_type=WordOf(BatchEventKind))
    volume_ml: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    reason: str = Field(default="", max_length=REASON_LENGTH)
    other_id: UUID | None = None
    """Who checked it, or looked on as it was thrown away."""
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    recorded_by: UUID


class MixAnswerRow(SiteKey, table=True):
    """What was answered to a warning about a version of a recipe, or about a product used as it is."""

    __tablename__ = "mix_answer"
    __table_args__ = (
        reference("version_id", "recipe_version", "fk_mix_answer_version"),
        reference("product_id", "product", "fk_mix_answer_product"),
        author("mix_answer", "recorded_by"),
        Index("ix_mix_answer_version", "site_id", "version_id"),
        Index("ix_mix_answer_product", "site_id", "product_id"),
    )

    version_id: UUID | None = None
    product_id: UUID | None = None
    rule: str = Field(max_length=RULE_LENGTH)
    warning: str = Field(max_length=WARNING_LENGTH)
    source: str = Field(max_length=SOURCE_LENGTH)
    answer: str = Field(max_length=REASON_LENGTH)
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    recorded_by: UUID
