"""Close: what is still missing, one key away; then the session is done, or ended with a reason."""

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message

from mesotui.domain.clocks import interrupted, session_clock, spoken, time_in_phase
from mesotui.domain.completeness import missing
from mesotui.domain.dose import plain
from mesotui.domain.errors import Refused
from mesotui.domain.treatment import STEPS, Status, Step, TreatmentSession
from mesotui.records import sessions
from mesotui.records.leftovers import left_of_session
from mesotui.ui.keymap import bindings
from mesotui.ui.keys import COMMANDS
from mesotui.ui.left_lines import left_line
from mesotui.ui.modals.ask import Ask
from mesotui.ui.screens.steps.step import Asking, StepPanel
from mesotui.ui.widgets.question import Option, Question
from mesotui.ui.widgets.steady import Steady
from mesotui.ui.work import Stale

_STOP, _NOT_DONE = "stop", "not-done"
_KEPT = "The reason is kept in the record. Esc leaves the session open."
_STATUS_WORDS = {
    Status.DONE: "done",
    Status.STOPPED: "stopped early",
    Status.NOT_DONE: "not done",
    Status.SIGNED: "signed",
}


class ClosePanel(StepPanel):
    """What is missing has a digit that jumps to it; Enter closes the session and shows the slip."""

    step = Step.CLOSE
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("session.close", COMMANDS)]

    class JumpAsked(Message):
        """A person wants to mend what is missing."""

        def __init__(self, step: Step) -> None:
            super().__init__()
            self.step = step

    class Closed(Message):
        """The session has ended; what comes next is the slip."""

    def compose(self) -> ComposeResult:
        """Lay out the summary, the gaps, and the ways to end."""
        yield Steady(id="close-summary")
        yield Question("", (), lines=True, id="close-missing")
        yield Steady(id="close-left")
        yield Steady(id="close-ways")

    def enter(self) -> None:
        """Let digits jump and Enter close."""
        self.screen.set_focus(self.query_one("#close-missing"))
        self._look_what_is_left()

    def watch_session(self, session: TreatmentSession | None) -> None:
        """Show what the session holds and what it lacks."""
        if session is None or not self.is_mounted:
            return
        gaps = missing(session) if session.is_open else ()
        question = self.query_one("#close-missing", Question)
        question.ask(
            "Missing:" if gaps else "Nothing is missing.",
            [Option(str(number), gap.what, gap.step) for number, gap in enumerate(gaps[:9], start=1)],
        )
        self.query_one("#close-ways", Steady).tell(_ways(session))
        self._draw()

    def on_mount(self) -> None:
        """Follow what any terminal does with the mixes."""
        self.context.data_changed.subscribe(self, lambda _: self._look_what_is_left())

    def _look_what_is_left(self) -> None:
        if self.session is not None and self.session.step is Step.CLOSE:
            self._tell_left(self.session)

    @work(exclusive=True, group="left")
    async def _tell_left(self, session: TreatmentSession) -> None:
        try:
            left = await self.context.work.read("left", left_of_session, self.context.actor, session)
        except (Stale, Refused):
            return
        for line in self.query("#close-left").results(Steady):
            # The screen may have been left meanwhile.
            line.tell(left_line(left))

    def watch_now(self) -> None:
        """Draw the times anew."""
        self._draw()

    def action_finish(self) -> None:
        """Close the session as done; a session that is closed goes on to its slip."""
        self.run_worker(self._finish())

    def action_stop_early(self) -> None:
        """End the session early, with a reason."""
        self.run_worker(self._stop_early())

    def action_not_done(self) -> None:
        """Record that nothing was injected, with a reason."""
        self.run_worker(self._not_done())

    def asking(self, topic: str) -> Asking | None:
        """Give what asks why the session ends without being done."""
        return {_STOP: self._stop_early, _NOT_DONE: self._not_done}.get(topic)

    @on(Question.Answered, "#close-missing")
    def _jump(self, event: Question.Answered) -> None:
        self.post_message(self.JumpAsked(Step(event.option.value)))

    async def _finish(self) -> None:
        if self.session is None:
            return
        blocking = [gap.what for gap in missing(self.session) if gap.blocks]
        if self.session.is_open and blocking:
            self.post_message(self.Told(f"{blocking[0]}. Mend it, or end the session with e or n."))
            return
        if not self.session.is_open or await self.record(sessions.finish) is not None:
            self.post_message(self.Closed())

    async def _stop_early(self, typed: str = "") -> None:
        suggestions = ("Client asked to stop", "Reaction", "Client felt faint", "Device failed")
        ask = Ask(
            "Why is the session stopped early?", _KEPT, topic=_STOP, suggestions=suggestions, typed=typed
        )
        await self._end(ask, sessions.stop_early)

    async def _not_done(self, typed: str = "") -> None:
        suggestions = (
            "Client changed their mind",
            "Contra-indication found",
            "Skin not fit today",
            "No material",
        )
        ask = Ask("Why was nothing done?", _KEPT, topic=_NOT_DONE, suggestions=suggestions, typed=typed)
        await self._end(ask, sessions.mark_not_done)

    async def _end(self, ask: Ask, use_case: Callable[..., TreatmentSession]) -> None:
        if self.session is None or not self.session.is_open:
            return
        reason = await self.app.push_screen_wait(ask)
        if reason and await self.record(use_case, reason) is not None:
            self.post_message(self.Closed())

    def _draw(self) -> None:
        if self.session is None or self.now is None or not self.is_mounted:
            return
        session, now = self.session, self.now
        low, high = session.target_minutes
        lines = [
            f"{len(session.standing_injections)} entries, {plain(session.volume_ml)} mL",
            f"Session {spoken(session_clock(session).elapsed(now))}, target {low} to {high} minutes",
            " · ".join(_times(session, now)),
        ]
        if session.interruptions:
            pause = spoken(interrupted(session, now))
            lines.append(f"Interrupted {len(session.interruptions)} times, {pause} in all")
        if not session.is_open:
            reason = f": {session.end_reason}" if session.end_reason else ""
            lines.append(f"This session is {_STATUS_WORDS[session.status]}{reason}")
        self.query_one("#close-summary", Steady).tell("\n".join(lines))


def _times(session: TreatmentSession, now: datetime) -> list[str]:
    """Say how long each step took in all."""
    return [
        f"{step.capitalize()} {spoken(time_in_phase(phases, now))}"
        for step in STEPS
        if (phases := tuple(phase for phase in session.phases if phase.step is step))
    ]


def _ways(session: TreatmentSession) -> Content:
    if not session.is_open:
        return Content.assemble(("Enter", "$accent bold"), " shows the slip.")
    return Content.assemble(
        ("Enter", "$accent bold"),
        " closes it as done, then the slip    ",
        ("e", "$accent bold"),
        " stopped early    ",
        ("n", "$accent bold"),
        " not done",
    )
