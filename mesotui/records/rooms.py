"""The treatment rooms."""

from datetime import datetime

from sqlmodel import Session, col, select

from mesotui.domain.errors import Refused
from mesotui.domain.ids import uuid7
from mesotui.domain.people import Actor, Room
from mesotui.domain.text import folded, required_text
from mesotui.records import views
from mesotui.records.guards import put
from mesotui.records.tables import RoomRow
from mesotui.records.tables.people import ROOM_NAME_LENGTH


def list_rooms(db: Session, actor: Actor) -> tuple[Room, ...]:
    """Give the rooms, in the order they were added."""
    rows = db.exec(
        select(RoomRow)
        .where(col(RoomRow.site_id) == actor.site_id)
        .order_by(col(RoomRow.created_at), col(RoomRow.folded_name))
    ).all()
    return tuple(map(views.room_of, rows))


def add_room(db: Session, actor: Actor, name: str, *, now: datetime) -> Room:
    """Add a room.

    Raises:
        Refused: the name is empty, too long, or taken; case and accents don't tell rooms apart.
    """
    kept = required_text(name, field="The room's name", limit=ROOM_NAME_LENGTH)
    compared = folded(kept)[: 2 * ROOM_NAME_LENGTH]
    same = select(RoomRow).where(col(RoomRow.site_id) == actor.site_id, col(RoomRow.folded_name) == compared)
    if db.exec(same).first() is not None:
        raise Refused(f"There is a room called {kept} already. Choose another name.")
    row = RoomRow(site_id=actor.site_id, id=uuid7(now), name=kept, folded_name=compared, created_at=now)
    return views.room_of(put(db, row))
