"""The clinic, its people, and whom it expects."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    _site()
    _site_head()
    _room()
    _staff()
    _client()
    _client_term()
    _client_alert()
    _appointment()
    op.execute("INSERT INTO site_head (id, version) VALUES (1, 0)")


def term(length: int) -> sa.types.TypeEngine[str]:
    """Text that is searched by its beginning, so ordered by code point on PostgreSQL too."""
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def _site() -> None:
    op.create_table(
        "site",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("phone", sa.String(40), nullable=False),
        sa.Column("emergency_number", sa.String(40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(emergency_number) <= 40", name="ck_site_emergency_number_length"),
        sa.CheckConstraint("length(name) <= 120", name="ck_site_name_length"),
        sa.CheckConstraint("length(phone) <= 40", name="ck_site_phone_length"),
        sa.PrimaryKeyConstraint("id"),
    )


def _site_head() -> None:
    op.create_table(
        "site_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name="ck_site_head_one_row"),
        sa.PrimaryKeyConstraint("id"),
    )


def _room() -> None:
    op.create_table(
        "room",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("folded_name", sa.String(80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(folded_name) <= 80", name="ck_room_folded_name_length"),
        sa.CheckConstraint("length(name) <= 40", name="ck_room_name_length"),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("site_id", "id"),
        sa.UniqueConstraint("site_id", "folded_name", name="uq_room_name"),
    )


def _staff() -> None:
    op.create_table(
        "staff",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("login", sa.String(40), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("pin_hash", sa.String(200), nullable=False),
        sa.Column("wrong_pins", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(login) <= 40", name="ck_staff_login_length"),
        sa.CheckConstraint("length(name) <= 80", name="ck_staff_name_length"),
        sa.CheckConstraint("length(pin_hash) <= 200", name="ck_staff_pin_hash_length"),
        sa.CheckConstraint("length(role) <= 16", name="ck_staff_role_length"),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("site_id", "id"),
        sa.UniqueConstraint("site_id", "login", name="uq_staff_login"),
    )


def _client() -> None:
    op.create_table(
        "client",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("family_name", sa.String(80), nullable=False),
        sa.Column("given_name", sa.String(80), nullable=False),
        sa.Column("sort_name", term(321), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=False),
        sa.Column("phone", sa.String(40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(family_name) <= 80", name="ck_client_family_name_length"),
        sa.CheckConstraint("length(given_name) <= 80", name="ck_client_given_name_length"),
        sa.CheckConstraint("length(phone) <= 40", name="ck_client_phone_length"),
        sa.CheckConstraint("length(sort_name) <= 321", name="ck_client_sort_name_length"),
        sa.ForeignKeyConstraint(
            ["site_id", "created_by"], ["staff.site_id", "staff.id"], name="fk_client_created_by"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("site_id", "id"),
    )
    op.create_index("ix_client_birth_date", "client", ["site_id", "birth_date"], unique=False)
    op.create_index("ix_client_sort_name", "client", ["site_id", "sort_name"], unique=False)


def _client_term() -> None:
    op.create_table(
        "client_term",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("term", term(80), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(term) <= 80", name="ck_client_term_term_length"),
        sa.ForeignKeyConstraint(
            ["site_id", "client_id"], ["client.site_id", "client.id"], name="fk_client_term_client"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("site_id", "term", "client_id"),
        sqlite_with_rowid=False,
    )


def _client_alert() -> None:
    op.create_table(
        "client_alert",
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_by", sa.Uuid(), nullable=True),
        sa.Column("void_reason", sa.String(200), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("text", sa.String(200), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(kind) <= 16", name="ck_client_alert_kind_length"),
        sa.CheckConstraint("length(text) <= 200", name="ck_client_alert_text_length"),
        sa.CheckConstraint("length(void_reason) <= 200", name="ck_client_alert_void_reason_length"),
        sa.ForeignKeyConstraint(
            ["site_id", "client_id"], ["client.site_id", "client.id"], name="fk_client_alert_client"
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "recorded_by"], ["staff.site_id", "staff.id"], name="fk_client_alert_recorded_by"
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "voided_by"], ["staff.site_id", "staff.id"], name="fk_client_alert_voided_by"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("site_id", "id"),
        sa.UniqueConstraint("site_id", "client_id", "position", name="uq_client_alert_position"),
    )


def _appointment() -> None:
    op.create_table(
        "appointment",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("booked_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "booked_by"], ["staff.site_id", "staff.id"], name="fk_appointment_booked_by"
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "client_id"], ["client.site_id", "client.id"], name="fk_appointment_client"
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "room_id"], ["room.site_id", "room.id"], name="fk_appointment_room"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("site_id", "id"),
    )
    op.create_index("ix_appointment_client", "appointment", ["site_id", "client_id", "due_at"], unique=False)
    op.create_index("ix_appointment_due", "appointment", ["site_id", "due_at"], unique=False)
