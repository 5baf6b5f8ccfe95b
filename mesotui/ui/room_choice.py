"""Which room a session is opened in: decided where it can be, asked where it can't."""

from collections.abc import Sequence
from uuid import UUID

from mesotui.domain.errors import Refused
from mesotui.domain.people import Room
from mesotui.domain.treatment import TreatmentSession

RoomsInUse = Sequence[tuple[Room, TreatmentSession | None]]


def possible_rooms(
    rooms: RoomsInUse, *, booked_room: UUID | None, last_room: UUID | None
) -> tuple[Room, ...]:
    """Give the rooms that a session may be opened in; more than one has to be asked about.

    The room of the appointment is taken if it is free, else the last one used, else the only free one.

    Args:
        rooms: all rooms with who is inside.
        booked_room: the appointment's room.
        last_room: the room that this person's last session was in.

    Raises:
        Refused: no room is free.
    """
    free = tuple(room for room, session in rooms if session is None)
    if not free:
        raise Refused("Every room is in use. Close a session first, or add a room.")
    for wanted in (booked_room, last_room):
        for room in free:
            if room.id == wanted:
                return (room,)
    return free


def session_of(rooms: RoomsInUse, client_id: UUID) -> TreatmentSession | None:
    """Give the open session that a client has in one of the rooms."""
    for _, session in rooms:
        if session is not None and session.client.id == client_id:
            return session
    return None
