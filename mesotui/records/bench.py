"""What somebody who mixes sees: recipes with the lots that would be drawn now, and the mixes of the day."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from mesotui.domain.mix_plan import MixPlan, plan_part
from mesotui.domain.mixture import Batch, Recipe
from mesotui.domain.people import Actor
from mesotui.domain.products import Product
from mesotui.domain.stock import Lot
from mesotui.records import stock_ledger as ledger
from mesotui.records.mix_views import answers_of
from mesotui.records.mixes import recent_batches
from mesotui.records.products import products_of
from mesotui.records.recipes import list_recipes
from mesotui.records.tables import BatchRow, RecipeVersionRow
from mesotui.records.taking import day_lots

_MOST_OTHER_LOTS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """Recipes and mixes as they stand."""

    plans: tuple[MixPlan, ...]
    """One a recipe; the one that this person made last comes first, then those that others made last."""
    batches: tuple[Batch, ...]
    """Those of the last day, the newest first."""


def bench(db: Session, actor: Actor, *, expired_after: date, now: datetime) -> Bench:
    """Give the recipes, each with the lots that are suggested for it, and the mixes of the last day.

    Args:
        db: the records.
        actor: who mixes.
        expired_after: lots whose last day lies before it can't be chosen any more.
        now: aware, in the zone of the room.
    """
    recipes = list_recipes(db, actor)
    products, lots = _products_and_lots(db, actor, recipes, expired_after)
    of_day = day_lots(db, actor, now=now)
    mine = _last_of(db, actor)
    ordered = sorted(recipes, key=lambda recipe: recipe.id != mine)
    return Bench(
        plans=tuple(_plan(db, actor, recipe, products, lots, of_day, now) for recipe in ordered),
        batches=recent_batches(db, actor, now=now),
    )


def _plan(
    db: Session,
    actor: Actor,
    recipe: Recipe,
    products: dict[UUID, Product],
    lots: dict[UUID, list[Lot]],
    of_day: dict[UUID, UUID],
    now: datetime,
) -> MixPlan:
    parts = tuple(
        plan_part(
            products[part.product_id],
            part.volume_ml,
            lots[part.product_id],
            now,
            is_diluent=part.is_diluent,
            day_lot_id=of_day.get(part.product_id),
            most_lots=_MOST_OTHER_LOTS,
        )
        for part in recipe.parts
    )
    return MixPlan(recipe=recipe, parts=parts, answers=answers_of(db, actor, version_id=recipe.version_id))


def _products_and_lots(
    db: Session, actor: Actor, recipes: tuple[Recipe, ...], expired_after: date
) -> tuple[dict[UUID, Product], dict[UUID, list[Lot]]]:
    """Read what all recipes need, however many there are, in as many statements as for one."""
    wanted = list({part.product_id for recipe in recipes for part in recipe.parts})
    if not wanted:
        return {}, defaultdict(list)
    lots: dict[UUID, list[Lot]] = defaultdict(list)
    for lot in ledger.lots_on_hand(db, actor.site_id, expired_after=expired_after, product_ids=wanted):
        lots[lot.product.id].append(lot)
    return {one.id: one for one in products_of(db, actor.site_id, wanted)}, lots


def _last_of(db: Session, actor: Actor) -> UUID | None:
    """Give the recipe that this person made last."""
    version_id = db.exec(
        select(BatchRow.version_id)
        .where(col(BatchRow.site_id) == actor.site_id, col(BatchRow.made_by) == actor.staff_id)
        .order_by(col(BatchRow.made_at).desc())
        .limit(1)
    ).first()
    row = None if version_id is None else db.get(RecipeVersionRow, (actor.site_id, version_id))
    return None if row is None else row.recipe_id
