"""One lot: how it stands, and every line of its ledger."""

from __future__ import annotations

from uuid import UUID

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from mesotui.domain.dates import short_date, spoken_date
from mesotui.domain.dose import plain
from mesotui.domain.mixture import Answer
from mesotui.domain.stock import BLOCKED, Lot, Movement
from mesotui.records import stock
from mesotui.records.mix_views import answers_of
from mesotui.ui import local_time
from mesotui.ui.context import Context
from mesotui.ui.keymap import EVERYWHERE, in_scope
from mesotui.ui.law_lines import law_lines
from mesotui.ui.stock_rows import lot_status
from mesotui.ui.widgets.choice_list import Choice, ChoiceList
from mesotui.ui.widgets.columns import Column, Row
from mesotui.ui.widgets.key_bar import KeyBar
from mesotui.ui.widgets.title_bar import TitleBar

_MOST_LINES = 500
_COLUMNS = (
    Column(width=18),
    Column(width=8),
    Column(width=11),
    Column(width=12),
    Column(width=10, grows=2),
    Column(width=10, grows=3),
)


class LotLedgerScreen(Screen[None]):
    """Shows a lot's ledger, the latest line first.

    Args:
        context: what every screen is handed.
        lot_id: whose ledger.
    """

    scope = EVERYWHERE

    def __init__(self, context: Context, lot_id: UUID) -> None:
        super().__init__()
        self._given = context
        self._lot_id = lot_id

    def compose(self) -> ComposeResult:
        """Lay out how the lot stands above its lines."""
        yield TitleBar(self._given.now, room="Lot", practitioner=self._given.actor.name)
        with Vertical(id="ledger-body"):
            yield Static(id="ledger-lot")
            lines = ChoiceList(id="ledger-lines")
            lines.can_focus = True
            yield lines
        yield KeyBar(in_scope(EVERYWHERE, self._given.commands))

    def on_screen_resume(self) -> None:
        """Read the ledger."""
        self.query_one("#ledger-lines").focus()
        self._read()

    @work(exclusive=True, group="ledger")
    async def _read(self) -> None:
        read, actor = self._given.work.read, self._given.actor
        lot = await read("ledger-lot", stock.lot, actor, self._lot_id)
        lines = await read("ledger", stock.movements, actor, self._lot_id, limit=_MOST_LINES)
        answers = await read("ledger-law", answers_of, actor, product_id=lot.product.id)
        self._show_lot(lot, answers)
        listed = self.query_one("#ledger-lines", ChoiceList)
        listed.show([Choice(shown=_line(line), stands_for=line) for line in lines])
        listed.choose(0)

    def _show_lot(self, lot: Lot, answers: tuple[Answer, ...]) -> None:
        facts = lot.product.facts
        expiry = f"expires {spoken_date(lot.expiry)}" if lot.expiry else "no expiry"
        legal = ", ".join(f"{one.jurisdiction} {one.status.value} ({one.source})" for one in facts.legal)
        lines = [
            Content.assemble(
                (lot.product.name, "bold"), (f"  {facts.generic_name}  {facts.strength}", "$quiet")
            ),
            Content.assemble(
                (f"{lot.product.manufacturer or 'maker unknown'} · lot ", "$quiet"),
                (lot.number, "bold"),
                (f" · {expiry} · ", "$quiet"),
                (f"{plain(lot.on_hand_ml)} mL on hand", "$danger bold" if lot.below_zero else ""),
            ),
            lot_status(lot, self._given.now(), None),
        ]
        if lot.recalled:
            lines.append(Content.styled(f"Recalled: {lot.recall_reason}", "$danger"))
        if legal:
            lines.append(Content.styled(f"Legal: {legal}", "$quiet"))
        lines += law_lines(lot.product, self._given.clinic, answers)
        self.query_one("#ledger-lot", Static).update(Content("\n").join(lines))


def _line(line: Movement) -> Row:
    when = local_time.local(line.recorded_at)
    who = f"{line.recorded_by} · seen by {line.witness}" if line.witness else line.recorded_by
    marked = line.status_then in BLOCKED and line.kind.value == "use"
    why = f"▲ {line.status_then.value} then · {line.reason}" if marked else line.reason
    on_hand = f"{plain(line.balance_ml)} mL".rjust(12)
    return Row(
        _COLUMNS,
        (
            Content.assemble(short_date(when.date()), (f" {when:%H:%M}", "$quiet")),
            Content.styled(line.kind.value, "bold"),
            Content((f"{'+' if line.volume_ml > 0 else ''}{plain(line.volume_ml)} mL").rjust(11))
            if line.volume_ml
            else Content(""),
            Content.styled(on_hand, "$danger bold" if line.below_zero else ""),
            Content.styled(who, "$quiet"),
            Content.styled(why, "$warn" if marked else ""),
        ),
    )
