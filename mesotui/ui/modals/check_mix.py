"""The second check of a mix: by somebody else, who proves it with their own PIN."""

from textual.app import ComposeResult
from typing_extensions import override

from mesotui.domain.dose import trimmed
from mesotui.domain.errors import Refused
from mesotui.domain.mixture import Batch
from mesotui.records import mixes, staff
from mesotui.records.pins import LONGEST
from mesotui.ui.modals.batch_form import BatchForm
from mesotui.ui.modals.stock_move import person_named
from mesotui.ui.widgets.form_field import FormField


class CheckMix(BatchForm):
    """Asks who checked it, and for their PIN."""

    last_key = "check"

    def title_of(self, batch: Batch) -> str:
        """Say which mix is checked."""
        return f"Second check: {batch.name}"

    def lead_of(self, batch: Batch) -> str:
        """Say what there is to compare."""
        parts = ", ".join(
            f"{trimmed(part.volume_ml)} mL {part.product_name} lot {part.lot_number}" for part in batch.parts
        )
        return f"{batch.recipe_name}: {parts}. Made by {batch.made_by}: another person compares it."

    def fields_of(self) -> ComposeResult:
        """Ask for the person and the PIN."""
        yield FormField("Checked by", id="check-person", hint="login or name of another person", limit=80)
        yield FormField("Their PIN", id="check-pin", secret=True, limit=LONGEST)

    @override
    async def written(self) -> Batch:
        """Record the check."""
        people = await self._given.work.read("check-staff", staff.list_staff)
        person = person_named(people, self.typed("check-person"), whom="this person")
        if person is None:
            raise Refused("Type who checked it: a login or a whole name.")
        pin = self.query_one("#check-pin", FormField)
        typed, pin.input.value = pin.value, ""
        return await self._given.work.write(
            mixes.check_batch, self._given.actor, self._batch.id, person.id, pin=typed, now=self._given.now()
        )
