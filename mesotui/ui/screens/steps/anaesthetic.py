"""Anaesthetic: what numbs the skin, since when, until when; or none."""

import asyncio
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import ClassVar
from uuid import UUID

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Label

from mesotui.domain.clocks import ClockKind, session_clocks, spoken
from mesotui.domain.dose import trimmed
from mesotui.domain.errors import Refused
from mesotui.domain.exposure import of_anaesthetic
from mesotui.domain.limits import band_of, passed_limits
from mesotui.domain.protocol import LabelBand, TopicalAnaesthetic
from mesotui.domain.shorthand import amount
from mesotui.domain.treatment import Anaesthetic, Step, TreatmentSession
from mesotui.records import anaesthetics
from mesotui.ui.context import Context
from mesotui.ui.interaction_lines import marks
from mesotui.ui.keymap import bindings
from mesotui.ui.keys import COMMANDS
from mesotui.ui.modals.ask import Ask
from mesotui.ui.record_lines import anaesthetic_line, passed_words
from mesotui.ui.screens.steps.lot_panel import LotPanel
from mesotui.ui.screens.steps.step import REASON_TOPIC, SURE, Asking
from mesotui.ui.widgets.big_clock import BigClock
from mesotui.ui.widgets.choice import Choice, Item
from mesotui.ui.widgets.field import Field
from mesotui.ui.widgets.question import Option, Question
from mesotui.ui.widgets.steady import Steady

_WHICH = "Which anaesthetic?"
_NONE = "0"
_EARLY = "anaesthetic-early"
# More than any tube or skin; the label's limits are the clinic's data and only warn.
_LARGEST_G = Decimal(1000)
_LARGEST_CM2 = Decimal(20000)


class AnaestheticPanel(LotPanel):
    """A digit takes a product, Enter starts its clock; 0 records that none is used."""

    step = Step.ANAESTHETIC
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("session.anaesthetic", COMMANDS)]

    def compose(self) -> ComposeResult:
        """Lay out products, the amount's fields and the clocks of what is on the skin."""
        yield Question(_WHICH, _options(self.context, None), lines=True, id="anaesthetic-product")
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
        self.screen.set_focus(self.query_one("#anaesthetic-product"))

    def watch_session(self) -> None:
        """Draw what is on the skin, and what the labels allow this client."""
        if self.session is not None and self.is_mounted:
            self.query_one("#anaesthetic-product", Question).ask(_WHICH, _options(self.context, self.session))
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
        if topic == REASON_TOPIC:
            return self._resume
        if topic != _EARLY:
            return super().asking(topic)
        if not self.running or _left(self.running[0], self.context.now()) < SURE:
            return None
        return partial(self._remove, self.running[0])

    async def may_leave(self) -> bool:
        """Leave while an anaesthetic works: other clients and the record may be looked at meanwhile."""
        return True

    def latest(self, session: TreatmentSession) -> UUID | None:
        """Give the anaesthetic that was put on last."""
        put_on = [one for one in session.anaesthetics if not one.is_none]
        return put_on[-1].id if put_on else None

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
        before = self.session
        if before is None:
            return
        fresh = await self.record(
            anaesthetics.apply,
            product=product,
            amount_g=grams,
            area_cm2=area,
            occluded=self.query_one("#anaesthetic-occluded", Choice).code == "yes",
            protocol=self.context.clinic.protocol,
        )
        if fresh is None:
            return
        for field in self.query(Input):
            field.value = ""
        self._chosen = None
        await self.note_waiting(fresh)
        self.query_one("#anaesthetic-product", Question).taken = ""
        self.query_one("#anaesthetic-amount").display = False
        self.enter()
        told = {passed.code for passed in passed_limits(before, self.context.clinic.protocol)}
        now_passed = passed_limits(fresh, self.context.clinic.protocol)
        if fresh_ones := [passed for passed in now_passed if passed.code not in told]:
            self.post_message(self.Told(" · ".join(passed_words(passed) for passed in fresh_ones)))

    async def _resume(self, typed: str) -> None:
        """Ask again what was being answered when the console ended."""
        question = self.query_one("#anaesthetic-product", Question)
        taken_again = asyncio.Event()
        # The draft's product comes by the question's queue and then by this one.
        question.call_later(self.call_later, taken_again.set)
        await taken_again.wait()
        taken = question.taken
        self.typed_reason = typed
        if taken:
            await self._apply(self.context.clinic.protocol.anaesthetic(taken))
        elif self.running:
            await self._remove(self.running[0])

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
        fresh = await self.record(
            anaesthetics.remove,
            applied.id,
            early_reason=reason,
            protocol=self.context.clinic.protocol,
        )
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


def _options(context: Context, session: TreatmentSession | None) -> list[Option]:
    """Give a product a digit; with the session, what the label allows its client and what speaks against."""
    options = []
    protocol = context.clinic.protocol
    for number, product in enumerate(protocol.anaesthetics, start=1):
        detail = _described(band_of(product, session)) if session else ""
        against = marks(session, of_anaesthetic(product), protocol)
        options.append(Option(str(number), product.name, product.code, detail, product.caution, *against))
    return [*options, Option(_NONE, "none", "", "recorded as a decision")]


def _left(applied: Anaesthetic, now: datetime) -> timedelta:
    return timedelta(minutes=applied.minimum_minutes or 0) - (now - applied.started_at)


def _described(band: LabelBand) -> str:
    """Say what the label allows for a person."""
    if band.not_used_source:
        return f"not for people of this age: {band.who} ({band.not_used_source})"
    most = []
    if band.maximum_g:
        most.append(f"{trimmed(band.maximum_g.value)} g")
    if band.maximum_cm2:
        most.append(f"{trimmed(band.maximum_cm2.value)} cm²")
    times = [str(int(figure)) for figure in (band.minimum_minutes, band.maximum_minutes) if figure]
    minutes = f"{'–'.join(dict.fromkeys(times))} min"
    who = f" ({band.who})" if band.who else ""
    return f"{minutes}{' · at most ' + ', '.join(most) if most else ''}{who}"


def _optional(typed: str, field: str, largest: Decimal) -> Decimal | None:
    return amount(typed, field=field, largest=largest) if typed.strip() else None
