"""The stock on the command line: what there is, and what comes and goes."""

from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

from mesotui import clinic
from mesotui.bootstrap import Options, open_clinic
from mesotui.cli_output import Json, say, say_json, table
from mesotui.cli_products import product_named, product_to_receive
from mesotui.cli_staff import signed_in
from mesotui.domain import dose
from mesotui.domain.errors import NotFound, Refused
from mesotui.domain.expiry import read_expiry
from mesotui.domain.people import Actor
from mesotui.domain.stock import Lot, status_of
from mesotui.domain.text import shown
from mesotui.records import staff, stock
from mesotui.records.database import Database

_LEDGER_LINES = 1000


@dataclass(frozen=True, slots=True)
class LotNamed:
    """A lot as it is named on the command line."""

    number: str
    product: str | None = None
    """Where several products have lots of the number."""


def list_stock(options: Options, *, everything: bool, as_json: bool, now: datetime) -> int:
    """List the lots, the first to expire first; 1 when there are none."""
    shown_days = clinic.load(options.folder).catalogue().shown_after_expiry_days
    since = None if everything else now.date() - timedelta(days=shown_days)
    with open_clinic(options) as (database, reader):
        lots = database.read(stock.list_lots, reader, expired_after=since)
    if not everything:
        lots = tuple(lot for lot in lots if lot.on_hand_ml or lot.vials)
    if as_json:
        say_json([lot_json(lot, now) for lot in lots])
    elif lots:
        rows = (
            (
                lot.product.name,
                lot.product.manufacturer,
                lot.number,
                _expiry(lot),
                f"{dose.plain(lot.on_hand_ml)} mL",
                _status(lot, now),
            )
            for lot in lots
        )
        say(table(("PRODUCT", "MANUFACTURER", "LOT", "EXPIRY", "ON HAND", "STATUS"), rows))
    return 0 if lots else 1


def show_lot(options: Options, named: LotNamed, *, as_json: bool, now: datetime) -> int:
    """Show a lot and its ledger, the latest line first."""
    with open_clinic(options) as (database, reader):
        lot = one_lot(database, reader, named)
        lines = database.read(stock.movements, reader, lot.id, limit=_LEDGER_LINES)
    if as_json:
        ledger = [
            {
                "kind": line.kind.value,
                "volume_ml": dose.trimmed(line.volume_ml),
                "balance_ml": dose.trimmed(line.balance_ml),
                "below_zero": line.below_zero,
                "status_then": line.status_then.value,
                "reason": line.reason,
                "witness": line.witness or None,
                "recorded_at": line.recorded_at.isoformat(),
                "recorded_by": line.recorded_by,
            }
            for line in lines
        ]
        say_json({**lot_json(lot, now), "movements": ledger})
        return 0
    say(f"{shown(lot.product.name)}, {shown(lot.product.manufacturer)}")
    say(f"lot      {shown(lot.number)}")
    say(f"expiry   {_expiry(lot)}")
    say(f"on hand  {dose.plain(lot.on_hand_ml)} mL")
    say(f"status   {_status(lot, now)}")
    for vial in lot.vials:
        until = f"{vial.use_until.astimezone():%Y-%m-%d %H:%M}" if vial.use_until else "the expiry"
        say(f"! a vial is open since {vial.opened_at.astimezone():%Y-%m-%d %H:%M}, to be used until {until}")
    say("")
    rows = (
        (
            f"{line.recorded_at.astimezone():%Y-%m-%d %H:%M}",
            line.kind.value,
            f"{line.volume_ml:+f}" if line.volume_ml else "",
            f"{dose.plain(line.balance_ml)} mL" + (" BELOW ZERO" if line.below_zero else ""),
            line.recorded_by + (f", witness {line.witness}" if line.witness else ""),
            line.reason,
        )
        for line in lines
    )
    say(table(("WHEN", "WHAT", "ML", "ON HAND", "WHO", "WHY"), rows))
    return 0


