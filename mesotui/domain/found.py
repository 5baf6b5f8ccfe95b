"""What a scanned code is in a clinic's records, and whether its lot may be used."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from mesotui.domain.gs1 import Reading, Scan
from mesotui.domain.products import Product
from mesotui.domain.stock import BLOCKED, Lot, LotStatus, status_of

_WHY_NOT = {
    LotStatus.EXPIRED: "has expired",
    LotStatus.RECALLED: "is recalled",
    LotStatus.OVER_AGE: "was opened too long ago",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A code, with the product and the lot that the clinic has on record for it."""

    scan: Scan
    product: Product | None = None
    lot: Lot | None = None
    problem: str = ""
    """Why the record's lot can't be the one on the pack, or why several may be."""
    reading: Reading | None = None
    """The way to read it that is on record, where the scanner sent no separator."""

    def against(self, now: datetime) -> str:
        """Say why its lot is not to be used; nothing where it may be.

        Args:
            now: aware, in the zone of the room.
        """
        if self.problem:
            return self.problem
        if self.lot is None:
            return self._missing
        status = status_of(self.lot, now)
        if status in BLOCKED:
            named = f"Lot {self.lot.number} of {self.lot.product.name}"
            because = (
                f": {self.lot.recall_reason}"
                if status is LotStatus.RECALLED and self.lot.recall_reason
                else ""
            )
            return f"{named} {_WHY_NOT[status]}{because}. It was not taken; take another lot."
        return ""

    @property
    def is_new(self) -> bool:
        """Whether its lot, and perhaps its product, can be taken in: all else was read."""
        names_product = bool(self.scan.gtin or self.product)
        names_lot = bool(self.scan.lot or self.scan.readings)
        doubted = self.problem or self.scan.problems
        return self.lot is None and names_product and names_lot and not doubted

    @property
    def settled(self) -> Scan:
        """What the code says when it is read in the way that is on record."""
        way = self.reading
        if way is None or self.lot is None:
            return self.scan
        expiry = self.scan.expiry if way.expiry == self.scan.expiry_raw else self.lot.expiry
        return replace(
            self.scan, lot=way.lot, serial=way.serial, expiry=expiry, expiry_raw=way.expiry, readings=()
        )

    @property
    def caution(self) -> str:
        """What to compare with the pack although the lot is known; empty where nothing needs it."""
        if self.lot is None or self.reading is None:
            return ""
        return f"The scanner sends no separators: compare the lot {self.lot.number} with the pack."

    @property
    def _missing(self) -> str:
        scan = self.scan
        if scan.problems:
            said = f" Read were {scan.words}." if scan.words else ""
            return f"{' '.join(scan.problems)}{said}"
        if self.product is None:
            what = f"The product {scan.gtin}" if scan.gtin else "The product of this code"
            told = f" ({scan.words})" if scan.lot or scan.expiry_raw or scan.serial else ""
            return f"{what} isn't known here yet{told}."
        if not scan.lot:
            return (
                scan.warning
                or f"The code of {self.product.name} says no lot. Scan the other code on the pack."
            )
        if scan.readings:
            return scan.warning
        return f"Lot {scan.lot} of {self.product.name} isn't in stock yet."


def found_lot(scan: Scan, product: Product | None, lots: Sequence[Lot]) -> Found:
    """Tell which of a product's lots a code means.

    A lot that may have run into another field is only taken for one that is on record, and only where no
    other way to read the code gives another one.

    Args:
        scan: the code.
        product: what its number is on record.
        lots: those of the product; or those of the number, where the code says no product.
    """
    if scan.problems:
        return Found(scan=scan, product=product)
    own = Reading(scan.lot, scan.serial, scan.expiry_raw)
    ways = [way for way in (own, *scan.readings) if way.lot]
    meant = {
        lot.id: (lot, way)
        for way in reversed(ways)
        for lot in lots
        if _folded(lot.number) == _folded(way.lot)
    }
    if len(meant) > 1:
        names = " or ".join(sorted({lot.number for lot, _ in meant.values()}))
        return Found(
            scan=scan,
            product=product,
            problem=f"The code may mean {names}: compare it with the pack, and choose the lot yourself.",
        )
    for lot, way in meant.values():
        if clash := _clash(scan, way, lot):
            return Found(scan=scan, product=product or lot.product, problem=clash)
        return Found(scan=scan, product=lot.product, lot=lot, reading=way if scan.readings else None)
    return Found(scan=scan, product=product)


def _clash(scan: Scan, way: Reading, lot: Lot) -> str:
    """Say that the record has another expiry than the pack: one of the two is wrong, or the lot is."""
    if way.expiry != scan.expiry_raw or scan.expiry is None or scan.expiry == lot.expiry:
        return ""
    known = lot.expiry.isoformat() if lot.expiry else "none"
    return (
        f"Lot {lot.number} of {lot.product.name} is on record with the expiry {known}, and the pack says"
        f" {scan.expiry.isoformat()}. Look at the pack."
    )


def _folded(number: str) -> str:
    return "".join(number.split()).upper()
