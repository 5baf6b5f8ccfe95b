"""The public keys by which slips are known to be genuine."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "slip_key",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("clinic_name", sa.String(120), nullable=False),
        sa.Column("is_own", sa.Boolean(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(clinic_name) <= 120", name="ck_slip_key_clinic_name_length"),
        sa.CheckConstraint("length(public_key) = 32", name="ck_slip_key_bytes"),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("site_id", "id"),
        sa.UniqueConstraint("site_id", "public_key", name="uq_slip_key"),
    )
