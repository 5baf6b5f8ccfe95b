"""The clinic, its rooms and staff, its clients and whom it expects."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from mesotui.domain.people import AlertKind, Role
from mesotui.records.tables.keys import SiteKey, Voidable, author, reference
from mesotui.records.types import SearchTerm, UtcDateTime, WordOf

NAME_LENGTH = 80
CLINIC_NAME_LENGTH = 120
ROOM_NAME_LENGTH = 40
LOGIN_LENGTH = 40
PHONE_LENGTH = 40
ALERT_LENGTH = 200
TERM_LENGTH = 80


class SiteRow(SQLModel, table=True):
    """The clinic."""

    __tablename__ = "site"

    id: UUID = Field(primary_key=True)
    name: str = Field(max_length=CLINIC_NAME_LENGTH)
    phone: str = Field(default="", max_length=PHONE_LENGTH)
    emergency_number: str = Field(default="", max_length=PHONE_LENGTH)
    created_at: datetime = Field(sa_type=UtcDateTime)


class SiteHeadRow(SQLModel, table=True):
    """The one row that each write locks and counts up: by it other terminals see that something changed."""

    __tablename__ = "site_head"
    __table_args__ = (CheckConstraint("id = 1", name="ck_site_head_one_row"),)

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    version: int = 0


class RoomRow(SiteKey, table=True):
    """A treatment room."""

    __tablename__ = "room"
    __table_args__ = (UniqueConstraint("site_id", "folded_name", name="uq_room_name"),)

    name: str = Field(max_length=ROOM_NAME_LENGTH)
    folded_name: str = Field(max_length=ROOM_NAME_LENGTH * 2)
    created_at: datetime = Field(sa_type=UtcDateTime)


class StaffRow(SiteKey, table=True):
    """A person who works here, with the hash of their PIN."""

    __tablename__ = "staff"
    __table_args__ = (UniqueConstraint("site_id", "login", name="uq_staff_login"),)

    login: str = Field(max_length=LOGIN_LENGTH)
    name: str = Field(max_length=NAME_LENGTH)
    role: Role = Field(sa_type=WordOf(Role))
    active: bool = True
    pin_hash: str = Field(default="", max_length=200)
    wrong_pins: int = 0
    locked_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)


class ClientRow(SiteKey, table=True):
    """A person who is treated."""

    __tablename__ = "client"
    __table_args__ = (
        author("client", "created_by"),
        Index("ix_client_sort_name", "site_id", "sort_name"),
        Index("ix_client_birth_date", "site_id", "birth_date"),
    )

    family_name: str = Field(max_length=NAME_LENGTH)
    given_name: str = Field(max_length=NAME_LENGTH)
    sort_name: str = Field(sa_type=SearchTerm(4 * NAME_LENGTH + 1))
    """Family and given name, folded: the order of lists, and what a name's beginning is searched in."""
    birth_date: date
    phone: str = Field(default="", max_length=PHONE_LENGTH)
    created_at: datetime = Field(sa_type=UtcDateTime)
    created_by: UUID


class ClientTermRow(SQLModel, table=True):
    """One thing that a client is found by; its beginning is enough."""

    __tablename__ = "client_term"
    __table_args__ = (
        reference("client_id", "client", "fk_client_term_client"),
        {"sqlite_with_rowid": False},
    )

    site_id: UUID = Field(primary_key=True, foreign_key="site.id")
    term: str = Field(primary_key=True, sa_type=SearchTerm(TERM_LENGTH))
    client_id: UUID = Field(primary_key=True)


class AlertRow(SiteKey, Voidable, table=True):
    """What must stay on the screen while a client is treated."""

    __tablename__ = "client_alert"
    __table_args__ = (
        reference("client_id", "client", "fk_client_alert_client"),
        author("client_alert", "recorded_by"),
        author("client_alert", "voided_by"),
        UniqueConstraint("site_id", "client_id", "position", name="uq_client_alert_position"),
    )

    client_id: UUID
    position: int
    """Its place among the client's alerts, from 1."""
    kind: AlertKind = Field(sa_type=WordOf(AlertKind))
    text: str = Field(max_length=ALERT_LENGTH)
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    recorded_by: UUID


class AppointmentRow(SiteKey, table=True):
    """A client who is expected; the session that came of it points here."""

    __tablename__ = "appointment"
    __table_args__ = (
        reference("client_id", "client", "fk_appointment_client"),
        reference("room_id", "room", "fk_appointment_room"),
        author("appointment", "booked_by"),
        Index("ix_appointment_due", "site_id", "due_at"),
        Index("ix_appointment_client", "site_id", "client_id", "due_at"),
    )

    client_id: UUID
    room_id: UUID | None = None
    due_at: datetime = Field(sa_type=UtcDateTime)
    booked_at: datetime = Field(sa_type=UtcDateTime)
    booked_by: UUID
