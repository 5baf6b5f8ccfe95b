"""Which lot of an antiseptic or a topical anaesthetic was on the skin."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from mesotui.records.tables.keys import SessionPart, author, part_of_session, reference
from mesotui.records.tables.stock import LOT_LENGTH, PRODUCT_NAME_LENGTH
from mesotui.records.types import UtcDateTime


class AppliedLotRow(SessionPart, table=True):
    """The lot of one cleansing or one topical anaesthetic; the last that was noted for it holds."""

    __tablename__ = "applied_lot"
    __table_args__ = (
        *part_of_session("applied_lot"),
        author("applied_lot", "recorded_by"),
        reference("antisepsis_id", "antisepsis", "fk_applied_lot_antisepsis"),
        reference("anaesthetic_id", "anaesthetic", "fk_applied_lot_anaesthetic"),
        reference("lot_id", "lot", "fk_applied_lot_lot"),
        CheckConstraint("(antisepsis_id IS NULL) <> (anaesthetic_id IS NULL)", name="ck_applied_lot_what"),
        Index("ix_applied_lot_lot", "site_id", "lot_id"),
    )

    antisepsis_id: UUID | None = None
    anaesthetic_id: UUID | None = None
    lot_id: UUID | None = None
    """None for a lot that was typed and isn't in stock."""
    product_name: str = Field(default="", max_length=PRODUCT_NAME_LENGTH)
    """As on the box; empty where it was typed."""
    lot_number: str = Field(max_length=LOT_LENGTH)
    expiry: date | None = None
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    recorded_by: UUID
