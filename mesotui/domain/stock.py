"""Lots, and what may still be used of them: pure rules over the ledger's figures.

A lot's on-hand volume is the sum of its movements. It may fall below zero, for what was injected was injected
whatever the book says; then it is marked, and shown until somebody counts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from mesotui.domain.products import Category, Ingredient, Product, ProductFacts


class MovementKind(StrEnum):
    """What happened to a lot."""

    RECEIVE = "receive"
    OPEN = "open"
    USE = "use"
    RETURN = "return"
    """What was booked as used, and then taken back as an entry made in error."""
    WASTE = "waste"
    COUNT = "count"
    ADJUST = "adjust"
    RECALL = "recall"
    UNBLOCK = "unblock"


class LotStatus(StrEnum):
    """Whether a lot may be used for a new entry."""

    USABLE = "usable"
    EXPIRED = "expired"
    RECALLED = "recalled"
    OVER_AGE = "over-age"
    """What is left of it was opened too long ago."""
    EMPTY = "empty"


BLOCKED = frozenset({LotStatus.EXPIRED, LotStatus.RECALLED, LotStatus.OVER_AGE})
"""In these a lot is used only for a late or corrected record, with a reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """One line of a lot's ledger."""

    id: UUID
    kind: MovementKind
    volume_ml: Decimal
    """Above zero what came in, below zero what went out."""
    balance_ml: Decimal
    """On hand after it."""
    status_then: LotStatus
    """How the lot stood when it was used; a late record may be of an expired one."""
    reason: str
    witness: str
    recorded_at: datetime
    recorded_by: str

    @property
    def below_zero(self) -> bool:
        """Whether more had gone than the book had."""
        return self.balance_ml < 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Vial:
    """A vial that is open."""

    id: UUID
    opened_at: datetime
    use_until: datetime | None
    """Aware; None where nothing limits it but the expiry."""
    remaining_ml: Decimal | None
    """None where nobody said how much a vial holds."""

    def is_over_age(self, now: datetime) -> bool:
        """Whether it was opened too long ago."""
        return self.use_until is not None and now >= self.use_until


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """A lot as it stands: unique with its manufacturer, that is, among the lots of its product."""

    id: UUID
    product: Product
    number: str
    expiry: date | None
    """The last day on which it may be used; None where the pack said none."""
    on_hand_ml: Decimal
    vials: tuple[Vial, ...] = ()
    """Those that are open, the one to be used up first before the others."""
    recalled: bool = False
    recall_reason: str = ""

    @property
    def below_zero(self) -> bool:
        """Whether more was taken than the book knows of, so that somebody must count."""
        return self.on_hand_ml < 0


@dataclass(frozen=True, slots=True, kw_only=True)
class InjectedComponent:
    """What an injection carried of one product."""

    product_id: UUID
    product_name: str
    manufacturer: str
    lot_id: UUID | None
    lot_number: str
    """Empty in a late record where nobody knows the lot."""
    expiry: date | None
    volume_ml: Decimal
    """Of this product: its share where it came in a mix."""
    batch_id: UUID | None
    """The mix that it came in."""
    ingredients: tuple[Ingredient, ...] = ()
    """What the product holds, as it is known now."""
    also_called: tuple[str, ...] = ()
    """Its generic name, and its local anaesthetic."""
    category: Category = Category.OTHER
    """What the product is there for, as it is known now."""


def on_hand_ml(volumes_ml: Iterable[Decimal]) -> Decimal:
    """Add up a ledger."""
    return sum(volumes_ml, Decimal(0))


def status_of(lot: Lot, now: datetime) -> LotStatus:
    """Tell whether a lot may be used for a new entry.

    Args:
        lot: the lot.
        now: aware, in the zone of the room: the expiry is a day there.
    """
    if lot.recalled:
        return LotStatus.RECALLED
    if is_expired(lot.expiry, now.date()):
        return LotStatus.EXPIRED
    if lot.on_hand_ml <= 0:
        return LotStatus.EMPTY
    aged = [vial for vial in lot.vials if vial.is_over_age(now)]
    if not aged or len(aged) < len(lot.vials):
        return LotStatus.USABLE
    # A vial of unknown size may hold all there is: better another is opened than an old one used.
    spoilt = (lot.on_hand_ml if vial.remaining_ml is None else vial.remaining_ml for vial in aged)
    return LotStatus.OVER_AGE if sum(spoilt, Decimal(0)) >= lot.on_hand_ml else LotStatus.USABLE


