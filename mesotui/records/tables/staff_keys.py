"""The SSH keys of the staff."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from mesotui.domain.staff_keys import COMMENT_LENGTH, FINGERPRINT_LENGTH, LARGEST_KEY_BYTES
from mesotui.records.tables.keys import REASON_LENGTH, SiteKey, author, reference
from mesotui.records.types import UtcDateTime

KIND_LENGTH = 40


class StaffKeyRow(SiteKey, table=True):
    """A public key that lets one person in. It is never removed, so that nobody else can get it later."""

    __tablename__ = "staff_key"
    __table_args__ = (
        reference("staff_id", "staff", "fk_staff_key_staff"),
        author("staff_key", "added_by"),
        author("staff_key", "revoked_by"),
        UniqueConstraint("site_id", "fingerprint", name="uq_staff_key"),
        CheckConstraint(f"length(public_key) <= {LARGEST_KEY_BYTES}", name="ck_staff_key_bytes"),
    )

    staff_id: UUID
    kind: str = Field(max_length=KIND_LENGTH)
    public_key: bytes
    fingerprint: str = Field(max_length=FINGERPRINT_LENGTH)
    comment: str = Field(default="", max_length=COMMENT_LENGTH)
    added_at: datetime = Field(sa_type=UtcDateTime)
    added_by: UUID | None = None
    """None is who owns the clinic's folder."""
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_by: UUID | None = None
    revoke_reason: str = Field(default="", max_length=REASON_LENGTH)
