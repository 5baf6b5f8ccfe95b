"""Products, their lots, the ledger of what came and went, and what of it each injection carried."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from mesotui.domain.products import Category
from mesotui.domain.recalls import Contact
from mesotui.domain.stock import LotStatus, MovementKind
from mesotui.records.tables.keys import REASON_LENGTH, SiteKey, author, positive, reference
from mesotui.records.types import ExactDecimal, UtcDateTime, WordOf

PRODUCT_NAME_LENGTH = 120
SHORT_LENGTH = 80
LIST_LENGTH = 2000
CATALOGUE_CODE_LENGTH = 40
GTIN_LENGTH = 14
LOT_LENGTH = 40
"""A GS1 batch number has 20 characters at most (application identifier 10); what is typed may be longer."""
WITNESS_LENGTH = 80

_OPEN = text("ended_at IS NULL")
_OF_A_VIAL = text("vial_id IS NOT NULL")
_OF_AN_INJECTION = text("injection_id IS NOT NULL")
_OF_A_BATCH = text("batch_id IS NOT NULL")


class ProductRow(SiteKey, table=True):
    """A product; what is known of it stands in its versions."""

    __tablename__ = "product"
    __table_args__ = (author("product", "created_by"), Index("ix_product_code", "site_id", "code"))

    code: str = Field(default="", max_length=CATALOGUE_CODE_LENGTH)
    """Of the catalogue it was taken from; empty for one that the clinic added."""
    created_at: datetime = Field(sa_type=UtcDateTime)
    created_by: UUID


class ProductVersionRow(SiteKey, table=True):
    """What was known of a product from a moment on; the last one holds."""

    __tablename__ = "product_version"
    __table_args__ = (
        reference("product_id", "product", "fk_product_version_product"),
        author("product_version", "recorded_by"),
        UniqueConstraint("site_id", "product_id", "position", name="uq_product_version_position"),
        CheckConstraint("in_use_hours > 0", name="ck_product_version_in_use_hours"),
        *positive("product_version", "container_ml", "anaesthetic_mg_per_ml", "low_stock_ml"),
    )

    product_id: UUID
    position: int
    name: str = Field(max_length=PRODUCT_NAME_LENGTH)
    generic_name: str = Field(max_length=PRODUCT_NAME_LENGTH)
    strength: str = Field(max_length=SHORT_LENGTH)
    form: str = Field(max_length=SHORT_LENGTH)
    category: Category = Field(sa_type=WordOf(Category))
    manufacturer: str = Field(max_length=PRODUCT_NAME_LENGTH)
    container_ml: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    multi_dose: bool
    in_use_hours: int | None = None
    injectable: bool
    ingredients: str = Field(max_length=LIST_LENGTH)
    """A line each: the name, and after a tab the mg per mL where it is known."""
    anaesthetic_name: str = Field(max_length=SHORT_LENGTH)
    anaesthetic_mg_per_ml: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    legal: str = Field(max_length=LIST_LENGTH)
    """A line each: jurisdiction, status and source, with tabs between."""
    low_stock_ml: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    source: str = Field(max_length=SHORT_LENGTH)
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    recorded_by: UUID


class ProductGtinRow(SQLModel, table=True):
    """A number by which packs of a product are scanned; a product has one for each kind of pack."""

    __tablename__ = "product_gtin"
    __table_args__ = (
        reference("product_id", "product", "fk_product_gtin_product"),
        author("product_gtin", "recorded_by"),
        Index("ix_product_gtin_product", "site_id", "product_id"),
    )

    site_id: UUID = Field(primary_key=True, foreign_key="site.id")
    gtin: str = Field(primary_key=True, max_length=GTIN_LENGTH)
    product_id: UUID
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    recorded_by: UUID


class LotRow(SiteKey, table=True):
    """A lot; its number is unique among those of its product, which has one manufacturer."""

    __tablename__ = "lot"
    __table_args__ = (
        reference("product_id", "product", "fk_lot_product"),
        author("lot", "created_by"),
        UniqueConstraint("site_id", "folded_number", "product_id", name="uq_lot_number"),
        Index("ix_lot_product", "site_id", "product_id"),
        Index("ix_lot_expiry", "site_id", "expiry"),
    )

    product_id: UUID
    number: str = Field(max_length=LOT_LENGTH)
    folded_number: str = Field(max_length=LOT_LENGTH)
    """In capitals and without blanks, as lots are looked for."""
    expiry: date | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)
    created_by: UUID


class VialRow(SiteKey, table=True):
    """A vial of a lot that was opened."""

    __tablename__ = "vial"
    __table_args__ = (
        reference("lot_id", "lot", "fk_vial_lot"),
        author("vial", "opened_by"),
        author("vial", "ended_by"),
        Index("ix_vial_open", "site_id", "lot_id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        *positive("vial", "container_ml"),
    )

    lot_id: UUID
    container_ml: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    opened_at: datetime = Field(sa_type=UtcDateTime)
    opened_by: UUID
    use_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_by: UUID | None = None


class StockMovementRow(SiteKey, table=True):
    """One line of a lot's ledger, with how the lot stands after it: the last line is how it stands now."""

    __tablename__ = "stock_movement"
    __table_args__ = (
        reference("lot_id", "lot", "fk_stock_movement_lot"),
        reference("vial_id", "vial", "fk_stock_movement_vial"),
        reference("injection_id", "injection", "fk_stock_movement_injection"),
        author("stock_movement", "witness_id"),
        author("stock_movement", "recorded_by"),
        UniqueConstraint("site_id", "lot_id", "position", name="uq_stock_movement_position"),
        # What falls below zero can't do so unmarked, whoever writes it.
        CheckConstraint("below_zero = (CAST(balance_ml AS REAL) < 0)", name="ck_stock_movement_below_zero"),
        Index(
            "ix_stock_movement_vial",
            "site_id",
            "vial_id",
            sqlite_where=_OF_A_VIAL,
            postgresql_where=_OF_A_VIAL,
        ),
        Index(
            "ix_stock_movement_injection",
            "site_id",
            "injection_id",
            sqlite_where=_OF_AN_INJECTION,
            postgresql_where=_OF_AN_INJECTION,
        ),
    )

    lot_id: UUID
    position: int
    """Its place in the lot's ledger, from 1."""
    kind: MovementKind = Field(sa_type=WordOf(MovementKind))
    volume_ml: Decimal = Field(sa_type=ExactDecimal)
    balance_ml: Decimal = Field(sa_type=ExactDecimal)
    below_zero: bool
    blocked: bool
    """Whether the lot is recalled after it."""
    status_then: LotStatus = Field(sa_type=WordOf(LotStatus))
    reason: str = Field(default="", max_length=REASON_LENGTH)
    witness_id: UUID | None = None
    vial_id: UUID | None = None
    injection_id: UUID | None = None
    """The injection it was used for, where it wasn't drawn into a mix before."""
    batch_id: UUID | None = None
    """The mix it was drawn into."""
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    recorded_by: UUID


