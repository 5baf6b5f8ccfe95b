"""The clinic at a glance."""

from datetime import datetime

from sqlmodel import Session

from mesotui.domain.people import Actor
from mesotui.domain.rooms import Overview
from mesotui.records import appointments, room_clocks
from mesotui.records.rooms import list_rooms
from mesotui.records.sessions import open_sessions


def overview(db: Session, actor: Actor, *, day_from: datetime, day_to: datetime) -> Overview:
    """Give the rooms with who is inside, who is expected between two times, and what countdowns run."""
    inside = {session.room.id: session for session in open_sessions(db, actor)}
    return Overview(
        rooms=tuple((room, inside.get(room.id)) for room in list_rooms(db, actor)),
        due=appointments.due(db, actor, day_from=day_from, day_to=day_to),
        room_clocks=room_clocks.running(db, actor),
    )
