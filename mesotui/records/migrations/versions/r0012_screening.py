"""What clients are asked before the first injection, and what is decided."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

_DELAYS = sa.text("verdict = 'delay'")


def upgrade() -> None:
    """Make both tables."""
    _part_of_session(
        "screening_answer",
        *_texts("screening_answer", code=40, question=120, weighs=0, source=40, reply=0, detail=1000),
    )
    _part_of_session(
        "screening_decision",
        *_texts("screening_decision", verdict=0),
        sa.Column("delayed_until", sa.Date(), nullable=True),
        *_texts("screening_decision", reason=160, decider=80, against=2000),
        sa.Column("answers_seen", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(verdict = 'delay') = (delayed_until IS NOT NULL)", name="ck_screening_decision_until"
        ),
        sa.CheckConstraint("answers_seen >= 0", name="ck_screening_decision_answers_seen"),
    )
    op.create_index(
        "ix_screening_decision_delayed",
        "screening_decision",
        ["site_id", "delayed_until"],
        sqlite_where=_DELAYS,
        postgresql_where=_DELAYS,
    )


def _part_of_session(table: str, *columns: Any) -> None:
    op.create_table(
        table,
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        *columns,
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "recorded_by"], ["staff.site_id", "staff.id"], name=f"fk_{table}_recorded_by"
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "session_id"], ["session.site_id", "session.id"], name=f"fk_{table}_session"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("site_id", "id"),
        sa.UniqueConstraint("site_id", "session_id", "position", name=f"uq_{table}_position"),
    )


def _texts(table: str, **lengths: int) -> list[Any]:
    """Give columns of text with their longest length; 0 stands for a word of a closed list."""
    made: list[Any] = []
    for name, length in lengths.items():
        most = length or 16
        made.append(sa.Column(name, sa.String(most), nullable=False))
        made.append(sa.CheckConstraint(f"length({name}) <= {most}", name=f"ck_{table}_{name}_length"))
    return made
