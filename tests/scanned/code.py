"""What one input of a scanner is, and what is to come of it.

The numbers of real packs are from examples of GS1 and of the reference; other check digits are computed.
"""

from dataclasses import dataclass

GS, RS, EOT, STX = "\x1d", "\x1e", "\x04", "\x02"
PACK = "07680669330019"
"""The Swiss pack of the reference (clinical.md 8.1)."""
LONE = "67548320187766"
UPC = "00614141123452"
FRENCH = "03400935955838"
NORWEGIAN = "07032069804988"


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One input and what is to come of it."""

    name: str
    sent: str
    """All that comes before the end key."""
    gtin: str = ""
    lot: str = ""
    expiry: str = ""
    serial: str = ""
    says: str = ""
    """What a problem, a warning or a refusal must say; empty where nothing is wrong."""
    unreadable: bool = False
    by_hand: bool = False
    """Whether only a person writes it so: typed into a console it is text, not a code."""


def read(name: str, sent: str, gtin: str = "", lot: str = "", expiry: str = "", serial: str = "") -> Code:
    return Code(name=name, sent=sent, gtin=gtin, lot=lot, expiry=expiry, serial=serial)


def doubted(name: str, sent: str, says: str, **read: str) -> Code:
    return Code(name=name, sent=sent, says=says, **read)  # type: ignore[arg-type]


def refused(name: str, sent: str, says: str) -> Code:
    return Code(name=name, sent=sent, says=says, unreadable=True)


def by_hand(code: Code) -> Code:
    return Code(
        name=code.name,
        sent=code.sent,
        gtin=code.gtin,
        lot=code.lot,
        expiry=code.expiry,
        serial=code.serial,
        says=code.says,
        unreadable=code.unreadable,
        by_hand=True,
    )


ALL = {"gtin": PACK, "lot": "ABC-123", "expiry": "2026-12-31", "serial": "SN0042"}
"""What a whole code says, in most of the table."""
