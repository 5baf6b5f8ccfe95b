"""What is taken from lots to be injected, and which lot is taken next."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from mesotui.domain.errors import Refused
from mesotui.domain.ids import uuid7
from mesotui.domain.people import Actor
from mesotui.domain.stock import (
    BLOCKED,
    Lot,
    LotStatus,
    MovementKind,
    status_of,
    vial_in_use,
)
from mesotui.domain.text import clean_text
from mesotui.records import stock_ledger as ledger
from mesotui.records.guards import measured, put
from mesotui.records.tables import DayLotRow, StockMovementRow
from mesotui.records.tables.keys import REASON_LENGTH

FINEST_ML = Decimal("0.0001")
"""What is taken may be the hundredth of a hundredth: a share of a share."""

_WHY_NOT = {
    LotStatus.EXPIRED: "has expired",
    LotStatus.RECALLED: "is recalled",
    LotStatus.OVER_AGE: "was opened too long ago",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """How a lot stands after something was taken from it."""

    lot: Lot
    """As it stands now; ``lot.below_zero`` tells that more is gone than the book had."""
    status_then: LotStatus
    """How it stood just before."""


def take_from_lot(
    db: Session,
    actor: Actor,
    lot_id: UUID,
    volume_ml: Decimal,
    *,
    injection_id: UUID | None = None,
    batch_id: UUID | None = None,
    late_reason: str = "",
    now: datetime,
) -> Taken:
    """Take some of a lot, in the caller's transaction; a vial whose hours count is opened when none is open.

    More than there is may be taken: what was injected was injected. The line is then marked, and shows.

    Args:
        db: the open transaction.
        actor: who takes it.
        lot_id: the lot.
        volume_ml: how much.
        injection_id: the injection that it went into.
        batch_id: the mix that it was drawn into.
        late_reason: why a lot that may not be used is recorded all the same, for a late or corrected record.
        now: aware, in the zone of the room.

    Raises:
        NotFound: there is no such lot.
        Refused: the lot is expired, recalled or over its hours and no reason was given, or the volume can't
            be one.
    """
    row = ledger.lot_row(db, actor, lot_id)
    volume = measured(volume_ml, "The volume in mL", smallest=FINEST_ML)
    reason = clean_text(late_reason, field="The reason", limit=REASON_LENGTH)
    lot = ledger.lot_of(db, row)
    status = status_of(lot, now)
    if status in BLOCKED and not reason:
        raise Refused(
            f"Lot {lot.number} of {lot.product.name} {_WHY_NOT[status]}."
            " Take another lot, or give a reason for recording it all the same."
        )
    vial_id = _vial_for(db, actor, lot, now)
    ledger.add_line(
        db,
        actor,
        row,
        MovementKind.USE,
        -volume,
        now=now,
        status=status,
        reason=reason,
        vial_id=vial_id,
        injection_id=injection_id,
        batch_id=batch_id,
    )
    after = ledger.lot_of(db, row)
    if vial_id is not None:
        ledger.end_vial_when_empty(db, actor, after, vial_id, now)
        after = ledger.lot_of(db, row)
    return Taken(lot=after, status_then=status)


def return_for_injection(
    db: Session, actor: Actor, injection_id: UUID, *, reason: str, now: datetime
) -> None:
    """Take back what was booked for an injection that was recorded in error; asking again changes nothing.

    What was drawn into a mix stays drawn: it is in the syringe, not in the vial.
    """
    lines = db.exec(
        select(StockMovementRow).where(
            col(StockMovementRow.site_id) == actor.site_id,
            col(StockMovementRow.injection_id) == injection_id,
        )
    ).all()
    booked: dict[tuple[UUID, UUID | None], Decimal] = {}
    # Ordered by the engine, SQLite would walk through the whole ledger in that order.
    for line in sorted(lines, key=lambda line: (line.lot_id, line.position)):
        key = (line.lot_id, line.vial_id)
        booked[key] = booked.get(key, Decimal(0)) + line.volume_ml
    for (lot_id, vial_id), volume in booked.items():
        if volume:
            row = ledger.lot_row(db, actor, lot_id)
            ledger.add_line(
                db,
                actor,
                row,
                MovementKind.RETURN,
                -volume,
                now=now,
                reason=reason,
                vial_id=vial_id,
                injection_id=injection_id,
            )


def choose_day_lot(db: Session, actor: Actor, lot_id: UUID, *, now: datetime) -> Lot:
    """Make a lot the one of its product for today, until midnight.

    Raises:
        NotFound: there is no such lot.
        Refused: it may not be used.
    """
    row = ledger.lot_row(db, actor, lot_id)
    lot = ledger.lot_of(db, row)
    status = status_of(lot, now)
    if status in BLOCKED:
        raise Refused(f"Lot {lot.number} of {lot.product.name} {_WHY_NOT[status]}. Choose another lot.")
    last = db.exec(
        select(func.max(DayLotRow.position)).where(
            col(DayLotRow.site_id) == actor.site_id,
            col(DayLotRow.product_id) == row.product_id,
            col(DayLotRow.day) == now.date(),
        )
    ).one()
    put(
        db,
        DayLotRow(
            site_id=actor.site_id,
            id=uuid7(now),
            product_id=row.product_id,
            day=now.date(),
            position=(last or 0) + 1,
            lot_id=row.id,
            chosen_at=now,
            chosen_by=actor.staff_id,
        ),
    )
    return lot


def day_lots(db: Session, actor: Actor, *, now: datetime) -> dict[UUID, UUID]:
    """Give the lots that were chosen for today, by product."""
    rows = db.exec(
        select(DayLotRow)
        .where(col(DayLotRow.site_id) == actor.site_id, col(DayLotRow.day) == now.date())
        .order_by(col(DayLotRow.position))
    )
    return {row.product_id: row.lot_id for row in rows}


def _vial_for(db: Session, actor: Actor, lot: Lot, now: datetime) -> UUID | None:
    """Give the vial that is used up next; one whose hours count is opened, unless an old one is recorded."""
    vial = vial_in_use(lot, now)
    if vial is not None:
        return vial.id
    if lot.product.facts.in_use_hours is None:
        return None
    if status_of(lot, now) is LotStatus.OVER_AGE:
        return lot.vials[0].id
    return ledger.open_vial_row(db, actor, ledger.lot_row(db, actor, lot.id), now=now).id
