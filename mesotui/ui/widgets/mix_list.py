"""Recipes, each as it is prepared for the next mix, above the mixes that were made."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from mesotui.domain.mix_plan import MixPlan
from mesotui.domain.mixture import Batch
from mesotui.ui.mix_rows import batch_choice, key_of, recipe_choice
from mesotui.ui.widgets.choice_list import Choice, ChoiceList, heading


class MixList(ChoiceList, can_focus=True):
    """Keeps which line is chosen while what it shows is read anew, and what was changed of each recipe."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._choices: list[Choice[MixPlan | Batch]] = []
        self._prepared: dict[UUID, MixPlan] = {}
        """What was changed for the next mix, by recipe."""

    @property
    def is_filled(self) -> bool:
        """Whether recipes and mixes were read."""
        return bool(self._choices)

    @property
    def chosen(self) -> MixPlan | Batch | None:
        """What the chosen line stands for; a recipe with what was changed of it."""
        at = self.highlighted
        found = self._choices[at].stands_for if at is not None and at < len(self._choices) else None
        if not isinstance(found, MixPlan):
            return found
        changed = self._prepared.get(found.recipe.id)
        if changed is None or changed.recipe.version_id != found.recipe.version_id:
            return found
        return found.as_changed(changed)

    @property
    def plan(self) -> MixPlan | None:
        """The chosen recipe; None where a mix is chosen, or nothing."""
        chosen = self.chosen
        return chosen if isinstance(chosen, MixPlan) else None

    def fill(
        self, plans: Sequence[MixPlan], batches: Sequence[Batch], now: datetime, wanted: UUID | None
    ) -> None:
        """Show recipes and mixes.

        Args:
            plans: a recipe each.
            batches: the mixes that were made.
            now: aware, in the zone of the room.
            wanted: the recipe or mix to choose; None leaves the choice where it is.
        """
        before = self.chosen
        kept = wanted or (key_of(before) if before else None)
        recipes = [recipe_choice(plan) for plan in plans]
        made = [batch_choice(batch, now) for batch in batches]
        title = "Recipes" if recipes else "There is no recipe yet: n writes one."
        self._choices = [heading(title), *recipes, *([heading("Made"), *made] if made else [])]
        self.show(self._choices)
        keys = [key_of(one.stands_for) if one.stands_for else None for one in self._choices]
        if kept is not None and kept in keys:
            self.choose(keys.index(kept))
        else:
            self.choose(1 if recipes else None)

    def prepare(self, plan: MixPlan) -> None:
        """Keep what was changed for the next mix of a recipe."""
        self._prepared[plan.recipe.id] = plan

    def forget(self, recipe_id: UUID) -> None:
        """Have a recipe as it is written again."""
        self._prepared.pop(recipe_id, None)
