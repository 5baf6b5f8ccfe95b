"""Anaesthetic: what numbs the skin, since when, until when; or none."""

from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Label

from mesotui.domain.clocks import ClockKind, session_clocks, spoken
from mesotui.domain.dose import trimmed
from mesotui.domain.errors import Refused
from mesotui.domain.protocol import TopicalAnaesthetic
from mesotui.domain.shorthand import amount
from mesotui.domain.treatment import Anaesthetic, Step
from mesotui.records import anaesthetics
from mesotui.ui.keymap import bindings
from mesotui.ui.keys import COMMANDS
from mesotui.ui.modals.ask import Ask
from mesotui.ui.record_lines import anaesthetic_line
from mesotui.ui.screens.steps.step import SURE, Asking, StepPanel
from mesotui.ui.widgets.big_clock import BigClock
from mesotui.ui.widgets.choice import Choice, Item
from mesotui.ui.widgets.field import Field
from mesotui.ui.widgets.question import Option, Question
from mesotui.ui.widgets.steady import Steady

_NONE = "0"
_EARLY = "anaesthetic-early"
# More than any tube or skin; the label's limits are the clinic's data and only warn.
_LARGEST_G = Decimal(1000)
_LARGEST_CM2 = Decimal(20000)


class AnaestheticPanel(StepPanel):
    """A digit takes a product, Enter starts its clock; 0 records that none is used."""

    step = Step.ANAESTHETIC
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("session.anaesthetic", COMMANDS)]

    def compose(self) -> ComposeResult:
        """Lay out products, the amount's fields and the clocks of what is on the skin."""
        products = self.context.clinic.protocol.anaesthetics
        options = [
            Option(str(number), product.name, product.code, _described(product))
            for number, product in enumerate(products, start=1)
        ]
        none = Option(_NONE, "none", "", "recorded as a decision")
        yield Question("Which anaesthetic?", [*options, none], lines=True, id="anaesthetic-product")
        with Horizontal(id="anaesthetic-amount"):
            yield Label("Amount")
            yield Field(id="anaesthetic-grams", max_length=6, select_on_focus=False)
            yield Label("g on")
            yield Field(id="anaesthetic-area", max_length=6, select_on_focus=False)
            yield Label("cm²")
            yield Choice([Item("no", "not covered"), Item("yes", "under film")], id="anaesthetic-occluded")
            yield Steady(id="anaesthetic-chosen")
        yield BigClock(id="anaesthetic-clock")
        yield Steady(id="anaesthetic-lines")

    def on_mount(self) -> None:
        """Hide the amount until a product is taken."""
        self._chosen: TopicalAnaesthetic | None = None
        self.query_one("#anaesthetic-amount").display = False

    def enter(self) -> None:
        """Let the digits choose."""
        self.query_one("#anaesthetic-product").focus()

    def watch_session(self) -> None:
        """Draw what is on the skin."""
        self._draw()

    def watch_now(self) -> None:
        """Draw the clocks anew."""
        self._draw()

    @property
    def running(self) -> tuple[Anaesthetic, ...]:
        """What is on the skin now."""
        applied = self.session.anaesthetics if self.session else ()
        return tuple(one for one in applied if one.ended_at is None and not one.is_none)

    def asking(self, topic: str) -> Asking | None:
        """Give what asks why something is taken off early, while there is enough left to be asked about."""
        if topic != _EARLY or not self.running or _left(self.running[0], self.context.now()) < SURE:
            return None
        return partial(self._remove, self.running[0])

    async def may_leave(self) -> bool:
        """Leave while an anaesthetic works: other clients and the record may be looked at meanwhile."""
        return True

    def action_apply(self) -> None:
        """Start the clock of the product that was taken."""
        if self._chosen is not None:
            self.run_worker(self._apply(self._chosen))

    def action_none(self) -> None:
        """Record that no anaesthetic is used."""
        self.run_worker(self._none())

    def action_remove(self) -> None:
        """Take off what has been on the skin longest."""
        if self.running:
            self.run_worker(self._remove(self.running[0]))

    @on(Question.Answered, "#anaesthetic-product")
    def _choose(self, event: Question.Answered) -> None:
        if event.option.key == _NONE:
            self.action_none()
            return
        event.question.taken = event.option.value
        self._chosen = self.context.clinic.protocol.anaesthetic(event.option.value)
        self.query_one("#anaesthetic-amount").display = True
        self.query_one("#anaesthetic-chosen", Steady).tell(f"Enter starts {self._chosen.name}")
        self.query_one("#anaesthetic-grams").focus()

    @on(Input.Submitted)
    @on(Choice.Submitted)
    def _start(self, event: Input.Submitted | Choice.Submitted) -> None:
        event.stop()
        self.action_apply()

    async def _apply(self, product: TopicalAnaesthetic) -> None:
        try:
            grams = _optional(self.query_one("#anaesthetic-grams", Input).value, "Grams", _LARGEST_G)
            area = _optional(self.query_one("#anaesthetic-area", Input).value, "Area", _LARGEST_CM2)
        except Refused as refusal:
            self.post_message(self.Told(str(refusal)))
            return
        fresh = await self.record(
            anaesthetics.apply,
            product=product,
            amount_g=grams,
            area_cm2=area,
            occluded=self.query_one("#anaesthetic-occluded", Choice).code == "yes",
        )
        if fresh is None:
            return
        for field in self.query(Input):
            field.value = ""
        self._chosen = None
        self.query_one("#anaesthetic-product", Question).taken = ""
        self.query_one("#anaesthetic-amount").display = False
        self.enter()
        if warning := _beyond(product, grams, area):
            self.post_message(self.Told(warning))

    async def _none(self) -> None:
        if await self.record(anaesthetics.apply_none) is not None:
            self.post_message(self.LeaveAsked())

    async def _remove(self, applied: Anaesthetic, typed: str = "") -> None:
        left = _left(applied, self.context.now())
        reason = ""
        if left > timedelta(0):
            answer = await self.app.push_screen_wait(
                Ask(
                    f"{spoken(left)} is left until the minimum. Why take it off now?",
                    "The reason is kept in the record. Esc leaves it on.",
                    topic=_EARLY,
                    typed=typed,
                    suggestions=("Client feels numb enough", "Burning or itching", "No time to wait"),
                )
            )
            if not answer:
                return
            reason = answer
        fresh = await self.record(anaesthetics.remove, applied.id, early_reason=reason)
        if fresh is not None and all(one.ended_at or one.is_none for one in fresh.anaesthetics):
            self.post_message(self.LeaveAsked())

    def _draw(self) -> None:
        if self.session is None or self.now is None or not self.is_mounted:
            return
        limits = self.context.clinic.protocol.limits
        warn_before = timedelta(minutes=int(limits.anaesthetic_warning_minutes))
        running = [c for c in session_clocks(self.session, warn_before) if c.kind is ClockKind.ANAESTHETIC]
        big = self.query_one(BigClock)
        big.clock, big.now = (running[0] if running else None), self.now
        lines = [anaesthetic_line(one, self.session) for one in self.session.anaesthetics]
        self.query_one(Question).brief = bool(running)
        if running:
            lines.append(Content.assemble(("r", "$accent bold"), " takes off what has been on longest."))
        self.query_one("#anaesthetic-lines", Steady).tell(Content("\n").join(lines))


