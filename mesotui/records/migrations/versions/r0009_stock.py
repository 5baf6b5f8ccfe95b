"""Products, lots, their ledger, and what each injection carried."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

# Text in SQLite, whose own numbers are floats.
DECIMAL = sa.Numeric().with_variant(sa.String(32), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    _product()
    _product_version()
    _product_gtin()
    _lot()
    _vial()
    _stock_movement()
    _day_lot()
    _injection_component()
    _recall_contact()


def _product() -> None:
    op.create_table(
        "product",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(code) <= 40", name="ck_product_code_length"),
        sa.ForeignKeyConstraint(
            ["site_id", "created_by"], ["staff.site_id", "staff.id"], name="fk_product_created_by"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("site_id", "id"),
    )
    op.create_index("ix_product_code", "product", ["site_id", "code"])


def _product_version() -> None:
    op.create_table(
        "product_version",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("generic_name", sa.String(120), nullable=False),
        sa.Column("strength", sa.String(80), nullable=False),
        sa.Column("form", sa.String(80), nullable=False),
        sa.Column("category", sa.String(16), nullable=False),
        sa.Column("manufacturer", sa.String(120), nullable=False),
        sa.Column("container_ml", DECIMAL, nullable=True),
        sa.Column("multi_dose", sa.Boolean(), nullable=False),
        sa.Column("in_use_hours", sa.Integer(), nullable=True),
        sa.Column("injectable", sa.Boolean(), nullable=False),
        sa.Column("ingredients", sa.String(2000), nullable=False),
        sa.Column("anaesthetic_name", sa.String(80), nullable=False),
        sa.Column("anaesthetic_mg_per_ml", DECIMAL, nullable=True),
        sa.Column("legal", sa.String(2000), nullable=False),
        sa.Column("low_stock_ml", DECIMAL, nullable=True),
        sa.Column("source", sa.String(80), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "CAST(anaesthetic_mg_per_ml AS REAL) > 0",
            name="ck_product_version_anaesthetic_mg_per_ml_positive",
        ),
        sa.CheckConstraint("CAST(container_ml AS REAL) > 0", name="ck_product_version_container_ml_positive"),
        sa.CheckConstraint("CAST(low_stock_ml AS REAL) > 0", name="ck_product_version_low_stock_ml_positive"),
        sa.CheckConstraint("in_use_hours > 0", name="ck_product_version_in_use_hours"),
        sa.CheckConstraint(
            "length(anaesthetic_name) <= 80", name="ck_product_version_anaesthetic_name_length"
        ),
        sa.CheckConstraint("length(category) <= 16", name="ck_product_version_category_length"),
        sa.CheckConstraint("length(form) <= 80", name="ck_product_version_form_length"),
        sa.CheckConstraint("length(generic_name) <= 120", name="ck_product_version_generic_name_length"),
        sa.CheckConstraint("length(ingredients) <= 2000", name="ck_product_version_ingredients_length"),
        sa.CheckConstraint("length(legal) <= 2000", name="ck_product_version_legal_length"),
        sa.CheckConstraint("length(manufacturer) <= 120", name="ck_product_version_manufacturer_length"),
        sa.CheckConstraint("length(name) <= 120", name="ck_product_version_name_length"),
        sa.CheckConstraint("length(source) <= 80", name="ck_product_version_source_length"),
        sa.CheckConstraint("length(strength) <= 80", name="ck_product_version_strength_length"),
        sa.ForeignKeyConstraint(
            ["site_id", "product_id"], ["product.site_id", "product.id"], name="fk_product_version_product"
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "recorded_by"], ["staff.site_id", "staff.id"], name="fk_product_version_recorded_by"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("site_id", "id"),
        sa.UniqueConstraint("site_id", "product_id", "position", name="uq_product_version_position"),
    )


def _product_gtin() -> None:
    op.create_table(
        "product_gtin",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("gtin", sa.String(14), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(gtin) <= 14", name="ck_product_gtin_gtin_length"),
        sa.ForeignKeyConstraint(
            ["site_id", "product_id"], ["product.site_id", "product.id"], name="fk_product_gtin_product"
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "recorded_by"], ["staff.site_id", "staff.id"], name="fk_product_gtin_recorded_by"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("site_id", "gtin"),
    )
    op.create_index("ix_product_gtin_product", "product_gtin", ["site_id", "product_id"])


def _lot() -> None:
    op.create_table(
        "lot",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("folded_number", sa.String(40), nullable=False),
        sa.Column("expiry", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(folded_number) <= 40", name="ck_lot_folded_number_length"),
        sa.CheckConstraint("length(number) <= 40", name="ck_lot_number_length"),
        sa.ForeignKeyConstraint(
            ["site_id", "created_by"], ["staff.site_id", "staff.id"], name="fk_lot_created_by"
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "product_id"], ["product.site_id", "product.id"], name="fk_lot_product"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("site_id", "id"),
        sa.UniqueConstraint("site_id", "folded_number", "product_id", name="uq_lot_number"),
    )
    op.create_index("ix_lot_expiry", "lot", ["site_id", "expiry"])
    op.create_index("ix_lot_product", "lot", ["site_id", "product_id"])


def _vial() -> None:
    op.create_table(
        "vial",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("container_ml", DECIMAL, nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("use_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("CAST(container_ml AS REAL) > 0", name="ck_vial_container_ml_positive"),
        sa.ForeignKeyConstraint(
            ["site_id", "ended_by"], ["staff.site_id", "staff.id"], name="fk_vial_ended_by"
        ),
        sa.ForeignKeyConstraint(["site_id", "lot_id"], ["lot.site_id", "lot.id"], name="fk_vial_lot"),
        sa.ForeignKeyConstraint(
            ["site_id", "opened_by"], ["staff.site_id", "staff.id"], name="fk_vial_opened_by"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("site_id", "id"),
    )
    op.create_index(
        "ix_vial_open",
        "vial",
        ["site_id", "lot_id"],
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _stock_movement() -> None:
    op.create_table(
        "stock_movement",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("volume_ml", DECIMAL, nullable=False),
        sa.Column("balance_ml", DECIMAL, nullable=False),
        sa.Column("below_zero", sa.Boolean(), nullable=False),
        sa.Column("blocked", sa.Boolean(), nullable=False),
        sa.Column("status_then", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("witness_id", sa.Uuid(), nullable=True),
        sa.Column("vial_id", sa.Uuid(), nullable=True),
        sa.Column("injection_id", sa.Uuid(), nullable=True),
        sa.Column("batch_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "below_zero = (CAST(balance_ml AS REAL) < 0)", name="ck_stock_movement_below_zero"
        ),
        sa.CheckConstraint("length(kind) <= 16", name="ck_stock_movement_kind_length"),
        sa.CheckConstraint("length(reason) <= 200", name="ck_stock_movement_reason_length"),
        sa.CheckConstraint("length(status_then) <= 16", name="ck_stock_movement_status_then_length"),
        sa.ForeignKeyConstraint(
            ["site_id", "injection_id"],
            ["injection.site_id", "injection.id"],
            name="fk_stock_movement_injection",
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "lot_id"], ["lot.site_id", "lot.id"], name="fk_stock_movement_lot"
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "recorded_by"], ["staff.site_id", "staff.id"], name="fk_stock_movement_recorded_by"
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "vial_id"], ["vial.site_id", "vial.id"], name="fk_stock_movement_vial"
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "witness_id"], ["staff.site_id", "staff.id"], name="fk_stock_movement_witness_id"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("site_id", "id"),
        sa.UniqueConstraint("site_id", "lot_id", "position", name="uq_stock_movement_position"),
    )
    op.create_index(
        "ix_stock_movement_injection",
        "stock_movement",
        ["site_id", "injection_id"],
        sqlite_where=sa.text("injection_id IS NOT NULL"),
        postgresql_where=sa.text("injection_id IS NOT NULL"),
    )
    op.create_index(
        "ix_stock_movement_vial",
        "stock_movement",
        ["site_id", "vial_id"],
        sqlite_where=sa.text("vial_id IS NOT NULL"),
        postgresql_where=sa.text("vial_id IS NOT NULL"),
    )


def _day_lot() -> None:
    op.create_table(
        "day_lot",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chosen_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "chosen_by"], ["staff.site_id", "staff.id"], name="fk_day_lot_chosen_by"
        ),
        sa.ForeignKeyConstraint(["site_id", "lot_id"], ["lot.site_id", "lot.id"], name="fk_day_lot_lot"),
        sa.ForeignKeyConstraint(
            ["site_id", "product_id"], ["product.site_id", "product.id"], name="fk_day_lot_product"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("site_id", "id"),
        sa.UniqueConstraint("site_id", "product_id", "day", "position", name="uq_day_lot_position"),
    )


def _injection_component() -> None:
    op.create_table(
        "injection_component",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("injection_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=True),
        sa.Column("volume_ml", DECIMAL, nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("CAST(volume_ml AS REAL) > 0", name="ck_injection_component_volume_ml_positive"),
        sa.ForeignKeyConstraint(
            ["site_id", "injection_id"],
            ["injection.site_id", "injection.id"],
            name="fk_injection_component_injection",
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "lot_id"], ["lot.site_id", "lot.id"], name="fk_injection_component_lot"
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "product_id"],
            ["product.site_id", "product.id"],
            name="fk_injection_component_product",
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("site_id", "injection_id", "position"),
    )
    op.create_index("ix_injection_component_lot", "injection_component", ["site_id", "lot_id"])


def _recall_contact() -> None:
    op.create_table(
        "recall_contact",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("contact", sa.String(16), nullable=False),
        sa.Column("note", sa.String(200), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(contact) <= 16", name="ck_recall_contact_contact_length"),
        sa.CheckConstraint("length(note) <= 200", name="ck_recall_contact_note_length"),
        sa.ForeignKeyConstraint(
            ["site_id", "client_id"], ["client.site_id", "client.id"], name="fk_recall_contact_client"
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "lot_id"], ["lot.site_id", "lot.id"], name="fk_recall_contact_lot"
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "recorded_by"], ["staff.site_id", "staff.id"], name="fk_recall_contact_recorded_by"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("site_id", "id"),
        sa.UniqueConstraint("site_id", "lot_id", "position", name="uq_recall_contact_position"),
    )
