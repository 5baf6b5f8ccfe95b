"""The session: one client in the room, from the check to the slip."""

from datetime import datetime
from uuid import UUID

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import ContentSwitcher, Input

from mesotui.domain.errors import Refused
from mesotui.domain.treatment import STEPS, Step, TreatmentSession
from mesotui.records import drafts, sessions
from mesotui.ui import draft
from mesotui.ui.context import Context
from mesotui.ui.keymap import EVERYWHERE, Command, bindings, in_scope
from mesotui.ui.keys import COMMANDS
from mesotui.ui.limit_lines import limit_lines
from mesotui.ui.messages import Go
from mesotui.ui.mix_draft import was_mixing
from mesotui.ui.modals.sheet import Sheet
from mesotui.ui.record_lines import record_lines
from mesotui.ui.screens.session_scans import ScanningSession
from mesotui.ui.screens.steps import beside, taking_back
from mesotui.ui.screens.steps.anaesthetic import AnaestheticPanel
from mesotui.ui.screens.steps.check import CheckPanel
from mesotui.ui.screens.steps.cleanse import CleansePanel
from mesotui.ui.screens.steps.close import ClosePanel
from mesotui.ui.screens.steps.inject import InjectPanel
from mesotui.ui.screens.steps.observe import ObservePanel
from mesotui.ui.screens.steps.step import StepPanel
from mesotui.ui.session_opening import newest_of_mine
from mesotui.ui.widgets.against_line import AgainstLine
from mesotui.ui.widgets.choice import Choice
from mesotui.ui.widgets.clock_line import clocks_content
from mesotui.ui.widgets.key_bar import KeyBar
from mesotui.ui.widgets.steady import Steady
from mesotui.ui.widgets.step_strip import StepStrip
from mesotui.ui.widgets.title_bar import TitleBar
from mesotui.ui.work import Stale

_DRAFT_SECONDS = 0.5
"""How often what is typed is looked at; a draft on disk is at most this and one commit old."""
_DRAFT_AGAIN_SECONDS = 5
"""After how long a draft that couldn't be stored is tried again."""
_SHOWN_EVERYWHERE = ("everywhere.today", "everywhere.clock", "everywhere.help")


