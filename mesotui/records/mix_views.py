"""Batches put together from their rows: as many statements for a hundred as for one."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from sqlmodel import Session, col, select

from mesotui.domain.errors import NotFound
from mesotui.domain.mixture import Answer, Batch, BatchPart, Content, Discarded
from mesotui.domain.people import Actor
from mesotui.records.products import products_of
from mesotui.records.recipes import recipes_of
from mesotui.records.tables import (
    BatchEventRow,
    BatchPartRow,
    BatchRow,
    InjectionComponentRow,
    InjectionRow,
    LotRow,
    MixAnswerRow,
    RecipeVersionRow,
)
from mesotui.records.tables.mixes import BatchEventKind
from mesotui.records.views import Names
from mesotui.records.whole import staff_names


def batch_row(db: Session, actor: Actor, batch_id: UUID) -> BatchRow:
    """Find a batch of the actor's clinic.

    Raises:
        NotFound: there is none.
    """
    row = db.get(BatchRow, (actor.site_id, batch_id))
    if row is None:
        raise NotFound("This mix isn't in this clinic's records.")
    return row


def batches_of(db: Session, actor: Actor, rows: Sequence[BatchRow]) -> tuple[Batch, ...]:
    """Give batches as they stand, what was just written included, in the order of the rows."""
    if not rows:
        return ()
    db.flush()
    ids = [row.id for row in rows]
    parts = _parts(db, actor, ids)
    versions = db.exec(
        select(RecipeVersionRow).where(
            col(RecipeVersionRow.site_id) == actor.site_id,
            col(RecipeVersionRow.id).in_({row.version_id for row in rows}),
        )
    ).all()
    recipes = {recipe.version_id: recipe for recipe in recipes_of(db, actor, versions)}
    injected = _injected(db, actor, ids)
    events = _events(db, actor, ids)
    names = staff_names(db, actor)
    found = []
    for row in rows:
        recipe = recipes[row.version_id]
        check = next((one for one in events[row.id] if one.kind is BatchEventKind.CHECK), None)
        found.append(
            Batch(
                id=row.id,
                number=row.number,
                recipe_id=recipe.id,
                recipe_name=recipe.name,
                recipe_version=recipe.version,
                parts=tuple(parts[row.id]),
                contents=_contents(row.contents),
                place=row.place,
                made_at=row.made_at,
                made_by=names[row.made_by],
                use_until=row.use_until,
                checked_at=check.recorded_at if check else None,
                checked_by=names[check.other_id] if check and check.other_id else "",
                injected_ml=injected[row.id],
                answers=answers_of(db, actor, version_id=row.version_id),
                discarded=_discarded(events[row.id], names),
                late_reason=row.late_reason,
            )
        )
    return tuple(found)


def answers_of(
    db: Session, actor: Actor, *, version_id: UUID | None = None, product_id: UUID | None = None
) -> tuple[Answer, ...]:
    """Give what was answered about a version of a recipe, or about a product, in its order."""
    statement = select(MixAnswerRow).where(col(MixAnswerRow.site_id) == actor.site_id)
    if version_id is not None:
        statement = statement.where(col(MixAnswerRow.version_id) == version_id)
    else:
        statement = statement.where(col(MixAnswerRow.product_id) == product_id)
    rows = db.exec(statement.order_by(col(MixAnswerRow.recorded_at), col(MixAnswerRow.id))).all()
    names = staff_names(db, actor) if rows else {}
    return tuple(
        Answer(
            rule=row.rule,
            warning=row.warning,
            source=row.source,
            answer=row.answer,
            answered_at=row.recorded_at,
            answered_by=names[row.recorded_by],
        )
        for row in rows
    )


def _parts(db: Session, actor: Actor, ids: Sequence[UUID]) -> dict[UUID, list[BatchPart]]:
    rows = db.exec(
        select(BatchPartRow, LotRow)
        .join(
            LotRow,
            (col(LotRow.site_id) == col(BatchPartRow.site_id)) & (col(LotRow.id) == col(BatchPartRow.lot_id)),
        )
        .where(col(BatchPartRow.site_id) == actor.site_id, col(BatchPartRow.batch_id).in_(ids))
        .order_by(col(BatchPartRow.batch_id), col(BatchPartRow.position))
    ).all()
    products = {
        one.id: one for one in products_of(db, actor.site_id, list({part.product_id for part, _ in rows}))
    }
    found: dict[UUID, list[BatchPart]] = defaultdict(list)
    for part, lot in rows:
        product = products[part.product_id]
        found[part.batch_id].append(
            BatchPart(
                product_id=product.id,
                product_name=product.name,
                manufacturer=product.manufacturer,
                lot_id=lot.id,
                lot_number=lot.number,
                expiry=lot.expiry,
                volume_ml=part.volume_ml,
                is_diluent=part.is_diluent,
                ingredients=product.facts.ingredients,
                also_called=product.facts.also_called,
            )
        )
    return found


def _injected(db: Session, actor: Actor, ids: Sequence[UUID]) -> dict[UUID, Decimal]:
    """Add up what the entries that stand took of each batch; decimals are added here, for SQLite has none."""
    rows = db.exec(
        select(col(InjectionComponentRow.batch_id), col(InjectionComponentRow.volume_ml))
        .join(
            InjectionRow,
            (col(InjectionRow.site_id) == col(InjectionComponentRow.site_id))
            & (col(InjectionRow.id) == col(InjectionComponentRow.injection_id)),
        )
        .where(
            col(InjectionComponentRow.site_id) == actor.site_id,
            col(InjectionComponentRow.batch_id).in_(ids),
            col(InjectionRow.voided_at).is_(None),
        )
    )
    found: dict[UUID, Decimal] = defaultdict(Decimal)
    for batch_id, volume_ml in rows:
        if batch_id is not None:
            found[batch_id] += volume_ml
    return found


def _events(db: Session, actor: Actor, ids: Sequence[UUID]) -> dict[UUID, list[BatchEventRow]]:
    found: dict[UUID, list[BatchEventRow]] = defaultdict(list)
    statement = (
        select(BatchEventRow)
        .where(col(BatchEventRow.site_id) == actor.site_id, col(BatchEventRow.batch_id).in_(ids))
        .order_by(col(BatchEventRow.batch_id), col(BatchEventRow.position))
    )
    for row in db.exec(statement):
        found[row.batch_id].append(row)
    return found


def _discarded(events: Sequence[BatchEventRow], names: Names) -> Discarded | None:
    for event in events:
        if event.kind is BatchEventKind.DISCARD and event.volume_ml is not None:
            return Discarded(
                volume_ml=event.volume_ml,
                reason=event.reason,
                witness=names[event.other_id] if event.other_id else "",
                discarded_at=event.recorded_at,
                discarded_by=names[event.recorded_by],
            )
    return None


def _contents(text: str) -> tuple[Content, ...]:
    pairs = (line.rpartition("\t") for line in text.splitlines())
    return tuple(Content(name=name, mg_per_ml=Decimal(amount)) for name, _, amount in pairs)