class DayLotRow(SiteKey, table=True):
    """The lot of a product that somebody chose for a day; the last choice holds."""

    __tablename__ = "day_lot"
    __table_args__ = (
        reference("product_id", "product", "fk_day_lot_product"),
        reference("lot_id", "lot", "fk_day_lot_lot"),
        author("day_lot", "chosen_by"),
        UniqueConstraint("site_id", "product_id", "day", "position", name="uq_day_lot_position"),
    )

    product_id: UUID
    day: date
    position: int
    lot_id: UUID
    chosen_at: datetime = Field(sa_type=UtcDateTime)
    chosen_by: UUID


class InjectionComponentRow(SQLModel, table=True):
    """What an injection carried of one lot: all of it, or its share of a mix.

    Unlike other tables without a key of their own it has row numbers: SQLite would walk through all of the
    clinic's rows by the primary key, since that costs it no second step, instead of using the lot's index.
    """

    __tablename__ = "injection_component"
    __table_args__ = (
        reference("injection_id", "injection", "fk_injection_component_injection"),
        reference("product_id", "product", "fk_injection_component_product"),
        reference("lot_id", "lot", "fk_injection_component_lot"),
        Index("ix_injection_component_lot", "site_id", "lot_id"),
        Index(
            "ix_injection_component_batch",
            "site_id",
            "batch_id",
            sqlite_where=_OF_A_BATCH,
            postgresql_where=_OF_A_BATCH,
        ),
        *positive("injection_component", "volume_ml"),
    )

    site_id: UUID = Field(primary_key=True, foreign_key="site.id")
    injection_id: UUID = Field(primary_key=True)
    position: int = Field(primary_key=True)
    """Its place in the mix, from 1."""
    product_id: UUID
    lot_id: UUID | None = None
    """None in a late record where nobody knows the lot."""
    volume_ml: Decimal = Field(sa_type=ExactDecimal)
    batch_id: UUID | None = None
    """The mix it came in; None where it was injected as it is."""


class RecallContactRow(SiteKey, table=True):
    """A word with a client who received a recalled lot."""

    __tablename__ = "recall_contact"
    __table_args__ = (
        reference("lot_id", "lot", "fk_recall_contact_lot"),
        reference("client_id", "client", "fk_recall_contact_client"),
        author("recall_contact", "recorded_by"),
        UniqueConstraint("site_id", "lot_id", "position", name="uq_recall_contact_position"),
    )

    lot_id: UUID
    position: int
    """Its place among the lot's, from 1."""
    client_id: UUID
    contact: Contact = Field(sa_type=WordOf(Contact))
    note: str = Field(default="", max_length=REASON_LENGTH)
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    recorded_by: UUID
