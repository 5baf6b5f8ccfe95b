"""What the tests of the records begin with."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlmodel import Session

from mesotui import clinic as clinic_data
from mesotui.domain.anatomy import Side, View, Zone
from mesotui.domain.consent import ConsentKind
from mesotui.domain.people import Actor, AlertKind, Client, Role, Room
from mesotui.domain.protocol import Antiseptic, Figure, Needle, Technique, TopicalAnaesthetic
from mesotui.domain.screening import ScreeningList, Verdict
from mesotui.domain.treatment import InjectionEntry, Status, TreatmentSession
from mesotui.records import clients, consents, injections, rooms, screening, sessions
from mesotui.records.database import Database
from tests import consenting

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PIN = "2468"
CLINIC = "Clinique des Lilas"
PRACTITIONER = "Ana Ruiz"


def later(**duration: float) -> datetime:
    """Give a time after the tests' beginning."""
    return NOW + timedelta(**duration)


def figure(value: str | int) -> Figure:
    return Figure(value=Decimal(value), source="clinic")


ZONE = Zone(
    code="tll",
    name="Thigh lateral L",
    side=Side.LEFT,
    region="lower body",
    area_cm2=Decimal(300),
    area_source="clinic",
    view=View.FRONT,
    outline=(),
    mirror="tlr",
)
MIRRORED = replace(ZONE, code="tlr", name="Thigh lateral R", side=Side.RIGHT, mirror="tll")
TECHNIQUE = Technique(
    code="nappage",
    name="Nappage",
    depth_mm=figure(2),
    depth_from_mm=figure(1),
    depth_to_mm=figure(4),
    spacing_mm=figure(10),
    volume_ml_per_point=figure("0.05"),
    needle=Needle(gauge=30, length_mm=Decimal(4)),
    needle_source="clinic",
    has_device=False,
    continuous=True,
)
ENTRY = InjectionEntry(
    zone_code="tll",
    technique_code="nappage",
    depth_mm=Decimal(2),
    points=24,
    volume_ml_per_point=Decimal("0.05"),
    product_name="Mix 12",
    needle_gauge=30,
    needle_length_mm=Decimal(4),
)
AGENT = Antiseptic(
    code="chx", name="Chlorhexidine", contact_seconds=figure(30), dry_seconds=figure(30), caution=""
)
CREAM = TopicalAnaesthetic(
    code="emla",
    name="Lidocaine/prilocaine cream",
    minimum_minutes=figure(60),
    maximum_minutes=figure(300),
    maximum_g=figure(60),
    maximum_cm2=figure(400),
    usual_g_per_10_cm2=figure("1.5"),
    caution="",
)
PROTOCOL = clinic_data.load(None).protocol
NOTHING_ASKED = ScreeningList(items=(), tools=(), delays_shown_days=figure(90))
"""A clinic that asks nothing, for tests of what comes after suitability."""


@dataclass(frozen=True, kw_only=True)
class Given:
    """A clinic that is set up, with one client and short ways to what most tests need."""

    database: Database
    actor: Actor
    room: Room
    lea: Client

    @property
    def administrator(self) -> Actor:
        return replace(self.actor, role=Role.ADMINISTRATOR)

    def client(self, family_name: str = "Durand", given_name: str = "Paul", **values: Any) -> Client:
        values = {"birth_date": date(1970, 5, 3), "phone": "", "now": NOW, **values}
        return self.database.write(
            clients.add_client, self.actor, family_name=family_name, given_name=given_name, **values
        )

    def another_room(self, name: str = "Room 2") -> Room:
        return self.database.write(rooms.add_room, self.actor, name, now=NOW)

    def session(self, **values: Any) -> TreatmentSession:
        values = {"client_id": self.lea.id, "room_id": self.room.id, "now": NOW, **values}
        return self.database.write(
            sessions.open_session,
            self.actor,
            values.pop("client_id"),
            values.pop("room_id"),
            **{"target_minutes": (30, 60), "utc_offset": timedelta(hours=1), **values},
        )

    def identified(self, **values: Any) -> TreatmentSession:
        """Open a session in which it may be injected."""
        opened = self.session(**values)
        self.database.write(
            sessions.override_identity, self.actor, opened.id, "Known to the practitioner", now=NOW
        )
        self.suitable(opened.id)
        return self.consent(opened.id)

    def suitable(self, session_id: UUID) -> TreatmentSession:
        """Decide to go, with nothing asked."""
        return self.database.write(suitable, self.actor, session_id, now=NOW)

    def consent(self, session_id: UUID, **values: Any) -> TreatmentSession:
        """Let the client consent to the treatment, on paper, with everything told."""
        values = {
            "kind": ConsentKind.TREATMENT,
            "text": consenting.TEXT,
            "taken": consenting.ON_PAPER,
            "now": NOW,
            **values,
        }
        return self.database.write(consents.give, self.actor, session_id, **values)

    def inject(self, session_id: UUID, **values: Any) -> TreatmentSession:
        values = {
            "entry": ENTRY,
            "zone": ZONE,
            "technique": TECHNIQUE,
            "vocabulary_version": "1",
            "protocol": PROTOCOL,
            "now": NOW,
            **values,
        }
        return self.database.write(injections.log_injection, self.actor, session_id, **values)

    def read(self, session_id: UUID) -> TreatmentSession:
        return self.database.read(sessions.session, self.actor, session_id)


def suitable(db: Session, actor: Actor, session_id: UUID, *, now: datetime) -> TreatmentSession:
    return screening.decide(db, actor, session_id, verdict=Verdict.GO, asked=NOTHING_ASKED, now=now)


def add_lea(database: Database, actor: Actor) -> Client:
    return database.write(
        clients.add_client,
        actor,
        family_name="Martin",
        given_name="Léa",
        birth_date=date(1985, 3, 12),
        phone="+33 6 12 34 56 78",
        alerts=((AlertKind.ALLERGY, "procaine (esters)"),),
        now=NOW,
    )


def close(clinic: Given, session: TreatmentSession, status: Status, **values: Any) -> TreatmentSession:
    now = values.pop("now", later(minutes=40))
    if status is Status.DONE:
        return clinic.database.write(sessions.finish, clinic.actor, session.id, now=now)
    use_case = sessions.stop_early if status is Status.STOPPED else sessions.mark_not_done
    return clinic.database.write(use_case, clinic.actor, session.id, values.get("reason", "Unwell"), now=now)
