"""Slips keep their captions and can be replaced; aftercare texts are approved."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_TEXTS = {"captions": 400, "void_reason": 200}
"""The new texts, with how long they may be."""


def upgrade() -> None:
    """Widen the slip's table, and make that of the approvals."""
    _slip()
    _text_approval()


def _slip() -> None:
    with op.batch_alter_table("slip", copy_from=_kept("slip")) as slip:
        for name, length in _TEXTS.items():
            slip.add_column(sa.Column(name, sa.String(length), nullable=False, server_default=""))
            slip.create_check_constraint(f"ck_slip_{name}_length", f"length({name}) <= {length}")
        slip.add_column(sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True))
        slip.add_column(sa.Column("voided_by", sa.Uuid(), nullable=True))
        slip.create_foreign_key("fk_slip_voided_by", "staff", ["site_id", "voided_by"], ["site_id", "id"])
    # The default was for the slips that there are: from now on the program says it.
    with op.batch_alter_table("slip", copy_from=_kept("slip")) as slip:
        for name in _TEXTS:
            slip.alter_column(name, server_default=None)


def _kept(name: str) -> sa.Table:
    """Read a table with its checks, which SQLite would lose when it makes the table anew."""
    bind = op.get_bind()
    kept = sa.Table(name, sa.MetaData(), autoload_with=bind, resolve_fks=False)
    for check in sa.inspect(bind).get_check_constraints(name):
        kept.append_constraint(sa.CheckConstraint(check["sqltext"], name=check["name"]))
    return kept


def _text_approval() -> None:
    op.create_table(
        "text_approval",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("text_version", sa.String(40), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(language) <= 16", name="ck_text_approval_language_length"),
        sa.CheckConstraint("length(sha256) <= 64", name="ck_text_approval_sha256_length"),
        sa.CheckConstraint("length(text_version) <= 40", name="ck_text_approval_text_version_length"),
        sa.ForeignKeyConstraint(
            ["site_id", "approved_by"], ["staff.site_id", "staff.id"], name="fk_text_approval_approved_by"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("site_id", "id"),
    )
    op.create_index("ix_text_approval_language", "text_approval", ["site_id", "language"])
