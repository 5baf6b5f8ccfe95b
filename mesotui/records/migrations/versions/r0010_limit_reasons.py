"""Why limits were passed that a label says may not be passed."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "limit_reason",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(80), nullable=False),
        sa.Column("limit_text", sa.String(300), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(code) <= 80", name="ck_limit_reason_code_length"),
        sa.CheckConstraint("length(limit_text) <= 300", name="ck_limit_reason_limit_text_length"),
        sa.CheckConstraint("length(reason) <= 200", name="ck_limit_reason_reason_length"),
        sa.CheckConstraint("length(source) <= 40", name="ck_limit_reason_source_length"),
        sa.ForeignKeyConstraint(
            ["site_id", "recorded_by"], ["staff.site_id", "staff.id"], name="fk_limit_reason_recorded_by"
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "session_id"], ["session.site_id", "session.id"], name="fk_limit_reason_session"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("site_id", "id"),
        sa.UniqueConstraint("site_id", "session_id", "position", name="uq_limit_reason_position"),
    )
