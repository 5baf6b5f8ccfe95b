"""What an injection takes along from the mix, or from the lot, that it is drawn from."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlmodel import Session

from mesotui.domain.errors import Refused
from mesotui.domain.mixing_rules import Law
from mesotui.domain.mixture import Batch, shares_ml
from mesotui.domain.people import Actor
from mesotui.domain.stock import LotStatus, status_of
from mesotui.domain.treatment import InjectionEntry
from mesotui.records import stock_ledger as ledger
from mesotui.records.components import add_component, inject_from_lot
from mesotui.records.mix_reasons import reason_for, usable_or_reason
from mesotui.records.mixes import approve_product, batch


def carry(
    db: Session,
    actor: Actor,
    injection_id: UUID,
    entry: InjectionEntry,
    volume_ml: Decimal,
    *,
    late_reason: str,
    law: Law | None = None,
    answer: str = "",
    now: datetime,
) -> str:
    """Book what an injection carries of each lot; one of a typed name carries none.

    Args:
        db: the open transaction, in which the injection is put away.
        actor: who injected.
        injection_id: the injection.
        entry: with its mix or its lot.
        volume_ml: what was injected in all.
        late_reason: why what may not be used is recorded all the same.
        law: what a product used as it is is held against; a mix was when it was made.
        answer: what is answered where that must be, and wasn't yet for this product.
        now: aware, in the zone of the room.

    Returns:
        What stood against it, in words, where it was recorded with a reason; else nothing.

    Raises:
        NeedsReason: a lot or the mix may not be used and there is no reason, or something must be answered.
        NotFound: there is no such mix or lot.
        Refused: the mix was thrown away.
    """
    if entry.batch_id is not None:
        return _of_batch(db, actor, injection_id, entry.batch_id, volume_ml, late_reason, now)
    if entry.lot_id is not None:
        lot = ledger.lot_of(db, ledger.lot_row(db, actor, entry.lot_id))
        late = usable_or_reason([lot], late_reason, now)
        if law is not None:
            words = {"answer": answer, "late_reason": late_reason}
            approve_product(
                db, actor, lot.id, rules=law.rules, jurisdiction=law.jurisdiction, now=now, **words
            )
        inject_from_lot(db, actor, injection_id, lot.id, volume_ml, late_reason=late, now=now)
        return f"Lot {lot.number} of {lot.product.name} is {status_of(lot, now)}" if late else ""
    return ""


def _of_batch(
    db: Session,
    actor: Actor,
    injection_id: UUID,
    batch_id: UUID,
    volume_ml: Decimal,
    late_reason: str,
    now: datetime,
) -> str:
    mix = batch(db, actor, batch_id)
    if mix.discarded is not None:
        raise Refused(f"{mix.name} was thrown away. Make another mix.")
    against = _against(db, actor, mix, now)
    reason_for(against, late_reason)
    shares = shares_ml(volume_ml, [part.volume_ml for part in mix.parts])
    for part, share in zip(mix.parts, shares, strict=True):
        add_component(
            db,
            actor,
            injection_id,
            product_id=part.product_id,
            lot_id=part.lot_id,
            volume_ml=share,
            batch_id=mix.id,
        )
    return f"{against[:1].upper()}{against[1:]}"


def _against(db: Session, actor: Actor, mix: Batch, now: datetime) -> str:
    """Say why a mix may not be used any more: its own hours, or what became of its lots since."""
    told = []
    if mix.is_over(now):
        told.append(f"{mix.name} is over its hours")
    for part in mix.parts:
        lot = ledger.lot_of(db, ledger.lot_row(db, actor, part.lot_id))
        # How long the vial is open no longer matters: this was drawn from it before.
        status = status_of(lot, now)
        if status in (LotStatus.RECALLED, LotStatus.EXPIRED):
            told.append(f"lot {lot.number} of {lot.product.name} in {mix.name} is {status}")
    return "; ".join(told)
