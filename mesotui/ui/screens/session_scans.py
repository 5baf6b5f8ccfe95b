"""What a scanned pack becomes in a session: the lot that is drawn from, or a sentence why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from textual.screen import Screen

from mesotui.domain.found import Found
from mesotui.domain.gs1 import Scan
from mesotui.domain.products import Category
from mesotui.domain.stock import Lot
from mesotui.domain.treatment import TreatmentSession
from mesotui.ui import local_time
from mesotui.ui.context import Context
from mesotui.ui.receiving import Receiver
from mesotui.ui.screens.steps.anaesthetic import AnaestheticPanel
from mesotui.ui.screens.steps.cleanse import CleansePanel
from mesotui.ui.screens.steps.inject import InjectPanel
from mesotui.ui.screens.steps.lot_panel import LotPanel
from mesotui.ui.stock_rows import scanned_words

_ON_SKIN: Mapping[Category, type[LotPanel]] = {
    Category.TOPICAL: AnaestheticPanel,
    Category.ANTISEPTIC: CleansePanel,
}
"""Where the lot of what isn't injected is noted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a session does with a code."""

    sentence: str
    lot: Lot | None = None
    """To be drawn from; None where it may not be, or isn't known."""

    @property
    def is_problem(self) -> bool:
        """Whether nothing was taken."""
        return self.lot is None


def taken(found: Found, now: datetime) -> Taken:
    """Say what becomes of a code.

    Args:
        found: the code, looked up.
        now: the aware time.
    """
    here = local_time.local(now)
    against, lot = found.against(here), found.lot
    if lot is None or against:
        return Taken(sentence=against)
    if lot.product.facts.category in _ON_SKIN:
        return Taken(sentence=f"For the skin: {scanned_words(found, here)}", lot=lot)
    if not lot.product.facts.injectable:
        return Taken(sentence=f"{lot.product.name} isn't to be injected. It was not taken.")
    return Taken(sentence=scanned_words(found, here), lot=lot)


class ScanningSession(Screen[None]):
    """A session's screen, as far as scanned packs go."""

    session: TreatmentSession | None

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self._receiver = Receiver(self, context)

    def say(self, sentence: str, *, problem: bool = False) -> None:
        """Say something above the keys."""
        raise NotImplementedError

    def take_scan(self, found: Found) -> None:
        """Draw from the lot of a pack that was scanned; one that isn't in stock yet can be taken in first."""
        if self.session is None or not self.session.is_open:
            self.say("This session is closed; the code was not used.", problem=True)
            return
        answer = taken(found, self.context.now())
        self.say(answer.sentence, problem=answer.is_problem)
        if answer.lot is not None:
            self._take(answer.lot)
        elif found.is_new:
            self._receiver.open(self._received, scanned=found)

    def _take(self, lot: Lot) -> None:
        category = lot.product.facts.category
        if category in _ON_SKIN:
            self.query_one(_ON_SKIN[category]).take_lot(lot)
        else:
            self.query_one(InjectPanel).take_lot(lot)

    def _received(self, lot: Lot) -> None:
        self.take_scan(Found(scan=Scan(raw=""), product=lot.product, lot=lot))
