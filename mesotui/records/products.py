"""The clinic's products. What is known of one is never overwritten: a change is a version more."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from mesotui.domain.errors import NotFound, Refused
from mesotui.domain.gtin import kept_gtin
from mesotui.domain.ids import uuid7
from mesotui.domain.people import Actor
from mesotui.domain.products import Product, ProductFacts
from mesotui.domain.text import clean_text, folded
from mesotui.records.guards import put
from mesotui.records.product_facts import facts_of, kept_facts, version_values
from mesotui.records.tables import LotRow, ProductGtinRow, ProductRow, ProductVersionRow
from mesotui.records.tables.stock import CATALOGUE_CODE_LENGTH


def list_products(db: Session, actor: Actor) -> tuple[Product, ...]:
    """Give all products of the clinic, by name."""
    return tuple(sorted(products_of(db, actor.site_id), key=lambda one: (folded(one.name), one.id)))


def product(db: Session, actor: Actor, product_id: UUID) -> Product:
    """Give a product.

    Raises:
        NotFound: there is none.
    """
    found = products_of(db, actor.site_id, [product_id])
    if not found:
        raise NotFound("This product isn't in this clinic's records.")
    return found[0]


def product_by_gtin(db: Session, actor: Actor, gtin: str) -> Product | None:
    """Find the product whose pack carries a number; None where nobody taught it yet.

    Args:
        db: the records.
        actor: whose clinic.
        gtin: GTIN-8, -12 (UPC), -13 (EAN) or -14.

    Raises:
        Refused: it is no such number.
    """
    row = db.get(ProductGtinRow, (actor.site_id, kept_gtin(gtin)))
    return None if row is None else product(db, actor, row.product_id)


def product_by_code(db: Session, actor: Actor, code: str) -> Product | None:
    """Find the product that was taken from the catalogue under a code."""
    row = _row_of_code(db, actor, code)
    return None if row is None else product(db, actor, row.id)


def learn_product(
    db: Session,
    actor: Actor,
    facts: ProductFacts,
    *,
    code: str = "",
    gtins: Iterable[str] = (),
    now: datetime,
) -> Product:
    """Add a product, in one step with the numbers on its packs.

    Args:
        db: the records.
        actor: who adds it.
        facts: what is known of it.
        code: the catalogue's, where it is taken from there; asking again with it gives the product there is.
        gtins: the numbers on its packs.
        now: aware.

    Raises:
        Refused: it has no name, a text or number can't be, there is a product of that name and manufacturer,
            or a number belongs to another product.
    """
    kept_code = clean_text(code, field="The catalogue's code", limit=CATALOGUE_CODE_LENGTH)
    row = _row_of_code(db, actor, kept_code) if kept_code else None
    if row is None:
        kept = kept_facts(facts)
        _require_new(db, actor, kept)
        row = put(
            db,
            ProductRow(
                site_id=actor.site_id,
                id=uuid7(now),
                code=kept_code,
                created_at=now,
                created_by=actor.staff_id,
            ),
        )
        put(db, _version(actor, row.id, 1, kept, now))
    for gtin in gtins:
        add_gtin(db, actor, row.id, gtin, now=now)
    return product(db, actor, row.id)


def edit_product(
    db: Session, actor: Actor, product_id: UUID, facts: ProductFacts, *, now: datetime
) -> Product:
    """Say anew what is known of a product; what was known before stays in the records.

    Raises:
        NotFound: there is no such product.
        Refused: a text or number can't be, another product has this name and manufacturer, or the
            manufacturer of a product with lots would change: a lot is unique with its manufacturer.
    """
    before = product(db, actor, product_id)
    kept = kept_facts(facts)
    if kept == before.facts:
        return before
    renamed = folded(kept.manufacturer) != folded(before.manufacturer)
    if renamed and before.manufacturer and _has_lots(db, actor, product_id):
        raise Refused(
            "This product has lots, and a lot belongs to its manufacturer. Add the other as a new product."
        )
    if renamed or folded(kept.name) != folded(before.name):
        _require_new(db, actor, kept)
    put(db, _version(actor, product_id, before.version + 1, kept, now))
    return product(db, actor, product_id)


def add_gtin(db: Session, actor: Actor, product_id: UUID, gtin: str, *, now: datetime) -> Product:
    """Teach a number by which packs of a product are scanned; what is known already stays as it is.

    Raises:
        NotFound: there is no such product.
        Refused: it is no such number, or another product's.
    """
    found = product(db, actor, product_id)
    number = kept_gtin(gtin)
    row = db.get(ProductGtinRow, (actor.site_id, number))
    if row is not None and row.product_id != product_id:
        other = product(db, actor, row.product_id)
        raise Refused(f"The number {number} is that of {other.name}. Look at the pack again.")
    if row is None:
        put(
            db,
            ProductGtinRow(
                site_id=actor.site_id,
                gtin=number,
                product_id=found.id,
                recorded_at=now,
                recorded_by=actor.staff_id,
            ),
        )
    return product(db, actor, product_id)


def products_of(db: Session, site_id: UUID, ids: Sequence[UUID] | None = None) -> tuple[Product, ...]:
    """Give products as they are known now, in three statements; all of them where no ids are given."""
    wanted = select(ProductRow).where(col(ProductRow.site_id) == site_id)
    versions = select(ProductVersionRow).where(col(ProductVersionRow.site_id) == site_id)
    numbers = select(ProductGtinRow).where(col(ProductGtinRow.site_id) == site_id)
    if ids is not None:
        wanted = wanted.where(col(ProductRow.id).in_(ids))
        versions = versions.where(col(ProductVersionRow.product_id).in_(ids))
        numbers = numbers.where(col(ProductGtinRow.product_id).in_(ids))
    latest = {row.product_id: row for row in db.exec(versions.order_by(col(ProductVersionRow.position)))}
    gtins: dict[UUID, list[str]] = {}
    for number in db.exec(numbers.order_by(col(ProductGtinRow.gtin))):
        gtins.setdefault(number.product_id, []).append(number.gtin)
    return tuple(
        Product(
            id=row.id,
            code=row.code,
            version=latest[row.id].position,
            facts=facts_of(latest[row.id]),
            gtins=tuple(gtins.get(row.id, ())),
        )
        for row in db.exec(wanted)
    )


def _row_of_code(db: Session, actor: Actor, code: str) -> ProductRow | None:
    return db.exec(
        select(ProductRow).where(col(ProductRow.site_id) == actor.site_id, col(ProductRow.code) == code)
    ).first()


def _require_new(db: Session, actor: Actor, facts: ProductFacts) -> None:
    named = (folded(facts.name), folded(facts.manufacturer))
    for other in products_of(db, actor.site_id):
        if (folded(other.name), folded(other.manufacturer)) == named:
            raise Refused(f"There is a product {other.name} of this manufacturer already. Take that one.")


def _has_lots(db: Session, actor: Actor, product_id: UUID) -> bool:
    lots = select(LotRow.id).where(col(LotRow.site_id) == actor.site_id, col(LotRow.product_id) == product_id)
    return db.exec(lots.limit(1)).first() is not None


def _version(
    actor: Actor, product_id: UUID, position: int, facts: ProductFacts, now: datetime
) -> ProductVersionRow:
    return ProductVersionRow(
        site_id=actor.site_id,
        id=uuid7(now),
        product_id=product_id,
        position=position,
        **version_values(facts),
        recorded_at=now,
        recorded_by=actor.staff_id,
    )
