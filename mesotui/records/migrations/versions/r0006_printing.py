"""What was printed."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "print",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slip_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("copy_number", sa.Integer(), nullable=False),
        sa.Column("printer", sa.String(60), nullable=False),
        sa.Column("paper", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("says", sa.String(400), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("copy_number >= 1", name="ck_print_copy_number"),
        sa.CheckConstraint("length(paper) <= 16", name="ck_print_paper_length"),
        sa.CheckConstraint("length(printer) <= 60", name="ck_print_printer_length"),
        sa.CheckConstraint("length(says) <= 400", name="ck_print_says_length"),
        sa.CheckConstraint("length(state) <= 16", name="ck_print_state_length"),
        sa.ForeignKeyConstraint(["site_id", "job_id"], ["print.site_id", "print.id"], name="fk_print_job"),
        sa.ForeignKeyConstraint(
            ["site_id", "recorded_by"], ["staff.site_id", "staff.id"], name="fk_print_recorded_by"
        ),
        sa.ForeignKeyConstraint(["site_id", "slip_id"], ["slip.site_id", "slip.id"], name="fk_print_slip"),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("site_id", "id"),
        sa.UniqueConstraint("site_id", "slip_id", "position", name="uq_print_position"),
    )
