"""Who received a lot, directly or through a mix, and whom the clinic has told."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from mesotui.domain.people import Client
from mesotui.domain.stock import Lot


class Contact(StrEnum):
    """How far a client on the call list was told."""

    TRIED = "tried"
    """Called, not reached."""
    REACHED = "reached"
    ACKNOWLEDGED = "acknowledged"
    """They said that they understood."""


TOLD = frozenset({Contact.REACHED, Contact.ACKNOWLEDGED})


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneReceived:
    """What one injection brought of the lot."""

    zone_name: str
    volume_ml: Decimal
    """Of the lot alone, not of the mix."""
    through_mix: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitReceived:
    """What one session brought of the lot."""

    session_id: UUID
    started_at: datetime
    utc_offset: timedelta
    zones: tuple[ZoneReceived, ...]

    @property
    def volume_ml(self) -> Decimal:
        """Of the lot, in all zones."""
        return sum((zone.volume_ml for zone in self.zones), Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactMade:
    """One line of the call list's story."""

    contact: Contact
    note: str
    recorded_at: datetime
    recorded_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """A client who received the lot."""

    client: Client
    visits: tuple[VisitReceived, ...]
    """The latest first."""
    contacts: tuple[ContactMade, ...] = ()
    """In the order they were made."""

    @property
    def volume_ml(self) -> Decimal:
        """Of the lot, in all sessions."""
        return sum((visit.volume_ml for visit in self.visits), Decimal(0))

    @property
    def contact(self) -> Contact | None:
        """The last word on whether they were told; None where nobody called yet."""
        return self.contacts[-1].contact if self.contacts else None

    @property
    def through_mix(self) -> bool:
        """Whether any of it came in a mix."""
        return any(zone.through_mix for visit in self.visits for zone in visit.zones)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """A lot with everyone who received it."""

    lot: Lot
    recipients: tuple[Recipient, ...]
    """By name."""
    lot_unknown: int = 0
    """How many injections of the product have no lot: any of them may be of this one."""

    @property
    def reached(self) -> int:
        """How many were reached, those who acknowledged among them."""
        return sum(recipient.contact in TOLD for recipient in self.recipients)

    @property
    def acknowledged(self) -> int:
        """How many said that they understood."""
        return sum(recipient.contact is Contact.ACKNOWLEDGED for recipient in self.recipients)
