"""The lots of what is put on the skin: antiseptics and topical anaesthetics."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from mesotui.domain.errors import NotFound, Refused
from mesotui.domain.ids import uuid7
from mesotui.domain.people import Actor
from mesotui.domain.products import Category
from mesotui.domain.stock import BLOCKED, Lot, status_of
from mesotui.domain.text import required_text
from mesotui.domain.treatment import TreatmentSession
from mesotui.records import stock
from mesotui.records.guards import next_position, open_session_row, put
from mesotui.records.tables import AnaestheticRow, AntisepsisRow, AppliedLotRow, SessionRow
from mesotui.records.tables.stock import LOT_LENGTH
from mesotui.records.whole import whole_session

_ON_SKIN = frozenset({Category.TOPICAL, Category.ANTISEPTIC})


def note_lot(
    db: Session,
    actor: Actor,
    session_id: UUID,
    part_id: UUID,
    *,
    lot_id: UUID | None = None,
    number: str = "",
    now: datetime,
) -> TreatmentSession:
    """Note the lot of one cleansing or topical anaesthetic; noted again, the last one holds.

    Args:
        db: the open transaction.
        actor: who noted it.
        session_id: the session.
        part_id: the cleansing or the anaesthetic.
        lot_id: the lot in stock.
        number: what was typed instead; a lot in stock is found by it where one product alone has it.
        now: aware, in the zone of the room.

    Raises:
        NotFound: the session has no such part, or there is no such lot.
        Refused: the lot may not be used, its number is empty or too long, the session is closed, or the actor
            may not treat.
    """
    row = open_session_row(db, actor, session_id)
    kind = _kind_of(db, row, part_id)
    lot = stock.lot(db, actor, lot_id) if lot_id is not None else _known(db, actor, number)
    if lot is not None and (status := status_of(lot, now)) in BLOCKED:
        raise Refused(f"Lot {lot.number} of {lot.product.name} is {status}. Take another lot.")
    put(
        db,
        AppliedLotRow(
            site_id=row.site_id,
            id=uuid7(now),
            session_id=row.id,
            position=next_position(db, row, AppliedLotRow),
            antisepsis_id=part_id if kind is AntisepsisRow else None,
            anaesthetic_id=part_id if kind is AnaestheticRow else None,
            lot_id=lot.id if lot else None,
            product_name=lot.product.name if lot else "",
            lot_number=lot.number if lot else required_text(number, field="The lot", limit=LOT_LENGTH),
            expiry=lot.expiry if lot else None,
            recorded_at=now,
            recorded_by=actor.staff_id,
        ),
    )
    return whole_session(db, row)


def _kind_of(db: Session, session: SessionRow, part_id: UUID) -> type[AntisepsisRow] | type[AnaestheticRow]:
    for kind in (AntisepsisRow, AnaestheticRow):
        part = db.get(kind, (session.site_id, part_id))
        if part is not None and part.session_id == session.id:
            return kind
    raise NotFound("This session has nothing like that on record. Put it on first.")


def _known(db: Session, actor: Actor, number: str) -> Lot | None:
    """Give the lot that is meant by a number; None where none in stock is, or several are."""
    found = [lot for lot in stock.lots_by_number(db, actor, number) if lot.product.facts.category in _ON_SKIN]
    return found[0] if len(found) == 1 else None
