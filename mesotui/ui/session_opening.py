"""From a client to their open session: resumed where it is, or begun in the room that suits."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from mesotui.domain.errors import NotFound
from mesotui.domain.people import Appointment, Client, Room
from mesotui.domain.rooms import Overview
from mesotui.records import sessions
from mesotui.records import today as today_records
from mesotui.ui import local_time
from mesotui.ui.context import Context
from mesotui.ui.room_choice import possible_rooms, session_of

# Enough to find a practitioner's last session, also in a clinic with many of them.
_LOOKED_BACK = 50

AskRoom = Callable[[tuple[Room, ...]], Awaitable[Room | None]]


async def read_overview(context: Context, group: str) -> Overview:
    """Read rooms, clocks and who is due today.

    Raises:
        Refused: it can't be read.
        Stale: a newer read of the same group began meanwhile.
    """
    day_from, day_to = local_time.day_bounds(context.now())
    return await context.work.read(
        group,
        today_records.overview,
        context.actor,
        day_from=day_from,
        day_to=day_to,
        delays_shown_days=int(context.clinic.screening().delays_shown_days),
    )


async def newest_of_mine(context: Context) -> UUID:
    """Give the newest session that this person has open.

    Raises:
        NotFound: there is none.
    """
    running = await context.work.read("sessions", sessions.open_sessions, context.actor)
    mine = [session for session in running if session.practitioner.id == context.actor.staff_id]
    if not mine:
        raise NotFound("No session of yours is open. Open one on Today (F2).")
    return max(mine, key=lambda session: session.started_at).id


async def open_session(
    context: Context, client: Client, appointment: Appointment | None, ask_room: AskRoom
) -> UUID | None:
    """Give the client's open session, or begin one; None when nobody chose a room.

    Args:
        context: what every screen is handed.
        client: who is treated.
        appointment: the visit that it becomes; None lets the client's visit of today be found.
        ask_room: asks which of several rooms.

    Raises:
        Refused: no room is free, or this person may not treat.
    """
    overview = await read_overview(context, "open-session")
    if running := session_of(overview.rooms, client.id):
        return running.id
    visit = appointment or next(
        (due for due in overview.due if due.client.id == client.id and due.session_id is None), None
    )
    rooms = possible_rooms(
        overview.rooms,
        booked_room=visit.room_id if visit else None,
        last_room=await last_room(context, overview),
    )
    room = rooms[0] if len(rooms) == 1 else await ask_room(rooms)
    if room is None:
        return None
    limits = context.clinic.protocol.limits
    opened = await context.work.write(
        sessions.open_session,
        context.actor,
        client.id,
        room.id,
        appointment_id=visit.id if visit and visit.session_id is None else None,
        target_minutes=(int(limits.session_minutes_from), int(limits.session_minutes_to)),
        utc_offset=local_time.utc_offset(context.now()),
        now=context.now(),
    )
    return opened.id


async def last_room(context: Context, overview: Overview) -> UUID | None:
    """Give the room of this person's latest session, which is where they work today."""
    latest = await context.work.read("last-room", sessions.list_sessions, context.actor, limit=_LOOKED_BACK)
    named = next((session.room for session in latest if session.practitioner == context.actor.name), None)
    return next((room.id for room, _ in overview.rooms if room.name == named), None)
