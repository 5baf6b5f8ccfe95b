"""What a scanned code is in the records."""

from uuid import UUID

from sqlmodel import Session

from mesotui.domain.found import Found, found_lot
from mesotui.domain.gs1 import Scan
from mesotui.domain.people import Actor
from mesotui.records.products import product as product_of
from mesotui.records.products import product_by_gtin
from mesotui.records.stock import lots_by_number, lots_of_product


def look_up(db: Session, actor: Actor, scan: Scan, *, product_id: UUID | None = None) -> Found:
    """Find the product and the lot that a code means.

    Args:
        db: the records.
        actor: whose clinic.
        scan: the code.
        product_id: whose pack it is, where the code itself doesn't say: many packs have two.
    """
    product = product_by_gtin(db, actor, scan.gtin) if scan.gtin else None
    if product is None and not scan.gtin and product_id is not None:
        product = product_of(db, actor, product_id)
    if product is not None:
        return found_lot(scan, product, lots_of_product(db, actor, product.id))
    if scan.gtin or not scan.lot:
        return found_lot(scan, None, ())
    return found_lot(scan, None, lots_by_number(db, actor, scan.lot))
