"""What goes on in the treatment rooms, seen from outside."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from mesotui.domain.dates import short_date
from mesotui.domain.people import Appointment, Client, Room
from mesotui.domain.treatment import TreatmentSession

_NEXT_ONE = timedelta(days=300)
"""Within so many days a day and a month are enough to say which day is meant."""


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
    decided_at: datetime
    until: date
    reason: str

    @property
    def until_day(self) -> str:
        """The day; with its year only where nobody would think of the next one."""
        whole = short_date(self.until)
        return whole if self.until - self.decided_at.date() > _NEXT_ONE else whole.rsplit(" ", 1)[0]


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
