"""Cleanse: the agent, how long it stayed wet, how long it dried."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any, ClassVar
from uuid import UUID

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from mesotui.domain.clocks import NO_TIME, Clock, ClockKind, session_clocks, spoken
from mesotui.domain.exposure import of_antiseptic
from mesotui.domain.treatment import Antisepsis, Step, TreatmentSession
from mesotui.records import antisepsis
from mesotui.ui.context import Context
from mesotui.ui.interaction_lines import marks
from mesotui.ui.keymap import bindings
from mesotui.ui.keys import COMMANDS
from mesotui.ui.modals.ask import Ask
from mesotui.ui.record_lines import cleansing_line
from mesotui.ui.screens.steps.lot_panel import LotPanel
from mesotui.ui.screens.steps.step import REASON_TOPIC, SURE, Asking
from mesotui.ui.widgets.big_clock import BigClock
from mesotui.ui.widgets.question import Option, Question
from mesotui.ui.widgets.steady import Steady

_WHICH = "Which agent?"
_EARLY = "cleanse-early"
_ASKED = "cleanse-asked"
"""What the draft keeps the agent under whose start waits for a reason."""


class CleansePanel(LotPanel):
    """One key takes the agent and starts its contact clock; Enter goes on to drying, then ends it."""

    step = Step.CLEANSE
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("session.cleanse", COMMANDS)]

    def compose(self) -> ComposeResult:
        """Lay out the agents, then the clock of the one on the skin."""
        yield Question(_WHICH, _options(self.context, None), lines=True, id="cleanse-agent")
        yield BigClock(id="cleanse-clock")
        yield Steady(id="cleanse-lines")

    def on_mount(self) -> None:
        """Begin with nothing asked."""
        self._asked = ""

    def enter(self) -> None:
        """Let the digits choose."""
        self.screen.set_focus(self.query_one("#cleanse-agent"))

    def drafted(self) -> Mapping[str, str]:
        """Give the agent whose start waits for a reason."""
        return {_ASKED: self._asked} if self._asked else {}

    def put_back(self, fields: Mapping[str, str]) -> None:
        """Know again which agent's start waited for a reason."""
        self._asked = fields.get(_ASKED, "")

    def watch_session(self) -> None:
        """Draw what is on the skin, and what speaks against the agents."""
        if self.session is not None and self.is_mounted:
            self.query_one("#cleanse-agent", Question).ask(_WHICH, _options(self.context, self.session))
        self._draw()

    def watch_now(self) -> None:
        """Draw the clock anew."""
        self._draw()

    @property
    def running(self) -> Antisepsis | None:
        """The cleansing that isn't over, if any."""
        cleansings = self.session.antisepses if self.session else ()
        return next((cleansing for cleansing in cleansings if cleansing.ended_at is None), None)

    def asking(self, topic: str) -> Asking | None:
        """Give what asks why a time is cut short, while there is enough left of it to be asked about."""
        running = self.running
        if topic == REASON_TOPIC and self._asked:
            return self._resume
        if topic != _EARLY:
            return super().asking(topic)
        if running is None or _stage(running).to_minimum(self.context.now()) < SURE:
            return None
        return partial(self._go_on, running)

    async def may_leave(self) -> bool:
        """End a cleansing that still runs; too early needs a reason."""
        while self.running is not None:
            if not await self._next(self.running):
                return False
        return True

    def latest(self, session: TreatmentSession) -> UUID | None:
        """Give the last cleansing."""
        return session.antisepses[-1].id if session.antisepses else None

    def action_go_on(self) -> None:
        """Go from contact to drying, and from drying to the end."""
        if self.running is not None:
            self.run_worker(self._go_on(self.running))

    @on(Question.Answered, "#cleanse-agent")
    def _start(self, event: Question.Answered) -> None:
        self.run_worker(self._put_on(event.option.value))

    async def _put_on(self, code: str) -> None:
        protocol = self.context.clinic.protocol
        try:
            fresh = await self.record(
                antisepsis.start_contact, agent=protocol.antiseptic(code), protocol=protocol
            )
        finally:
            self._asked = ""
        await self.note_waiting(fresh)

    def hold(self, inputs: Mapping[str, Any]) -> None:
        """Let the draft have the agent while it is asked why it is used."""
        self._asked = inputs["agent"].code

    async def _resume(self, typed: str) -> None:
        """Ask again what was being answered when the console ended."""
        known = {agent.code for agent in self.context.clinic.protocol.antiseptics}
        if self._asked in known:
            self.typed_reason = typed
            await self._put_on(self._asked)

    async def _go_on(self, running: Antisepsis, typed: str = "") -> None:
        if await self._next(running, typed) and self.running is None:
            self.post_message(self.LeaveAsked())

    async def _next(self, running: Antisepsis, typed: str = "") -> bool:
        """Take the running cleansing one stage on; False when it stayed as it is."""
        now = self.context.now()
        drying = running.dry_started_at is not None
        left = _stage(running).to_minimum(now)
        reason = ""
        if left:
            what = "drying" if drying else "contact"
            answer = await self.app.push_screen_wait(
                Ask(
                    f"{spoken(left)} of {what} time is left. Why go on now?",
                    "The reason is kept in the record. Esc waits.",
                    topic=_EARLY,
                    typed=typed,
                    suggestions=("Dried with sterile gauze", "Skin is visibly dry", "Client is unwell"),
                )
            )
            if not answer:
                return False
            reason = answer
        use_case = antisepsis.end_drying if drying else antisepsis.start_drying
        fresh = await self.record(use_case, early_reason=reason)
        if fresh is not None:
            self.session = fresh
        return fresh is not None

    def _draw(self) -> None:
        if self.session is None or self.now is None or not self.is_mounted:
            return
        lines = [cleansing_line(cleansing, self.session) for cleansing in self.session.antisepses]
        running = [clock for clock in session_clocks(self.session, NO_TIME) if clock.kind in _STAGES]
        big = self.query_one(BigClock)
        big.clock, big.now = (running[-1] if running else None), self.now
        self.query_one(Question).brief = bool(running)
        if running:
            word = "ends it" if running[-1].kind is ClockKind.DRYING else "goes on to drying"
            lines.append(Content.assemble(("Enter", "$accent bold"), f" {word}."))
        self.query_one("#cleanse-lines", Steady).tell(Content("\n").join(lines))


def _options(context: Context, session: TreatmentSession | None) -> list[Option]:
    """Give an agent a digit; with the session, what speaks against it for its client."""
    protocol = context.clinic.protocol
    return [
        Option(
            str(number),
            agent.name,
            agent.code,
            f"contact {spoken(timedelta(seconds=int(agent.contact_seconds)))}"
            f" · dry {spoken(timedelta(seconds=int(agent.dry_seconds)))}",
            agent.caution,
            *marks(session, of_antiseptic(agent), protocol),
        )
        for number, agent in enumerate(protocol.antiseptics, start=1)
    ]


def _stage(cleansing: Antisepsis) -> Clock:
    drying = cleansing.dry_started_at is not None
    return Clock(
        kind=ClockKind.DRYING if drying else ClockKind.CONTACT,
        label="",
        started_at=cleansing.dry_started_at or cleansing.contact_started_at,
        minimum=timedelta(seconds=cleansing.dry_seconds if drying else cleansing.contact_seconds),
    )


_STAGES = (ClockKind.CONTACT, ClockKind.DRYING)