def move(options: Options, chosen: Namespace, pins: Callable[[str], str], *, now: datetime) -> int:
    """Receive, open, waste, count or adjust, and say how the lot stands then."""
    with open_clinic(options) as (database, reader):
        if chosen.verb == "stock receive":
            lot = _receive(options, database, chosen, pins, now)
        else:
            found = one_lot(database, reader, LotNamed(chosen.lot, chosen.product))
            actor = signed_in(database, chosen.acting, pins, now)
            lot = _moved(database, actor, found, chosen, now)
    if chosen.json:
        say_json(lot_json(lot, now))
    else:
        on_hand = f"{dose.plain(lot.on_hand_ml)} mL on hand, {_status(lot, now)}"
        say(f"{shown(lot.product.name)} lot {shown(lot.number)}: {on_hand}.")
    return 0


def one_lot(database: Database, reader: Actor, named: LotNamed) -> Lot:
    """Find the lot that is meant.

    Raises:
        NotFound: there is none.
        Refused: several products have lots of the number.
    """
    lots = database.read(stock.lots_by_number, reader, named.number)
    if named.product is not None:
        product = product_named(database, reader, named.product)
        lots = tuple(lot for lot in lots if lot.product.id == product.id)
    if not lots:
        raise NotFound("No lot has this number. mesotui stock list --all shows all lots.")
    if len(lots) > 1:
        names = ", ".join(sorted(lot.product.name for lot in lots))
        raise Refused(f"Several products have a lot of this number: {names}. Say which with --product.")
    return lots[0]


def lot_json(lot: Lot, now: datetime) -> Json:
    """Give a lot as it stands."""
    return {
        "id": str(lot.id),
        "product": lot.product.name,
        "manufacturer": lot.product.manufacturer or None,
        "lot": lot.number,
        "expiry": None if lot.expiry is None else lot.expiry.isoformat(),
        "on_hand_ml": dose.trimmed(lot.on_hand_ml),
        "status": status_of(lot, now).value,
        "below_zero": lot.below_zero,
        "recall_reason": lot.recall_reason or None,
        "open_vials": [
            {
                "opened_at": vial.opened_at.isoformat(),
                "use_until": None if vial.use_until is None else vial.use_until.isoformat(),
                "remaining_ml": None if vial.remaining_ml is None else dose.trimmed(vial.remaining_ml),
            }
            for vial in lot.vials
        ],
    }


def read_ml(text: str) -> Decimal:
    """Read an amount as people type it, with a point or a comma.

    Raises:
        Refused: it is no number.
    """
    try:
        amount = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        raise Refused("--ml must be a number of mL, such as 5 or 0.5.") from None
    return amount


def _receive(
    options: Options, database: Database, chosen: Namespace, pins: Callable[[str], str], now: datetime
) -> Lot:
    expiry, volume_ml = read_expiry(chosen.expiry), read_ml(chosen.ml)
    actor = signed_in(database, chosen.acting, pins, now)
    product = product_to_receive(options, database, actor, chosen.product, now=now)
    return database.write(
        stock.receive, actor, product.id, number=chosen.lot, expiry=expiry, volume_ml=volume_ml, now=now
    )


def _moved(database: Database, actor: Actor, lot: Lot, chosen: Namespace, now: datetime) -> Lot:
    if chosen.verb == "stock open":
        return database.write(stock.open_vial, actor, lot.id, now=now)
    volume = read_ml(chosen.ml)
    if chosen.verb == "stock count":
        return database.write(stock.count, actor, lot.id, volume, reason=chosen.reason, now=now)
    if chosen.verb == "stock adjust":
        return database.write(stock.adjust, actor, lot.id, volume, reason=chosen.reason, now=now)
    witness = None
    if chosen.witness:
        people = database.read(staff.list_staff)
        witness = next((one for one in people if one.login == chosen.witness.casefold()), None)
        if witness is None:
            raise NotFound("Nobody here has the witness's login. See mesotui staff list.")
    return database.write(
        stock.waste,
        actor,
        lot.id,
        volume,
        reason=chosen.reason,
        witness_id=witness.id if witness else None,
        now=now,
    )


def _expiry(lot: Lot) -> str:
    return "none" if lot.expiry is None else lot.expiry.isoformat()


def _status(lot: Lot, now: datetime) -> str:
    return status_of(lot, now).value + (", below zero: count it" if lot.below_zero else "")
