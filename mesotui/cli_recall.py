"""A recall on the command line: who received a lot, blocking it, and whom the clinic has told."""

import csv
import re
import sys
from argparse import Namespace
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timezone

from mesotui.bootstrap import Options, open_clinic
from mesotui.cli_output import Json, say, say_json, table
from mesotui.cli_products import product_named
from mesotui.cli_staff import signed_in
from mesotui.cli_stock import LotNamed, lot_json, one_lot
from mesotui.domain import dose
from mesotui.domain.errors import Refused
from mesotui.domain.people import Actor
from mesotui.domain.recalls import Contact, Recall, Recipient, VisitReceived
from mesotui.domain.stock import Lot, status_of
from mesotui.domain.text import shown
from mesotui.records import recall
from mesotui.records.database import Database
from mesotui.records.lookups import client_key

_CSV_COLUMNS = (
    "lot",
    "product",
    "manufacturer",
    "expiry",
    "client_id",
    "client",
    "birth_date",
    "phone",
    "session_id",
    "date",
    "zone",
    "volume_ml",
    "through_mix",
    "contact",
    "contacted_at",
)
# A spreadsheet would run what begins so.
_FORMULA_SIGNS = ("=", "+", "-", "@")
_NUMBER = re.compile(r"[+-]?[\d\s().,/-]*")
"""Telephone numbers begin with a plus, too; nothing in them can be run."""


def recall_lot(options: Options, chosen: Namespace, pins: Callable[[str], str], *, now: datetime) -> int:
    """List who received a lot; or block it, free it, or note whom the clinic has told.

    Gives 1 where nobody received it.
    """
    contact = next((one for one in Contact if getattr(chosen, one.value)), None)
    writes = chosen.block or chosen.unblock or contact is not None
    if writes and not chosen.acting:
        raise Refused("Say who you are with --as LOGIN: a recall is kept with who did what.")
    named = LotNamed(chosen.lot, chosen.product)
    with open_clinic(options) as (database, reader):
        if writes:
            lot = one_lot(database, reader, named)
            actor = signed_in(database, chosen.acting, pins, now)
            says = _change(database, actor, lot, chosen, contact, now)
            # What a program reads on standard output stays one list.
            print(shown(says), file=sys.stderr if chosen.json or chosen.csv else sys.stdout)
        recalls = database.read(recall.recalls_of_number, reader, named.number)
        if named.product is not None:
            product = product_named(database, reader, named.product)
            recalls = tuple(one for one in recalls if one.lot.product.id == product.id)
    if chosen.json:
        say_json([_json(one, recipient, now) for one in recalls for recipient in one.recipients])
    elif chosen.csv:
        _write_csv(recalls)
    else:
        say("\n\n".join("\n".join(_lines(one, now)) for one in recalls))
    return 0 if writes or any(one.recipients for one in recalls) else 1


def _change(
    database: Database, actor: Actor, lot: Lot, chosen: Namespace, contact: Contact | None, now: datetime
) -> str:
    if contact is not None:
        client_id = database.read(client_key, actor, getattr(chosen, contact.value))
        after = database.write(
            recall.note_contact, actor, lot.id, client_id, contact, note=chosen.note, now=now
        )
        return f"Noted. {_told(after)}"
    doing = recall.block if chosen.block else recall.unblock
    changed = database.write(doing, actor, lot.id, reason=chosen.reason or "", now=now)
    says = "is recalled: nothing of it is used any more" if changed.recalled else "is no longer recalled"
    return f"Lot {changed.number} of {changed.product.name} {says}."


def _told(one: Recall) -> str:
    return f"{one.reached} of {len(one.recipients)} reached, {one.acknowledged} acknowledged."


