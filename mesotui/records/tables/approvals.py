"""What the clinic approved of its aftercare texts."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from mesotui.records.tables.keys import SiteKey, author
from mesotui.records.types import UtcDateTime

SHA256_LENGTH = 64


class TextApprovalRow(SiteKey, table=True):
    """Somebody's word that one text, to the last byte, may be given to clients."""

    __tablename__ = "text_approval"
    __table_args__ = (
        author("text_approval", "approved_by"),
        Index("ix_text_approval_language", "site_id", "language"),
    )

    language: str = Field(max_length=16)
    text_version: str = Field(max_length=40)
    sha256: str = Field(max_length=SHA256_LENGTH)
    approved_at: datetime = Field(sa_type=UtcDateTime)
    approved_by: UUID
