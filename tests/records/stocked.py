"""What the tests of the stock begin with."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlmodel import Session

from mesotui.domain.people import Actor
from mesotui.domain.products import Category, Ingredient, Legal, LegalStatus, Product, ProductFacts
from mesotui.domain.stock import Lot
from mesotui.domain.treatment import TreatmentSession
from mesotui.records import components, injections, products, stock
from tests.records.given import ENTRY, NOW, PROTOCOL, TECHNIQUE, ZONE, Given

EXPIRY = date(2027, 6, 30)
LIDOCAINE = ProductFacts(
    name="Xylocaine 1 %",
    generic_name="lidocaine hydrochloride",
    strength="10 mg/mL",
    form="vial 20 mL",
    category=Category.ANAESTHETIC,
    manufacturer="Aspen",
    container_ml=Decimal(20),
    multi_dose=True,
    in_use_hours=672,
    ingredients=(
        Ingredient(name="lidocaine", mg_per_ml=Decimal(10)),
        Ingredient(name="methyl parahydroxybenzoate"),
    ),
    anaesthetic_name="lidocaine",
    anaesthetic_mg_per_ml=Decimal(10),
    legal=(LegalStatus(jurisdiction="FR", status=Legal.LICENSED, source="box"),),
    low_stock_ml=Decimal(20),
    source="box",
)
SALINE = ProductFacts(name="NaCl 0.9 %", manufacturer="B. Braun", category=Category.DILUENT)


@dataclass(frozen=True, kw_only=True)
class Stocked:
    """A clinic with a product, and short ways to its stock."""

    clinic: Given
    product: Product

    def receive(self, number: str = "A1", volume_ml: str = "20", **values: Any) -> Lot:
        values = {"product_id": self.product.id, "expiry": EXPIRY, "now": NOW, **values}
        return self.clinic.database.write(
            stock.receive,
            self.clinic.actor,
            values.pop("product_id"),
            number=number,
            volume_ml=Decimal(volume_ml),
            **values,
        )

    def lot(self, lot_id: UUID) -> Lot:
        return self.clinic.database.read(stock.lot, self.clinic.actor, lot_id)

    def inject(self, session_id: UUID, lot_id: UUID, **values: Any) -> TreatmentSession:
        values = {"volume_ml": Decimal("1.2"), "late_reason": "", "now": NOW, **values}
        return self.clinic.database.write(_inject, self.clinic.actor, session_id, lot_id, **values)


def _inject(
    db: Session,
    actor: Actor,
    session_id: UUID,
    lot_id: UUID,
    *,
    volume_ml: Decimal,
    late_reason: str,
    now: Any,
) -> TreatmentSession:
    logged = injections.log_injection(
        db,
        actor,
        session_id,
        entry=ENTRY,
        zone=ZONE,
        technique=TECHNIQUE,
        vocabulary_version="1",
        protocol=PROTOCOL,
        now=now,
    )
    components.inject_from_lot(
        db, actor, logged.injections[-1].id, lot_id, volume_ml, late_reason=late_reason, now=now
    )
    return logged


def stocked(clinic: Given) -> Stocked:
    product = clinic.database.write(products.learn_product, clinic.actor, LIDOCAINE, now=NOW)
    return Stocked(clinic=clinic, product=product)
