"""Sessions, and what surrounds the treatment in them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables."""
    _session()
    _phase()
    _interruption()
    _note()
    _slip()
    _draft()
    _room_clock()


def _session() -> None:
    op.create_table(
        "session",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("practitioner_id", sa.Uuid(), nullable=False),
        sa.Column("appointment_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("step", sa.String(16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("end_reason", sa.String(200), nullable=False),
        sa.Column("utc_offset_seconds", sa.Integer(), nullable=False),
        sa.Column("target_minutes_from", sa.Integer(), nullable=False),
        sa.Column("target_minutes_to", sa.Integer(), nullable=False),
        sa.Column("identity_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("identity_by", sa.Uuid(), nullable=True),
        sa.Column("identity_override", sa.String(200), nullable=False),
        sa.CheckConstraint("(status = 'open') = (ended_at IS NULL)", name="ck_session_ended"),
        sa.CheckConstraint("length(end_reason) <= 200", name="ck_session_end_reason_length"),
        sa.CheckConstraint("length(identity_override) <= 200", name="ck_session_identity_override_length"),
        sa.CheckConstraint("length(status) <= 16", name="ck_session_status_length"),
        sa.CheckConstraint("length(step) <= 16", name="ck_session_step_length"),
        sa.CheckConstraint("number >= 1", name="ck_session_number"),
        sa.CheckConstraint(
            "target_minutes_from > 0 AND target_minutes_from <= target_minutes_to", name="ck_session_target"
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "appointment_id"],
            ["appointment.site_id", "appointment.id"],
            name="fk_session_appointment",
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "client_id"], ["client.site_id", "client.id"], name="fk_session_client"
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "ended_by"], ["staff.site_id", "staff.id"], name="fk_session_ended_by"
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "identity_by"], ["staff.site_id", "staff.id"], name="fk_session_identity_by"
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "practitioner_id"], ["staff.site_id", "staff.id"], name="fk_session_practitioner_id"
        ),
        sa.ForeignKeyConstraint(["site_id", "room_id"], ["room.site_id", "room.id"], name="fk_session_room"),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("site_id", "id"),
        sa.UniqueConstraint("site_id", "appointment_id", name="uq_session_appointment"),
    )
    op.create_index("ix_session_client", "session", ["site_id", "client_id", "started_at"], unique=False)
    op.create_index("ix_session_started", "session", ["site_id", "started_at"], unique=False)
    op.create_index("ix_session_status", "session", ["site_id", "status", "started_at"], unique=False)
    op.create_index(
        "uq_session_open_client",
        "session",
        ["site_id", "client_id"],
        unique=True,
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_index(
        "uq_session_open_room",
        "session",
        ["site_id", "room_id"],
        unique=True,
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    )


def _phase() -> None:
    op.create_table(
        "phase",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(16), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(step) <= 16", name="ck_phase_step_length"),
        sa.ForeignKeyConstraint(
            ["site_id", "session_id"], ["session.site_id", "session.id"], name="fk_phase_session"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("site_id", "id"),
        sa.UniqueConstraint("site_id", "session_id", "position", name="uq_phase_position"),
    )


def _interruption() -> None:
    op.create_table(
        "interruption",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(reason) <= 200", name="ck_interruption_reason_length"),
        sa.ForeignKeyConstraint(
            ["site_id", "recorded_by"], ["staff.site_id", "staff.id"], name="fk_interruption_recorded_by"
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "session_id"], ["session.site_id", "session.id"], name="fk_interruption_session"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("site_id", "id"),
        sa.UniqueConstraint("site_id", "session_id", "position", name="uq_interruption_position"),
    )


def _note() -> None:
    op.create_table(
        "note",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(4000), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(text) <= 4000", name="ck_note_text_length"),
        sa.ForeignKeyConstraint(
            ["site_id", "recorded_by"], ["staff.site_id", "staff.id"], name="fk_note_recorded_by"
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "session_id"], ["session.site_id", "session.id"], name="fk_note_session"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("site_id", "id"),
        sa.UniqueConstraint("site_id", "session_id", "position", name="uq_note_position"),
    )


def _slip() -> None:
    op.create_table(
        "slip",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(8), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("text_version", sa.String(40), nullable=False),
        sa.Column("text", sa.String(20000), nullable=False),
        sa.Column("instructions", sa.LargeBinary(), nullable=False),
        sa.Column("visit", sa.LargeBinary(), nullable=False),
        sa.Column("call", sa.LargeBinary(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(code) <= 8", name="ck_slip_code_length"),
        sa.CheckConstraint("length(language) <= 16", name="ck_slip_language_length"),
        sa.CheckConstraint("length(text) <= 20000", name="ck_slip_text_length"),
        sa.CheckConstraint("length(text_version) <= 40", name="ck_slip_text_version_length"),
        sa.ForeignKeyConstraint(
            ["site_id", "given_by"], ["staff.site_id", "staff.id"], name="fk_slip_given_by"
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "session_id"], ["session.site_id", "session.id"], name="fk_slip_session"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("site_id", "id"),
        sa.UniqueConstraint("site_id", "code", name="uq_slip_code"),
        sa.UniqueConstraint("site_id", "session_id", "position", name="uq_slip_position"),
    )


def _draft() -> None:
    op.create_table(
        "draft",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("fields", sa.String(20000), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(fields) <= 20000", name="ck_draft_fields_length"),
        sa.ForeignKeyConstraint(
            ["site_id", "saved_by"], ["staff.site_id", "staff.id"], name="fk_draft_saved_by"
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "session_id"], ["session.site_id", "session.id"], name="fk_draft_session"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("site_id", "session_id"),
    )


def _room_clock() -> None:
    op.create_table(
        "room_clock",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("label", sa.String(60), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("CAST(seconds AS REAL) > 0", name="ck_room_clock_seconds_positive"),
        sa.CheckConstraint("length(label) <= 60", name="ck_room_clock_label_length"),
        sa.ForeignKeyConstraint(
            ["site_id", "room_id"], ["room.site_id", "room.id"], name="fk_room_clock_room"
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "session_id"], ["session.site_id", "session.id"], name="fk_room_clock_session"
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "started_by"], ["staff.site_id", "staff.id"], name="fk_room_clock_started_by"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("site_id", "id"),
    )
    op.create_index(
        "ix_room_clock_running",
        "room_clock",
        ["site_id", "started_at"],
        unique=False,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
