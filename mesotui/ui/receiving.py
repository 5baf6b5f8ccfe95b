"""Taking a scanned pack in, wherever it was scanned."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.screen import Screen

from mesotui.domain.found import Found
from mesotui.domain.stock import Lot
from mesotui.records import products
from mesotui.ui.context import Context
from mesotui.ui.modals.receive_lot import ReceiveLot


class Receiver:
    """Opens the form that takes something in, one at a time.

    What opens a form must never be cancelled for something newer, as exclusive workers are: while the form
    comes up that can end the app.

    Args:
        screen: the screen that the form opens on.
        context: what every screen is handed.
    """

    def __init__(self, screen: Screen[Any], context: Context) -> None:
        self._screen = screen
        self._given = context
        self._is_open = False

    def open(
        self, then: Callable[[Lot], None], *, chosen: Lot | None = None, scanned: Found | None = None
    ) -> None:
        """Open the form, unless it is open already.

        Args:
            then: what becomes of the lot that was taken in.
            chosen: the lot whose product stands in the form already.
            scanned: the code of a pack; what it says stands in the form already.
        """
        if not self._is_open:
            self._is_open = True
            self._screen.run_worker(self._ask(then, chosen, scanned))

    async def _ask(self, then: Callable[[Lot], None], chosen: Lot | None, scanned: Found | None) -> None:
        try:
            read, actor = self._given.work.read, self._given.actor
            known = await read("receive-products", products.list_products, actor)
            form = ReceiveLot(self._given, known, chosen, scanned=scanned)
            lot = await self._screen.app.push_screen_wait(form)
        finally:
            self._is_open = False
        if lot is not None:
            then(lot)
