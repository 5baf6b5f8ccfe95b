"""The people who work here."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from mesotui.domain.errors import NotFound, Refused
from mesotui.domain.ids import uuid7
from mesotui.domain.people import Actor, Role, Staff
from mesotui.domain.text import required_text
from mesotui.records import views
from mesotui.records.guards import put
from mesotui.records.pins import check_pin, hash_of
from mesotui.records.tables import StaffRow
from mesotui.records.tables.people import LOGIN_LENGTH, NAME_LENGTH


def list_staff(db: Session) -> tuple[Staff, ...]:
    """Give everybody, by name; also before anybody has signed in."""
    rows = db.exec(select(StaffRow).order_by(col(StaffRow.name), col(StaffRow.id))).all()
    return tuple(map(views.staff_of, rows))


def add_staff(
    db: Session, actor: Actor, *, login: str, name: str, role: Role, pin: str = "", now: datetime
) -> Staff:
    """Add a person; without a PIN they can't sign in yet.

    Raises:
        Refused: the login is taken, a text is empty or too long, or the PIN is none.
    """
    kept_login = required_text(login, field="The login", limit=LOGIN_LENGTH).casefold()
    taken = select(StaffRow).where(col(StaffRow.site_id) == actor.site_id, col(StaffRow.login) == kept_login)
    if db.exec(taken).first() is not None:
        raise Refused("This login is taken. Choose another one.")
    row = StaffRow(
        site_id=actor.site_id,
        id=uuid7(now),
        login=kept_login,
        name=required_text(name, field="The name", limit=NAME_LENGTH),
        role=role,
        pin_hash=hash_of(pin) if pin else "",
        created_at=now,
    )
    return views.staff_of(put(db, row))


def set_active(db: Session, actor: Actor, login: str, *, active: bool, now: datetime) -> Staff:  # noqa: ARG001
    """Say that a person no longer works here, or does again; their consoles over the network end in seconds.

    Raises:
        NotFound: nobody has this login.
        Refused: the actor is neither a supervisor nor an administrator nor alone, or means themselves.
    """
    row = staff_row(db, actor, login)
    if row.id == actor.staff_id:
        raise Refused("Nobody can say this of themselves. Let somebody else do it.")
    if actor.role is Role.PRACTITIONER and _others_in_charge(db, actor):
        raise Refused("Only a supervisor or an administrator may do this.")
    row.active = active
    return views.staff_of(put(db, row))


def staff_row(db: Session, actor: Actor, login: str) -> StaffRow:
    """Find a person of the actor's clinic by login.

    Raises:
        NotFound: nobody has it.
    """
    row = db.exec(
        select(StaffRow).where(
            col(StaffRow.site_id) == actor.site_id, col(StaffRow.login) == login.strip().casefold()
        )
    ).first()
    if row is None:
        raise NotFound("Nobody here has this login. See mesotui staff list.")
    return row


def _others_in_charge(db: Session, actor: Actor) -> bool:
    """Tell whether a clinic has somebody whose task this is: a practitioner alone has nobody."""
    in_charge = select(StaffRow).where(
        col(StaffRow.site_id) == actor.site_id,
        col(StaffRow.active).is_(True),
        col(StaffRow.role) != Role.PRACTITIONER,
    )
    return db.exec(in_charge).first() is not None


def sign_in(db: Session, staff_id: UUID, pin: str, *, now: datetime) -> Actor:
    """Let a person in who knows their PIN.

    Raises:
        Refused: the PIN is wrong, was wrong too often, isn't set, or the person no longer works here.
    """
    row = _active_row(db, staff_id)
    check_pin(row, pin, now)
    return _actor(row)


def actor_of(db: Session, staff_id: UUID) -> Actor:
    """Give a person as one who acts, without a PIN: for who owns the data folder, and for the demo clinic.

    Raises:
        Refused: the person no longer works here.
    """
    return _actor(_active_row(db, staff_id))


def _active_row(db: Session, staff_id: UUID) -> StaffRow:
    row = db.exec(select(StaffRow).where(col(StaffRow.id) == staff_id)).first()
    if row is None:
        raise NotFound("This person isn't in this clinic's records.")
    if not row.active:
        raise Refused("This person no longer works here. Let somebody else sign in.")
    return row


def _actor(row: StaffRow) -> Actor:
    return Actor(staff_id=row.id, site_id=row.site_id, name=row.name, role=row.role)
