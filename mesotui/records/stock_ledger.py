"""A lot's ledger: how lots are read from it, and the one way in which a line is added.

Each line carries the balance after it, so that a lot is known by its last line however long its ledger is.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from mesotui.domain.errors import NotFound
from mesotui.domain.ids import uuid7
from mesotui.domain.people import Actor
from mesotui.domain.stock import Lot, LotStatus, MovementKind, Vial, status_of, use_until
from mesotui.records.guards import put
from mesotui.records.products import products_of
from mesotui.records.tables import LotRow, StockMovementRow, VialRow

NOTHING = Decimal(0)


def lot_row(db: Session, actor: Actor, lot_id: UUID) -> LotRow:
    """Find a lot of the actor's clinic.

    Raises:
        NotFound: there is none.
    """
    row = db.get(LotRow, (actor.site_id, lot_id))
    if row is None:
        raise NotFound("This lot isn't in this clinic's records.")
    return row


def lot_of(db: Session, row: LotRow) -> Lot:
    """Give one lot as it stands, what was just written included."""
    db.flush()
    return lots_of(db, row.site_id, [row])[0]


def lots_of(db: Session, site_id: UUID, rows: Sequence[LotRow]) -> tuple[Lot, ...]:
    """Give lots as they stand, in the order of the rows; as many statements for a hundred as for one."""
    if not rows:
        return ()
    ids = [row.id for row in rows]
    products = {one.id: one for one in products_of(db, site_id, list({row.product_id for row in rows}))}
    last = _last_lines(db, site_id, ids)
    vials = _open_vials(db, site_id, ids)
    reasons = _recall_reasons(db, site_id, [key for key, line in last.items() if line.blocked])
    return tuple(
        Lot(
            id=row.id,
            product=products[row.product_id],
            number=row.number,
            expiry=row.expiry,
            on_hand_ml=last[row.id].balance_ml if row.id in last else NOTHING,
            vials=tuple(vials.get(row.id, ())),
            recalled=row.id in last and last[row.id].blocked,
            recall_reason=reasons.get(row.id, ""),
        )
        for row in rows
    )


def lots_on_hand(
    db: Session, site_id: UUID, *, expired_after: date, product_ids: Sequence[UUID] | None = None
) -> tuple[Lot, ...]:
    """Give the lots whose book isn't at zero, the last to expire first; none that was used up is read.

    Args:
        db: the records.
        site_id: the clinic.
        expired_after: leaves out lots whose last day lies before it.
        product_ids: of which products; None for all.
    """
    unexpired = (col(LotRow.expiry) >= expired_after, col(LotRow.expiry).is_(None))
    # Each of the two is found by the index; together they would walk through all lots there ever were.
    rows = [row for told in unexpired for row in _not_at_zero(db, site_id, told, product_ids)]
    rows.sort(key=lambda row: (row.expiry or date.max, row.id), reverse=True)
    return lots_of(db, site_id, rows)


def add_line(
    db: Session,
    actor: Actor,
    row: LotRow,
    kind: MovementKind,
    volume_ml: Decimal,
    *,
    now: datetime,
    blocked: bool | None = None,
    status: LotStatus | None = None,
    reason: str = "",
    witness_id: UUID | None = None,
    vial_id: UUID | None = None,
    injection_id: UUID | None = None,
    batch_id: UUID | None = None,
) -> StockMovementRow:
    """Add one line behind the last; whoever writes holds the lock, so nobody comes between.

    Args:
        db: the open transaction.
        actor: who did it.
        row: the lot.
        kind: what happened.
        volume_ml: above zero what came in, below zero what went out.
        now: aware, in the zone of the room.
        blocked: whether the lot is recalled from now on; None leaves it.
        status: how the lot stood, where the caller knows already.
        reason: why, as it may be stored.
        witness_id: who looked on.
        vial_id: the vial it was taken from.
        injection_id: the injection it went into.
        batch_id: the mix it went into.
    """
    db.flush()
    before = _last_lines(db, row.site_id, [row.id]).get(row.id)
    balance = (before.balance_ml if before else NOTHING) + volume_ml
    line = StockMovementRow(
        site_id=row.site_id,
        id=uuid7(now),
        lot_id=row.id,
        position=before.position + 1 if before else 1,
        kind=kind,
        volume_ml=_plain(volume_ml),
        balance_ml=_plain(balance),
        below_zero=balance < 0,
        blocked=(before is not None and before.blocked) if blocked is None else blocked,
        status_then=status or status_of(lot_of(db, row), now),
        reason=reason,
        witness_id=witness_id,
        vial_id=vial_id,
        injection_id=injection_id,
        batch_id=batch_id,
        recorded_at=now,
        recorded_by=actor.staff_id,
    )
    return put(db, line)


def open_vial_row(db: Session, actor: Actor, row: LotRow, *, now: datetime) -> VialRow:
    """Open a vial of a lot: its time begins to run."""
    lot = lot_of(db, row)
    vial = put(
        db,
        VialRow(
            site_id=row.site_id,
            id=uuid7(now),
            lot_id=row.id,
            container_ml=lot.product.facts.container_ml,
            opened_at=now,
            opened_by=actor.staff_id,
            use_until=use_until(lot.product.facts, now),
        ),
    )
    add_line(db, actor, row, MovementKind.OPEN, NOTHING, now=now, vial_id=vial.id)
    return vial


def end_vial_when_empty(db: Session, actor: Actor, lot: Lot, vial_id: UUID, now: datetime) -> None:
    """Put a vial away that was used up."""
    left = next((vial.remaining_ml for vial in lot.vials if vial.id == vial_id), None)
    if left is not None and left <= 0:
        end_vial(db, actor, vial_id, now)


def end_vial(db: Session, actor: Actor, vial_id: UUID, now: datetime) -> None:
    """Put a vial away."""
    row = db.get(VialRow, (actor.site_id, vial_id))
    if row is None:
        raise NotFound("This vial isn't in this clinic's records.")
    if row.ended_at is None:
        row.ended_at = now
        row.ended_by = actor.staff_id
        db.flush()


def last_balance() -> ScalarSelect[Decimal]:
    """Give what says, in a statement over lots, how many mL the last line of each lot's ledger leaves."""
    return (
        select(col(StockMovementRow.balance_ml))
        .where(
            col(StockMovementRow.site_id) == col(LotRow.site_id),
            col(StockMovementRow.lot_id) == col(LotRow.id),
        )
        .order_by(col(StockMovementRow.position).desc())
        .limit(1)
        .correlate(LotRow)
        .scalar_subquery()
    )


