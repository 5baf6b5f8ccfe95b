"""Turns what a visit was injected with into rows: the mix, each zone's share of it, the lots' ledgers."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from mesotui.demo.rows import Part
from mesotui.demo.shelves import kept
from mesotui.demo.visits import Shot, Visit
from mesotui.domain import dose
from mesotui.domain.ids import uuid7
from mesotui.domain.mixture import Place, is_diluent, shares_ml
from mesotui.domain.stock import MovementKind
from mesotui.records.mixes import contents_text
from mesotui.records.tables import BatchPartRow, BatchRow, InjectionComponentRow


@dataclass(frozen=True, slots=True)
class Batch:
    """A mix that was made for a visit."""

    key: UUID
    parts_ml: tuple[Decimal, ...]


def add_mix(part: Part, visit: Visit, use_within_hours: int) -> Batch | None:
    """Add the mix that a visit is injected from: just as much as it takes, so that nothing is left."""
    occasion, supplied = part.occasion, part.occasion.supplied
    if supplied.version_id is None:
        return None
    made_at = occasion.at(visit.mixed_second)
    used_ml = (volume_ml(shot) for shot in visit.shots if shot.voided_second is None)
    parts_ml = supplied.drawn_ml(sum(used_ml, Decimal(0)))
    key = uuid7(made_at, part.random.getrandbits)
    part.rows.add(
        BatchRow,
        site_id=occasion.site_id,
        id=key,
        version_id=supplied.version_id,
        day=made_at.date(),
        number=supplied.batch_number,
        place=Place.ROOM,
        contents=contents_text(supplied.products, parts_ml),
        late_reason="",
        made_at=made_at,
        made_by=part.author,
        use_until=made_at + timedelta(hours=use_within_hours),
    )
    drawn = zip(supplied.products, supplied.shelves, parts_ml, strict=True)
    for position, (product, shelf, drawn_ml) in enumerate(drawn, start=1):
        part.rows.add(
            BatchPartRow,
            site_id=occasion.site_id,
            batch_id=key,
            position=position,
            product_id=product.id,
            lot_id=shelf.lot_id,
            volume_ml=drawn_ml,
            is_diluent=is_diluent(product),
        )
        part.book(shelf, MovementKind.USE, -drawn_ml, made_at, batch_id=key)
    return Batch(key, parts_ml)


def add_carried(part: Part, shot: Shot, injection_id: UUID, batch: Batch | None) -> None:
    """Add what an injection carried of each lot; without a mix it is taken from its lot there and then."""
    occasion, supplied = part.occasion, part.occasion.supplied
    injected_ml = volume_ml(shot)
    shares = shares_ml(injected_ml, batch.parts_ml) if batch else (injected_ml,)
    carried = zip(supplied.products, supplied.shelves, shares, strict=True)
    for position, (product, shelf, share) in enumerate(carried, start=1):
        part.rows.add(
            InjectionComponentRow,
            site_id=occasion.site_id,
            injection_id=injection_id,
            position=position,
            product_id=product.id,
            lot_id=shelf.lot_id,
            volume_ml=kept(share),
            batch_id=batch.key if batch else None,
        )
        if batch is None:
            part.book(shelf, MovementKind.USE, -share, occasion.at(shot.second), injection_id=injection_id)
            if shot.voided_second is not None:
                part.book(
                    shelf,
                    MovementKind.RETURN,
                    share,
                    occasion.at(shot.voided_second),
                    injection_id=injection_id,
                    reason=shot.void_reason,
                )


def volume_ml(shot: Shot) -> Decimal:
    """Give what a zone was injected with, in mL."""
    return dose.volume_ml(shot.entry.points, shot.entry.volume_ml_per_point)
