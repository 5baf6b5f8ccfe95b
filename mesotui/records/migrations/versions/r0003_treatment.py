"""What is done to the client, and how the client is afterwards."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

# Text in SQLite, whose own numbers are floats.
DECIMAL = sa.Numeric().with_variant(sa.String(32), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    _antisepsis()
    _anaesthetic()
    _injection()
    _observation()
    _finding()


def _antisepsis() -> None:
    op.create_table(
        "antisepsis",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("agent_code", sa.String(40), nullable=False),
        sa.Column("agent_name", sa.String(120), nullable=False),
        sa.Column("contact_seconds", sa.Integer(), nullable=False),
        sa.Column("dry_seconds", sa.Integer(), nullable=False),
        sa.Column("contact_started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dry_started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("early_reason", sa.String(402), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("contact_seconds >= 0 AND dry_seconds >= 0", name="ck_antisepsis_seconds"),
        sa.CheckConstraint("length(agent_code) <= 40", name="ck_antisepsis_agent_code_length"),
        sa.CheckConstraint("length(agent_name) <= 120", name="ck_antisepsis_agent_name_length"),
        sa.CheckConstraint("length(early_reason) <= 402", name="ck_antisepsis_early_reason_length"),
        sa.ForeignKeyConstraint(
            ["site_id", "recorded_by"], ["staff.site_id", "staff.id"], name="fk_antisepsis_recorded_by"
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "session_id"], ["session.site_id", "session.id"], name="fk_antisepsis_session"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("site_id", "id"),
        sa.UniqueConstraint("site_id", "session_id", "position", name="uq_antisepsis_position"),
    )


def _anaesthetic() -> None:
    op.create_table(
        "anaesthetic",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("product_code", sa.String(40), nullable=False),
        sa.Column("product_name", sa.String(120), nullable=False),
        sa.Column("amount_g", DECIMAL, nullable=True),
        sa.Column("area_cm2", DECIMAL, nullable=True),
        sa.Column("occluded", sa.Boolean(), nullable=False),
        sa.Column("minimum_minutes", sa.Integer(), nullable=True),
        sa.Column("maximum_minutes", sa.Integer(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("early_reason", sa.String(200), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("CAST(amount_g AS REAL) > 0", name="ck_anaesthetic_amount_g_positive"),
        sa.CheckConstraint("CAST(area_cm2 AS REAL) > 0", name="ck_anaesthetic_area_cm2_positive"),
        sa.CheckConstraint("length(early_reason) <= 200", name="ck_anaesthetic_early_reason_length"),
        sa.CheckConstraint("length(product_code) <= 40", name="ck_anaesthetic_product_code_length"),
        sa.CheckConstraint("length(product_name) <= 120", name="ck_anaesthetic_product_name_length"),
        sa.ForeignKeyConstraint(
            ["site_id", "recorded_by"], ["staff.site_id", "staff.id"], name="fk_anaesthetic_recorded_by"
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "session_id"], ["session.site_id", "session.id"], name="fk_anaesthetic_session"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("site_id", "id"),
        sa.UniqueConstraint("site_id", "session_id", "position", name="uq_anaesthetic_position"),
    )


def _injection() -> None:
    op.create_table(
        "injection",
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_by", sa.Uuid(), nullable=True),
        sa.Column("void_reason", sa.String(200), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("zone_code", sa.String(8), nullable=False),
        sa.Column("zone_name", sa.String(120), nullable=False),
        sa.Column("side", sa.String(1), nullable=False),
        sa.Column("area_cm2", DECIMAL, nullable=False),
        sa.Column("vocabulary_version", sa.String(40), nullable=False),
        sa.Column("technique_code", sa.String(40), nullable=False),
        sa.Column("technique_name", sa.String(120), nullable=False),
        sa.Column("depth_mm", DECIMAL, nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("volume_ml_per_point", DECIMAL, nullable=False),
        sa.Column("volume_ml", DECIMAL, nullable=False),
        sa.Column("product_name", sa.String(120), nullable=False),
        sa.Column("needle_gauge", sa.Integer(), nullable=False),
        sa.Column("needle_length_mm", DECIMAL, nullable=False),
        sa.Column("spacing_mm", DECIMAL, nullable=True),
        sa.Column("device_model", sa.String(120), nullable=False),
        sa.Column("device_mode", sa.String(120), nullable=False),
        sa.Column("device_shots_per_minute", sa.Integer(), nullable=True),
        sa.Column("mirror_of", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("CAST(area_cm2 AS REAL) > 0", name="ck_injection_area_cm2_positive"),
        sa.CheckConstraint("CAST(depth_mm AS REAL) > 0", name="ck_injection_depth_mm_positive"),
        sa.CheckConstraint(
            "CAST(needle_length_mm AS REAL) > 0", name="ck_injection_needle_length_mm_positive"
        ),
        sa.CheckConstraint("CAST(spacing_mm AS REAL) > 0", name="ck_injection_spacing_mm_positive"),
        sa.CheckConstraint("CAST(volume_ml AS REAL) > 0", name="ck_injection_volume_ml_positive"),
        sa.CheckConstraint(
            "CAST(volume_ml_per_point AS REAL) > 0", name="ck_injection_volume_ml_per_point_positive"
        ),
        sa.CheckConstraint("length(device_mode) <= 120", name="ck_injection_device_mode_length"),
        sa.CheckConstraint("length(device_model) <= 120", name="ck_injection_device_model_length"),
        sa.CheckConstraint("length(product_name) <= 120", name="ck_injection_product_name_length"),
        sa.CheckConstraint("length(side) <= 1", name="ck_injection_side_length"),
        sa.CheckConstraint("length(technique_code) <= 40", name="ck_injection_technique_code_length"),
        sa.CheckConstraint("length(technique_name) <= 120", name="ck_injection_technique_name_length"),
        sa.CheckConstraint("length(vocabulary_version) <= 40", name="ck_injection_vocabulary_version_length"),
        sa.CheckConstraint("length(void_reason) <= 200", name="ck_injection_void_reason_length"),
        sa.CheckConstraint("length(zone_code) <= 8", name="ck_injection_zone_code_length"),
        sa.CheckConstraint("length(zone_name) <= 120", name="ck_injection_zone_name_length"),
        sa.CheckConstraint("points BETWEEN 1 AND 10000", name="ck_injection_points"),
        sa.ForeignKeyConstraint(
            ["site_id", "mirror_of"], ["injection.site_id", "injection.id"], name="fk_injection_mirror_of"
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "recorded_by"], ["staff.site_id", "staff.id"], name="fk_injection_recorded_by"
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "session_id"], ["session.site_id", "session.id"], name="fk_injection_session"
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "voided_by"], ["staff.site_id", "staff.id"], name="fk_injection_voided_by"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("site_id", "id"),
        sa.UniqueConstraint("site_id", "session_id", "position", name="uq_injection_position"),
    )


def _observation() -> None:
    op.create_table(
        "observation",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("planned_minutes", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("early_reason", sa.String(200), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "CAST(planned_minutes AS REAL) > 0", name="ck_observation_planned_minutes_positive"
        ),
        sa.CheckConstraint("length(early_reason) <= 200", name="ck_observation_early_reason_length"),
        sa.ForeignKeyConstraint(
            ["site_id", "recorded_by"], ["staff.site_id", "staff.id"], name="fk_observation_recorded_by"
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "session_id"], ["session.site_id", "session.id"], name="fk_observation_session"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("site_id", "id"),
        sa.UniqueConstraint("site_id", "session_id", "position", name="uq_observation_position"),
    )


def _finding() -> None:
    op.create_table(
        "finding",
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_by", sa.Uuid(), nullable=True),
        sa.Column("void_reason", sa.String(200), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("value", sa.String(80), nullable=False),
        sa.Column("detail", sa.String(400), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(detail) <= 400", name="ck_finding_detail_length"),
        sa.CheckConstraint("length(kind) <= 16", name="ck_finding_kind_length"),
        sa.CheckConstraint("length(value) <= 80", name="ck_finding_value_length"),
        sa.CheckConstraint("length(void_reason) <= 200", name="ck_finding_void_reason_length"),
        sa.ForeignKeyConstraint(
            ["site_id", "recorded_by"], ["staff.site_id", "staff.id"], name="fk_finding_recorded_by"
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "session_id"], ["session.site_id", "session.id"], name="fk_finding_session"
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "voided_by"], ["staff.site_id", "staff.id"], name="fk_finding_voided_by"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("site_id", "id"),
        sa.UniqueConstraint("site_id", "session_id", "position", name="uq_finding_position"),
    )
