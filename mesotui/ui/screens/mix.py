"""The mix of the day: a recipe, the lots it is drawn from, and what became of the mixes that were made."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList

from mesotui.domain.dose import trimmed
from mesotui.domain.errors import Refused
from mesotui.domain.found import Found
from mesotui.domain.ids import uuid7
from mesotui.domain.interactions import Contents
from mesotui.domain.mix_plan import MixPlan
from mesotui.domain.mixture import Batch
from mesotui.records import products
from mesotui.records.bench import Bench, bench
from mesotui.ui import local_time, mix_draft
from mesotui.ui.context import Context
from mesotui.ui.keymap import bindings, in_scope
from mesotui.ui.keys import COMMANDS
from mesotui.ui.mix_asking import law_of, made, with_asked_volume
from mesotui.ui.mix_draft import RECIPE_OF
from mesotui.ui.mix_rows import detail_lines, drawn_by_scan, held
from mesotui.ui.modals.check_mix import CheckMix
from mesotui.ui.modals.discard_mix import DiscardMix
from mesotui.ui.modals.recipe_form import RecipeForm
from mesotui.ui.receiving import Receiver
from mesotui.ui.widgets.key_bar import KeyBar
from mesotui.ui.widgets.mix_list import MixList
from mesotui.ui.widgets.steady import Steady
from mesotui.ui.work import Stale

_CHOOSE_MIX = "Choose one of the mixes that were made, with the arrows, first."
_CHOOSE_RECIPE = "Choose a recipe with the arrows first."


class MixScreen(ModalScreen[Batch | None]):
    """Stands below the clocks and the allergies; gives the mix to inject from, or None.

    Args:
        context: what every screen is handed.
        takes: whether a mix is wanted: then the one that is made or chosen is given at once.
        fields: what a draft kept of it before the console ended.
        against: tells what of the client speaks against what is in a mix; None where it is for nobody yet.
    """

    BINDINGS = [
        *bindings("mix", COMMANDS),
        ("escape", "leave", "back"),
        ("left", "other_part(-1)", "component above"),
        ("right", "other_part(1)", "component below"),
    ]

    def __init__(
        self,
        context: Context,
        *,
        takes: bool,
        fields: Mapping[str, str] | None = None,
        against: Callable[[Sequence[Contents]], list[Content]] | None = None,
    ) -> None:
        super().__init__()
        self._against = against
        self._given = context
        self._takes = takes
        self._fields = dict(fields or {})
        self._typed = mix_draft.answers(self._fields)
        self._bench = Bench(plans=(), batches=())
        self._listed = MixList(id="mix-list")
        self._part = 0
        self._shown_at: int | None = None
        self._receiver = Receiver(self, context)
        self._wanted: UUID | None = None
        """What is chosen once it is read, though a newer read may overtake the one that was to choose it."""
        self._batch_id = mix_draft.batch_key(self._fields) or uuid7(context.now())
        """The key of the next mix: asked for twice, it is made once."""

    def compose(self) -> ComposeResult:
        """Lay out the list above what the chosen line stands for."""
        with Vertical(classes="modal-body", id="mix-body") as body:
            body.border_title = Content("Mix")
            yield self._listed
            with VerticalScroll(id="mix-detail", can_focus=False):
                yield Steady(id="mix-lines")
            yield Steady(id="mix-message")
            # Places can't be gone to from here.
            known = in_scope("mix", self._given.commands)
            own = [one for one in known if one.scope == "mix" or one.id == "everywhere.back"]
            yield KeyBar(own, id="mix-keys")

    def on_mount(self) -> None:
        """Read recipes, lots and mixes, and whatever becomes of them."""
        self._given.data_changed.subscribe(self, lambda _: self._read())
        self.query_one("#mix-list").focus()
        self._read()

    def on_resize(self) -> None:
        """Draw with as many columns as there are now."""
        self.call_after_refresh(self._show_chosen)

    @property
    def kept_fields(self) -> dict[str, str]:
        """What a draft keeps of the mix that is being prepared."""
        # Until the bench is read there is nothing new to keep.
        return mix_draft.kept(self._listed.plan, self._batch_id) if self._listed.is_filled else self._fields

    def take_scan(self, found: Found) -> None:
        """Draw the component of a scanned lot's product from that lot, and say so."""
        changed, sentence = drawn_by_scan(self._listed.plan, found, local_time.local(self._given.now()))
        if changed is not None and (lot := found.lot) is not None:
            self._part = [part.product.id for part in changed.parts].index(lot.product.id)
            self._change(changed)
        elif found.is_new:
            self._receiver.open(lambda _: self._read(), scanned=found)
        self._say(sentence, problem=changed is None)

    def action_leave(self) -> None:
        """Go back without a mix."""
        self.dismiss(None)

    @on(OptionList.OptionSelected, "#mix-list")
    def action_make(self) -> None:
        """Make the chosen recipe, or take the chosen mix."""
        chosen = self._listed.chosen
        if isinstance(chosen, Batch):
            self._take(chosen)
        elif chosen is not None:
            self._make()

    def on_key(self) -> None:
        """Take words away that were about the key before."""
        self._say("")

    def action_part(self, digit: str) -> None:
        """Choose a component by its number."""
        plan = self._listed.plan
        if plan is not None and int(digit) <= len(plan.parts):
            self._part = int(digit) - 1
            self._show_chosen()

    def action_other_part(self, step: int) -> None:
        """Choose the component below the chosen one, or above it."""
        if plan := self._listed.plan:
            self._part = (self._part + step) % len(plan.parts)
            self._show_chosen()

    def action_lot(self) -> None:
        """Draw the chosen component from its next lot."""
        if plan := self._need_plan():
            self._change(plan.with_next_lot(self._part))

    def action_place(self) -> None:
        """Compound it elsewhere."""
        if plan := self._need_plan():
            self._change(plan.at_next_place())

    @work(exclusive=True, group="mix-ask")
    async def action_volume(self) -> None:
        """Type how much of the chosen component is drawn."""
        if plan := self._need_plan():
            self._change(await with_asked_volume(self, plan, self._part, self._typed.pop("volume", "")))

    @work(exclusive=True, group="mix-ask")
    async def action_check(self) -> None:
        """Let another person check the chosen mix."""
        if batch := self._need_batch():
            checked = await self.app.push_screen_wait(CheckMix(self._given, batch))
            if checked is not None:
                self._say(f"✓ {checked.name} is checked by {checked.checked_by}.")
                self._read(checked.id)

    @work(exclusive=True, group="mix-ask")
    async def action_discard(self) -> None:
        """Throw away what is left of the chosen mix."""
        if batch := self._need_batch():
            gone = await self.app.push_screen_wait(DiscardMix(self._given, batch))
            if gone is not None:
                self._say(f"✓ What was left of {gone.name} is thrown away.")
                self._read(gone.id)

    def action_new_recipe(self) -> None:
        """Write a recipe."""
        self._write_recipe(None)

    def action_edit_recipe(self) -> None:
        """Write a new version of the chosen recipe."""
        if plan := self._need_plan():
            self._write_recipe(plan)

    @work(exclusive=True, group="mix-ask")
    async def _write_recipe(self, plan: MixPlan | None, fields: Mapping[str, str] | None = None) -> None:
        read = self._given.work.read
        known = await read("mix-products", products.list_products, self._given.actor)
        recipe = await self.app.push_screen_wait(
            RecipeForm(self._given, known, plan.recipe if plan else None, fields)
        )
        if recipe is not None:
            self._listed.forget(recipe.id)
            self._say(f"✓ {recipe.name}, version {recipe.version}, is kept.")
            self._read(recipe.id)

    @work(exclusive=True, group="mix-make")
    async def _make(self) -> None:
        plan = self._listed.plan
        if plan is None:
            return
        try:
            batch = await made(
                self, self._given, plan, law_of(self._given.clinic), self._batch_id, self._typed
            )
        except Refused as refusal:
            self._say(str(refusal), problem=True)
            return
        if batch is None:
            return
        self._batch_id = uuid7(self._given.now())
        self._listed.forget(plan.recipe.id)
        if self._takes:
            self.dismiss(batch)
            return
        self._say(f"✓ {batch.name} is made: {trimmed(batch.total_ml)} mL.")
        self._read(batch.id)

    def _take(self, batch: Batch) -> None:
        if not self._takes:
            self._say("Mixes are taken in the session, at Inject. Here they are checked and thrown away.")
        elif batch.discarded is not None:
            self._say(f"{batch.name} was thrown away. Make another mix.", problem=True)
        else:
            self.dismiss(batch)

    def _read(self, choose: UUID | None = None) -> None:
        self._wanted = choose or self._wanted
        self._read_bench()

    @work(exclusive=True, group="mix")
    async def _read_bench(self) -> None:
        now = local_time.local(self._given.now())
        since = now.date() - timedelta(days=self._given.clinic.catalogue().shown_after_expiry_days)
        work = self._given.work
        try:
            self._bench = await work.read("mix", bench, self._given.actor, expired_after=since, now=now)
        except Stale:
            return
        if not self.query(MixList):
            # The screen was left meanwhile.
            return
        self._show()
        fields, self._fields = self._fields, {}
        if fields:
            self._go_on(fields)

    def _go_on(self, fields: Mapping[str, str]) -> None:
        """Show what a draft kept, and ask again what was being answered."""
        of = fields.get(RECIPE_OF)
        for plan in self._bench.plans:
            changed = mix_draft.restored(fields, plan)
            if changed is not None:
                self._listed.prepare(changed)
                self._wanted = plan.recipe.id
                self._show()
        if of is not None:
            self._write_recipe(
                next((one for one in self._bench.plans if str(one.recipe.id) == of), None), fields
            )
        elif "volume" in self._typed:
            self.action_volume()
        elif self._typed:
            self._make()

    def _show(self) -> None:
        wanted, self._wanted = self._wanted, None
        self._listed.fill(self._bench.plans, self._bench.batches, local_time.local(self._given.now()), wanted)
        self._show_chosen()

    @on(OptionList.OptionHighlighted, "#mix-list")
    def _show_other(self, event: OptionList.OptionHighlighted) -> None:
        if event.option_index != self._shown_at:
            self._shown_at = event.option_index
            self._show_chosen()

    def _show_chosen(self) -> None:
        now = self._given.now()
        width = max(40, self.query_one("#mix-detail").scrollable_content_region.width)
        chosen = self._listed.chosen
        if isinstance(chosen, MixPlan):
            self._part = min(self._part, len(chosen.parts) - 1)
        lines = detail_lines(chosen, self._part, law_of(self._given.clinic), now, width)
        told = self._against(held(chosen)) if self._against and chosen else []
        self.query_one("#mix-lines", Steady).tell(Content("\n").join([*told, *lines]))

    def _change(self, plan: MixPlan) -> None:
        self._listed.prepare(plan)
        self._show_chosen()

    def _need_plan(self) -> MixPlan | None:
        plan = self._listed.plan
        if plan is None:
            self._say(_CHOOSE_RECIPE, problem=True)
        return plan

    def _need_batch(self) -> Batch | None:
        chosen = self._listed.chosen
        if isinstance(chosen, Batch):
            return chosen
        self._say(_CHOOSE_MIX, problem=True)
        return None

    def _say(self, sentence: str, *, problem: bool = False) -> None:
        line = self.query_one("#mix-message", Steady)
        line.tell(sentence)
        line.set_class(problem, "-problem")
