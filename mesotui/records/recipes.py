"""Recipes of mixes. A change is a version more; batches point to the version they were made of."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from mesotui.domain.errors import NotFound, Refused
from mesotui.domain.ids import uuid7
from mesotui.domain.mixture import MOST_PARTS, Recipe, RecipePart, is_diluent
from mesotui.domain.people import Actor
from mesotui.domain.text import folded, required_text
from mesotui.records.guards import measured, put, require_treating
from mesotui.records.products import products_of
from mesotui.records.tables import BatchRow, RecipePartRow, RecipeRow, RecipeVersionRow
from mesotui.records.tables.mixes import RECIPE_NAME_LENGTH
from mesotui.records.whole import staff_names


def list_recipes(db: Session, actor: Actor) -> tuple[Recipe, ...]:
    """Give each recipe as it stands, the one that was made last first."""
    versions = db.exec(
        select(RecipeVersionRow)
        .where(col(RecipeVersionRow.site_id) == actor.site_id)
        .order_by(col(RecipeVersionRow.recipe_id), col(RecipeVersionRow.position))
    ).all()
    current = list({row.recipe_id: row for row in versions}.values())
    made = _last_made(db, actor, {row.id: row.recipe_id for row in versions})
    recipes = recipes_of(db, actor, current)
    earliest = min((recipe.recorded_at for recipe in recipes), default=None)
    return tuple(
        sorted(
            sorted(recipes, key=lambda recipe: (folded(recipe.name), recipe.id)),
            key=lambda recipe: made.get(recipe.id) or earliest or recipe.recorded_at,
            reverse=True,
        )
    )


def save_recipe(
    db: Session,
    actor: Actor,
    *,
    name: str,
    parts: Sequence[tuple[UUID, Decimal]],
    recipe_id: UUID | None = None,
    now: datetime,
) -> Recipe:
    """Write a recipe, or a new version of one; the same again changes nothing.

    Args:
        db: the open transaction.
        actor: who writes it.
        name: what it is called.
        parts: products with the mL of each.
        recipe_id: the recipe of which this is a new version; None for a new recipe.
        now: aware.

    Raises:
        NotFound: there is no such recipe or product.
        Refused: it has no name or no parts, another recipe has the name, a product stands in it twice, an
            amount can't be one, or the actor may not treat.
    """
    require_treating(actor)
    kept = required_text(name, field="The recipe's name", limit=RECIPE_NAME_LENGTH)
    if not 1 <= len(parts) <= MOST_PARTS:
        raise Refused(f"A recipe has 1 to {MOST_PARTS} products. Name them with their mL.")
    if len({product_id for product_id, _ in parts}) < len(parts):
        raise Refused("A product stands in this recipe twice. Add its mL up.")
    wanted = [(product_id, measured(volume_ml, "mL")) for product_id, volume_ml in parts]
    found = {one.id for one in products_of(db, actor.site_id, [product_id for product_id, _ in wanted])}
    if len(found) < len(wanted):
        raise NotFound("A product of this recipe isn't in this clinic's records.")
    _require_free(db, actor, kept, recipe_id)
    if recipe_id is None:
        row = RecipeRow(site_id=actor.site_id, id=uuid7(now), created_at=now, created_by=actor.staff_id)
        return _add_version(db, actor, put(db, row).id, 1, kept, wanted, now)
    before = _current(db, actor, recipe_id)
    if before.name == kept and [(part.product_id, part.volume_ml) for part in before.parts] == wanted:
        return before
    return _add_version(db, actor, recipe_id, before.version + 1, kept, wanted, now)


def recipe_version(db: Session, actor: Actor, version_id: UUID) -> Recipe:
    """Give a recipe as it is, or was, in one version.

    Raises:
        NotFound: there is none.
    """
    row = db.get(RecipeVersionRow, (actor.site_id, version_id))
    if row is None:
        raise NotFound("This recipe isn't in this clinic's records.")
    return recipes_of(db, actor, [row])[0]


def recipes_of(db: Session, actor: Actor, rows: Sequence[RecipeVersionRow]) -> tuple[Recipe, ...]:
    """Give versions of recipes with their parts, in the order of the rows."""
    if not rows:
        return ()
    parts: dict[UUID, list[RecipePartRow]] = {row.id: [] for row in rows}
    statement = (
        select(RecipePartRow)
        .where(col(RecipePartRow.site_id) == actor.site_id, col(RecipePartRow.version_id).in_(list(parts)))
        .order_by(col(RecipePartRow.version_id), col(RecipePartRow.position))
    )
    for part in db.exec(statement):
        parts[part.version_id].append(part)
    wanted = {part.product_id for listed in parts.values() for part in listed}
    products = {one.id: one for one in products_of(db, actor.site_id, list(wanted))}
    names = staff_names(db, actor)
    return tuple(
        Recipe(
            id=row.recipe_id,
            version_id=row.id,
            version=row.position,
            name=row.name,
            parts=tuple(
                RecipePart(
                    product_id=part.product_id,
                    product_name=products[part.product_id].name,
                    volume_ml=part.volume_ml,
                    is_diluent=is_diluent(products[part.product_id]),
                )
                for part in parts[row.id]
            ),
            recorded_at=row.recorded_at,
            recorded_by=names[row.recorded_by],
        )
        for row in rows
    )


def _add_version(
    db: Session,
    actor: Actor,
    recipe_id: UUID,
    position: int,
    name: str,
    parts: Sequence[tuple[UUID, Decimal]],
    now: datetime,
) -> Recipe:
    row = put(
        db,
        RecipeVersionRow(
            site_id=actor.site_id,
            id=uuid7(now),
            recipe_id=recipe_id,
            position=position,
            name=name,
            folded_name=folded(name),
            recorded_at=now,
            recorded_by=actor.staff_id,
        ),
    )
    for place, (product_id, volume_ml) in enumerate(parts, start=1):
        put(
            db,
            RecipePartRow(
                site_id=actor.site_id,
                version_id=row.id,
                position=place,
                product_id=product_id,
                volume_ml=volume_ml,
            ),
        )
    return recipes_of(db, actor, [row])[0]


def _current(db: Session, actor: Actor, recipe_id: UUID) -> Recipe:
    row = db.exec(
        select(RecipeVersionRow)
        .where(col(RecipeVersionRow.site_id) == actor.site_id, col(RecipeVersionRow.recipe_id) == recipe_id)
        .order_by(col(RecipeVersionRow.position).desc())
    ).first()
    if row is None:
        raise NotFound("This recipe isn't in this clinic's records.")
    return recipes_of(db, actor, [row])[0]


def _require_free(db: Session, actor: Actor, name: str, recipe_id: UUID | None) -> None:
    for recipe in list_recipes(db, actor):
        if recipe.id != recipe_id and folded(recipe.name) == folded(name):
            raise Refused("Another recipe has this name. Choose another name, or edit that one.")


def _last_made(db: Session, actor: Actor, recipes: dict[UUID, UUID]) -> dict[UUID, datetime]:
    """Give when a batch of each recipe was made last."""
    # One step in the index a version, however many batches there are; grouping would walk through all.
    last = (
        select(func.max(BatchRow.made_at))
        .where(
            col(BatchRow.site_id) == col(RecipeVersionRow.site_id),
            col(BatchRow.version_id) == col(RecipeVersionRow.id),
        )
        .correlate(RecipeVersionRow)
        .scalar_subquery()
    )
    rows = db.exec(
        select(col(RecipeVersionRow.id), last).where(col(RecipeVersionRow.site_id) == actor.site_id)
    )
    made: dict[UUID, datetime] = {}
    for version_id, at in rows:
        if at is None:
            continue
        recipe_id = recipes[version_id]
        made[recipe_id] = max(made.get(recipe_id, at), at)
    return made
