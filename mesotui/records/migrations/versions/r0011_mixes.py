"""Recipes, batches of them, what was answered to their warnings."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

# Text in SQLite, whose own numbers are floats.
DECIMAL = sa.Numeric().with_variant(sa.String(32), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    _recipe()
    _recipe_version()
    _batch()
    _mix_answer()
    _recipe_part()
    _batch_event()
    _batch_part()
    _injection_component()


def _recipe() -> None:
    op.create_table(
        "recipe",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "created_by"], ["staff.site_id", "staff.id"], name="fk_recipe_created_by"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("site_id", "id"),
    )


def _recipe_version() -> None:
    op.create_table(
        "recipe_version",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recipe_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("folded_name", sa.String(120), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(folded_name) <= 120", name="ck_recipe_version_folded_name_length"),
        sa.CheckConstraint("length(name) <= 60", name="ck_recipe_version_name_length"),
        sa.ForeignKeyConstraint(
            ["site_id", "recipe_id"], ["recipe.site_id", "recipe.id"], name="fk_recipe_version_recipe"
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "recorded_by"], ["staff.site_id", "staff.id"], name="fk_recipe_version_recorded_by"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("site_id", "id"),
        sa.UniqueConstraint("site_id", "recipe_id", "position", name="uq_recipe_version_position"),
    )


def _batch() -> None:
    op.create_table(
        "batch",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(16), nullable=False),
        sa.Column("contents", sa.String(4000), nullable=False),
        sa.Column("late_reason", sa.String(200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("use_until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(contents) <= 4000", name="ck_batch_contents_length"),
        sa.CheckConstraint("length(late_reason) <= 200", name="ck_batch_late_reason_length"),
        sa.CheckConstraint("length(place) <= 16", name="ck_batch_place_length"),
        sa.ForeignKeyConstraint(
            ["site_id", "made_by"], ["staff.site_id", "staff.id"], name="fk_batch_made_by"
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "version_id"],
            ["recipe_version.site_id", "recipe_version.id"],
            name="fk_batch_version",
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("site_id", "id"),
        sa.UniqueConstraint("site_id", "day", "number", name="uq_batch_number"),
    )
    op.create_index("ix_batch_made_by", "batch", ["site_id", "made_by", "made_at"], unique=False)
    op.create_index("ix_batch_version", "batch", ["site_id", "version_id", "made_at"], unique=False)


def _mix_answer() -> None:
    op.create_table(
        "mix_answer",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=True),
        sa.Column("product_id", sa.Uuid(), nullable=True),
        sa.Column("rule", sa.String(120), nullable=False),
        sa.Column("warning", sa.String(400), nullable=False),
        sa.Column("source", sa.String(80), nullable=False),
        sa.Column("answer", sa.String(200), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(answer) <= 200", name="ck_mix_answer_answer_length"),
        sa.CheckConstraint("length(rule) <= 120", name="ck_mix_answer_rule_length"),
        sa.CheckConstraint("length(source) <= 80", name="ck_mix_answer_source_length"),
        sa.CheckConstraint("length(warning) <= 400", name="ck_mix_answer_warning_length"),
        sa.ForeignKeyConstraint(
            ["site_id", "product_id"], ["product.site_id", "product.id"], name="fk_mix_answer_product"
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "recorded_by"], ["staff.site_id", "staff.id"], name="fk_mix_answer_recorded_by"
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "version_id"],
            ["recipe_version.site_id", "recipe_version.id"],
            name="fk_mix_answer_version",
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("site_id", "id"),
    )
    op.create_index("ix_mix_answer_product", "mix_answer", ["site_id", "product_id"], unique=False)
    op.create_index("ix_mix_answer_version", "mix_answer", ["site_id", "version_id"], unique=False)


def _recipe_part() -> None:
    op.create_table(
        "recipe_part",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("volume_ml", DECIMAL, nullable=False),
        sa.CheckConstraint("CAST(volume_ml AS REAL) > 0", name="ck_recipe_part_volume_ml_positive"),
        sa.ForeignKeyConstraint(
            ["site_id", "product_id"], ["product.site_id", "product.id"], name="fk_recipe_part_product"
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "version_id"],
            ["recipe_version.site_id", "recipe_version.id"],
            name="fk_recipe_part_version",
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("site_id", "version_id", "position"),
        sqlite_with_rowid=False,
    )


def _batch_event() -> None:
    op.create_table(
        "batch_event",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("volume_ml", DECIMAL, nullable=True),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("CAST(volume_ml AS REAL) > 0", name="ck_batch_event_volume_ml_positive"),
        sa.CheckConstraint("length(kind) <= 16", name="ck_batch_event_kind_length"),
        sa.CheckConstraint("length(reason) <= 200", name="ck_batch_event_reason_length"),
        sa.ForeignKeyConstraint(
            ["site_id", "batch_id"], ["batch.site_id", "batch.id"], name="fk_batch_event_batch"
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "other_id"], ["staff.site_id", "staff.id"], name="fk_batch_event_other_id"
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "recorded_by"], ["staff.site_id", "staff.id"], name="fk_batch_event_recorded_by"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("site_id", "id"),
        sa.UniqueConstraint("site_id", "batch_id", "position", name="uq_batch_event_position"),
    )


def _batch_part() -> None:
    op.create_table(
        "batch_part",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("volume_ml", DECIMAL, nullable=False),
        sa.Column("is_diluent", sa.Boolean(), nullable=False),
        sa.CheckConstraint("CAST(volume_ml AS REAL) > 0", name="ck_batch_part_volume_ml_positive"),
        sa.ForeignKeyConstraint(
            ["site_id", "batch_id"], ["batch.site_id", "batch.id"], name="fk_batch_part_batch"
        ),
        sa.ForeignKeyConstraint(["site_id", "lot_id"], ["lot.site_id", "lot.id"], name="fk_batch_part_lot"),
        sa.ForeignKeyConstraint(
            ["site_id", "product_id"], ["product.site_id", "product.id"], name="fk_batch_part_product"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("site_id", "batch_id", "position"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_batch_part_lot", "batch_part", ["site_id", "lot_id"], unique=False)


def _injection_component() -> None:
    op.create_index(
        "ix_injection_component_batch",
        "injection_component",
        ["site_id", "batch_id"],
        unique=False,
        sqlite_where=sa.text("batch_id IS NOT NULL"),
        postgresql_where=sa.text("batch_id IS NOT NULL"),
    )
