"""The public keys by which slips are known."""

from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from mesotui.domain.slip_keys import KEY_BYTES
from mesotui.records.tables.keys import SiteKey
from mesotui.records.tables.people import CLINIC_NAME_LENGTH
from mesotui.records.types import UtcDateTime


class SlipKeyRow(SiteKey, table=True):
    """A public key: the clinic's own, or another clinic's that is trusted here. It is never removed."""

    __tablename__ = "slip_key"
    __table_args__ = (
        UniqueConstraint("site_id", "public_key", name="uq_slip_key"),
        CheckConstraint(f"length(public_key) = {KEY_BYTES}", name="ck_slip_key_bytes"),
    )

    public_key: bytes
    clinic_name: str = Field(max_length=CLINIC_NAME_LENGTH)
    """As it was called when the key was added."""
    is_own: bool
    added_at: datetime = Field(sa_type=UtcDateTime)
    retired_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
