"""Rooms and staff on the command line. Whoever adds one says who they are, with their PIN."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from mesotui.bootstrap import Options, open_clinic
from mesotui.cli_output import room_json, say, say_json, staff_json, table
from mesotui.domain.errors import NotFound
from mesotui.domain.people import Actor, Role
from mesotui.domain.text import shown
from mesotui.records import rooms, staff
from mesotui.records.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStaff:
    """Who is added."""

    login: str
    name: str
    role: str


def list_rooms(options: Options, *, as_json: bool) -> int:
    """List the rooms, in the order they were added."""
    with open_clinic(options) as (database, reader):
        found = database.read(rooms.list_rooms, reader)
    if as_json:
        say_json([room_json(room) for room in found])
    else:
        say(table(("ID", "NAME"), ((str(room.id), room.name) for room in found)))
    return 0


def add_room(options: Options, name: str, *, login: str, pins: Callable[[str], str], now: datetime) -> int:
    """Add a room."""
    with open_clinic(options) as (database, _):
        actor = signed_in(database, login, pins, now)
        room = database.write(rooms.add_room, actor, name, now=now)
    say(f"{shown(room.name)} is added.")
    return 0


def list_staff(options: Options, *, as_json: bool) -> int:
    """List the people who work here, by name."""
    with open_clinic(options) as (database, _):
        found = database.read(staff.list_staff)
    if as_json:
        say_json([staff_json(person) for person in found])
        return 0
    rows = (
        (person.login, person.name, person.role.value, "yes" if person.active else "no", _pin(person.has_pin))
        for person in found
    )
    say(table(("LOGIN", "NAME", "ROLE", "ACTIVE", "PIN"), rows))
    return 0


def add_staff(
    options: Options, person: NewStaff, *, login: str, pins: Callable[[str], str], now: datetime
) -> int:
    """Add a person, with a PIN that they type themselves; without one they can't sign in yet."""
    with open_clinic(options) as (database, _):
        actor = signed_in(database, login, pins, now)
        added = database.write(
            staff.add_staff,
            actor,
            login=person.login,
            name=person.name,
            role=Role(person.role),
            pin=pins(f"PIN of {shown(person.name)}, 4 to 12 digits (empty for none): "),
            now=now,
        )
    say(f"{shown(added.name)} is added as {shown(added.login)}.")
    return 0


def set_active(
    options: Options,
    who: str,
    *,
    active: bool,
    acting: str | None,
    pins: Callable[[str], str],
    now: datetime,
) -> int:
    """Say that a person no longer works here, or does again; who owns the clinic's folder may say it."""
    with open_clinic(options) as (database, owner):
        actor = signed_in(database, acting, pins, now) if acting else owner
        person = database.write(staff.set_active, actor, who, active=active, now=now)
    what = "works here again" if active else "no longer works here: no PIN and no key lets them in"
    say(f"{shown(person.name)} {what}.")
    return 0


def signed_in(database: Database, login: str, pins: Callable[[str], str], now: datetime) -> Actor:
    """Let somebody act who says who they are and knows their PIN.

    Raises:
        Refused: they aren't known here, or the PIN isn't theirs.
    """
    person = next((one for one in database.read(staff.list_staff) if one.login == login.casefold()), None)
    if person is None:
        raise NotFound("Nobody here has this login. See mesotui staff list.")
    return database.write(staff.sign_in, person.id, pins(f"PIN of {shown(person.name)}: "), now=now)


def _pin(has_pin: bool) -> str:
    return "set" if has_pin else "none"
