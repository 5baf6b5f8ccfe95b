"""What injections carried, read for whole sessions."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session, col, select

from mesotui.domain.stock import InjectedComponent
from mesotui.records.products import products_of
from mesotui.records.tables import InjectionComponentRow, InjectionRow, LotRow


def components_of(
    db: Session, site_id: UUID, session_ids: Sequence[UUID]
) -> dict[UUID, tuple[InjectedComponent, ...]]:
    """Give what the injections of some sessions carried, by injection; three statements however many."""
    # Joined, SQLite would begin with all components there are.
    injected = select(InjectionRow.id).where(
        col(InjectionRow.site_id) == site_id, col(InjectionRow.session_id).in_(session_ids)
    )
    statement = (
        select(InjectionComponentRow)
        .where(
            col(InjectionComponentRow.site_id) == site_id,
            col(InjectionComponentRow.injection_id).in_(injected),
        )
        .order_by(col(InjectionComponentRow.injection_id), col(InjectionComponentRow.position))
    )
    rows = db.exec(statement).all()
    if not rows:
        return {}
    products = {one.id: one for one in products_of(db, site_id, list({row.product_id for row in rows}))}
    lots = _lots(db, site_id, {row.lot_id for row in rows if row.lot_id is not None})
    carried: dict[UUID, list[InjectedComponent]] = defaultdict(list)
    for row in rows:
        product = products[row.product_id]
        lot = lots[row.lot_id] if row.lot_id else None
        carried[row.injection_id].append(
            InjectedComponent(
                product_id=product.id,
                product_name=product.name,
                manufacturer=product.manufacturer,
                lot_id=row.lot_id,
                lot_number=lot.number if lot else "",
                expiry=lot.expiry if lot else None,
                volume_ml=row.volume_ml,
                batch_id=row.batch_id,
                ingredients=product.facts.ingredients,
                also_called=product.facts.also_called,
                category=product.facts.category,
            )
        )
    return {key: tuple(parts) for key, parts in carried.items()}


def _lots(db: Session, site_id: UUID, ids: set[UUID]) -> dict[UUID, LotRow]:
    if not ids:
        return {}
    found = db.exec(select(LotRow).where(col(LotRow.site_id) == site_id, col(LotRow.id).in_(ids)))
    return {row.id: row for row in found}
