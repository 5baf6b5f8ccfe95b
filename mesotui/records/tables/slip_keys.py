"""The public keys by which slips are known."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from mesotui.domain.slip_keys import KEY_BYTES
from mesotui.records.tables.keys import REASON_LENGTH, SiteKey, author, reference
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


class SlipKeyTrustRow(SiteKey, table=True):
    """What was decided about the trust in another clinic's key; the last row of a key counts."""

    __tablename__ = "slip_key_trust"
    __table_args__ = (
        reference("key_id", "slip_key", "fk_slip_key_trust_key"),
        author("slip_key_trust", "decided_by"),
        UniqueConstraint("site_id", "key_id", "position", name="uq_slip_key_trust_position"),
    )

    key_id: UUID
    position: int
    """Its place among the rows of the key; the first is at 1."""
    is_trusted: bool
    reason: str = Field(max_length=REASON_LENGTH)
    """Why it is trusted no more; empty where it is trusted again."""
    decided_at: datetime = Field(sa_type=UtcDateTime)
    decided_by: UUID | None = None
    """None from the command line, where nobody is signed in."""
