"""What a draft keeps of a mix that is being prepared, and of a recipe that is being written."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from uuid import UUID

from mesotui.domain.errors import Refused
from mesotui.domain.mix_plan import MixPlan
from mesotui.domain.mixture import Place

RECIPE_OF = "recipe-of"
"""The recipe of which a version is written; empty for a new one."""
_OPEN, _BATCH, _PLACE, _PARTS = "mix-open", "mix-batch", "mix-place", "mix-parts"
_ANSWER = "ask-mix-"


def was_mixing(fields: Mapping[str, str]) -> bool:
    """Tell whether a mix was being prepared when a draft was made."""
    return _OPEN in fields


def kept(plan: MixPlan | None, batch_id: UUID) -> dict[str, str]:
    """Give the fields of a mix that is being prepared.

    Args:
        plan: what would be made; None while a mix that is there is looked at.
        batch_id: the key that it would have, so that it is never made twice.
    """
    if plan is None:
        return {_OPEN: ""}
    parts = ",".join(f"{part.lot_id or ''}:{part.volume_ml}" for part in plan.parts)
    return {
        _OPEN: str(plan.recipe.version_id),
        _BATCH: str(batch_id),
        _PLACE: plan.place.value,
        _PARTS: parts,
    }


def restored(fields: Mapping[str, str], plan: MixPlan) -> MixPlan | None:
    """Give a plan as a draft has it; None where the draft is of another recipe or version."""
    if fields.get(_OPEN) != str(plan.recipe.version_id):
        return None
    drawn = []
    try:
        for part in fields.get(_PARTS, "").split(","):
            lot, _, volume_ml = part.partition(":")
            drawn.append((UUID(lot) if lot else None, Decimal(volume_ml)))
        return plan.restored(drawn, Place(fields.get(_PLACE, "")))
    except (ValueError, InvalidOperation, Refused):
        return plan


def batch_key(fields: Mapping[str, str]) -> UUID | None:
    """Give the key that the mix would have had."""
    try:
        return UUID(fields.get(_BATCH, ""))
    except ValueError:
        return None


def answers(fields: Mapping[str, str]) -> dict[str, str]:
    """Give what was typed as answers, by what they answer."""
    return {name.removeprefix(_ANSWER): text for name, text in fields.items() if name.startswith(_ANSWER)}