def is_expired(expiry: date | None, today: date) -> bool:
    """Tell whether the last day of use is past."""
    return expiry is not None and today > expiry


def vial_in_use(lot: Lot, now: datetime) -> Vial | None:
    """Give the open vial that is used up next; None where one must be opened first."""
    good = (vial for vial in lot.vials if not vial.is_over_age(now) and vial.remaining_ml != 0)
    return next(iter(good), None)


def use_until(facts: ProductFacts, opened_at: datetime) -> datetime | None:
    """Give the moment from which a vial that is opened now is too old."""
    return None if facts.in_use_hours is None else opened_at + timedelta(hours=facts.in_use_hours)


def first_to_go(lots: Iterable[Lot], now: datetime) -> tuple[Lot, ...]:
    """Give the lots that may be used now, the one that can be used for the shortest time first.

    An opened vial ends its lot earlier than the print on the box. A lot without an expiry comes last.
    """
    usable = (lot for lot in lots if status_of(lot, now) is LotStatus.USABLE)
    return tuple(sorted(usable, key=lambda lot: (_usable_until(lot, now), lot.number, lot.id)))


def _usable_until(lot: Lot, now: datetime) -> date:
    days = [vial.use_until.date() for vial in lot.vials if vial.use_until and not vial.is_over_age(now)]
    if lot.expiry is not None:
        days.append(lot.expiry)
    return min(days, default=date.max)


class Concern(StrEnum):
    """What the clinic is warned of."""

    BELOW_ZERO = "below zero"
    RECALLED = "recalled"
    EXPIRED = "expired"
    OVER_AGE = "open too long"
    EXPIRES_SOON = "expires soon"
    LOW = "low"


@dataclass(frozen=True, slots=True, kw_only=True)
class StockWarning:
    """Something about the stock that somebody should see to."""

    concern: Concern
    product: Product
    lot: Lot | None
    """None where it is about all lots of the product together."""
    on_hand_ml: Decimal


def warnings_of(lots: Sequence[Lot], now: datetime, *, expiry_days: int) -> tuple[StockWarning, ...]:
    """Give what somebody should see to, the gravest first.

    Args:
        lots: all lots of the clinic.
        now: aware, in the zone of the room.
        expiry_days: how many days before its expiry a lot is warned of.
    """
    found = [_concern(lot, now, expiry_days) for lot in lots]
    warned = [
        StockWarning(concern=concern, product=lot.product, lot=lot, on_hand_ml=lot.on_hand_ml)
        for lot, concern in zip(lots, found, strict=True)
        if concern is not None
    ]
    products = {lot.product.id: lot.product for lot in lots}
    for product in products.values():
        usable = first_to_go((lot for lot in lots if lot.product.id == product.id), now)
        left = on_hand_ml(lot.on_hand_ml for lot in usable)
        low = product.facts.low_stock_ml
        if low is not None and left < low:
            warned.append(StockWarning(concern=Concern.LOW, product=product, lot=None, on_hand_ml=left))
    order = list(Concern)
    return tuple(sorted(warned, key=lambda one: (order.index(one.concern), one.product.name)))


def _concern(lot: Lot, now: datetime, expiry_days: int) -> Concern | None:
    if lot.below_zero:
        return Concern.BELOW_ZERO
    if not lot.on_hand_ml:
        return None
    if lot.recalled:
        return Concern.RECALLED
    if is_expired(lot.expiry, now.date()):
        return Concern.EXPIRED
    if any(vial.is_over_age(now) and vial.remaining_ml != 0 for vial in lot.vials):
        return Concern.OVER_AGE
    if lot.expiry is not None and lot.expiry - now.date() < timedelta(days=expiry_days):
        return Concern.EXPIRES_SOON
    return None
