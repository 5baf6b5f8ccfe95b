"""What was decided about the trust in other clinics' keys."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "slip_key_trust",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_trusted", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("length(reason) <= 200", name="ck_slip_key_trust_reason_length"),
        sa.ForeignKeyConstraint(
            ["site_id", "decided_by"], ["staff.site_id", "staff.id"], name="fk_slip_key_trust_decided_by"
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "key_id"], ["slip_key.site_id", "slip_key.id"], name="fk_slip_key_trust_key"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("site_id", "id"),
        sa.UniqueConstraint("site_id", "key_id", "position", name="uq_slip_key_trust_position"),
    )
