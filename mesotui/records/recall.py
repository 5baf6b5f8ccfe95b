"""A lot's recall: it is blocked everywhere at once, and everyone who received it is found and told."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from mesotui.domain.errors import NotFound, Refused
from mesotui.domain.ids import uuid7
from mesotui.domain.people import Actor
from mesotui.domain.recalls import Contact, ContactMade, Recall, Recipient, VisitReceived, ZoneReceived
from mesotui.domain.stock import Lot, MovementKind
from mesotui.domain.text import clean_text, required_text
from mesotui.records import stock_ledger as ledger
from mesotui.records.applied_lots import applied_in
from mesotui.records.guards import client_row, put
from mesotui.records.search import sort_name
from mesotui.records.stock import lots_by_number
from mesotui.records.tables import (
    InjectionComponentRow,
    InjectionRow,
    RecallContactRow,
    SessionRow,
)
from mesotui.records.tables.keys import REASON_LENGTH
from mesotui.records.whole import clients_of, staff_names

_ON_THE_SKIN = "on the skin"
"""Where an antiseptic or a topical anaesthetic was; its amount isn't known by lot."""
_AT_ONCE = 5_000
"""So many keys are asked for in one statement; an engine takes some ten thousand."""


def recall(db: Session, actor: Actor, lot_id: UUID) -> Recall:
    """Give everyone who received a lot, directly or through a mix, by name.

    An injection that was taken back as an error counts for nobody.

    Raises:
        NotFound: there is no such lot.
    """
    row = ledger.lot_row(db, actor, lot_id)
    visits = _visits(db, actor, lot_id)
    clients = clients_of(db, actor.site_id, visits)
    contacts = _contacts(db, actor, lot_id)
    recipients = [
        Recipient(client=client, visits=tuple(visits[key]), contacts=tuple(contacts.get(key, ())))
        for key, client in clients.items()
    ]
    recipients.sort(key=lambda one: (sort_name(one.client.family_name, one.client.given_name), one.client.id))
    return Recall(
        lot=ledger.lot_of(db, row),
        recipients=tuple(recipients),
        lot_unknown=_without_lot(db, actor, row.product_id),
    )


def recalls_of_number(db: Session, actor: Actor, number: str) -> tuple[Recall, ...]:
    """Give the recall of each lot of a number: several makers may have used it.

    Raises:
        NotFound: no lot has the number.
    """
    lots = lots_by_number(db, actor, number)
    if not lots:
        raise NotFound("No lot has this number. mesotui stock list shows all lots.")
    return tuple(recall(db, actor, lot.id) for lot in lots)


def block(db: Session, actor: Actor, lot_id: UUID, *, reason: str, now: datetime) -> Lot:
    """Recall a lot: from now on nothing of it is used, on whichever terminal.

    Raises:
        NotFound: there is no such lot.
        Refused: there is no reason, or it is recalled already.
    """
    return _mark(db, actor, lot_id, MovementKind.RECALL, reason, now)


def unblock(db: Session, actor: Actor, lot_id: UUID, *, reason: str, now: datetime) -> Lot:
    """End a lot's recall.

    Raises:
        NotFound: there is no such lot.
        Refused: there is no reason, or it isn't recalled.
    """
    return _mark(db, actor, lot_id, MovementKind.UNBLOCK, reason, now)


def note_contact(
    db: Session,
    actor: Actor,
    lot_id: UUID,
    client_id: UUID,
    contact: Contact,
    *,
    note: str = "",
    now: datetime,
) -> Recall:
    """Note a word with a client who received the lot; the last one holds, those before stay.

    Raises:
        NotFound: there is no such lot or client.
        Refused: the client didn't receive it, or the note is too long.
    """
    row = ledger.lot_row(db, actor, lot_id)
    client = client_row(db, actor, client_id)
    if client.id not in _visits(db, actor, lot_id):
        raise Refused("This client didn't receive the lot. Look at the list again.")
    last = db.exec(
        select(func.max(RecallContactRow.position)).where(
            col(RecallContactRow.site_id) == actor.site_id, col(RecallContactRow.lot_id) == row.id
        )
    ).one()
    put(
        db,
        RecallContactRow(
            site_id=actor.site_id,
            id=uuid7(now),
            lot_id=row.id,
            position=(last or 0) + 1,
            client_id=client.id,
            contact=contact,
            note=clean_text(note, field="The note", limit=REASON_LENGTH),
            recorded_at=now,
            recorded_by=actor.staff_id,
        ),
    )
    return recall(db, actor, lot_id)


