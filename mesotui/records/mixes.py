"""Batches: made of lots, looked at by somebody else, injected from, and what is left thrown away."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from mesotui.domain.errors import NotFound, Refused
from mesotui.domain.ids import uuid7
from mesotui.domain.mixing_rules import MixingRules, mix_warnings
from mesotui.domain.mixture import Batch, Drawn, Place, contents_of, is_diluent, shares_ml
from mesotui.domain.people import Actor
from mesotui.domain.products import Product
from mesotui.domain.stock import Lot, MovementKind
from mesotui.domain.text import required_text
from mesotui.records import stock_ledger as ledger
from mesotui.records.guards import measured, put, require_treating
from mesotui.records.mix_reasons import keep_answers, usable_or_reason
from mesotui.records.mix_views import batch_row, batches_of
from mesotui.records.pins import check_pin
from mesotui.records.recipes import recipe_version
from mesotui.records.tables import BatchEventRow, BatchPartRow, BatchRow, StaffRow
from mesotui.records.tables.keys import REASON_LENGTH
from mesotui.records.tables.mixes import BatchEventKind
from mesotui.records.taking import take_from_lot

_SHOWN = timedelta(hours=36)
"""How long after it was made a batch is still offered; it may be over its hours by then, and says so."""


def batch(db: Session, actor: Actor, batch_id: UUID) -> Batch:
    """Give a batch as it stands.

    Raises:
        NotFound: there is none.
    """
    return batches_of(db, actor, [batch_row(db, actor, batch_id)])[0]


def list_batches(db: Session, actor: Actor, *, limit: int) -> tuple[Batch, ...]:
    """Give the batches, the newest first."""
    rows = db.exec(
        select(BatchRow)
        .where(col(BatchRow.site_id) == actor.site_id)
        .order_by(col(BatchRow.day).desc(), col(BatchRow.number).desc())
        .limit(limit)
    ).all()
    return batches_of(db, actor, rows)


def recent_batches(db: Session, actor: Actor, *, now: datetime) -> tuple[Batch, ...]:
    """Give the batches of the last day, the newest first, thrown away ones too."""
    rows = db.exec(
        select(BatchRow).where(
            col(BatchRow.site_id) == actor.site_id,
            col(BatchRow.day) >= (now - _SHOWN).date(),
            col(BatchRow.made_at) > now - _SHOWN,
        )
    ).all()
    rows = sorted(rows, key=lambda row: (row.made_at, row.number), reverse=True)
    return batches_of(db, actor, rows)


def make_batch(
    db: Session,
    actor: Actor,
    version_id: UUID,
    drawn: Sequence[Drawn],
    *,
    place: Place,
    rules: MixingRules,
    jurisdiction: str,
    batch_id: UUID | None = None,
    answer: str = "",
    late_reason: str = "",
    now: datetime,
) -> Batch:
    """Make a mix: what is drawn leaves the stock of its lots at once.

    Args:
        db: the open transaction.
        actor: who makes it.
        version_id: the version of the recipe.
        drawn: of which lot how much; the lots' products are those of the recipe.
        place: where it is compounded.
        rules: what speaks against mixes.
        jurisdiction: the clinic's; empty where it named none.
        batch_id: the key that the asker gave it; asking again with it gives the batch there is.
        answer: what is answered to the warnings that must be answered and weren't yet for this version.
        late_reason: why a lot that may not be used is put in all the same, for a late or corrected record.
        now: aware, in the zone of the room.

    Raises:
        NeedsReason: a lot may not be used, or a warning must be answered.
        NotFound: there is no such recipe or lot.
        Refused: the lots aren't those of the recipe, an amount can't be one, or the actor may not treat.
    """
    require_treating(actor)
    if batch_id is not None and db.get(BatchRow, (actor.site_id, batch_id)) is not None:
        return batch(db, actor, batch_id)
    lots = _lots_for(db, actor, version_id, drawn)
    volumes = [measured(one.volume_ml, "mL") for one in drawn]
    late = usable_or_reason(lots, late_reason, now)
    products = [lot.product for lot in lots]
    warnings = mix_warnings(products, rules, jurisdiction=jurisdiction, place=place)
    keep_answers(db, actor, warnings, answer, version_id=version_id, now=now)
    row = put(
        db,
        BatchRow(
            site_id=actor.site_id,
            id=batch_id or uuid7(now),
            version_id=version_id,
            day=now.date(),
            number=_next_number(db, actor, now),
            place=place,
            contents=contents_text(products, volumes),
            late_reason=late,
            made_at=now,
            made_by=actor.staff_id,
            use_until=now + timedelta(hours=int(rules.use_within_hours)),
        ),
    )
    return _drawn(db, actor, row, zip(lots, volumes, strict=True), now)


def _lots_for(db: Session, actor: Actor, version_id: UUID, drawn: Sequence[Drawn]) -> list[Lot]:
    recipe = recipe_version(db, actor, version_id)
    lots = [ledger.lot_of(db, ledger.lot_row(db, actor, one.lot_id)) for one in drawn]
    if sorted(lot.product.id for lot in lots) != sorted(part.product_id for part in recipe.parts):
        raise Refused("The lots aren't those of the recipe. Write a new version of the recipe first.")
    return lots


def _drawn(
    db: Session, actor: Actor, made: BatchRow, lots: Iterable[tuple[Lot, Decimal]], now: datetime
) -> Batch:
    for position, (lot, volume) in enumerate(lots, start=1):
        put(
            db,
            BatchPartRow(
                site_id=made.site_id,
                batch_id=made.id,
                position=position,
                product_id=lot.product.id,
                lot_id=lot.id,
                volume_ml=volume,
                is_diluent=is_diluent(lot.product),
            ),
        )
        take_from_lot(db, actor, lot.id, volume, batch_id=made.id, late_reason=made.late_reason, now=now)
    return batch(db, actor, made.id)


def approve_product(
    db: Session,
    actor: Actor,
    lot_id: UUID,
    *,
    rules: MixingRules,
    jurisdiction: str,
    answer: str = "",
    late_reason: str = "",
    now: datetime,
) -> Lot:
    """Take a product to be injected as it is; nothing leaves the stock before it is injected.

    Raises:
        NeedsReason: the lot may not be used, or a warning must be answered and wasn't yet for this product.
        NotFound: there is no such lot.
        Refused: the actor may not treat.
    """
    require_treating(actor)
    lot = ledger.lot_of(db, ledger.lot_row(db, actor, lot_id))
    usable_or_reason([lot], late_reason, now)
    warnings = mix_warnings([lot.product], rules, jurisdiction=jurisdiction, place=Place.READY_MADE)
    keep_answers(db, actor, warnings, answer, product_id=lot.product.id, now=now)
    return lot


def check_batch(
    db: Session, actor: Actor, batch_id: UUID, checker_id: UUID, *, pin: str, now: datetime
) -> Batch:
    """Record that another person looked at a mix, and its labels, before it is injected.

    Raises:
        KeptRefusal: the PIN is wrong; the try is counted.
        NotFound: there is no such batch or person.
        Refused: the person made it, or it was checked already.
    """
    row = batch_row(db, actor, batch_id)
    person = db.get(StaffRow, (actor.site_id, checker_id))
    if person is None or not person.active:
        raise NotFound("This person isn't one of this clinic's staff.")
    if checker_id == row.made_by:
        raise Refused("The second check is another person's than the one who made it.")
    if batch(db, actor, batch_id).checked_at is not None:
        raise Refused("This mix was checked already.")
    check_pin(person, pin, now)
    _add_event(db, actor, row, BatchEventKind.CHECK, other_id=checker_id, now=now)
    return batch(db, actor, batch_id)


def discard_batch(
    db: Session,
    actor: Actor,
    batch_id: UUID,
    *,
    reason: str,
    witness_id: UUID | None = None,
    now: datetime,
) -> Batch:
    """Throw away what is left of a mix: each lot's ledger tells its share as waste.

    Raises:
        NotFound: there is no such batch or witness.
        Refused: there is no reason, nothing is left, or the witness is the same person.
    """
    row = batch_row(db, actor, batch_id)
    kept = required_text(reason, field="The reason", limit=REASON_LENGTH)
    standing = batch(db, actor, batch_id)
    if standing.discarded is not None:
        raise Refused("This mix was thrown away already.")
    if standing.left_ml <= 0:
        raise Refused("Nothing is left of this mix.")
    if witness_id == actor.staff_id:
        raise Refused("The witness must be somebody else. Name another person, or nobody.")
    if witness_id is not None and db.get(StaffRow, (actor.site_id, witness_id)) is None:
        raise NotFound("The witness isn't one of this clinic's staff.")
    _add_event(
        db,
        actor,
        row,
        BatchEventKind.DISCARD,
        volume_ml=standing.left_ml,
        reason=kept,
        other_id=witness_id,
        now=now,
    )
    for part, share in zip(standing.parts, _left_shares(standing), strict=True):
        if not share:
            continue
        lot = ledger.lot_row(db, actor, part.lot_id)
        # It left the lot as it was drawn; now the ledger tells that this much of it wasn't used.
        ledger.add_line(db, actor, lot, MovementKind.RETURN, share, now=now, reason=kept, batch_id=row.id)
        ledger.add_line(
            db,
            actor,
            lot,
            MovementKind.WASTE,
            -share,
            now=now,
            reason=kept,
            witness_id=witness_id,
            batch_id=row.id,
        )
    return batch(db, actor, batch_id)


def _left_shares(standing: Batch) -> Sequence[Decimal]:
    parts = [part.volume_ml for part in standing.parts]
    try:
        return shares_ml(standing.left_ml, parts)
    except ValueError:
        # Less is left than one step for each: it is told of the largest part.
        largest = parts.index(max(parts))
        return [standing.left_ml if place == largest else Decimal(0) for place in range(len(parts))]


def contents_text(products: Sequence[Product], volumes: Sequence[Decimal]) -> str:
    """Give the resulting mg per mL of each substance as a batch keeps it: a line each.

    Args:
        products: what goes in.
        volumes: the mL of each.
    """
    contents = contents_of(list(zip(products, volumes, strict=True)))
    return "\n".join(f"{one.name}\t{one.mg_per_ml:f}" for one in contents)


def _next_number(db: Session, actor: Actor, now: datetime) -> int:
    last = db.exec(
        select(func.max(BatchRow.number)).where(
            col(BatchRow.site_id) == actor.site_id, col(BatchRow.day) == now.date()
        )
    ).one()
    return (last or 0) + 1


def _add_event(
    db: Session,
    actor: Actor,
    row: BatchRow,
    kind: BatchEventKind,
    *,
    volume_ml: Decimal | None = None,
    reason: str = "",
    other_id: UUID | None = None,
    now: datetime,
) -> None:
    last = db.exec(
        select(func.max(BatchEventRow.position)).where(
            col(BatchEventRow.site_id) == row.site_id, col(BatchEventRow.batch_id) == row.id
        )
    ).one()
    put(
        db,
        BatchEventRow(
            site_id=row.site_id,
            id=uuid7(now),
            batch_id=row.id,
            position=(last or 0) + 1,
            kind=kind,
            volume_ml=volume_ml,
            reason=reason,
            other_id=other_id,
            recorded_at=now,
            recorded_by=actor.staff_id,
        ),
    )
