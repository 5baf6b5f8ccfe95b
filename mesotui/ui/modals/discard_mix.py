"""What is left of a mix is thrown away: why, and who looked on."""

from textual.app import ComposeResult
from typing_extensions import override

from mesotui.domain.dose import plain
from mesotui.domain.mixture import Batch
from mesotui.records import mixes, staff
from mesotui.ui import local_time
from mesotui.ui.modals.batch_form import BatchForm
from mesotui.ui.modals.stock_move import person_named
from mesotui.ui.widgets.form_field import FormField

_REASON_LETTERS = 200
USUAL_REASON = "Left over"


class DiscardMix(BatchForm):
    """Asks why, and for a witness."""

    last_key = "throw away"

    def title_of(self, batch: Batch) -> str:
        """Say which mix it is."""
        return f"Throw away: {batch.name}"

    def lead_of(self, batch: Batch) -> str:
        """Say how much there is."""
        return f"{batch.recipe_name}: {plain(batch.left_ml)} of {plain(batch.total_ml)} mL are left."

    def fields_of(self) -> ComposeResult:
        """Ask for the reason and the witness."""
        yield FormField("Reason", id="discard-reason", value=USUAL_REASON, limit=_REASON_LETTERS)
        yield FormField(
            "Witness", id="discard-witness", hint="login or name of somebody else; empty: nobody", limit=80
        )

    @override
    async def written(self) -> Batch:
        """Record that it is gone."""
        people = await self._given.work.read("discard-staff", staff.list_staff)
        witness = person_named(people, self.typed("discard-witness"), whom="the witness")
        return await self._given.work.write(
            mixes.discard_batch,
            self._given.actor,
            self._batch.id,
            reason=self.typed("discard-reason"),
            witness_id=witness.id if witness else None,
            now=local_time.local(self._given.now()),
        )
