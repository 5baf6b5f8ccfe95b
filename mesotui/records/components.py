"""Books what an injection carries: which product, of which lot, how many mL of it."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from mesotui.domain.people import Actor
from mesotui.records.guards import measured, put
from mesotui.records.tables import InjectionComponentRow
from mesotui.records.taking import FINEST_ML, Taken, take_from_lot


def add_component(
    db: Session,
    actor: Actor,
    injection_id: UUID,
    *,
    product_id: UUID,
    lot_id: UUID | None,
    volume_ml: Decimal,
    batch_id: UUID | None = None,
) -> None:
    """Say that an injection carried some of a lot; what it takes from the stock is the caller's to book.

    Args:
        db: the open transaction, in which the injection is put away.
        actor: who injected.
        injection_id: the injection.
        product_id: what it carried.
        lot_id: of which lot; None in a late record where nobody knows.
        volume_ml: how much of it: its share where it came in a mix.
        batch_id: the mix that it came in.

    Raises:
        Refused: the volume can't be one.
    """
    last = db.exec(
        select(func.max(InjectionComponentRow.position)).where(
            col(InjectionComponentRow.site_id) == actor.site_id,
            col(InjectionComponentRow.injection_id) == injection_id,
        )
    ).one()
    put(
        db,
        InjectionComponentRow(
            site_id=actor.site_id,
            injection_id=injection_id,
            position=(last or 0) + 1,
            product_id=product_id,
            lot_id=lot_id,
            volume_ml=measured(volume_ml, "The volume in mL", smallest=FINEST_ML),
            batch_id=batch_id,
        ),
    )


def inject_from_lot(
    db: Session,
    actor: Actor,
    injection_id: UUID,
    lot_id: UUID,
    volume_ml: Decimal,
    *,
    late_reason: str = "",
    now: datetime,
) -> Taken:
    """Book an injection that was drawn from a lot as it is, without a mix: component and stock together.

    Raises:
        NotFound: there is no such lot.
        Refused: the lot may not be used and no reason was given, or the volume can't be one.
    """
    taken = take_from_lot(
        db, actor, lot_id, volume_ml, injection_id=injection_id, late_reason=late_reason, now=now
    )
    add_component(
        db, actor, injection_id, product_id=taken.lot.product.id, lot_id=lot_id, volume_ml=volume_ml
    )
    return taken
