"""A mix before it is made: which lots, how much of each, where, and what speaks against it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from mesotui.domain.errors import Refused
from mesotui.domain.mixing_rules import RULE_LETTERS, Law, MixWarning, mix_warnings
from mesotui.domain.mixture import Answer, Content, Drawn, Place, Recipe, contents_of
from mesotui.domain.products import Product
from mesotui.domain.stock import Lot, LotStatus, first_to_go, status_of

LARGEST_PART_ML = Decimal(1000)
"""Beyond any syringe: it catches slips of the hand and is no clinical limit."""
_PLACES = tuple(Place)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPart:
    """One component with the lots that it can be drawn from."""

    product: Product
    volume_ml: Decimal
    is_diluent: bool
    lots: tuple[Lot, ...]
    """The suggested one first, what may not be used last."""
    lot_id: UUID | None
    """The chosen one; None where there is no lot at all."""
    day_lot_id: UUID | None
    """The one that was chosen for the day."""

    @property
    def lot(self) -> Lot | None:
        """The chosen lot."""
        return next((lot for lot in self.lots if lot.id == self.lot_id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class MixPlan:
    """A recipe with what would be drawn for it now."""

    recipe: Recipe
    parts: tuple[PlannedPart, ...]
    answers: tuple[Answer, ...]
    """What was answered about this version before."""
    place: Place = Place.ROOM

    @property
    def total_ml(self) -> Decimal:
        """All parts together."""
        return sum((part.volume_ml for part in self.parts), Decimal(0))

    @property
    def contents(self) -> tuple[Content, ...]:
        """The resulting mg/mL."""
        return contents_of([(part.product, part.volume_ml) for part in self.parts])

    @property
    def drawn(self) -> tuple[Drawn, ...]:
        """What is drawn of the lots that are chosen."""
        return tuple(
            Drawn(lot_id=part.lot_id, volume_ml=part.volume_ml) for part in self.parts if part.lot_id
        )

    @property
    def lacking(self) -> tuple[Product, ...]:
        """The products of which there is no lot to choose."""
        return tuple(part.product for part in self.parts if part.lot is None)

    def warnings(self, law: Law) -> tuple[MixWarning, ...]:
        """Give what speaks against it; what must be answered comes first."""
        products = [part.product for part in self.parts]
        return mix_warnings(products, law.rules, jurisdiction=law.jurisdiction, place=self.place)

    def answer_to(self, warning: MixWarning) -> Answer | None:
        """Give what was answered to a warning before."""
        return next((one for one in self.answers if one.rule == warning.rule[:RULE_LETTERS]), None)

    def at_next_place(self) -> "MixPlan":
        """Compound it elsewhere."""
        return replace(self, place=_PLACES[(_PLACES.index(self.place) + 1) % len(_PLACES)])

    def with_volume(self, at: int, volume_ml: Decimal) -> "MixPlan":
        """Draw another amount of a component.

        Raises:
            Refused: it can't be one.
        """
        if not volume_ml.is_finite() or not 0 < volume_ml < LARGEST_PART_ML:
            raise Refused(f"The amount must be above 0 and below {LARGEST_PART_ML} mL. Correct it.")
        return self._with(at, replace(self.parts[at], volume_ml=volume_ml))

    def with_next_lot(self, at: int, step: int = 1) -> "MixPlan":
        """Draw a component from the lot after the chosen one, or before it."""
        part = self.parts[at]
        if not part.lots:
            return self
        here = next((n for n, lot in enumerate(part.lots) if lot.id == part.lot_id), -1)
        return self._with(at, replace(part, lot_id=part.lots[(here + step) % len(part.lots)].id))

    def with_lot(self, lot: Lot) -> "MixPlan | None":
        """Draw the component of a lot's product from it; None where the recipe has no such product."""
        at = next((n for n, part in enumerate(self.parts) if part.product.id == lot.product.id), None)
        if at is None:
            return None
        part = self.parts[at]
        lots = part.lots if any(one.id == lot.id for one in part.lots) else (*part.lots, lot)
        return self._with(at, replace(part, lots=lots, lot_id=lot.id))

    def restored(self, drawn: Sequence[tuple[UUID | None, Decimal]], place: Place) -> "MixPlan":
        """Give this plan with lots and amounts that were chosen before; those that it can't have stay out."""
        if len(drawn) != len(self.parts):
            return self
        plan = replace(self, place=place)
        for at, (lot_id, volume_ml) in enumerate(drawn):
            part = plan.with_volume(at, volume_ml).parts[at]
            known = any(lot.id == lot_id for lot in part.lots)
            plan = plan._with(at, replace(part, lot_id=lot_id) if known else part)
        return plan

    def as_changed(self, changed: "MixPlan") -> "MixPlan":
        """Give this plan, which knows how things stand now, with what was changed of an older one of it."""
        parts = []
        for now, then in zip(self.parts, changed.parts, strict=True):
            known = any(lot.id == then.lot_id for lot in now.lots)
            lots = now.lots if known or then.lot is None else (*now.lots, then.lot)
            parts.append(replace(now, volume_ml=then.volume_ml, lots=lots, lot_id=then.lot_id))
        return replace(self, parts=tuple(parts), place=changed.place)

    def _with(self, at: int, part: PlannedPart) -> "MixPlan":
        return replace(self, parts=(*self.parts[:at], part, *self.parts[at + 1 :]))


def plan_part(
    product: Product,
    volume_ml: Decimal,
    lots: Sequence[Lot],
    now: datetime,
    *,
    is_diluent: bool,
    day_lot_id: UUID | None,
    most_lots: int,
) -> PlannedPart:
    """Suggest a lot: the one of the day while it may be used, else the one that goes first.

    Args:
        product: the component.
        volume_ml: what the recipe takes of it.
        lots: those of the product.
        now: aware, in the zone of the room.
        is_diluent: whether it is there to dilute.
        day_lot_id: the lot that was chosen for today.
        most_lots: how many of those that aren't suggested can be chosen.
    """
    usable = sorted(first_to_go(lots, now), key=lambda lot: lot.id != day_lot_id)
    others = [lot for lot in lots if lot not in usable]
    # What is really there comes before what the book says is used up.
    others.sort(key=lambda lot: (status_of(lot, now) is LotStatus.EMPTY, lot.on_hand_ml <= 0))
    return PlannedPart(
        product=product,
        volume_ml=volume_ml,
        is_diluent=is_diluent,
        lots=(*usable, *others[:most_lots]),
        lot_id=usable[0].id if usable else None,
        day_lot_id=day_lot_id,
    )
