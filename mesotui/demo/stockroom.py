"""What lies in the demo clinic's stock room besides what visits use: all that a stock can be warned of."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlmodel import Session

from mesotui.domain.people import Actor
from mesotui.domain.products import Catalogue, Product
from mesotui.domain.recalls import Contact
from mesotui.domain.stock import Lot
from mesotui.records import products, recall, stock

_RECALLED = "conjonctyl"
_RECALL_REASON = "Maker's notice: particles seen in ampoules of this lot"
_TOLD = (Contact.ACKNOWLEDGED, Contact.REACHED, Contact.TRIED)


def write_stockroom(db: Session, actor: Actor, catalogue: Catalogue, *, now: datetime) -> None:
    """Write lots that are open, low, about to expire, expired and recalled; some clients were told."""
    received_at = now - timedelta(days=40)
    known = {one.code: one for one in catalogue.products}

    def received(code: str, number: str, expiry: date, volume_ml: int) -> Lot:
        one = known[code]
        product = products.learn_product(db, actor, one.facts, code=code, gtins=one.gtins, now=received_at)
        return stock.receive(
            db,
            actor,
            product.id,
            number=number,
            expiry=expiry,
            volume_ml=Decimal(volume_ml),
            now=received_at,
        )

    today = now.date()
    opened = received("xylocaine-1", "XA4471", today + timedelta(days=390), 60)
    stock.open_vial(db, actor, opened.id, now=now - timedelta(days=2, hours=5))
    received("procaine-lavoisier-2", "P2207", today + timedelta(days=25), 40)
    received("lidocain-braun-2", "22014A", today + timedelta(days=200), 15)
    received("hylase-dessau", "2311874", today + timedelta(days=300), 3)
    received("magnesium-lavoisier", "M1902", today - timedelta(days=12), 30)
    received("chloraprep-3", "CP66120", today + timedelta(days=510), 90)
    product = products.product_by_code(db, actor, _RECALLED)
    if product is not None:
        _recall(db, actor, product, now=now)


def _recall(db: Session, actor: Actor, product: Product, *, now: datetime) -> None:
    """Recall the lot of a product that was used first in the last month, and tell some who received it."""
    lots = sorted(stock.lots_of_product(db, actor, product.id), key=lambda lot: lot.id)
    first = next((lot for lot in lots if lot.on_hand_ml), None)
    if first is None or len(lots) < 2:
        return
    blocked_at = now - timedelta(hours=3)
    blocked = recall.block(db, actor, first.id, reason=_RECALL_REASON, now=blocked_at)
    found = recall.recall(db, actor, blocked.id)
    for position, (recipient, contact) in enumerate(zip(found.recipients, _TOLD, strict=False), start=1):
        told_at = blocked_at + timedelta(minutes=12 * position)
        recall.note_contact(db, actor, blocked.id, recipient.client.id, contact, now=told_at)