def _left(applied: Anaesthetic, now: datetime) -> timedelta:
    return timedelta(minutes=applied.minimum_minutes or 0) - (now - applied.started_at)


def _described(product: TopicalAnaesthetic) -> str:
    most = []
    if product.maximum_g:
        most.append(f"{trimmed(product.maximum_g.value)} g")
    if product.maximum_cm2:
        most.append(f"{trimmed(product.maximum_cm2.value)} cm²")
    minutes = f"{int(product.minimum_minutes)}–{int(product.maximum_minutes)} min"
    return f"{minutes}{' · at most ' + ', '.join(most) if most else ''}   {product.caution}"


def _optional(typed: str, field: str, largest: Decimal) -> Decimal | None:
    return amount(typed, field=field, largest=largest) if typed.strip() else None


def _beyond(product: TopicalAnaesthetic, grams: Decimal | None, area: Decimal | None) -> str:
    """Say which of the label's limits an amount is beyond, with its source; empty when it is within."""
    for figure, given, unit in ((product.maximum_g, grams, "g"), (product.maximum_cm2, area, "cm²")):
        if figure and given and given > figure.value:
            limit = trimmed(figure.value)
            return f"▲ {trimmed(given)} {unit} is above the label's {limit} {unit} (source {figure.source})."
    return ""
