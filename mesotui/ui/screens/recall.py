"""A recall: type the lot, see everyone who received it, tell them, and block it everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from uuid import UUID

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, OptionList, Static
from typing_extensions import override

from mesotui.domain.recalls import Contact, Recall, Recipient
from mesotui.domain.stock import Lot
from mesotui.records import recall, stock
from mesotui.ui import local_time
from mesotui.ui.context import Context
from mesotui.ui.keymap import bindings, in_scope
from mesotui.ui.keys import COMMANDS
from mesotui.ui.messages import Go
from mesotui.ui.modals.ask import Ask
from mesotui.ui.recall_rows import lot_lines, recipient_choice, visit_lines
from mesotui.ui.stock_rows import lot_choice, lot_status
from mesotui.ui.widgets.choice_list import Choice, ChoiceList, heading
from mesotui.ui.widgets.find_field import FindField
from mesotui.ui.widgets.key_bar import KeyBar
from mesotui.ui.widgets.steady import Steady
from mesotui.ui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from mesotui.ui.app import MesoApp

_LOTS_AT_MOST = 30
_WHY_BLOCK = "Why? From now on nobody can use it for a new entry, on any terminal."
_WHY_FREE = "Why may it be used again?"
_BLOCK_REASONS = ("The maker recalls it", "The authority recalls it", "Reaction of a client", "Looks wrong")
_FREE_REASONS = ("The maker ended the recall", "Another lot was meant")


class RecallScreen(Screen[None]):
    """Finds a lot, and shows who received it.

    Args:
        context: what every screen is handed.
        lot_id: the lot to show; None asks for one.
    """

    scope = "recall"
    BINDINGS = [*bindings("recall", COMMANDS)]

    def __init__(self, context: Context, lot_id: UUID | None = None) -> None:
        super().__init__()
        self._given = context
        self._lot_id = lot_id
        self._lots: list[Choice[Lot]] = []
        self._recipients: list[Choice[Recipient]] = []
        self._recall: Recall | None = None
        self._at: int | None = None
        self._shown_for = ""
        self._enter_waits = False

    def compose(self) -> ComposeResult:
        """Lay out the search line, and below it lots or the clients of one."""
        yield TitleBar(self._given.now, room="Recall", practitioner=self._given.actor.name)
        with Vertical(id="recall-body") as body:
            body.border_title = Content("Who received a lot?")
            with Horizontal(id="recall-find-row"):
                yield Static(Content("Lot"), id="recall-find-label")
                yield FindField(id="recall-find", placeholder="the number on the pack", select_on_focus=False)
            yield ChoiceList(id="recall-lots")
            yield Static(id="recall-lot")
            people = ChoiceList(id="recall-people")
            # Its keys are single letters, so it has the keyboard once a lot is chosen.
            people.can_focus = True
            yield people
            yield Steady(id="recall-visits")
        yield KeyBar(in_scope("recall", self._given.commands))

    def on_mount(self) -> None:
        """From now on show whatever any terminal changes."""
        cast("MesoApp", self.app).data_changed.subscribe(self, lambda _: self._changed())

    def on_screen_resume(self) -> None:
        """Show the lot, or ask for one."""
        if self._lot_id is None:
            self._ask_for_lot()
        else:
            self._read(self._lot_id)

    def _changed(self) -> None:
        if self.is_current and self._lot_id is not None:
            self._read(self._lot_id)

    def _ask_for_lot(self) -> None:
        self._lot_id = self._recall = None
        self._show_parts(lots=True)
        self.query_one(FindField).focus()
        self._find(self.query_one(FindField).value.strip())

    def _show_parts(self, *, lots: bool) -> None:
        self.query_one("#recall-find-row").display = lots
        self.query_one("#recall-lots").display = lots
        self.query_one("#recall-lot").display = not lots
        self.query_one("#recall-people").display = not lots
        self.query_one("#recall-visits").display = not lots

    @on(Input.Changed, "#recall-find")
    def _search(self, event: Input.Changed) -> None:
        self._enter_waits = False
        self._find(event.value.strip())

    @work(exclusive=True, group="recall-find")
    async def _find(self, typed: str) -> None:
        found = await self._given.work.read(
            "recall-lots", stock.find_lots, self._given.actor, typed, limit=_LOTS_AT_MOST
        )
        self._shown_for = typed
        now = self._given.now()
        self._lots = [lot_choice(lot, now, {}, {}) for lot in found]
        listed = self.query_one("#recall-lots", ChoiceList)
        if found:
            listed.show(self._lots)
        else:
            listed.show([heading("No lot has this in its number." if typed else "Type the lot's number.")])
        self._at = 0 if found else None
        listed.choose(self._at)
        if self._enter_waits:
            self._enter_waits = False
            self._choose_lot()

    @on(FindField.Moved)
    def _move(self, message: FindField.Moved) -> None:
        if self._at is not None:
            self._at = max(0, min(len(self._lots) - 1, self._at + message.lines))
            self.query_one("#recall-lots", ChoiceList).choose(self._at)

    @on(Input.Submitted, "#recall-find")
    def _chosen(self, event: Input.Submitted) -> None:
        if event.value.strip() != self._shown_for:
            self._enter_waits = True
        else:
            self._choose_lot()

    def _choose_lot(self) -> None:
        lot = self._lots[self._at].stands_for if self._at is not None else None
        if lot is not None:
            self._lot_id = lot.id
            self._read(lot.id)

    @work(exclusive=True, group="recall")
    async def _read(self, lot_id: UUID) -> None:
        self._show(await self._given.work.read("recall", recall.recall, self._given.actor, lot_id))

    def _show(self, one: Recall) -> None:
        self._recall = one
        kept = before.client.id if (before := self._recipient()) else None
        self._show_parts(lots=False)
        self.query_one("#recall-lot", Static).update(
            lot_lines(one, lot_status(one.lot, self._given.now(), None))
        )
        self._recipients = [recipient_choice(recipient) for recipient in one.recipients]
        listed = self.query_one("#recall-people", ChoiceList)
        listed.show(self._recipients)
        if one.recipients:
            ids = [recipient.client.id for recipient in one.recipients]
            listed.choose(ids.index(kept) if kept in ids else 0)
        listed.focus()
        self._show_visits()

    def _recipient(self) -> Recipient | None:
        at = self.query_one("#recall-people", OptionList).highlighted
        return self._recipients[at].stands_for if at is not None and at < len(self._recipients) else None

    @on(OptionList.OptionHighlighted, "#recall-people")
    def _show_visits(self) -> None:
        recipient = self._recipient()
        self.query_one("#recall-visits", Steady).tell(visit_lines(recipient) if recipient else "")

    @on(OptionList.OptionSelected, "#recall-people")
    def action_open(self) -> None:
        """Show the page of the chosen client."""
        if recipient := self._recipient():
            self.post_message(Go("client", recipient.client.id))

    def action_reached(self) -> None:
        """Note that the chosen client was told."""
        self._note(Contact.REACHED)

    def action_acknowledged(self) -> None:
        """Note that the chosen client said that they understood."""
        self._note(Contact.ACKNOWLEDGED)

    def action_tried(self) -> None:
        """Note that the chosen client was called and not reached."""
        self._note(Contact.TRIED)

    @work(group="recall-note")
    async def _note(self, contact: Contact) -> None:
        recipient = self._recipient()
        if recipient is None or self._lot_id is None:
            return
        after = await self._given.work.write(
            recall.note_contact,
            self._given.actor,
            self._lot_id,
            recipient.client.id,
            contact,
            now=self._given.now(),
        )
        self._show(after)

    @work(exclusive=True, group="recall-block")
    async def action_block(self) -> None:
        """Block the lot on every terminal, or free it again."""
        if self._recall is None:
            return
        lot = self._recall.lot
        if lot.recalled:
            question = Ask(f"End the recall of lot {lot.number}", _WHY_FREE, _FREE_REASONS, topic="recall")
        else:
            question = Ask(f"Recall lot {lot.number}", _WHY_BLOCK, _BLOCK_REASONS, topic="recall")
        reason = await self.app.push_screen_wait(question)
        if reason is not None:
            now = local_time.local(self._given.now())
            doing = recall.unblock if lot.recalled else recall.block
            await self._given.work.write(doing, self._given.actor, lot.id, reason=reason, now=now)
            self._read(lot.id)

    def action_lot(self) -> None:
        """Type another lot."""
        self._ask_for_lot()

    @override
    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is said of a client or of the lot needs one that is shown."""
        if action in ("reached", "acknowledged", "tried"):
            return self._recall is not None and bool(self._recall.recipients)
        if action in ("block", "lot"):
            return self._recall is not None
        return True
