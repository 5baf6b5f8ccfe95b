"""Consents: the texts, the answers to them, and their confirmation in each session."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Make the tables."""
    _consent_text()
    _consent()
    _consent_confirmation()


def _consent_text() -> None:
    op.create_table(
        "consent_text",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("text_version", sa.String(40), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(language) <= 16", name="ck_consent_text_language_length"),
        sa.CheckConstraint("length(sha256) <= 64", name="ck_consent_text_sha256_length"),
        sa.CheckConstraint("length(text_version) <= 40", name="ck_consent_text_text_version_length"),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("site_id", "sha256"),
    )


def _consent() -> None:
    op.create_table(
        "consent",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("answer", sa.String(16), nullable=False),
        sa.Column("text_sha256", sa.String(64), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("text_version", sa.String(40), nullable=False),
        sa.Column("method", sa.String(60), nullable=False),
        sa.Column("witness", sa.String(80), nullable=False),
        sa.Column("disclosures", sa.String(400), nullable=False),
        sa.Column("alternatives", sa.String(400), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(alternatives) <= 400", name="ck_consent_alternatives_length"),
        sa.CheckConstraint("length(answer) <= 16", name="ck_consent_answer_length"),
        sa.CheckConstraint("length(disclosures) <= 400", name="ck_consent_disclosures_length"),
        sa.CheckConstraint("length(kind) <= 16", name="ck_consent_kind_length"),
        sa.CheckConstraint("length(language) <= 16", name="ck_consent_language_length"),
        sa.CheckConstraint("length(method) <= 60", name="ck_consent_method_length"),
        sa.CheckConstraint("length(reason) <= 200", name="ck_consent_reason_length"),
        sa.CheckConstraint("length(text_sha256) <= 64", name="ck_consent_text_sha256_length"),
        sa.CheckConstraint("length(text_version) <= 40", name="ck_consent_text_version_length"),
        sa.CheckConstraint("length(witness) <= 80", name="ck_consent_witness_length"),
        sa.ForeignKeyConstraint(
            ["site_id", "client_id"], ["client.site_id", "client.id"], name="fk_consent_client"
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "recorded_by"], ["staff.site_id", "staff.id"], name="fk_consent_recorded_by"
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "session_id"], ["session.site_id", "session.id"], name="fk_consent_session"
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "text_sha256"],
            ["consent_text.site_id", "consent_text.sha256"],
            name="fk_consent_text",
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("site_id", "id"),
        sa.UniqueConstraint("site_id", "client_id", "position", name="uq_consent_position"),
    )


def _consent_confirmation() -> None:
    op.create_table(
        "consent_confirmation",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("consent_id", sa.Uuid(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "confirmed_by"],
            ["staff.site_id", "staff.id"],
            name="fk_consent_confirmation_confirmed_by",
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "consent_id"],
            ["consent.site_id", "consent.id"],
            name="fk_consent_confirmation_consent",
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "session_id"],
            ["session.site_id", "session.id"],
            name="fk_consent_confirmation_session",
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("site_id", "id"),
        sa.UniqueConstraint("site_id", "session_id", "position", name="uq_consent_confirmation_position"),
    )