class SessionScreen(ScanningSession):
    """Shows one session and lets its steps record. All it keeps itself is the draft."""

    BINDINGS = [*bindings("session", COMMANDS)]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]

    def __init__(self, context: Context, session_id: UUID | None) -> None:
        """Make the screen.

        Args:
            context: what every screen is handed.
            session_id: the session; None for the newest that this person has open.
        """
        super().__init__(context)
        self.session_id = session_id
        self.session: TreatmentSession | None = None
        self._drafted: dict[str, str] = {}
        self._restored = False
        self._touched = False
        """Whether a field, or where the keys go, may have changed since the draft was last looked at."""
        self._draft_failed = False
        self._recorded = 0
        """How often something was recorded here."""
        self._reopening: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        """Lay out who is here, how far it is, the step, and the keys."""
        yield TitleBar(self.context.now, practitioner=self.context.actor.name, id="session-title")
        yield StepStrip(id="session-steps")
        yield Steady(id="session-clocks")
        with Horizontal(id="session-body"):
            with ContentSwitcher(id="session-step"):
                yield CheckPanel(self.context, id=Step.CHECK)
                yield CleansePanel(self.context, id=Step.CLEANSE)
                yield AnaestheticPanel(self.context, id=Step.ANAESTHETIC)
                yield InjectPanel(self.context, id=Step.INJECT)
                yield ObservePanel(self.context, id=Step.OBSERVE)
                yield ClosePanel(self.context, id=Step.CLOSE)
            with VerticalScroll(id="session-record", can_focus=False) as record:
                record.border_title = "Record so far"
                yield Steady(id="session-record-lines")
        yield AgainstLine(id="session-against")
        yield Steady(id="session-message")
        yield KeyBar(id="session-keys")

    @property
    def scope(self) -> str:
        """The scope of the keys that work now."""
        return self._panel.scope if self.session else "session"

    def on_mount(self) -> None:
        """Read the session, and follow the time and other terminals."""
        self.context.data_changed.subscribe(self, lambda _: self._read_again())
        self.set_interval(1, self._tick)
        self.set_interval(_DRAFT_SECONDS, self._keep_draft)
        self.run_worker(self._begin())

    async def save_draft(self) -> None:
        """Store what is typed as it stands now."""
        if not self._restored or self.session is None or not self.session.is_open:
            return
        session_id = self.session.id
        found = draft.gathered([self, *self._above()])
        if draft.answers(found):
            self._reopening = {}
        fields = {**self._reopening, **self._panel.drafted(), **found, **draft.as_of(self.session)}
        if fields == self._drafted:
            return
        now = self.context.now()
        await self.context.work.write(drafts.save, self.context.actor, session_id, fields, now=now)
        self._drafted = fields

    def say(self, sentence: str, *, problem: bool = False) -> None:
        """Say something above the keys."""
        line = self.query_one("#session-message", Steady)
        line.tell(sentence)
        line.set_class(problem, "-problem")

    def action_next_step(self) -> None:
        """Go on to the next step."""
        self.run_worker(self._leave_for(1), group="step", exclusive=True)

    def action_previous_step(self) -> None:
        """Go back to the step before."""
        self.run_worker(self._leave_for(-1), group="step", exclusive=True)

    def action_note(self) -> None:
        """Write a note."""
        if self.session is not None:
            self.run_worker(beside.write_note(self._panel))

    def action_withdraw(self) -> None:
        """Record that the client takes their consent back."""
        if self.session is not None:
            self.run_worker(taking_back.withdraw(self._panel))

    def action_limits(self) -> None:
        """Show every limit with its source."""
        if self.session is not None:
            clinic = self.context.clinic
            now, about_to = self.context.now(), self._panel.considered
            lines = limit_lines(self.session, clinic.protocol, clinic.sources(), about_to, now=now)
            self.app.push_screen(Sheet("Limits for this client", lines))

    def action_mix(self) -> None:
        """Make the mix of the day, or take one that is there."""
        if self.session is not None:
            self.run_worker(self.query_one(InjectPanel).mix(), group="mix", exclusive=True)

    def action_interrupt(self) -> None:
        """Interrupt the session with a reason, or go on with it."""
        if self.session is not None:
            self.run_worker(beside.interrupt(self._panel))

    async def _begin(self) -> None:
        work, actor = self.context.work, self.context.actor
        try:
            if self.session_id is None:
                self.session_id = await newest_of_mine(self.context)
            # In a group of its own: a newer read, when another terminal wrote, would drop the draft too.
            session = await work.read("opening", sessions.session, actor, self.session_id)
            fields = await work.read("draft", drafts.load, actor, self.session_id)
        except Refused as refusal:
            self.say(str(refusal), problem=True)
            return
        session = self.session or session
        self._show(session)
        if fields:
            self._drafted = dict(fields)
            fields = draft.still_unlogged(fields, session)
            self._panel.put_back(fields)
            draft.put_back(self, fields, [injection.id for injection in session.injections])
            # After the step has put the keys where it begins.
            self.call_after_refresh(draft.focus_again, self, fields)
            for topic, typed in draft.answers(fields).items():
                self.run_worker(self._ask_again(topic, typed))
            if was_mixing(fields):
                self.run_worker(self.query_one(InjectPanel).mix(fields), group="mix", exclusive=True)
        self._restored = True

    async def _ask_again(self, topic: str, typed: str) -> None:
        """Go on where an answer was being typed; what would no longer be asked is dropped."""
        panel = self._panel
        asking = beside.asking(panel, topic) or panel.asking(topic) or taking_back.asking(panel, topic)
        if asking is None:
            return
        # Until the question has been painted its field can't be gathered.
        self._reopening = draft.as_answer(topic, typed)
        try:
            await asking(typed)
        finally:
            self._reopening = {}

    def _read_again(self) -> None:
        self.run_worker(self._read())

    async def _read(self) -> None:
        if self.session_id is None:
            return
        work, actor = self.context.work, self.context.actor
        session: TreatmentSession | None = None
        before = -1
        # What is read while something is recorded may be from before that.
        while session is None or before != self._recorded:
            before = self._recorded
            try:
                session = await work.read("session", sessions.session, actor, self.session_id)
            except (Stale, Refused):
                return
        self._show(session)

    def _show(self, session: TreatmentSession) -> None:
        """Show a session as it is on disk; a step that changed is shown from its beginning."""
        if session == self.session:
            return
        moved = self.session is None or self.session.step is not session.step
        self.session = session
        self._touched = True
        self.query_one(TitleBar).show(session)
        self.query_one(StepStrip).session = session
        if moved:
            self.query_one(ContentSwitcher).current = session.step
        self._panel.session = session
        if moved:
            self.set_class(session.step is Step.INJECT, "-injecting")
            self.query_one(KeyBar).commands = self._shown_commands
            self.say("")
            self._panel.enter()
        self._show_against()
        self.query_one("#session-record-lines", Steady).tell(Content("\n").join(record_lines(session)))
        self._tick()

    @property
    def _shown_commands(self) -> tuple[Command, ...]:
        """What the key bar shows: the step's keys, the session's, and the ways to the other rooms."""
        commands = in_scope(self.scope, self.context.commands)
        return tuple(c for c in commands if c.scope != EVERYWHERE or c.id in _SHOWN_EVERYWHERE)

    @property
    def _panel(self) -> StepPanel:
        return self.query_one(f"#{self.query_one(ContentSwitcher).current}", StepPanel)

    def _tick(self) -> None:
        now = self.context.now()
        if self.session is None:
            return
        self.query_one(StepStrip).now = now
        self._panel.now = now
        self._draw_clocks(self.session, now)
        if self.focused is None and self.is_current and self._restored:
            # What had the keys may have been hidden in the moment in which it was given them.
            self._panel.enter()

    def _draw_clocks(self, session: TreatmentSession, now: datetime) -> None:
        line = self.query_one("#session-clocks", Steady)
        told = clocks_content(session, self.context.clinic.protocol.limits, now, width=self.size.width - 2)
        line.display = bool(told)
        line.tell(told)

    @on(StepPanel.Considered)
    def _show_against(self) -> None:
        protocol = self.context.clinic.protocol
        self.query_one(AgainstLine).show(self.session, self._panel.considered, protocol)

    def _above(self) -> list[Screen[object]]:
        stack = list(self.app.screen_stack)
        return stack[stack.index(self) + 1 :] if self in stack else []

    async def _keep_draft(self) -> None:
        if self.app.return_code is not None:
            # The app saved the draft before it began to end; by now some fields may be gone.
            return
        if self._touched or self._above():
            self._touched = False
            self.run_worker(self._try_draft(), group="draft")

    async def _try_draft(self) -> None:
        try:
            await self.save_draft()
        except Refused:
            # Every key would write another report, and the words of a write that failed would be overwritten.
            if not self._draft_failed:
                self.notify("What is typed can't be kept on disk now. It is tried again.", severity="warning")
            self._draft_failed = True
            self.set_timer(_DRAFT_AGAIN_SECONDS, self._touch)
        else:
            self._draft_failed = False

    @on(Input.Changed)
    @on(Choice.Changed)
    @on(events.DescendantFocus)
    def _touch(self) -> None:
        self._touched = True

    async def _leave_for(self, ahead: int) -> None:
        if self.session is None or not self.session.is_open:
            return
        here = STEPS.index(self.session.step)
        if here + ahead >= len(STEPS):
            return
        if await self._panel.may_leave() if ahead > 0 else not self._panel.went_back():
            await self._go_to(STEPS[here + ahead])

    async def _go_to(self, step: Step) -> None:
        await self._panel.record(sessions.go_to_step, step)

    @on(StepPanel.Recorded)
    def _on_recorded(self, message: StepPanel.Recorded) -> None:
        self.say("")
        self._recorded += 1
        self._show(message.session)

    @on(StepPanel.Told)
    def _on_told(self, message: StepPanel.Told) -> None:
        self.say(message.sentence, problem=message.problem)

    @on(StepPanel.LeaveAsked)
    def _on_leave_asked(self) -> None:
        self.action_next_step()

    @on(StepPanel.ScopeChanged)
    def _on_scope_changed(self) -> None:
        self.query_one(KeyBar).commands = self._shown_commands
        self._touched = True

    @on(ClosePanel.JumpAsked)
    def _on_jump_asked(self, message: ClosePanel.JumpAsked) -> None:
        self.run_worker(self._go_to(message.step), group="step", exclusive=True)

    @on(ClosePanel.Closed)
    def _on_closed(self) -> None:
        self.post_message(Go("slip", self.session_id))
