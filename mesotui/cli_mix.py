"""Mixes on the command line: those that were made, and making, checking and throwing away."""

from argparse import Namespace
from collections.abc import Callable
from datetime import datetime, timedelta

from mesotui import clinic
from mesotui.bootstrap import Options, open_clinic
from mesotui.cli_mix_output import batch_json, recipe_json, tell_batch
from mesotui.cli_output import say, say_json, table
from mesotui.cli_products import product_named, product_to_receive
from mesotui.cli_staff import signed_in
from mesotui.cli_stock import read_ml
from mesotui.domain import dose
from mesotui.domain.errors import NeedsReason, NotFound, Refused
from mesotui.domain.mix_plan import MixPlan
from mesotui.domain.mixing_rules import Law
from mesotui.domain.mixture import Batch, Place, Recipe
from mesotui.domain.people import Actor, Staff
from mesotui.domain.text import folded, shown
from mesotui.records import mixes, recipes, staff, stock
from mesotui.records.bench import bench
from mesotui.records.database import Database
from mesotui.records.lookups import batch_key

_LOT_DAYS = timedelta(days=366)
"""A lot that expired longer ago is put into no mix, not even in a late record."""


def list_mixes(options: Options, *, limit: int, as_json: bool) -> int:
    """List the mixes, the latest first; 1 when there are none."""
    with open_clinic(options) as (database, reader):
        found = database.read(mixes.list_batches, reader, limit=limit)
    if as_json:
        say_json([batch_json(one) for one in found])
    elif found:
        rows = (
            (
                f"{one.made_at.astimezone():%Y-%m-%d %H:%M}",
                one.name,
                one.recipe_name,
                f"{dose.plain(one.total_ml)} mL",
                f"{dose.plain(one.left_ml)} mL",
                one.made_by,
                one.checked_by or "nobody yet",
                str(one.id),
            )
            for one in found
        )
        say(table(("MADE", "MIX", "RECIPE", "TOTAL", "LEFT", "BY", "CHECKED BY", "ID"), rows))
    return 0 if found else 1


def show_mix(options: Options, named: str, *, as_json: bool, now: datetime) -> int:
    """Show all that is recorded of a mix."""
    with open_clinic(options) as (database, reader):
        batch = _batch(database, reader, named, now)
    _tell(batch, as_json=as_json)
    return 0


def list_recipes(options: Options, *, as_json: bool) -> int:
    """List the recipes as they stand, the one that was made last first; 1 when there are none."""
    with open_clinic(options) as (database, reader):
        found = database.read(recipes.list_recipes, reader)
    if as_json:
        say_json([recipe_json(one) for one in found])
    elif found:
        rows = (
            (
                one.name,
                str(one.version),
                f"{dose.plain(one.total_ml)} mL",
                ", ".join(f"{dose.trimmed(part.volume_ml)} {part.product_name}" for part in one.parts),
            )
            for one in found
        )
        say(table(("RECIPE", "VERSION", "TOTAL", "COMPONENTS"), rows))
    return 0 if found else 1


def save_recipe(options: Options, chosen: Namespace, pins: Callable[[str], str], *, now: datetime) -> int:
    """Write a recipe, or a new version of the one that is named."""
    with open_clinic(options) as (database, reader):
        before = _recipe(database, reader, chosen.recipe) if chosen.verb == "mix recipe change" else None
        read = [_part(one) for one in chosen.part]
        actor = signed_in(database, chosen.acting, pins, now)
        parts = [
            (product_to_receive(options, database, actor, name, now=now).id, read_ml(amount))
            for amount, name in read
        ]
        recipe = database.write(
            recipes.save_recipe,
            actor,
            name=(chosen.name or before.name) if before else chosen.recipe,
            parts=parts,
            recipe_id=before.id if before else None,
            now=now,
        )
    if chosen.json:
        say_json(recipe_json(recipe))
    else:
        say(f"{shown(recipe.name)}, version {recipe.version}: {dose.trimmed(recipe.total_ml)} mL.")
    return 0


