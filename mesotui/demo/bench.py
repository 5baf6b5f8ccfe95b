"""The demo clinic's stock, its recipes, and the mixes that were made this morning."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import ROUND_UP, Decimal
from pathlib import Path

from sqlmodel import Session

from mesotui.clinic import ClinicData
from mesotui.clinic.reading import Table, read_toml
from mesotui.demo.month import Clinic
from mesotui.domain.mix_plan import MixPlan
from mesotui.domain.mixture import Batch, Place, Recipe
from mesotui.domain.people import Actor
from mesotui.domain.products import Product
from mesotui.records import bench, mixes, products, recall, recipes, stock

_FILE = Path(__file__).with_name("bench.toml")
_RECEIVED = timedelta(days=20)
_MADE, _CHECKED, _MADE_LAST = timedelta(minutes=95), timedelta(minutes=92), timedelta(minutes=12)
_SPARE = Decimal("1.25")
"""A mix is made larger than what is planned to be injected of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Morning:
    """What is ready for the sessions of today."""

    checked: Batch
    """Made and looked at by two people."""
    unchecked: Batch
    """Just made; somebody else is still to look at it."""


def write_bench(
    db: Session, clinic: Clinic, data: ClinicData, *, needed_ml: Decimal, pin: str, now: datetime
) -> Morning:
    """Take lots in, write the recipes, and make two mixes.

    Args:
        db: the open transaction.
        clinic: who works where.
        data: the catalogue and the rules.
        needed_ml: what the running session injects.
        pin: of the first practitioner, who checks what a colleague made.
        now: the time that "today" means.
    """
    first, colleague = clinic.practitioners[:2]
    document = read_toml(_FILE)
    midnight = datetime.combine(now.date(), time(), tzinfo=now.tzinfo)
    begun = now - _RECEIVED
    found = {
        table.text("product"): _receive(db, first, data, table, begun=begun, now=now)
        for table in document.tables("lot")
    }
    written = [_recipe(db, first, table, found, begun) for table in document.tables("recipe")]
    factor = (needed_ml * _SPARE / written[0].total_ml).quantize(Decimal(1), ROUND_UP)
    made_at = max(midnight, now - _MADE)
    batch = _make(db, colleague, data, written[0], factor, made_at)
    mixes.check_batch(db, colleague, batch.id, first.staff_id, pin=pin, now=max(made_at, now - _CHECKED))
    last = _make(db, first, data, written[1], Decimal(1), max(made_at, now - _MADE_LAST))
    return Morning(checked=mixes.batch(db, first, batch.id), unchecked=last)


def _receive(
    db: Session, actor: Actor, data: ClinicData, table: Table, *, begun: datetime, now: datetime
) -> Product:
    code = table.text("product")
    entry = next(one for one in data.catalogue().products if one.code == code)
    product = products.learn_product(db, actor, entry.facts, code=entry.code, gtins=entry.gtins, now=begun)
    lot = stock.receive(
        db,
        actor,
        product.id,
        number=table.text("number"),
        expiry=now.date() + timedelta(days=int(table.value("expires_days"))),
        volume_ml=table.decimal("volume_ml"),
        now=begun,
    )
    if "opened_hours" in table.row:
        opened_at = now - timedelta(hours=table.whole("opened_hours"))
        stock.open_vial(db, actor, lot.id, now=opened_at)
    if "recalled" in table.row:
        recall.block(db, actor, lot.id, reason=table.text("recalled"), now=now - timedelta(days=1))
    return product


def _recipe(db: Session, actor: Actor, table: Table, found: dict[str, Product], begun: datetime) -> Recipe:
    parts = [(found[code].id, Decimal(volume)) for code, volume in table.value("parts")]
    return recipes.save_recipe(db, actor, name=table.text("name"), parts=parts, now=begun)


def _make(
    db: Session, actor: Actor, data: ClinicData, recipe: Recipe, factor: Decimal, made_at: datetime
) -> Batch:
    plan = _plan(db, actor, recipe, made_at)
    drawn = [
        mixes.Drawn(lot_id=part.lot_id, volume_ml=part.volume_ml * factor)
        for part in plan.parts
        if part.lot_id is not None
    ]
    return mixes.make_batch(
        db,
        actor,
        recipe.version_id,
        drawn,
        place=Place.ROOM,
        rules=data.mixing(),
        jurisdiction=data.jurisdiction,
        now=made_at,
    )


def _plan(db: Session, actor: Actor, recipe: Recipe, made_at: datetime) -> MixPlan:
    seen = bench.bench(db, actor, expired_after=made_at.date(), now=made_at)
    return next(plan for plan in seen.plans if plan.recipe.id == recipe.id)
