"""The clinic at a glance."""

from datetime import datetime

from sqlmodel import Session

from mesotui.domain.people import Actor
from mesotui.domain.rooms import Overview
from mesotui.records import appointments, room_clocks, screenings
from mesotui.records.rooms import list_rooms
from mesotui.records.sessions import open_sessions


def overview(
    db: Session, actor: Actor, *, day_from: datetime, day_to: datetime, delays_shown_days: int
) -> Overview:
    """Give the rooms with who is inside, who is expected, what countdowns run, and whose visit was delayed.

    Args:
        db: the open transaction.
        actor: who asks.
        day_from: when the day begins, in the zone of the room.
        day_to: when it ends.
        delays_shown_days: how long after its day a delay is still told.
    """
    inside = {session.room.id: session for session in open_sessions(db, actor)}
    return Overview(
        rooms=tuple((room, inside.get(room.id)) for room in list_rooms(db, actor)),
        due=appointments.due(db, actor, day_from=day_from, day_to=day_to),
        room_clocks=room_clocks.running(db, actor),
        delayed=screenings.delayed(db, actor, today=day_from.date(), since=day_from, days=delays_shown_days),
    )
