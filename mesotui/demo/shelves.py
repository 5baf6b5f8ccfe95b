"""The lots that a visit draws from, and the lines that this adds to their ledgers."""

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Any
from uuid import UUID

from mesotui.domain.mixture import mix_name
from mesotui.domain.products import Product
from mesotui.domain.stock import LotStatus

_TENTH = Decimal("0.1")


@dataclass(slots=True)
class Shelf:
    """A lot in use, and how far its ledger is."""

    lot_id: UUID
    position: int = 0
    balance_ml: Decimal = Decimal(0)

    def book(self, volume_ml: Decimal) -> tuple[int, Decimal]:
        """Add a line: above zero what came in, below zero what went out; give its place and the balance."""
        self.position += 1
        self.balance_ml += volume_ml
        return self.position, self.balance_ml

    def line(self, volume_ml: Decimal) -> dict[str, Any]:
        """Add a line, and give what a row of the ledger says of the lot after it."""
        position, balance_ml = self.book(volume_ml)
        return {
            "lot_id": self.lot_id,
            "position": position,
            "volume_ml": kept(volume_ml),
            "balance_ml": kept(balance_ml),
            "below_zero": False,
            "blocked": False,
            "status_then": LotStatus.USABLE,
            "witness_id": None,
            "vial_id": None,
            "injection_id": None,
            "batch_id": None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplied:
    """What a visit is treated with."""

    version_id: UUID | None
    """Of the recipe; None where one product is injected as it is."""
    products: tuple[Product, ...]
    parts_ml: tuple[Decimal, ...]
    """What the recipe takes of each."""
    shelves: tuple[Shelf, ...]
    """The lot of each."""
    batch_number: int
    """Of the mix that is made, among those of the day."""

    def name_of(self, injected: str) -> str:
        """Name what is injected: a mix by its number, a product as it stands on the box."""
        return mix_name(self.batch_number) if self.version_id is not None else injected

    def drawn_ml(self, volume_ml: Decimal) -> tuple[Decimal, ...]:
        """Divide what a mix shall hold as its recipe does, to tenths of a mL; the last fills it up."""
        total = sum(self.parts_ml, Decimal(0))
        shares = [
            max(_TENTH, (volume_ml * part / total).quantize(_TENTH, ROUND_DOWN))
            for part in self.parts_ml[:-1]
        ]
        return (*shares, volume_ml - sum(shares, Decimal(0)))


def kept(amount: Decimal) -> Decimal:
    """Give an amount as the records keep it: without empty digits."""
    return Decimal(format(amount.normalize(), "f")) if amount else Decimal(0)
