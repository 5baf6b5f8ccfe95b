"""What goes on in the treatment rooms, seen from outside."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from mesotui.domain.people import Appointment, Client, Room
from mesotui.domain.treatment import TreatmentSession


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomClock:
    """A countdown that somebody set in a room."""

    id: UUID
    room_id: UUID
    session_id: UUID | None
    """The session it was set in; it ends with it."""
    label: str
    started_at: datetime
    seconds: int
    ended_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delayed:
    """A client whose treatment was delayed, and who wasn't seen since."""

    client: Client
    session_id: UUID
    until: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The clinic at a glance."""

    rooms: tuple[tuple[Room, TreatmentSession | None], ...]
    """Every room, with the session that is open in it."""
    due: tuple[Appointment, ...]
    """Who is expected, earliest first; those whose session has begun among them."""
    room_clocks: tuple[RoomClock, ...]
    """The countdowns that run, in any room."""
    delayed: tuple[Delayed, ...] = ()
    """Whose treatment was delayed, the soonest first."""
