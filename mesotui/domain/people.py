"""The clinic, its rooms, its staff and its clients."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """What a member of staff may do."""

    PRACTITIONER = "practitioner"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    """May never record a clinical decision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The clinic as it is named to clients."""

    id: UUID
    name: str
    phone: str
    emergency_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A treatment room."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """A person who works here."""

    id: UUID
    login: str
    name: str
    role: Role
    active: bool = True
    has_pin: bool = False


NOBODY = UUID(int=0)
"""Stands for no person: who owns the clinic's folder, and acts on the command line without a login."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts, at which clinic; every use case is given one."""

    staff_id: UUID
    site_id: UUID
    name: str
    role: Role

    @property
    def may_treat(self) -> bool:
        """Whether this person may record clinical decisions."""
        return self.role is not Role.ADMINISTRATOR


class AlertKind(StrEnum):
    """What an alert warns of."""

    ALLERGY = "allergy"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Something about a client that must stay on the screen while they are treated."""

    id: UUID
    kind: AlertKind
    text: str


NO_KNOWN_ALLERGY = "none known"
"""The text of an allergy alert that records the answer "none": not the same as a question nobody asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A person who is treated."""

    id: UUID
    family_name: str
    given_name: str
    birth_date: date
    phone: str = ""
    alerts: tuple[Alert, ...] = field(default=())

    @property
    def name(self) -> str:
        """The family name in capitals, then the given name: how charts name people."""
        return f"{self.family_name.upper()} {self.given_name}"

    @property
    def initials(self) -> str:
        """The first letters of the given and the family name, in capitals."""
        return (self.given_name[:1] + self.family_name[:1]).upper()

    @property
    def allergies(self) -> tuple[Alert, ...]:
        """The alerts that are allergies; the recorded answer that there is none is not among them."""
        return tuple(
            alert
            for alert in self.alerts
            if alert.kind is AlertKind.ALLERGY and alert.text != NO_KNOWN_ALLERGY
        )

    @property
    def allergies_asked(self) -> bool:
        """Whether the client was asked for allergies, whatever the answer was."""
        return any(alert.kind is AlertKind.ALLERGY for alert in self.alerts)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextApproval:
    """Somebody's word that an aftercare text may be given to clients."""

    language: str
    version: str
    sha256: str
    """Of the files that the text is read from: a changed text isn't approved."""
    approved_at: datetime
    approved_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """A client who is expected."""

    id: UUID
    client: Client
    due_at: datetime
    room_id: UUID | None
    session_id: UUID | None
    """The session that this visit became, once it has begun."""
