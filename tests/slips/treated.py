"""A clinic on file with one treated client, for whatever shows or gives their slip."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from mesotui.clinic import ClinicData, load
from mesotui.domain.people import Actor
from mesotui.domain.treatment import InjectionEntry, TreatmentSession
from mesotui.records import appointments, clients, closing, injections, rooms, sessions, sites, staff
from mesotui.records.database import Database
from mesotui.records.engine import open_database
from tests.consenting import agree
from tests.records.given import suitable

STARTED = datetime(2026, 11, 22, 16, 45, tzinfo=UTC)
ENDED = datetime(2026, 11, 22, 17, 30, tzinfo=UTC)
NOW = datetime(2026, 11, 22, 17, 31, tzinfo=UTC)
NEXT_VISIT = datetime(2026, 12, 1, 16, 45, tzinfo=UTC)
ROOM_OFFSET = timedelta(hours=1)
PHONE = "+33 (0)1 23 45 67 89"
CLINIC_NAME = "Atelier Peau"
FAMILY_NAME, GIVEN_NAME, BIRTH_DATE = "Quillfeather", "Zyxanne", date(1985, 3, 12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Treated:
    """What was put on file."""

    database: Database
    actor: Actor
    session_id: UUID
    clinic: ClinicData

    def session(self) -> TreatmentSession:
        return self.database.read(sessions.session, self.actor, self.session_id)


def treat(
    folder: Path, *, phone: str = PHONE, with_visit: bool = True, zones: str = "tll tlr all"
) -> Treated:
    """Make a clinic whose one client was treated in some zones and whose session is over."""
    database = open_database(folder, throwaway=True)
    clinic = load(None)
    write = database.write
    actor = write(sites.set_up, clinic_name=CLINIC_NAME, practitioner_name="A. Ruiz", pin="4711", now=STARTED)
    write(sites.set_emergency_number, actor, "112", now=STARTED)
    if phone:
        write(sites.set_phone, actor, phone, now=STARTED)
    client = write(
        clients.add_client,
        actor,
        family_name=FAMILY_NAME,
        given_name=GIVEN_NAME,
        birth_date=BIRTH_DATE,
        phone="+33 6 99 88 77 66",
        now=STARTED,
    )
    if with_visit:
        write(appointments.book, actor, client.id, NEXT_VISIT, now=STARTED)
    room = database.read(rooms.list_rooms, actor)[0]
    session = write(
        sessions.open_session,
        actor,
        client.id,
        room.id,
        target_minutes=(30, 60),
        utc_offset=ROOM_OFFSET,
        now=STARTED,
    )
    write(sessions.confirm_identity, actor, session.id, initials="ZQ", birth_year_digits="85", now=STARTED)
    write(suitable, actor, session.id, now=STARTED)
    write(agree, actor, session.id, now=STARTED)
    technique = clinic.protocol.techniques[0]
    for code in zones.split():
        write(
            injections.log_injection,
            actor,
            session.id,
            entry=InjectionEntry(
                zone_code=code,
                technique_code=technique.code,
                depth_mm=Decimal(2),
                points=24,
                volume_ml_per_point=Decimal("0.05"),
                product_name="Mix 12",
                needle_gauge=30,
                needle_length_mm=Decimal(4),
            ),
            zone=clinic.anatomy.zone(code),
            technique=technique,
            vocabulary_version=clinic.anatomy.version,
            protocol=clinic.protocol,
            now=STARTED,
        )
    if zones:
        write(closing.finish, actor, session.id, now=ENDED)
    return Treated(database=database, actor=actor, session_id=session.id, clinic=clinic)


def reopen(folder: Path) -> Treated:
    """Open a clinic that was made before, as another console would."""
    database = open_database(folder, throwaway=True)
    site = database.read(sites.current_site)
    assert site is not None
    practitioner = database.read(staff.list_staff)[0]
    actor = Actor(staff_id=practitioner.id, site_id=site.id, name=practitioner.name, role=practitioner.role)
    session = database.read(sessions.list_sessions, actor, limit=1)[0]
    return Treated(database=database, actor=actor, session_id=session.id, clinic=load(None))
