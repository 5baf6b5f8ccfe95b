"""The clinic's stock: lots that come in, are opened, used, wasted and counted."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from mesotui.domain.errors import NotFound, Refused
from mesotui.domain.ids import uuid7
from mesotui.domain.people import Actor
from mesotui.domain.stock import Lot, Movement, MovementKind
from mesotui.domain.text import clean_text, required_text
from mesotui.records import stock_ledger as ledger
from mesotui.records.guards import measured, put
from mesotui.records.products import product as product_of
from mesotui.records.tables import LotRow, StaffRow, StockMovementRow, VialRow
from mesotui.records.tables.keys import REASON_LENGTH
from mesotui.records.tables.stock import LOT_LENGTH
from mesotui.records.whole import staff_names

_EARLIEST, _LATEST = date(2000, 1, 1), date(2100, 1, 1)
_LARGEST_ML = Decimal(100_000)
_THOUSANDTH = Decimal("0.001")


def list_lots(db: Session, actor: Actor, *, expired_after: date | None = None) -> tuple[Lot, ...]:
    """Give lots as they stand, the first to expire first.

    Args:
        db: the records.
        actor: whose clinic.
        expired_after: leaves out lots whose last day lies before it; None gives all there ever were.
    """
    statement = select(LotRow).where(col(LotRow.site_id) == actor.site_id)
    if expired_after is not None:
        statement = statement.where(col(LotRow.expiry).is_(None) | (col(LotRow.expiry) >= expired_after))
    rows = db.exec(statement).all()
    rows = sorted(rows, key=lambda row: (row.expiry or date.max, row.folded_number, row.id))
    return ledger.lots_of(db, actor.site_id, rows)


def lots_of_product(db: Session, actor: Actor, product_id: UUID) -> tuple[Lot, ...]:
    """Give all lots that a product ever had, the first to expire first; after some years they are many."""
    rows = db.exec(
        select(LotRow).where(col(LotRow.site_id) == actor.site_id, col(LotRow.product_id) == product_id)
    ).all()
    rows = sorted(rows, key=lambda row: (row.expiry or date.max, row.folded_number, row.id))
    return ledger.lots_of(db, actor.site_id, rows)


def lot(db: Session, actor: Actor, lot_id: UUID) -> Lot:
    """Give a lot as it stands.

    Raises:
        NotFound: there is none.
    """
    return ledger.lot_of(db, ledger.lot_row(db, actor, lot_id))


def lots_by_number(db: Session, actor: Actor, number: str) -> tuple[Lot, ...]:
    """Give the lots of a number, one for each product that has it; case and blanks don't matter."""
    rows = db.exec(
        select(LotRow).where(
            col(LotRow.site_id) == actor.site_id, col(LotRow.folded_number) == folded_number(number)
        )
    ).all()
    # Ordered by the engine, SQLite would walk through all lots in the order of their keys.
    return ledger.lots_of(db, actor.site_id, sorted(rows, key=lambda row: row.id))


def find_lots(db: Session, actor: Actor, typed: str, *, limit: int) -> tuple[Lot, ...]:
    """Give lots whose number has what is typed in it; those that begin with it come first."""
    wanted = folded_number(typed)
    if not wanted:
        return ()
    rows = db.exec(
        select(LotRow)
        .where(
            col(LotRow.site_id) == actor.site_id,
            col(LotRow.folded_number).contains(wanted, autoescape=True),
        )
        .order_by(
            ~col(LotRow.folded_number).startswith(wanted, autoescape=True),
            func.length(LotRow.folded_number),
            col(LotRow.folded_number),
            col(LotRow.id),
        )
        .limit(limit)
    ).all()
    return ledger.lots_of(db, actor.site_id, rows)


def movements(db: Session, actor: Actor, lot_id: UUID, *, limit: int) -> tuple[Movement, ...]:
    """Give a lot's ledger, the latest line first."""
    names = staff_names(db, actor)
    rows = db.exec(
        select(StockMovementRow)
        .where(col(StockMovementRow.site_id) == actor.site_id, col(StockMovementRow.lot_id) == lot_id)
        .order_by(col(StockMovementRow.position).desc())
        .limit(limit)
    )
    return tuple(
        Movement(
            id=row.id,
            kind=row.kind,
            volume_ml=row.volume_ml,
            balance_ml=row.balance_ml,
            status_then=row.status_then,
            reason=row.reason,
            witness=names[row.witness_id] if row.witness_id else "",
            recorded_at=row.recorded_at,
            recorded_by=names[row.recorded_by],
        )
        for row in rows
    )


