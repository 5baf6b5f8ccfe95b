"""The code by which a clinic finds out what its scanner really sends."""

from dataclasses import dataclass

from mesotui.domain.gs1 import Scan

SHEET_GTIN = "09521234543213"
"""Of the numbers that GS1 keeps for examples (prefix 952): no pack carries it."""
_LOT, _SERIAL = "SCANNER-TEST", "42"
SHEET_PRINTED = f"(01){SHEET_GTIN}(10){_LOT}(21){_SERIAL}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the sheet's code came as."""

    sentence: str
    is_right: bool


def verdict(scan: Scan) -> Verdict:
    """Say what a scanner sends, and what to set on it."""
    if (scan.lot, scan.serial) != (_LOT, _SERIAL):
        came = (
            "sends no separator (FNC1 as GS, ASCII 29)"
            if _SERIAL in scan.lot
            else "changes what the code says"
        )
        return Verdict(
            f"The scanner {came}: lots may run into other fields. In its manual look for the function key or"
            " control character mapping, and for GS1 or FNC1; then scan the sheet again.",
            is_right=False,
        )
    if not scan.symbology:
        return Verdict(
            "The scanner sends separators, but no prefix (AIM identifier). It works; with the prefix its"
            " codes are told from typing more surely.",
            is_right=True,
        )
    return Verdict(f"The scanner is set up right: prefix {scan.symbology}, with separators.", is_right=True)
