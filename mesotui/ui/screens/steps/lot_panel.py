"""What the steps have in common that put something on the skin: its lot, scanned or typed."""

from abc import abstractmethod
from uuid import UUID

from mesotui.domain.stock import Lot
from mesotui.domain.treatment import TreatmentSession
from mesotui.records import applied
from mesotui.ui.context import Context
from mesotui.ui.modals.ask import Ask
from mesotui.ui.screens.steps.step import Asking, StepPanel

_LOT_TOPIC = "applied-lot"
_LOT_LETTERS = 40


class LotPanel(StepPanel):
    """A step in which something with a lot comes on the skin."""

    def __init__(self, context: Context, *, id: str) -> None:
        super().__init__(context, id=id)
        self._waiting: Lot | None = None
        """A lot that was scanned before anything was put on."""

    @abstractmethod
    def latest(self, session: TreatmentSession) -> UUID | None:
        """Give what a lot is noted for: what was put on last."""

    def asking(self, topic: str) -> Asking | None:
        """Give what asks for the lot, while there is something that it can be of."""
        return self._ask_lot if topic == _LOT_TOPIC and self._part is not None else None

    def take_lot(self, lot: Lot) -> None:
        """Note a scanned lot for what is on the skin, or keep it for what is put on next."""
        if self._part is not None:
            self.run_worker(self.record(applied.note_lot, self._part, lot_id=lot.id))
        else:
            self._waiting = lot

    def action_lot(self) -> None:
        """Type the lot."""
        if self._part is None:
            self.post_message(self.Told("Put it on first, then type its lot. A scanned pack is kept for it."))
        else:
            self.run_worker(self._ask_lot())

    async def note_waiting(self, fresh: TreatmentSession | None) -> None:
        """Note the lot that waited for what has just been put on."""
        lot, part = self._waiting, self.latest(fresh) if fresh else None
        if lot is not None and part is not None:
            self._waiting = None
            await self.record(applied.note_lot, part, lot_id=lot.id)

    @property
    def _part(self) -> UUID | None:
        return self.latest(self.session) if self.session else None

    async def _ask_lot(self, typed: str = "") -> None:
        number = await self.app.push_screen_wait(
            Ask(
                "Which lot is it?",
                "As it is printed; or scan its pack.",
                topic=_LOT_TOPIC,
                typed=typed,
                limit=_LOT_LETTERS,
            )
        )
        if number and self._part is not None:
            await self.record(applied.note_lot, self._part, number=number)