def receive(
    db: Session,
    actor: Actor,
    product_id: UUID,
    *,
    number: str,
    expiry: date | None,
    volume_ml: Decimal,
    note: str = "",
    now: datetime,
) -> Lot:
    """Take in some of a lot; the first time makes the lot.

    Args:
        db: the open transaction.
        actor: who received it.
        product_id: what it is.
        number: the lot's number as it is printed.
        expiry: the last day of use; None where the pack says none.
        volume_ml: how much came.
        note: what else its pack says, such as its serial number.
        now: aware, in the zone of the room.

    Raises:
        NotFound: there is no such product.
        Refused: the number is empty, the volume can't be one, or the lot is known with another expiry.
    """
    found = product_of(db, actor, product_id)
    kept = required_text(number, field="The lot", limit=LOT_LENGTH)
    if expiry is not None and not _EARLIEST <= expiry <= _LATEST:
        raise Refused(f"The expiry must lie between {_EARLIEST} and {_LATEST}. Correct it.")
    volume = measured(volume_ml, "The volume in mL")
    row = db.exec(
        select(LotRow).where(
            col(LotRow.site_id) == actor.site_id,
            col(LotRow.folded_number) == folded_number(kept),
            col(LotRow.product_id) == found.id,
        )
    ).first()
    if row is None:
        row = put(
            db,
            LotRow(
                site_id=actor.site_id,
                id=uuid7(now),
                product_id=found.id,
                number=kept,
                folded_number=folded_number(kept),
                expiry=expiry,
                created_at=now,
                created_by=actor.staff_id,
            ),
        )
    elif row.expiry != expiry:
        known = "none" if row.expiry is None else row.expiry.isoformat()
        raise Refused(f"Lot {row.number} of {found.name} is known with the expiry {known}. Look at the pack.")
    said = clean_text(note, field="The note", limit=REASON_LENGTH)
    ledger.add_line(db, actor, row, MovementKind.RECEIVE, volume, now=now, reason=said)
    return ledger.lot_of(db, row)


def open_vial(db: Session, actor: Actor, lot_id: UUID, *, now: datetime) -> Lot:
    """Open a vial of a lot; from now its hours in use are counted.

    Raises:
        NotFound: there is no such lot.
    """
    row = ledger.lot_row(db, actor, lot_id)
    ledger.open_vial_row(db, actor, row, now=now)
    return ledger.lot_of(db, row)


def waste(
    db: Session,
    actor: Actor,
    lot_id: UUID,
    volume_ml: Decimal,
    *,
    reason: str,
    witness_id: UUID | None,
    vial_id: UUID | None = None,
    now: datetime,
) -> Lot:
    """Throw some of a lot away.

    Args:
        db: the open transaction.
        actor: who did it.
        lot_id: the lot.
        volume_ml: how much.
        reason: why.
        witness_id: somebody else who looked on; None is kept as no witness.
        vial_id: the open vial it was in, which is put away with it.
        now: aware, in the zone of the room.

    Raises:
        NotFound: there is no such lot, vial or witness.
        Refused: there is no reason, the volume can't be one, or the witness is the same person.
    """
    row = ledger.lot_row(db, actor, lot_id)
    kept = required_text(reason, field="The reason", limit=REASON_LENGTH)
    _require_witness(db, actor, witness_id)
    volume = measured(volume_ml, "The volume in mL")
    _require_vial(db, actor, row, vial_id)
    ledger.add_line(
        db,
        actor,
        row,
        MovementKind.WASTE,
        -volume,
        now=now,
        reason=kept,
        witness_id=witness_id,
        vial_id=vial_id,
    )
    if vial_id is not None:
        ledger.end_vial(db, actor, vial_id, now)
    return ledger.lot_of(db, row)


def count(
    db: Session, actor: Actor, lot_id: UUID, counted_ml: Decimal, *, reason: str = "", now: datetime
) -> Lot:
    """Say how much of a lot is really there; the book follows.

    Raises:
        NotFound: there is no such lot.
        Refused: the amount can't be one, or it isn't what the book says and there is no reason.
    """
    row = ledger.lot_row(db, actor, lot_id)
    if not counted_ml.is_finite() or not 0 <= counted_ml < _LARGEST_ML:
        raise Refused(f"What was counted must be a number from 0 and below {_LARGEST_ML} mL. Correct it.")
    difference = counted_ml.quantize(_THOUSANDTH) - ledger.lot_of(db, row).on_hand_ml
    kept = clean_text(reason, field="The reason", limit=REASON_LENGTH)
    if difference and not kept:
        raise Refused("This isn't what the book says. Count again, or give a reason for the difference.")
    ledger.add_line(db, actor, row, MovementKind.COUNT, difference, now=now, reason=kept)
    return ledger.lot_of(db, row)


def adjust(db: Session, actor: Actor, lot_id: UUID, volume_ml: Decimal, *, reason: str, now: datetime) -> Lot:
    """Correct the book by some mL, up or down.

    Raises:
        NotFound: there is no such lot.
        Refused: there is no reason, or the amount can't be one.
    """
    row = ledger.lot_row(db, actor, lot_id)
    kept = required_text(reason, field="The reason", limit=REASON_LENGTH)
    size = measured(abs(volume_ml), "The correction in mL")
    signed = size if volume_ml > 0 else -size
    ledger.add_line(db, actor, row, MovementKind.ADJUST, signed, now=now, reason=kept)
    return ledger.lot_of(db, row)


def folded_number(number: str) -> str:
    """Give a lot's number as it is looked for: in capitals, without blanks."""
    return "".join(clean_text(number, field="The lot", limit=LOT_LENGTH).split()).upper()[:LOT_LENGTH]


def _require_witness(db: Session, actor: Actor, witness_id: UUID | None) -> None:
    if witness_id is None:
        return
    if witness_id == actor.staff_id:
        raise Refused("The witness must be somebody else. Name another person, or nobody.")
    if db.get(StaffRow, (actor.site_id, witness_id)) is None:
        raise NotFound("The witness isn't one of this clinic's staff.")


def _require_vial(db: Session, actor: Actor, row: LotRow, vial_id: UUID | None) -> None:
    if vial_id is None:
        return
    vial = db.get(VialRow, (actor.site_id, vial_id))
    if vial is None or vial.lot_id != row.id or vial.ended_at is not None:
        raise NotFound("This lot has no such vial open.")
