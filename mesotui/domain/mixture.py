"""Mixes: recipes with versions, batches made of lots, and what an injection carries of each component."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from mesotui.domain.products import Category, Ingredient, Product

STEP_ML = Decimal("0.0001")
"""The finest share that is kept of a component."""
MOST_PARTS = 10
"""A thousandth of a mL is the smallest entry, so that each of ten parts can still have its share of it."""


class Place(StrEnum):
    """Where a mix was compounded."""

    ROOM = "room"
    PHARMACY = "pharmacy"
    READY_MADE = "ready-made"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipePart:
    """What goes into a mix, and how much."""

    product_id: UUID
    product_name: str
    volume_ml: Decimal
    is_diluent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """A recipe as it stands in one version; a change makes a version more."""

    id: UUID
    version_id: UUID
    version: int
    name: str
    parts: tuple[RecipePart, ...]
    recorded_at: datetime
    recorded_by: str

    @property
    def total_ml(self) -> Decimal:
        """All parts together."""
        return sum((part.volume_ml for part in self.parts), Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """How much of a substance a mL of the mix holds."""

    name: str
    mg_per_ml: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchPart:
    """What of which lot went into a batch."""

    product_id: UUID
    product_name: str
    manufacturer: str
    lot_id: UUID
    lot_number: str
    expiry: date | None
    volume_ml: Decimal
    is_diluent: bool
    ingredients: tuple[Ingredient, ...] = ()
    """What the product holds, as it is known now."""
    also_called: tuple[str, ...] = ()
    """Its generic name, and its local anaesthetic."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What is drawn into a mix of one lot."""

    lot_id: UUID
    volume_ml: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A warning about a mix, and what somebody answered."""

    rule: str
    warning: str
    source: str
    answer: str
    answered_at: datetime
    answered_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Discarded:
    """What was left over of a batch, and thrown away."""

    volume_ml: Decimal
    reason: str
    witness: str
    discarded_at: datetime
    discarded_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A mix as it was made."""

    id: UUID
    number: int
    """Counts the batches of a day, from 1."""
    recipe_id: UUID
    recipe_name: str
    recipe_version: int
    parts: tuple[BatchPart, ...]
    contents: tuple[Content, ...]
    """Resulting, in the whole."""
    place: Place
    made_at: datetime
    made_by: str
    use_until: datetime | None
    checked_at: datetime | None
    checked_by: str
    """The other person who checked it; empty where nobody did."""
    injected_ml: Decimal
    """By the entries that stand."""
    answers: tuple[Answer, ...] = ()
    discarded: Discarded | None = None
    late_reason: str = ""
    """Why a lot was put in that may not be used; empty where all might be."""

    @property
    def total_ml(self) -> Decimal:
        """All parts together."""
        return sum((part.volume_ml for part in self.parts), Decimal(0))

    @property
    def left_ml(self) -> Decimal:
        """What should still be there; below zero when more was injected than was mixed."""
        thrown = self.discarded.volume_ml if self.discarded else Decimal(0)
        return self.total_ml - self.injected_ml - thrown

    @property
    def name(self) -> str:
        """As the entry row and the record name it; it is unique within a day."""
        return mix_name(self.number)

    def is_over(self, now: datetime) -> bool:
        """Whether it is over its hours."""
        return self.use_until is not None and now >= self.use_until


def mix_name(number: int) -> str:
    """Name a mix by its number among those of its day."""
    return f"Mix {number}"


def shares_ml(volume_ml: Decimal, parts_ml: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """Divide a volume in proportion to the parts of a mix, so that the shares add up to it exactly.

    Each share is a whole number of ten-thousandths of a mL: the proportional share rounded down, at least
    one step, and the steps that are left go to those who lost most by rounding, the earlier first. Where one
    step each is more than there is, the largest give back.

    Args:
        volume_ml: what was injected: whole thousandths of a mL.
        parts_ml: what was put in of each component, at most ``MOST_PARTS``.

    Raises:
        ValueError: there are no parts, more than ten, one isn't above zero, or the volume is too small.
    """
    if not 1 <= len(parts_ml) <= MOST_PARTS or any(part <= 0 for part in parts_ml):
        raise ValueError("a mix has one to ten parts, each above zero")
    steps = int(volume_ml / STEP_ML)
    if steps * STEP_ML != volume_ml or steps < len(parts_ml):
        raise ValueError("the volume must be whole steps, at least one for each part")
    total = sum(parts_ml, Decimal(0))
    exact = [part * steps / total for part in parts_ml]
    given = [max(1, int(share)) for share in exact]
    order = sorted(range(len(given)), key=lambda place: (given[place] - exact[place], place))
    while sum(given) < steps:
        for place in order[: steps - sum(given)]:
            given[place] += 1
    while sum(given) > steps:
        able = (place for place, share in enumerate(given) if share > 1)
        given[max(able, key=lambda place: (given[place] - exact[place], given[place]))] -= 1
    return tuple(share * STEP_ML for share in given)


def contents_of(parts: Sequence[tuple[Product, Decimal]]) -> tuple[Content, ...]:
    """Give the resulting mg/mL of every substance whose strength is known, to a thousandth of a mg.

    Args:
        parts: the products with the mL that go in.
    """
    total = sum((volume for _, volume in parts), Decimal(0))
    milligrams: dict[str, Decimal] = {}
    for product, volume in parts:
        for ingredient in product.facts.ingredients:
            if ingredient.mg_per_ml is not None:
                before = milligrams.get(ingredient.name, Decimal(0))
                milligrams[ingredient.name] = before + ingredient.mg_per_ml * volume
    return tuple(
        Content(name=name, mg_per_ml=round(mg / total, 3).normalize()) for name, mg in milligrams.items()
    )


def is_diluent(product: Product) -> bool:
    """Tell whether a product is there to dilute."""
    return product.facts.category is Category.DILUENT
