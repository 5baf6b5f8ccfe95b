"""What an entry may be drawn from: the mixes that are there, then the lots that are injected as they are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from mesotui.domain.dates import short_date
from mesotui.domain.exposure import of_part, of_product
from mesotui.domain.interactions import Contents
from mesotui.domain.mixture import Batch
from mesotui.domain.products import Category
from mesotui.domain.stock import Lot, LotStatus, first_to_go, status_of
from mesotui.domain.text import folded

_NEVER_ALONE = frozenset({Category.DILUENT})
"""Nobody injects these as they are; whoever does types the lot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnFrom:
    """What an entry is drawn from, as the record points to it."""

    product_name: str
    """As the record names it."""
    batch_id: UUID | None = None
    lot_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Injectable:
    """A mix or a lot."""

    drawn: DrawnFrom
    name: str
    """As the entry row shows it; no other has it."""
    aliases: tuple[str, ...]
    """What may be typed for it, folded."""
    detail: str
    """What it is, in a few words."""
    left_ml: Decimal
    against: str
    """Why it isn't offered; empty where it is."""
    holds: tuple[Contents, ...] = ()
    """What is in it, product by product."""

    @property
    def is_mix(self) -> bool:
        """Whether it is a mix rather than a lot."""
        return self.drawn.batch_id is not None


def injectables(batches: Sequence[Batch], lots: Sequence[Lot], now: datetime) -> tuple[Injectable, ...]:
    """Give what may be injected, in the order in which it is offered, and after it what may only be typed.

    Args:
        batches: those of the last day, the newest first, thrown away ones too.
        lots: the clinic's.
        now: aware, in the zone of the room.
    """
    found = [_of_batch(one, now) for one in batches]
    able = [lot for lot in lots if lot.product.facts.injectable]
    ready = first_to_go((lot for lot in able if lot.product.facts.category not in _NEVER_ALONE), now)
    offered = {lot.id for lot in ready}
    others = (lot for lot in able if lot.id not in offered)
    ready = tuple(sorted(ready, key=lambda lot: folded(lot.product.name)))
    found += [_of_lot(lot, now) for lot in (*ready, *others)]
    return tuple(sorted(found, key=lambda one: bool(one.against)))


def typed_for(typed: str, known: Iterable[Injectable]) -> Injectable | None:
    """Give what is meant by what somebody typed: a mix or a lot, by its number or name."""
    wanted = folded(typed)
    meant = [one for one in known if wanted == folded(one.name)] if wanted else []
    meant = meant or [one for one in known if wanted and wanted in one.aliases]
    return meant[0] if meant and (len(meant) == 1 or meant[0].is_mix) else None


def _of_batch(batch: Batch, now: datetime) -> Injectable:
    day = batch.made_at.astimezone(now.tzinfo).date()
    today = day == now.date()
    against = ""
    if batch.discarded is not None:
        against = "thrown away"
    elif batch.is_over(now):
        against = "over its hours"
    elif batch.left_ml <= 0:
        against = "used up"
    return Injectable(
        drawn=DrawnFrom(product_name=batch.name, batch_id=batch.id),
        name=batch.name if today else f"{batch.name} of {short_date(day)}",
        aliases=(str(batch.number),) if today else (),
        detail=batch.recipe_name,
        left_ml=batch.left_ml,
        against=against,
        holds=tuple(map(of_part, batch.parts)),
    )


def _of_lot(lot: Lot, now: datetime) -> Injectable:
    status = status_of(lot, now)
    against = {LotStatus.USABLE: "", LotStatus.EMPTY: "used up"}.get(status, status.value)
    until = f"until {short_date(lot.expiry)}" if lot.expiry else "no expiry"
    return Injectable(
        drawn=DrawnFrom(product_name=lot.product.name, lot_id=lot.id),
        name=f"{lot.product.name} lot {lot.number}",
        aliases=(folded(lot.number), folded(f"{lot.product.name} {lot.number}")),
        detail=until,
        left_ml=lot.on_hand_ml,
        against=against or ("a diluent" if lot.product.facts.category in _NEVER_ALONE else ""),
        holds=(of_product(lot.product.facts),),
    )
