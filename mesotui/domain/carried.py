"""What a session brought of each lot, over all its injections."""

from dataclasses import replace
from uuid import UUID

from mesotui.domain.stock import InjectedComponent
from mesotui.domain.treatment import TreatmentSession


def carried_in_all(session: TreatmentSession) -> tuple[InjectedComponent, ...]:
    """Sum up what the entries that stand carried, a line a product and lot, in the order of first use."""
    summed: dict[tuple[UUID, UUID | None], InjectedComponent] = {}
    for injection in session.standing_injections:
        for part in injection.components:
            key = (part.product_id, part.lot_id)
            before = summed.get(key)
            volume_ml = part.volume_ml + before.volume_ml if before else part.volume_ml
            summed[key] = replace(before or part, volume_ml=volume_ml)
    return tuple(summed.values())
