"""What the demo clinic treats with: products, recipes, and the lots that visits use up in turn."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from mesotui.demo.courses import Course, Courses
from mesotui.demo.rows import Rows
from mesotui.demo.shelves import Shelf, Supplied
from mesotui.domain.errors import NotFound
from mesotui.domain.ids import uuid7
from mesotui.domain.people import Actor
from mesotui.domain.products import Catalogue, Product
from mesotui.domain.stock import MovementKind
from mesotui.records import products, recipes
from mesotui.records.tables import BatchRow, LotRow, StockMovementRow

_NUMBERS, _STRIDE = 10**7, 1_234_577
_ENOUGH_ML = Decimal(25)
"""More than any visit uses; below it the next box is opened."""
_CONTAINERS = (24, 48)
"""A delivery has from so many to so many of them."""
_LASTS_DAYS = (420, 700)
_BEFORE_USE = timedelta(hours=1)
_USED_UP = "The rest of the box, its ampoules broken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """What a course is treated with, as it stands in the records."""

    version_id: UUID | None
    """Of the recipe; None where one product is injected as it is."""
    products: tuple[Product, ...]


def write_products(
    db: Session, actor: Actor, courses: Courses, catalogue: Catalogue, *, now: datetime
) -> None:
    """Take the products of all courses from the catalogue, and write the recipes."""
    known = {one.code: one for one in catalogue.products}
    ids: dict[str, UUID] = {}
    for code in courses.product_codes:
        one = known[code]
        ids[code] = products.learn_product(db, actor, one.facts, code=code, gtins=one.gtins, now=now).id
    for mix in courses.mixes:
        parts = [(ids[code], volume_ml) for code, volume_ml in mix.parts]
        recipes.save_recipe(db, actor, name=mix.name, parts=parts, now=now)


def provisions(db: Session, actor: Actor, courses: Courses) -> Mapping[str, Provision]:
    """Give what each course is treated with, by the course's code.

    Raises:
        NotFound: the clinic was made by a version that kept no stock yet.
    """
    written = {recipe.name: recipe.version_id for recipe in recipes.list_recipes(db, actor)}

    def provision(course: Course) -> Provision:
        found = [products.product_by_code(db, actor, code) for code, _ in course.mix.parts]
        if None in found or (course.mix.name and course.mix.name not in written):
            raise NotFound("This demo clinic is an older one. Make a new one with --data and a new folder.")
        return Provision(
            version_id=written[course.mix.name] if course.mix.name else None,
            products=tuple(one for one in found if one is not None),
        )

    return {code: provision(course) for code, course in courses.courses.items()}


class Supply:
    """Gives each visit its lots, in the order of time: whenever a box is used up, the next one came.

    Args:
        random: where all chances come from.
        actor: who takes in what comes.
        provisions: what each course is treated with.
        numbers: the last number of a mix on each day that has one.
        clears: whether the rest of a box is thrown away before the next is opened.
    """

    def __init__(
        self,
        random: Random,
        actor: Actor,
        provisions: Mapping[str, Provision],
        numbers: Mapping[date, int],
        *,
        clears: bool,
    ) -> None:
        self._random = random
        self._actor = actor
        self._provisions = provisions
        self._numbers = defaultdict(int, numbers)
        self._clears = clears
        self._shelves: dict[UUID, Shelf] = {}
        self._lot_numbers = lot_numbers(random, "ABCDEFG" if clears else "HKLMNPRT")

    def for_visit(self, rows: Rows, course: Course, started_at: datetime) -> Supplied:
        """Give what a visit is treated with; what must come for it before is added to the rows."""
        provision = self._provisions[course.code]
        if provision.version_id is not None:
            self._numbers[started_at.date()] += 1
        return _supplied(
            provision,
            course,
            tuple(self._shelf(rows, one, started_at) for one in provision.products),
            self._numbers[started_at.date()],
        )

    def sample(self, course: Course) -> Supplied:
        """Give something to treat a sample visit with; it is in no records."""
        provision = self._provisions[course.code]
        shelves = tuple(Shelf(lot_id=UUID(int=place + 1)) for place in range(len(provision.products)))
        return _supplied(provision, course, shelves, 1)

    def _shelf(self, rows: Rows, product: Product, at: datetime) -> Shelf:
        shelf = self._shelves.get(product.id)
        if shelf is not None and shelf.balance_ml >= _ENOUGH_ML:
            return shelf
        if shelf is not None and self._clears and shelf.balance_ml:
            self._add_line(rows, shelf, MovementKind.WASTE, -shelf.balance_ml, at, _USED_UP)
        return self._received(rows, product, at)

    def _received(self, rows: Rows, product: Product, at: datetime) -> Shelf:
        random, received_at = self._random, at - _BEFORE_USE
        shelf = Shelf(lot_id=uuid7(received_at, random.getrandbits))
        number = next(self._lot_numbers)
        rows.add(
            LotRow,
            site_id=self._actor.site_id,
            id=shelf.lot_id,
            product_id=product.id,
            number=number,
            folded_number=number,
            expiry=received_at.date() + timedelta(days=random.randint(*_LASTS_DAYS)),
            created_at=received_at,
            created_by=self._actor.staff_id,
        )
        containers = Decimal(random.randint(*_CONTAINERS))
        volume_ml = (product.facts.container_ml or Decimal(5)) * containers
        while volume_ml < 4 * _ENOUGH_ML:
            volume_ml *= 2
        self._add_line(rows, shelf, MovementKind.RECEIVE, volume_ml, received_at)
        self._shelves[product.id] = shelf
        return shelf

    def _add_line(
        self,
        rows: Rows,
        shelf: Shelf,
        kind: MovementKind,
        volume_ml: Decimal,
        at: datetime,
        reason: str = "",
    ) -> None:
        rows.add(
            StockMovementRow,
            site_id=self._actor.site_id,
            id=uuid7(at, self._random.getrandbits),
            kind=kind,
            reason=reason,
            recorded_at=at,
            recorded_by=self._actor.staff_id,
            **shelf.line(volume_ml),
        )


def lot_numbers(random: Random, letters: str) -> Iterator[str]:
    """Give the numbers of boxes: none twice, as drawing each by chance would among some thousands."""
    number = random.randrange(_NUMBERS)
    while True:
        number = (number + _STRIDE) % _NUMBERS
        yield f"{random.choice(letters)}{number:07}"


def _supplied(provision: Provision, course: Course, shelves: tuple[Shelf, ...], number: int) -> Supplied:
    return Supplied(
        version_id=provision.version_id,
        products=provision.products,
        parts_ml=tuple(volume_ml for _, volume_ml in course.mix.parts),
        shelves=shelves,
        batch_number=number,
    )


def last_numbers(db: Session, actor: Actor) -> Mapping[date, int]:
    """Give the last number of a mix on each day that has one."""
    found = db.exec(
        select(col(BatchRow.day), func.max(BatchRow.number))
        .where(col(BatchRow.site_id) == actor.site_id)
        .group_by(col(BatchRow.day))
    )
    return dict(found.all())
