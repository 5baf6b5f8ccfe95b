"""What is asked while a mix is prepared, and the mix that is made with the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from mesotui.domain.dose import trimmed
from mesotui.domain.errors import Refused
from mesotui.domain.mix_plan import MixPlan
from mesotui.domain.mixing_rules import Law
from mesotui.domain.mixture import Batch
from mesotui.records import mixes
from mesotui.ui import local_time
from mesotui.ui.answering import written
from mesotui.ui.context import Context
from mesotui.ui.modals.ask import Ask
from mesotui.ui.modals.stock_move import read_ml

if TYPE_CHECKING:
    from textual.screen import Screen

    from mesotui.clinic import ClinicData


def law_of(clinic: ClinicData) -> Law:
    """Give what mixes and products are held against."""
    return Law(rules=clinic.mixing(), jurisdiction=clinic.jurisdiction)


async def with_asked_volume(screen: Screen[Any], plan: MixPlan, at: int, typed: str) -> MixPlan:
    """Ask how much of a component is drawn; the plan stays where nobody answers.

    Args:
        screen: where it is asked.
        plan: what would be made.
        at: the component, from 0.
        typed: what was typed before, from a draft.
    """
    name, usual = plan.parts[at].product.name, trimmed(plan.recipe.parts[at].volume_ml)

    def changed(answer: str) -> MixPlan:
        return plan.with_volume(at, read_ml(answer))

    question = Ask(
        f"How many mL of {name}?",
        f"The recipe takes {usual} mL of it.",
        topic="mix-volume",
        typed=typed,
        check=changed,
    )
    answer = await screen.app.push_screen_wait(question)
    return changed(answer) if answer else plan


async def made(
    screen: Screen[Any], context: Context, plan: MixPlan, law: Law, batch_id: UUID, typed: dict[str, str]
) -> Batch | None:
    """Make a mix; None where something had to be answered and nobody did.

    Args:
        screen: where it is asked.
        context: what every screen is handed.
        plan: what is made.
        law: what it is held against.
        batch_id: the key that it gets; asked for twice, it is made once.
        typed: what was typed as answers before.

    Raises:
        Refused: there is no lot of a component, or it can't be made.
    """
    if plan.lacking:
        names = ", ".join(product.name for product in plan.lacking)
        raise Refused(f"There is no lot of {names}. Take one in on the stock screen first.")
    return await written(
        screen,
        context,
        mixes.make_batch,
        plan.recipe.version_id,
        plan.drawn,
        topic="mix",
        typed=typed,
        place=plan.place,
        rules=law.rules,
        jurisdiction=law.jurisdiction,
        batch_id=batch_id,
        now=local_time.local(context.now()),
    )
