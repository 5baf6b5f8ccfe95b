"""Observe: the watch after the last injection, and how the client is."""

from datetime import datetime, timedelta
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from mesotui.domain.clocks import NO_TIME, ClockKind, session_clocks, spoken
from mesotui.domain.treatment import NO_REACTION, FindingKind, Observation, Step, TreatmentSession
from mesotui.records import observations
from mesotui.ui.keymap import bindings
from mesotui.ui.keys import COMMANDS
from mesotui.ui.modals.ask import Ask
from mesotui.ui.screens.steps.step import SURE, Asking, StepPanel
from mesotui.ui.widgets.big_clock import BigClock
from mesotui.ui.widgets.question import Option, Question, numbered
from mesotui.ui.widgets.steady import Steady

_EARLY = "observation-early"
_UNDONE = "undone at once"
_KINDS = {
    "observe-well-being": FindingKind.WELL_BEING,
    "observe-pain": FindingKind.PAIN,
    "observe-reaction": FindingKind.REACTION,
}


class ObservePanel(StepPanel):
    """Three questions, one key each; Enter starts the countdown and ends it, Ctrl+Z takes an answer back."""

    step = Step.OBSERVE
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("session.observe", COMMANDS)]

    def compose(self) -> ComposeResult:
        """Lay out the countdown, then the questions."""
        protocol = self.context.clinic.protocol
        yield BigClock(id="observe-clock")
        yield Steady(id="observe-line")
        yield Question("How is the client?", numbered(protocol.well_being), id="observe-well-being")
        pain = [Option(str(score), "", str(score)) for score in range(10)]
        yield Question("Pain, 0 to 10?", [*pain, Option("t", "10", "10")], id="observe-pain")
        none = Option("0", NO_REACTION, NO_REACTION)
        yield Question("Reactions?", [none, *numbered(protocol.reactions)], id="observe-reaction")

    def enter(self) -> None:
        """Go to the first question that isn't answered."""
        questions = list(self.query(Question))
        left = (question for question in questions if not question.answer)
        self.screen.set_focus(next(left, questions[0]))

    def watch_session(self, session: TreatmentSession | None) -> None:
        """Show the answers that are on record."""
        if session is None or not self.is_mounted:
            return
        for id, kind in _KINDS.items():
            values = [one.value for one in session.findings if one.kind is kind and one.counts]
            shown = values[-1:] if kind is not FindingKind.REACTION else values
            self.query_one(f"#{id}", Question).answer = ", ".join(shown)
        self._draw()

    def watch_now(self) -> None:
        """Draw the countdown anew."""
        self._draw()

    def asking(self, topic: str) -> Asking | None:
        """Give what asks why the watch ends early, while there is enough left to be asked about."""
        watch = self.session.observation if self.session else None
        if topic != _EARLY or watch is None or watch.ended_at is not None:
            return None
        return self._go_on if _left(watch, self.context.now()) >= SURE else None

    async def may_leave(self) -> bool:
        """End a countdown that still runs; too early needs a reason."""
        watch = self.session.observation if self.session else None
        if watch is None or watch.ended_at is not None:
            return True
        return await self._ended(watch)

    def action_go_on(self) -> None:
        """Start the countdown, or end it."""
        self.run_worker(self._go_on())

    def action_void_last(self) -> None:
        """Take the last answer back that stands; it stays in the record."""
        self.run_worker(self.record(observations.void_last_finding, reason=_UNDONE))

    @on(Question.Answered)
    def _answer(self, event: Question.Answered) -> None:
        event.stop()
        if self._is_closed_by(event.question, event.option):
            # At once, not when it is on disk: the next key is meant for the next question.
            self._leave(event.question)
        self.run_worker(self._answered(event.question, event.option))

    async def _answered(self, question: Question, option: Option) -> None:
        kind = _KINDS[question.id or ""]
        fresh = await self.record(observations.add_finding, kind=kind, value=option.value)
        if fresh is None:
            question.focus()

    @staticmethod
    def _is_closed_by(question: Question, option: Option) -> bool:
        """Whether an answer is the only one: of reactions there may be several."""
        return _KINDS[question.id or ""] is not FindingKind.REACTION or option.value == NO_REACTION

    def _leave(self, question: Question) -> None:
        """Go on to the next question that isn't answered, or else to the first."""
        questions = list(self.query(Question))
        after = questions[questions.index(question) + 1 :]
        others = [one for one in (*after, *questions) if not one.answer and one is not question]
        self.screen.set_focus(others[0] if others else questions[0])

    async def _go_on(self, typed: str = "") -> None:
        if self.session is None:
            return
        watch = self.session.observation
        if watch is None:
            minutes = int(self.context.clinic.protocol.limits.observation_minutes)
            await self.record(observations.start, planned_minutes=minutes)
        elif watch.ended_at is not None or await self._ended(watch, typed):
            self.post_message(self.LeaveAsked())

    async def _ended(self, watch: Observation, typed: str = "") -> bool:
        left = _left(watch, self.context.now())
        reason = ""
        if left > NO_TIME:
            answer = await self.app.push_screen_wait(
                Ask(
                    f"{spoken(left)} of observation is left. Why end it now?",
                    "The reason is kept in the record. Esc goes on watching.",
                    topic=_EARLY,
                    typed=typed,
                    suggestions=("Client is well and leaves", "Client waits in the lounge", "Room is needed"),
                )
            )
            if not answer:
                return False
            reason = answer
        return await self.record(observations.end, early_reason=reason) is not None

    def _draw(self) -> None:
        if self.session is None or self.now is None or not self.is_mounted:
            return
        clocks = [c for c in session_clocks(self.session, NO_TIME) if c.kind is ClockKind.OBSERVATION]
        watch = self.session.observation
        big = self.query_one(BigClock)
        big.clock, big.now = (clocks[0] if clocks else None), self.now
        if clocks:
            shown = Content.assemble(("Enter", "$accent bold"), " ends the observation.")
        elif watch is None:
            minutes = int(self.context.clinic.protocol.limits.observation_minutes)
            shown = Content.assemble(
                ("Enter", "$accent bold"), f" starts the observation of {minutes} minutes."
            )
        else:
            length = spoken((watch.ended_at or self.now) - watch.started_at)
            early = f", early: {watch.early_reason}" if watch.early_reason else ""
            shown = Content.assemble(("✓ ", "$ok"), f"Observed for {length}{early}")
        self.query_one("#observe-line", Steady).tell(shown)


def _left(watch: Observation, now: datetime) -> timedelta:
    return timedelta(minutes=watch.planned_minutes) - (now - watch.started_at)
