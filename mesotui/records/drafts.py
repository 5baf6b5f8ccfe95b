"""What is typed and not logged yet: kept with the session, so that it is back after a crash or elsewhere."""

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from mesotui.domain.errors import Refused
from mesotui.domain.people import Actor
from mesotui.domain.treatment import Status
from mesotui.records.database import stay_quiet
from mesotui.records.guards import open_session_row, put, session_row
from mesotui.records.tables import DraftRow, SessionRow
from mesotui.records.tables.sessions import DRAFT_LENGTH


def save(
    db: Session, actor: Actor, session_id: UUID, fields: Mapping[str, str], *, now: datetime
) -> Mapping[str, str]:
    """Keep what the fields hold, in place of what was kept before.

    Raises:
        Refused: it is too much, the session is closed, or the actor may not treat.
    """
    session = open_session_row(db, actor, session_id)
    stay_quiet(db)
    kept = json.dumps(dict(fields), ensure_ascii=False)
    if len(kept) > DRAFT_LENGTH:
        raise Refused("What is typed is too much to be kept as a draft. Log it, or shorten it.")
    row = db.get(DraftRow, (session.site_id, session.id))
    if row is None:
        row = DraftRow(
            site_id=session.site_id,
            session_id=session.id,
            fields=kept,
            saved_at=now,
            saved_by=actor.staff_id,
        )
    row.fields = kept
    row.saved_at = now
    row.saved_by = actor.staff_id
    put(db, row)
    return dict(fields)


def load(db: Session, actor: Actor, session_id: UUID) -> Mapping[str, str]:
    """Give what was kept last; empty when there is nothing, also after the session was closed."""
    session = session_row(db, actor, session_id)
    row = db.get(DraftRow, (session.site_id, session.id))
    fields: dict[str, str] = json.loads(row.fields) if row else {}
    return fields


def unfinished(db: Session, actor: Actor) -> UUID | None:
    """Give the open session in which the actor was the last to type something that isn't logged yet."""
    own = (
        select(DraftRow)
        .join(
            SessionRow,
            (col(SessionRow.site_id) == col(DraftRow.site_id))
            & (col(SessionRow.id) == col(DraftRow.session_id)),
        )
        .where(
            col(DraftRow.site_id) == actor.site_id,
            col(DraftRow.saved_by) == actor.staff_id,
            col(SessionRow.status) == Status.OPEN,
        )
        .order_by(col(DraftRow.saved_at).desc())
    )
    return next((row.session_id for row in db.exec(own) if any(json.loads(row.fields).values())), None)


def clear(db: Session, actor: Actor, session_id: UUID, *, now: datetime) -> None:
    """Keep nothing any more, for it was logged.

    Raises:
        Refused: the session is closed, or the actor may not treat.
    """
    save(db, actor, session_id, {}, now=now)
