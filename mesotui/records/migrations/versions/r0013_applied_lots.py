"""Which lot of an antiseptic or a topical anaesthetic was on the skin."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "applied_lot",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("antisepsis_id", sa.Uuid(), nullable=True),
        sa.Column("anaesthetic_id", sa.Uuid(), nullable=True),
        sa.Column("lot_id", sa.Uuid(), nullable=True),
        sa.Column("product_name", sa.String(120), nullable=False),
        sa.Column("lot_number", sa.String(40), nullable=False),
        sa.Column("expiry", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(antisepsis_id IS NULL) <> (anaesthetic_id IS NULL)", name="ck_applied_lot_what"),
        sa.CheckConstraint("length(lot_number) <= 40", name="ck_applied_lot_lot_number_length"),
        sa.CheckConstraint("length(product_name) <= 120", name="ck_applied_lot_product_name_length"),
        sa.ForeignKeyConstraint(
            ["site_id", "anaesthetic_id"],
            ["anaesthetic.site_id", "anaesthetic.id"],
            name="fk_applied_lot_anaesthetic",
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "antisepsis_id"],
            ["antisepsis.site_id", "antisepsis.id"],
            name="fk_applied_lot_antisepsis",
        ),
        sa.ForeignKeyConstraint(["site_id", "lot_id"], ["lot.site_id", "lot.id"], name="fk_applied_lot_lot"),
        sa.ForeignKeyConstraint(
            ["site_id", "recorded_by"], ["staff.site_id", "staff.id"], name="fk_applied_lot_recorded_by"
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "session_id"], ["session.site_id", "session.id"], name="fk_applied_lot_session"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("site_id", "id"),
        sa.UniqueConstraint("site_id", "session_id", "position", name="uq_applied_lot_position"),
    )
    op.create_index("ix_applied_lot_lot", "applied_lot", ["site_id", "lot_id"])