def _lines(one: Recall, now: datetime) -> Iterable[str]:
    lot = one.lot
    maker = f", {shown(lot.product.manufacturer)}" if lot.product.manufacturer else ""
    expiry = "none" if lot.expiry is None else lot.expiry.isoformat()
    yield f"Lot {shown(lot.number)} of {shown(lot.product.name)}{maker}: {status_of(lot, now).value}"
    if lot.recalled:
        yield f"! recalled: {shown(lot.recall_reason)}"
    yield f"expiry {expiry}, {dose.plain(lot.on_hand_ml)} mL on hand"
    if one.lot_unknown:
        yield f"! {one.lot_unknown} injections of this product have no lot: any may be of this one"
    if not one.recipients:
        yield "Nobody received it."
        return
    yield f"{len(one.recipients)} clients received it. {_told(one)}"
    yield table(
        ("CLIENT", "BORN", "PHONE", "DATE", "ML", "ZONES", "TOLD", "ID"),
        (_row(recipient, visit) for recipient in one.recipients for visit in recipient.visits),
    )


def _row(recipient: Recipient, visit: VisitReceived) -> Sequence[str]:
    client = recipient.client
    mixed = any(zone.through_mix for zone in visit.zones)
    return (
        client.name,
        client.birth_date.isoformat(),
        client.phone or "-",
        _local(visit).date().isoformat(),
        dose.plain(visit.volume_ml) + (" (in a mix)" if mixed else ""),
        ", ".join(dict.fromkeys(zone.zone_name for zone in visit.zones)),
        recipient.contact.value if recipient.contact else "no",
        str(client.id),
    )


def _json(one: Recall, recipient: Recipient, now: datetime) -> Json:
    client = recipient.client
    return {
        "client": {
            "id": str(client.id),
            "name": client.name,
            "birth_date": client.birth_date.isoformat(),
            "phone": client.phone,
        },
        **{key: value for key, value in lot_json(one.lot, now).items() if key in _LOT_KEYS},
        "volume_ml": dose.trimmed(recipient.volume_ml),
        "through_mix": recipient.through_mix,
        "contact": recipient.contact.value if recipient.contact else None,
        "contacts": [
            {
                "contact": made.contact.value,
                "note": made.note,
                "recorded_at": made.recorded_at.isoformat(),
                "recorded_by": made.recorded_by,
            }
            for made in recipient.contacts
        ],
        "sessions": [
            {
                "id": str(visit.session_id),
                "started_at": _local(visit).isoformat(),
                "volume_ml": dose.trimmed(visit.volume_ml),
                "zones": [
                    {
                        "zone": zone.zone_name,
                        "volume_ml": dose.trimmed(zone.volume_ml),
                        "through_mix": zone.through_mix,
                    }
                    for zone in visit.zones
                ],
            }
            for visit in recipient.visits
        ],
    }


_LOT_KEYS = ("product", "manufacturer", "lot", "expiry", "status")


def _write_csv(recalls: Sequence[Recall]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(_CSV_COLUMNS)
    for one in recalls:
        lot = one.lot
        for recipient in one.recipients:
            client, last = recipient.client, recipient.contacts[-1:]
            for visit in recipient.visits:
                for zone in visit.zones:
                    cells = (
                        lot.number,
                        lot.product.name,
                        lot.product.manufacturer,
                        "" if lot.expiry is None else lot.expiry.isoformat(),
                        str(client.id),
                        client.name,
                        client.birth_date.isoformat(),
                        client.phone,
                        str(visit.session_id),
                        _local(visit).date().isoformat(),
                        zone.zone_name,
                        dose.trimmed(zone.volume_ml),
                        "yes" if zone.through_mix else "no",
                        last[0].contact.value if last else "no",
                        last[0].recorded_at.isoformat() if last else "",
                    )
                    writer.writerow(map(_cell, cells))


def _cell(text: str) -> str:
    kept = shown(text)
    return f"'{kept}" if kept.startswith(_FORMULA_SIGNS) and not _NUMBER.fullmatch(kept) else kept


def _local(visit: VisitReceived) -> datetime:
    return visit.started_at.astimezone(timezone(visit.utc_offset))
