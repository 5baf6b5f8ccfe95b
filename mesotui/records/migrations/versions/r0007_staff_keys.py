"""The SSH keys of the staff."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "staff_key",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("fingerprint", sa.String(50), nullable=False),
        sa.Column("comment", sa.String(80), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.Uuid(), nullable=True),
        sa.Column("revoke_reason", sa.String(200), nullable=False),
        sa.CheckConstraint("length(comment) <= 80", name="ck_staff_key_comment_length"),
        sa.CheckConstraint("length(fingerprint) <= 50", name="ck_staff_key_fingerprint_length"),
        sa.CheckConstraint("length(kind) <= 40", name="ck_staff_key_kind_length"),
        sa.CheckConstraint("length(public_key) <= 2048", name="ck_staff_key_bytes"),
        sa.CheckConstraint("length(revoke_reason) <= 200", name="ck_staff_key_revoke_reason_length"),
        sa.ForeignKeyConstraint(
            ["site_id", "added_by"], ["staff.site_id", "staff.id"], name="fk_staff_key_added_by"
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "revoked_by"], ["staff.site_id", "staff.id"], name="fk_staff_key_revoked_by"
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "staff_id"], ["staff.site_id", "staff.id"], name="fk_staff_key_staff"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("site_id", "id"),
        sa.UniqueConstraint("site_id", "fingerprint", name="uq_staff_key"),
    )