def _mark(db: Session, actor: Actor, lot_id: UUID, kind: MovementKind, reason: str, now: datetime) -> Lot:
    row = ledger.lot_row(db, actor, lot_id)
    kept = required_text(reason, field="The reason", limit=REASON_LENGTH)
    recalled = kind is MovementKind.RECALL
    if ledger.lot_of(db, row).recalled is recalled:
        raise Refused(f"Lot {row.number} is {'recalled already' if recalled else 'not recalled'}.")
    ledger.add_line(db, actor, row, kind, ledger.NOTHING, now=now, blocked=recalled, reason=kept)
    return ledger.lot_of(db, row)


def _visits(db: Session, actor: Actor, lot_id: UUID) -> dict[UUID, list[VisitReceived]]:
    """Give the sessions that brought a lot, by client, the latest first."""
    statement = (
        select(
            col(InjectionComponentRow.volume_ml),
            col(InjectionComponentRow.batch_id),
            col(InjectionRow.zone_name),
            col(InjectionRow.session_id),
        )
        .join(
            InjectionRow,
            (col(InjectionRow.site_id) == col(InjectionComponentRow.site_id))
            & (col(InjectionRow.id) == col(InjectionComponentRow.injection_id)),
        )
        .where(
            col(InjectionComponentRow.site_id) == actor.site_id,
            col(InjectionComponentRow.lot_id) == lot_id,
            col(InjectionRow.voided_at).is_(None),
        )
    )
    zones: dict[UUID, list[ZoneReceived]] = defaultdict(list)
    for volume_ml, batch_id, zone_name, session_id in db.exec(statement):
        zones[session_id].append(
            ZoneReceived(zone_name=zone_name, volume_ml=volume_ml, through_mix=batch_id is not None)
        )
    for session_id in applied_in(db, actor.site_id, lot_id):
        zones[session_id].append(
            ZoneReceived(zone_name=_ON_THE_SKIN, volume_ml=ledger.NOTHING, through_mix=False)
        )
    visits: dict[UUID, list[VisitReceived]] = defaultdict(list)
    for client_id, session_id, started_at, offset in _sessions(db, actor, list(zones)):
        visits[client_id].append(
            VisitReceived(
                session_id=session_id,
                started_at=started_at,
                utc_offset=timedelta(seconds=offset),
                zones=tuple(sorted(zones[session_id], key=lambda zone: (zone.zone_name, zone.volume_ml))),
            )
        )
    return visits


def _sessions(db: Session, actor: Actor, ids: Sequence[UUID]) -> Sequence[tuple[UUID, UUID, datetime, int]]:
    """Give whose sessions they are and when they began, the latest first."""
    statement = select(
        col(SessionRow.client_id),
        col(SessionRow.id),
        col(SessionRow.started_at),
        col(SessionRow.utc_offset_seconds),
    ).where(col(SessionRow.site_id) == actor.site_id)
    found: list[tuple[UUID, UUID, datetime, int]] = []
    for first in range(0, len(ids), _AT_ONCE):
        found += db.exec(statement.where(col(SessionRow.id).in_(ids[first : first + _AT_ONCE]))).all()
    return sorted(found, key=lambda one: (one[2], one[1]), reverse=True)


def _contacts(db: Session, actor: Actor, lot_id: UUID) -> dict[UUID, list[ContactMade]]:
    rows: Sequence[RecallContactRow] = db.exec(
        select(RecallContactRow)
        .where(col(RecallContactRow.site_id) == actor.site_id, col(RecallContactRow.lot_id) == lot_id)
        .order_by(col(RecallContactRow.position))
    ).all()
    names = staff_names(db, actor) if rows else {}
    made: dict[UUID, list[ContactMade]] = defaultdict(list)
    for row in rows:
        made[row.client_id].append(
            ContactMade(
                contact=row.contact,
                note=row.note,
                recorded_at=row.recorded_at,
                recorded_by=names[row.recorded_by],
            )
        )
    return made


def _without_lot(db: Session, actor: Actor, product_id: UUID) -> int:
    return db.exec(
        select(func.count())
        .select_from(InjectionComponentRow)
        .join(
            InjectionRow,
            (col(InjectionRow.site_id) == col(InjectionComponentRow.site_id))
            & (col(InjectionRow.id) == col(InjectionComponentRow.injection_id)),
        )
        .where(
            col(InjectionComponentRow.site_id) == actor.site_id,
            col(InjectionComponentRow.lot_id).is_(None),
            col(InjectionComponentRow.product_id) == product_id,
            col(InjectionRow.voided_at).is_(None),
        )
    ).one()
