"""A scanned code on the command line: what it says, and what it is on record."""

from __future__ import annotations

import re
import sys
from datetime import datetime
from pathlib import Path

from mesotui.bootstrap import Options, open_clinic
from mesotui.cli_output import Json, say, say_json
from mesotui.cli_stock import lot_json
from mesotui.domain.errors import NotFound, Refused
from mesotui.domain.found import Found
from mesotui.domain.gs1 import Scan, Unreadable
from mesotui.domain.stock import LotStatus, status_of
from mesotui.domain.text import shown
from mesotui.records import scans
from mesotui.scanning import read_scan
from mesotui.slips.scanner_sheet import scanner_sheet

_SEPARATORS = re.compile("[\x1c\x1d\x1e\x1f]")


def scan(options: Options, code: str, *, as_json: bool, now: datetime) -> int:
    """Say what a code says, and which lot it is; 1 when it can't be read or its product isn't known.

    Args:
        options: which clinic.
        code: as the scanner sends it, or as somebody types it; ``-`` reads it from standard input.
        as_json: whether to print JSON.
        now: aware, in the zone of the room.
    """
    came = sys.stdin.read() if code == "-" else code
    try:
        read = read_scan(came.rstrip("\r\n"))
    except Unreadable as refusal:
        if as_json:
            say_json(_json(Found(scan=Scan(raw=came.rstrip("\r\n"), problems=(str(refusal),))), now))
        raise
    try:
        with open_clinic(options) as (database, reader):
            found = database.read(scans.look_up, reader, read)
    except NotFound as missing:
        found = Found(scan=read, problem=str(missing))
    if as_json:
        say_json(_json(found, now))
    else:
        _tell(found, now)
    if found.product is not None and not read.problems:
        return 0
    if as_json:
        sys.stderr.write(f"mesotui: {shown(_warnings(found, now)[0])}\n")
    return 1


def write_sheet(out: Path) -> int:
    """Write the sheet by which a scanner is set up; what is there already is left alone.

    Raises:
        Refused: the file is there, or can't be written.
    """
    content = scanner_sheet()
    try:
        with out.open("xb") as file:
            file.write(content)
    except OSError as error:
        raise Refused(f"{out} can't be written ({error.strerror}). Name a new file with --out.") from None
    say(f"{out} is written. Print it, and scan it in the console: that says how the scanner is set up.")
    return 0


def _tell(found: Found, now: datetime) -> None:
    scan, lot = found.settled, found.lot
    product = found.product
    rows = (
        ("product", f"{product.name}, {product.manufacturer}" if product else "not known here"),
        ("gtin", scan.gtin or "none"),
        ("lot", scan.lot or "none"),
        ("expiry", _expiry(scan)),
        ("produced", scan.production.isoformat() if scan.production else ""),
        ("serial", scan.serial),
        *((f"({other.ai})", f"{other.value}  {other.title}") for other in scan.others),
        ("raw", _SEPARATORS.sub("<GS>", scan.raw)),
        ("in stock", f"lot {lot.number}, {status_of(lot, now).value}" if lot else "no such lot"),
    )
    for name, value in rows:
        if value:
            say(f"{name:<9} {shown(value)}")
    for warning in _warnings(found, now):
        say(f"! {shown(warning)}")


def _json(found: Found, now: datetime) -> Json:
    scan, product, lot = found.settled, found.product, found.lot
    return {
        "gtin": scan.gtin or None,
        "lot": scan.lot or None,
        "expiry": scan.expiry.isoformat() if scan.expiry else None,
        "serial": scan.serial or None,
        "raw": scan.raw,
        "raw_hex": scan.raw_hex,
        "symbology": scan.symbology or None,
        "expiry_raw": scan.expiry_raw or None,
        "production": scan.production.isoformat() if scan.production else None,
        "others": [{"ai": one.ai, "title": one.title, "value": one.value} for one in scan.others],
        "product": product.name if product else None,
        "manufacturer": (product.manufacturer or None) if product else None,
        "status": status_of(lot, now).value if lot else None,
        "stock": lot_json(lot, now) if lot else None,
        "warnings": _warnings(found, now),
    }


def _warnings(found: Found, now: datetime) -> list[str]:
    told = [*found.scan.problems, found.settled.warning, found.problem, found.caution]
    if found.lot is None and not any(told):
        told.append(found.against(now))
    if found.lot is not None and status_of(found.lot, now) is not LotStatus.USABLE:
        told.append(f"Lot {found.lot.number} is {status_of(found.lot, now).value}.")
    return list(dict.fromkeys(sentence for sentence in told if sentence))


def _expiry(scan: Scan) -> str:
    if scan.expiry is None:
        return scan.expiry_raw or "none"
    return f"{scan.expiry.isoformat()} ({scan.expiry_raw})"
