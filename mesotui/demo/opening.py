"""Makes the demo clinic: its people, their last month, today, and as many past sessions as are asked for."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from sqlmodel import Session

from mesotui import clinic as clinic_data
from mesotui.clinic import ClinicData
from mesotui.demo import MARK
from mesotui.demo.courses import Courses, load_courses
from mesotui.demo.fill import fill
from mesotui.demo.handed_over import Paper, write_slips
from mesotui.demo.health import health_of
from mesotui.demo.month import Clinic, Regular, write_month
from mesotui.demo.packs import with_packs
from mesotui.demo.people import DemoPeople, load_people
from mesotui.demo.stockroom import write_stockroom
from mesotui.demo.supply import Supply, last_numbers, provisions, write_products
from mesotui.demo.today import write_today
from mesotui.domain.consent import ConsentKind
from mesotui.domain.errors import Refused
from mesotui.domain.people import Actor, Role
from mesotui.records import approvals, clients, consents, rooms, sites, slip_keys, staff
from mesotui.records.database import Database
from mesotui.records.engine import open_database
from mesotui.slips.key_file import key_from, replace_key
from mesotui.slips.signing import public_bytes

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_SINCE = timedelta(days=400)
"""How long ago the clinic was set up."""


def open_demo_clinic(
    folder: Path, *, seed: int, sessions: int, now: datetime, url: str | None = None
) -> tuple[Database, Actor]:
    """Open the demo clinic in a folder, making it there first, and give who is signed in.

    Args:
        folder: where it is kept; made when it isn't there.
        seed: the same seed at the same time makes the same clinic, but for the keys of people and of today.
        sessions: how many past sessions are written besides the last month's.
        now: the time that "today" means, with the offset of the place.
        url: a PostgreSQL database instead of a file; it must be empty.

    Raises:
        Refused: the folder holds something that is no demo clinic.
        CannotStart: the database can't be opened there.
    """
    mark = folder / MARK
    if folder.exists() and any(folder.iterdir()) and not mark.exists():
        raise Refused(f"{folder} isn't empty and holds no demo clinic. Choose a new folder with --data.")
    data = clinic_data.load(None)
    courses = load_courses(data)
    database = open_database(folder, url=url, throwaway=True)
    try:
        if mark.exists():
            actor = _whoever_was_first(database)
        else:
            # The same seed makes the same slips, so this key is no secret: it signs for nobody who exists.
            key = key_from(Random(f"slips {seed}").randbytes)
            actor = database.write(_write_clinic, data, courses, load_people(), key, seed=seed, now=now)
            replace_key(folder, key)
            mark.touch(mode=0o600)
        if sessions:
            supply = database.read(_supply, actor, courses, Random(f"stock {seed}"), clears=True)
            place = database.read(_clinic_of, actor)
            fill(database, place, courses, supply, count=sessions, seed=seed, now=now)
    except BaseException:
        database.close()
        raise
    return database, actor


def _write_clinic(
    db: Session,
    data: ClinicData,
    courses: Courses,
    people: DemoPeople,
    key: "Ed25519PrivateKey",
    *,
    seed: int,
    now: datetime,
) -> Actor:
    random = Random(f"month {seed}")
    since = now - _SINCE
    first = people.staff[0]
    actor = sites.set_up(db, clinic_name=people.name, practitioner_name=first.name, pin=people.pin, now=since)
    sites.set_phone(db, actor, people.phone, now=since)
    site = sites.set_emergency_number(db, actor, people.emergency_number, now=since)
    for position, name in enumerate(people.rooms[1:], start=1):
        # Rooms are listed in the order they were added in.
        rooms.add_room(db, actor, name, now=since + timedelta(minutes=position))
    for person in people.staff[1:]:
        staff.add_staff(db, actor, login=person.login, name=person.name, role=person.role, now=since)
    place = _clinic_of(db, actor)
    regulars = _write_regulars(db, actor, courses, people, seed=seed, now=now - timedelta(days=60))
    catalogue = with_packs(data.catalogue())
    write_products(db, place.practitioners[0], courses, catalogue, now=since)
    supply = _supply(db, place.practitioners[0], courses, random, clears=False)
    keys = write_month(db, place, regulars, courses, supply, random, now=now)
    slip_keys.add_own(db, actor, public_bytes(key), now=since)
    text = data.aftercare("en")
    for approved in (text, courses.consent_text):
        approvals.approve_text(
            db,
            actor,
            language=approved.language,
            version=approved.version,
            sha256=approved.sha256,
            now=since,
        )
    write_slips(db, keys, Paper(site=site, text=text, key=key), random)
    write_stockroom(db, place.practitioners[0], catalogue, now=now)
    write_today(db, place, regulars, courses, data, pin=people.pin, now=now)
    for regular in regulars:
        if reason := regular.person.withdrew:
            consents.withdraw(
                db,
                actor,
                regular.id,
                kind=ConsentKind.TREATMENT,
                reason=reason,
                now=now - timedelta(days=1),
            )
    return actor


def _write_regulars(
    db: Session, actor: Actor, courses: Courses, people: DemoPeople, *, seed: int, now: datetime
) -> Sequence[Regular]:
    regulars = []
    for position, person in enumerate(people.clients):
        client = clients.add_client(
            db,
            actor,
            family_name=person.family_name,
            given_name=person.given_name,
            birth_date=person.birth_date,
            phone=person.phone,
            alerts=person.alerts,
            now=now + timedelta(hours=position),
        )
        agreed = consents.take(
            db,
            actor,
            client.id,
            text=courses.consent_text,
            taken=courses.taken,
            photos=person.photos,
            now=now + timedelta(hours=position, minutes=20),
        )
        regulars.append(
            Regular(
                id=client.id,
                consent_id=agreed[0].id,
                person=person,
                health=health_of(Random(f"health {seed} {position}"), courses.wellness, person),
                course=courses.courses[person.course],
            )
        )
    return regulars


def _supply(db: Session, actor: Actor, courses: Courses, random: Random, *, clears: bool) -> Supply:
    numbers = last_numbers(db, actor)
    return Supply(random, actor, provisions(db, actor, courses), numbers, clears=clears)


def _clinic_of(db: Session, actor: Actor) -> Clinic:
    treating = [person for person in staff.list_staff(db) if person.role is Role.PRACTITIONER]
    # Whoever is signed in works in the first room.
    treating.sort(key=lambda person: (person.id != actor.staff_id, person.login))
    return Clinic(
        site_id=actor.site_id,
        rooms=rooms.list_rooms(db, actor),
        practitioners=tuple(staff.actor_of(db, person.id) for person in treating),
    )


def _whoever_was_first(database: Database) -> Actor:
    treating = (person for person in database.read(staff.list_staff) if person.has_pin)
    return database.read(staff.actor_of, next(treating).id)