def _last_lines(db: Session, site_id: UUID, ids: Sequence[UUID]) -> dict[UUID, StockMovementRow]:
    statement = (
        select(StockMovementRow)
        .join(
            LotRow,
            (col(LotRow.site_id) == col(StockMovementRow.site_id))
            & (col(LotRow.id) == col(StockMovementRow.lot_id)),
        )
        .where(
            col(LotRow.site_id) == site_id,
            col(LotRow.id).in_(ids),
            col(StockMovementRow.position) == _last_position(),
        )
    )
    return {row.lot_id: row for row in db.exec(statement)}


def _not_at_zero(
    db: Session, site_id: UUID, unexpired: ColumnElement[bool], product_ids: Sequence[UUID] | None
) -> Sequence[LotRow]:
    statement = (
        select(LotRow)
        .join(
            StockMovementRow,
            (col(StockMovementRow.site_id) == col(LotRow.site_id))
            & (col(StockMovementRow.lot_id) == col(LotRow.id)),
        )
        .where(
            col(LotRow.site_id) == site_id,
            unexpired,
            col(StockMovementRow.position) == _last_position(),
            col(StockMovementRow.balance_ml) != NOTHING,
        )
    )
    if product_ids is not None:
        statement = statement.where(col(LotRow.product_id).in_(product_ids))
    return db.exec(statement).all()


def _last_position() -> ScalarSelect[Any]:
    """Find the last line of a lot: one step in the index a lot, however long its ledger is.

    Grouping would walk through all of it.
    """
    line = aliased(StockMovementRow)
    return (
        select(func.max(col(line.position)))
        .where(col(line.site_id) == col(LotRow.site_id), col(line.lot_id) == col(LotRow.id))
        .correlate(LotRow)
        .scalar_subquery()
    )


def _open_vials(db: Session, site_id: UUID, ids: Sequence[UUID]) -> dict[UUID, list[Vial]]:
    rows = db.exec(
        select(VialRow)
        .where(col(VialRow.site_id) == site_id, col(VialRow.lot_id).in_(ids), col(VialRow.ended_at).is_(None))
        .order_by(col(VialRow.opened_at), col(VialRow.id))
    ).all()
    taken: dict[UUID, Decimal] = {}
    if rows:
        lines = select(col(StockMovementRow.vial_id), col(StockMovementRow.volume_ml)).where(
            col(StockMovementRow.site_id) == site_id,
            col(StockMovementRow.vial_id).in_([row.id for row in rows]),
        )
        for vial_id, volume in db.exec(lines):
            if vial_id is not None:
                taken[vial_id] = taken.get(vial_id, NOTHING) + volume
    found: dict[UUID, list[Vial]] = {}
    for row in rows:
        left = None if row.container_ml is None else row.container_ml + taken.get(row.id, NOTHING)
        vial = Vial(id=row.id, opened_at=row.opened_at, use_until=row.use_until, remaining_ml=left)
        found.setdefault(row.lot_id, []).append(vial)
    return found


def _recall_reasons(db: Session, site_id: UUID, ids: Sequence[UUID]) -> dict[UUID, str]:
    if not ids:
        return {}
    rows = db.exec(
        select(StockMovementRow)
        .where(
            col(StockMovementRow.site_id) == site_id,
            col(StockMovementRow.lot_id).in_(ids),
            col(StockMovementRow.kind) == MovementKind.RECALL,
        )
        .order_by(col(StockMovementRow.position))
    ).all()
    return {row.lot_id: row.reason for row in rows}


def _plain(volume_ml: Decimal) -> Decimal:
    """Give a volume without empty digits, zero among them."""
    return Decimal(format(volume_ml.normalize(), "f")) if volume_ml else NOTHING
