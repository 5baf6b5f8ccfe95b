"""The clinic itself."""

from datetime import datetime

from sqlmodel import Session, col, select

from mesotui.domain.errors import NotFound, Refused
from mesotui.domain.ids import uuid7
from mesotui.domain.people import Actor, Role, Site
from mesotui.domain.text import clean_text, folded, required_text
from mesotui.records import views
from mesotui.records.guards import put
from mesotui.records.pins import hash_of
from mesotui.records.tables import RoomRow, SiteRow, StaffRow
from mesotui.records.tables.people import CLINIC_NAME_LENGTH, LOGIN_LENGTH, NAME_LENGTH, PHONE_LENGTH

FIRST_ROOM = "Room 1"


def set_up(db: Session, *, clinic_name: str, practitioner_name: str, pin: str, now: datetime) -> Actor:
    """Make the clinic with one room and its first practitioner, who is then signed in.

    Raises:
        Refused: the clinic exists already, a name is empty or too long, or the PIN is none.
    """
    if _row(db) is not None:
        raise Refused("This clinic is set up already. Sign in.")
    name = required_text(practitioner_name, field="The practitioner's name", limit=NAME_LENGTH)
    site = put(
        db,
        SiteRow(
            id=uuid7(now),
            name=required_text(clinic_name, field="The clinic's name", limit=CLINIC_NAME_LENGTH),
            created_at=now,
        ),
    )
    room = RoomRow(
        site_id=site.id, id=uuid7(now), name=FIRST_ROOM, folded_name=folded(FIRST_ROOM), created_at=now
    )
    practitioner = StaffRow(
        site_id=site.id,
        id=uuid7(now),
        login=folded(name).replace(" ", ".")[:LOGIN_LENGTH] or "practitioner",
        name=name,
        role=Role.PRACTITIONER,
        pin_hash=hash_of(pin),
        created_at=now,
    )
    put(db, room)
    put(db, practitioner)
    return Actor(staff_id=practitioner.id, site_id=site.id, name=name, role=practitioner.role)


def current_site(db: Session) -> Site | None:
    """Give the clinic; None before it is set up."""
    row = _row(db)
    return views.site_of(row) if row else None


def set_phone(db: Session, actor: Actor, phone: str, *, now: datetime) -> Site:  # noqa: ARG001
    """Set the telephone number that clients are given.

    Raises:
        Refused: it is too long.
    """
    row = _own_row(db, actor)
    row.phone = clean_text(phone, field="The telephone number", limit=PHONE_LENGTH)
    return views.site_of(put(db, row))


def set_emergency_number(db: Session, actor: Actor, number: str, *, now: datetime) -> Site:  # noqa: ARG001
    """Set the number that clients are told to call in an emergency.

    Raises:
        Refused: it is empty or too long.
    """
    row = _own_row(db, actor)
    row.emergency_number = required_text(number, field="The emergency number", limit=PHONE_LENGTH)
    return views.site_of(put(db, row))


def _row(db: Session) -> SiteRow | None:
    return db.exec(select(SiteRow).order_by(col(SiteRow.created_at))).first()


def _own_row(db: Session, actor: Actor) -> SiteRow:
    row = db.get(SiteRow, actor.site_id)
    if row is None:
        raise NotFound("This clinic isn't in these records.")
    return row