def make_mix(options: Options, chosen: Namespace, pins: Callable[[str], str], *, now: datetime) -> int:
    """Make a recipe of the lots that are suggested, or of those that are named."""
    jurisdiction = options.settings.jurisdiction
    law = Law(rules=clinic.load(options.folder).mixing(), jurisdiction=jurisdiction)
    with open_clinic(options) as (database, _):
        actor = signed_in(database, chosen.acting, pins, now)
        plan = _plan(database, actor, chosen, now)
        if plan.lacking:
            names = ", ".join(product.name for product in plan.lacking)
            raise Refused(f"There is no lot of {names}. Take one in: mesotui stock receive.")
        try:
            batch = database.write(
                mixes.make_batch,
                actor,
                plan.recipe.version_id,
                plan.drawn,
                place=plan.place,
                rules=law.rules,
                jurisdiction=law.jurisdiction,
                answer=chosen.answer,
                late_reason=chosen.late_reason,
                now=now,
            )
        except NeedsReason as needed:
            option = f"--{needed.parameter.replace('_', '-')}"
            raise Refused(f"{needed} {needed.title} Say it with {option} WHY.") from None
    if not chosen.json:
        for warning in plan.warnings(law):
            if not warning.must_answer:
                say(f"! {shown(warning.sentence)} (source {shown(warning.source)})")
    _tell(batch, as_json=chosen.json)
    return 0


def check_mix(options: Options, chosen: Namespace, pins: Callable[[str], str], *, now: datetime) -> int:
    """Record that another person checked a mix, with their own PIN."""
    with open_clinic(options) as (database, reader):
        batch = _batch(database, reader, chosen.mix, now)
        checker = _person(database, chosen.by)
        actor = signed_in(database, chosen.acting, pins, now)
        pin = pins(f"PIN of {shown(checker.name)}: ")
        batch = database.write(mixes.check_batch, actor, batch.id, checker.id, pin=pin, now=now)
    _tell(batch, as_json=chosen.json)
    return 0


def discard_mix(options: Options, chosen: Namespace, pins: Callable[[str], str], *, now: datetime) -> int:
    """Throw away what is left of a mix."""
    with open_clinic(options) as (database, reader):
        batch = _batch(database, reader, chosen.mix, now)
        witness = _person(database, chosen.witness) if chosen.witness else None
        actor = signed_in(database, chosen.acting, pins, now)
        batch = database.write(
            mixes.discard_batch,
            actor,
            batch.id,
            reason=chosen.reason,
            witness_id=witness.id if witness else None,
            now=now,
        )
    _tell(batch, as_json=chosen.json)
    return 0


def _plan(database: Database, actor: Actor, chosen: Namespace, now: datetime) -> MixPlan:
    wanted = _recipe(database, actor, chosen.recipe)
    seen = database.read(bench, actor, expired_after=now.date() - _LOT_DAYS, now=now)
    plan = next(one for one in seen.plans if one.recipe.id == wanted.id)
    while plan.place is not Place(chosen.place):
        plan = plan.at_next_place()
    for number in chosen.lot:
        lots = database.read(stock.lots_by_number, actor, number)
        changed = next((one for one in map(plan.with_lot, lots) if one is not None), None)
        if changed is None:
            raise NotFound(f"No product of this recipe has a lot {shown(number)}. See mesotui stock list.")
        plan = changed
    for amount, name in map(_part, chosen.ml):
        product = product_named(database, actor, name)
        at = next((n for n, part in enumerate(plan.parts) if part.product.id == product.id), None)
        if at is None:
            raise NotFound(f"{shown(product.name)} isn't in this recipe.")
        plan = plan.with_volume(at, read_ml(amount))
    return plan


def _part(typed: str) -> tuple[str, str]:
    """Split a component as it is typed: the mL, then the product."""
    amount, _, name = typed.strip().partition(" ")
    if not name.strip():
        raise Refused('A component is its mL and its product, such as "2 xylocaine-1".')
    return amount, name.strip()


def _recipe(database: Database, reader: Actor, name: str) -> Recipe:
    wanted = folded(name)
    found = [one for one in database.read(recipes.list_recipes, reader) if folded(one.name) == wanted]
    if not found:
        raise NotFound("No recipe is called so. mesotui mix recipes lists them.")
    return found[0]


def _batch(database: Database, reader: Actor, named: str, now: datetime) -> Batch:
    """Find the mix that is meant: by its number among those of the last day, or by its id's beginning."""
    number = folded(named).removeprefix("mix ").strip()
    if number.isdecimal() and len(number) < 4:
        recent = database.read(mixes.recent_batches, reader, now=now)
        found = next((one for one in recent if str(one.number) == number), None)
        if found is None:
            raise NotFound("No mix of the last day has this number. mesotui mix list shows all.")
        return found
    return database.read(mixes.batch, reader, database.read(batch_key, reader, named))


def _person(database: Database, login: str) -> Staff:
    people = database.read(staff.list_staff)
    found = next((one for one in people if one.login == login.casefold()), None)
    if found is None:
        raise NotFound("Nobody here has this login. See mesotui staff list.")
    return found


def _tell(batch: Batch, *, as_json: bool) -> None:
    if as_json:
        say_json(batch_json(batch))
    else:
        tell_batch(batch)
