"""The stock: which lots there are, how each stands, and what comes and goes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, cast
from uuid import UUID

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, OptionList, Static

from mesotui.domain.found import Found
from mesotui.domain.stock import Concern, Lot, MovementKind, warnings_of
from mesotui.domain.text import folded
from mesotui.records import stock, taking
from mesotui.ui import local_time
from mesotui.ui.context import Context
from mesotui.ui.keymap import bindings, in_scope
from mesotui.ui.keys import COMMANDS
from mesotui.ui.messages import Go
from mesotui.ui.modals.product_form import ProductForm
from mesotui.ui.modals.stock_move import StockMove
from mesotui.ui.receiving import Receiver
from mesotui.ui.screens.lot_ledger import LotLedgerScreen
from mesotui.ui.screens.mix import MixScreen
from mesotui.ui.stock_rows import attention_line, lot_choice, scanned_words
from mesotui.ui.widgets.choice_list import Choice, ChoiceList, heading
from mesotui.ui.widgets.field import Field
from mesotui.ui.widgets.key_bar import KeyBar
from mesotui.ui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from mesotui.ui.app import MesoApp


class StockScreen(Screen[None]):
    """Lists the lots, product by product, the first to expire first.

    Args:
        context: what every screen is handed.
    """

    scope = "stock"
    BINDINGS = [*bindings("stock", COMMANDS)]

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._given = context
        self._lots: tuple[Lot, ...] = ()
        self._chosen_today: Mapping[UUID, UUID] = {}
        self._choices: list[Choice[Lot]] = []
        self._shows_all = False
        self._receiver = Receiver(self, context)

    def compose(self) -> ComposeResult:
        """Lay out the warnings and the search line above the list."""
        yield TitleBar(self._given.now, room="Stock", practitioner=self._given.actor.name)
        yield Static(id="stock-warnings")
        with Vertical(id="stock-body") as body:
            body.border_title = Content("Lots")
            with Horizontal(id="stock-find-row"):
                yield Static(Content("Find"), id="stock-find-label")
                yield Field(id="stock-find", placeholder="/ product or lot", select_on_focus=False)
            lots = ChoiceList(id="stock-lots")
            # Its keys are single letters, so it has the keyboard until somebody asks for the search line.
            lots.can_focus = True
            yield lots
        yield KeyBar(in_scope("stock", self._given.commands))

    def on_mount(self) -> None:
        """From now on show whatever any terminal changes."""
        cast("MesoApp", self.app).data_changed.subscribe(self, lambda _: self._changed())
        self.query_one("#stock-lots").focus()

    def on_screen_resume(self) -> None:
        """Read the stock, also after something else was done meanwhile."""
        self._read()

    def take_scan(self, found: Found) -> None:
        """Choose the lot of a pack that was scanned; one that isn't in stock yet can be taken in at once."""
        if found.lot is None and (found.is_new or found.product is None):
            self._receiver.open(self._received, scanned=found)
            return
        if found.lot is not None:
            self._shows_all = self._shows_all or not (found.lot.on_hand_ml or found.lot.vials)
            self._read(found.lot.id)
        names_product = found.lot is None and found.product is not None and not found.problem
        self.query_one("#stock-find", Field).value = (
            found.product.name if names_product and found.product else ""
        )
        here = local_time.local(self._given.now())
        problem = bool(found.against(here) or found.caution)
        cast("MesoApp", self.app).tell_scan(scanned_words(found, here), problem=problem)

    def _changed(self) -> None:
        if self.is_current:
            self._read()

    @work(exclusive=True, group="stock")
    async def _read(self, choose: UUID | None = None) -> None:
        read, actor, now = self._given.work.read, self._given.actor, local_time.local(self._given.now())
        days = self._given.clinic.catalogue().shown_after_expiry_days
        since = None if self._shows_all else now.date() - timedelta(days=days)
        self._lots = await read("stock", stock.list_lots, actor, expired_after=since)
        self._chosen_today = await read("stock-day", taking.day_lots, actor, now=now)
        self._show(choose)

    def _show(self, choose: UUID | None = None) -> None:
        now = local_time.local(self._given.now())
        days = self._given.clinic.catalogue().expiry_warning_days
        found = warnings_of(self._lots, now, expiry_days=days)
        line = self.query_one("#stock-warnings", Static)
        told = attention_line(found, expiry_days=days)
        line.update(told)
        line.display = bool(told)
        concerns: dict[UUID, Concern] = {one.lot.id: one.concern for one in reversed(found) if one.lot}
        typed = folded(self.query_one("#stock-find", Field).value)
        lots = [lot for lot in self._lots if self._is_shown(lot, typed)]
        lots.sort(key=lambda lot: folded(lot.product.name))
        kept = choose or (before.id if (before := self._chosen()) else None)
        self._choices = [lot_choice(lot, now, concerns, self._chosen_today) for lot in lots]
        listed = self.query_one("#stock-lots", ChoiceList)
        if self._choices:
            listed.show(self._choices)
            listed.choose(next((at for at, lot in enumerate(lots) if lot.id == kept), 0))
        else:
            says = "No lot is called so." if typed else "There is nothing in stock yet."
            listed.show([heading(f"{says} r takes something in.")])

    def _is_shown(self, lot: Lot, typed: str) -> bool:
        if not (self._shows_all or lot.on_hand_ml or lot.vials or lot.recalled):
            return False
        named = f"{folded(lot.product.name)} {folded(lot.product.manufacturer)} {folded(lot.number)}"
        return all(word in named for word in typed.split())

    def _chosen(self) -> Lot | None:
        at = self.query_one("#stock-lots", OptionList).highlighted
        return self._choices[at].stands_for if at is not None and at < len(self._choices) else None

    def _need(self) -> Lot | None:
        lot = self._chosen()
        if lot is None:
            self.app.notify("Choose a lot with the arrows first.", markup=False)
        return lot

    @on(Input.Changed, "#stock-find")
    def _search(self) -> None:
        self._show()

    @on(Input.Submitted, "#stock-find")
    def _found(self) -> None:
        self.query_one("#stock-lots").focus()

    @on(OptionList.OptionSelected, "#stock-lots")
    def action_show(self) -> None:
        """Show the ledger of the chosen lot."""
        if lot := self._chosen():
            self.app.push_screen(LotLedgerScreen(self._given, lot.id))

    def action_find(self) -> None:
        """Type what is looked for."""
        self.query_one("#stock-find").focus()

    def action_all(self) -> None:
        """Show the lots that are used up, too, or hide them."""
        self._shows_all = not self._shows_all
        self.query_one("#stock-body").border_title = Content("All lots" if self._shows_all else "Lots")
        self._read()

    def action_receive(self) -> None:
        """Take in some of a lot."""
        self._receiver.open(self._received, chosen=self._chosen())

    def _received(self, lot: Lot) -> None:
        self._read(lot.id)

    def action_waste(self) -> None:
        """Throw some of the chosen lot away."""
        self._move(MovementKind.WASTE)

    def action_count(self) -> None:
        """Say how much of the chosen lot is really there."""
        self._move(MovementKind.COUNT)

    def action_adjust(self) -> None:
        """Correct the book."""
        self._move(MovementKind.ADJUST)

    @work(exclusive=True, group="stock-move")
    async def _move(self, kind: MovementKind) -> None:
        if lot := self._need():
            await self.app.push_screen_wait(StockMove(self._given, lot, kind))
            self._read(lot.id)

    @work(exclusive=True, group="stock-move")
    async def action_open(self) -> None:
        """Open a vial of the chosen lot."""
        if lot := self._need():
            now = local_time.local(self._given.now())
            await self._given.work.write(stock.open_vial, self._given.actor, lot.id, now=now)
            self._read(lot.id)

    @work(exclusive=True, group="stock-move")
    async def action_mix(self) -> None:
        """Make a mix, check it or throw it away; write recipes."""
        await self.app.push_screen_wait(MixScreen(self._given, takes=False))
        self._read()

    @work(exclusive=True, group="stock-move")
    async def action_day_lot(self) -> None:
        """Use the chosen lot first today."""
        if lot := self._need():
            now = local_time.local(self._given.now())
            await self._given.work.write(taking.choose_day_lot, self._given.actor, lot.id, now=now)
            self._read(lot.id)

    def action_clients(self) -> None:
        """Find everyone who received the chosen lot."""
        if lot := self._need():
            self.post_message(Go("recall", lot.id))

    @work(exclusive=True, group="stock-move")
    async def action_edit(self) -> None:
        """Change what is known of the chosen lot's product."""
        if lot := self._need():
            await self.app.push_screen_wait(ProductForm(self._given, lot.product))
            self._read(lot.id)

    @work(exclusive=True, group="stock-move")
    async def action_new_product(self) -> None:
        """Add a product."""
        product = await self.app.push_screen_wait(ProductForm(self._given, None))
        if product is not None:
            self.app.notify(f"{product.name} is added. r takes some of it in.", markup=False)
