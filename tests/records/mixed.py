"""What the tests of mixes begin with."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from mesotui.clinic import load
from mesotui.domain.mixture import Batch, Drawn, Place, Recipe
from mesotui.domain.people import Role
from mesotui.domain.products import Product
from mesotui.domain.stock import Lot
from mesotui.domain.treatment import TreatmentSession
from mesotui.records import mixes, products, recipes, staff
from tests.records.given import ENTRY, NOW, PIN, Given
from tests.records.stocked import SALINE, Stocked, stocked

RULES = load(None).mixing()


@dataclass(frozen=True, kw_only=True)
class Mixed:
    """A clinic with lidocaine and saline, a recipe of both, and short ways to mixes."""

    shelf: Stocked
    saline: Product
    recipe: Recipe
    lidocaine_lot: Lot
    saline_lot: Lot

    @property
    def clinic(self) -> Given:
        return self.shelf.clinic

    def write(self, use_case: Callable[..., Any], *args: Any, **values: Any) -> Any:
        return self.clinic.database.write(use_case, self.clinic.actor, *args, **{"now": NOW, **values})

    def make(self, *volumes: str, **values: Any) -> Batch:
        first, second = volumes or ("2", "8")
        drawn = values.pop(
            "drawn",
            (
                Drawn(lot_id=self.lidocaine_lot.id, volume_ml=Decimal(first)),
                Drawn(lot_id=self.saline_lot.id, volume_ml=Decimal(second)),
            ),
        )
        values = {"place": Place.ROOM, "rules": RULES, "jurisdiction": "", **values}
        made: Batch = self.write(mixes.make_batch, self.recipe.version_id, drawn, **values)
        return made

    def batch(self, batch_id: UUID) -> Batch:
        return self.clinic.database.read(mixes.batch, self.clinic.actor, batch_id)

    def inject(self, session_id: UUID, made: Batch, points: int = 24, **values: Any) -> TreatmentSession:
        entry = replace(ENTRY, batch_id=made.id, product_name=made.name, points=points)
        return self.clinic.inject(session_id, entry=entry, **values)

    def on_hand(self, lot: Lot) -> Decimal:
        return self.shelf.lot(lot.id).on_hand_ml


def mixed(clinic: Given) -> Mixed:
    shelf = stocked(clinic)
    saline = clinic.database.write(products.learn_product, clinic.actor, SALINE, now=NOW)
    recipe = clinic.database.write(
        recipes.save_recipe,
        clinic.actor,
        name="Cellulite A",
        parts=((shelf.product.id, Decimal(2)), (saline.id, Decimal(8))),
        now=NOW,
    )
    return Mixed(
        shelf=shelf,
        saline=saline,
        recipe=recipe,
        lidocaine_lot=shelf.receive("A1", "20"),
        saline_lot=shelf.receive("S1", "100", product_id=saline.id),
    )


def add_colleague(clinic: Given) -> UUID:
    person = clinic.database.write(
        staff.add_staff,
        replace(clinic.actor, role=Role.ADMINISTRATOR),
        login="okoye",
        name="B. Okoye",
        role=Role.PRACTITIONER,
        pin=PIN,
        now=NOW,
    )
    return person.id
