"""Suitability: the clinic's questions one key each, what is told with them, and the decision."""

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from mesotui.domain.errors import Refused
from mesotui.domain.screening import (
    NOT_SCREENED,
    Against,
    PastScreening,
    Reply,
    Screening,
    ScreeningList,
    Topic,
    against,
    unanswered,
)
from mesotui.domain.treatment import TreatmentSession
from mesotui.records import screening, screenings
from mesotui.ui.context import Context
from mesotui.ui.keymap import bindings
from mesotui.ui.keys import COMMANDS
from mesotui.ui.screening_words import suitability_line
from mesotui.ui.screens.steps.decision import Deciding
from mesotui.ui.screens.steps.questions import Questions
from mesotui.ui.screens.steps.told_fields import ToldFields
from mesotui.ui.widgets.steady import Steady
from mesotui.ui.work import Stale


class _Stage(StrEnum):
    ASKED = "asked"
    TOLD = "told"
    DECIDED = "decided"


_SCOPES = {_Stage.ASKED: "suitability", _Stage.TOLD: "told", _Stage.DECIDED: "decision"}
_STAGE, _ITEM = "suitability-stage", "suitability-item"


class SuitabilityPart(Deciding):
    """Three pages: the questions, what is told, the decision; the arrows go back and forth."""

    code = "suitability"
    title = "Suitability"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("session.check.suitability", COMMANDS),
        *(b for b in bindings("session.check.decision", [c for c in COMMANDS if c.action != "earlier"])),
    ]

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._stage: _Stage | None = None
        self._last: PastScreening | None = None
        self._last_read_for: UUID | None = None
        own = [command for command in context.commands if command.scope == "session.check.suitability"]
        self._questions = Questions(self.asked.asked, own, id="suitability-questions")

    @property
    def asked(self) -> ScreeningList:
        """The clinic's list."""
        return self.context.clinic.screening()

    @property
    def screening(self) -> Screening:
        """What is on disk."""
        return self.session.screening if self.session is not None else NOT_SCREENED

    @property
    def scope(self) -> str:
        """The scope of the keys of the page."""
        return f"session.{self.step}.{_SCOPES[self._stage or _Stage.ASKED]}"

    def compose(self) -> ComposeResult:
        """Lay out the three pages; one is shown."""
        yield Steady(id="suitability-head")
        yield self._questions
        yield ToldFields(self.asked.tools, id="suitability-told")
        with VerticalScroll(id="suitability-against", can_focus=True):
            yield Steady(id="suitability-against-lines")
        yield Steady(id="suitability-ways")

    def on_mount(self) -> None:
        """Show the first page."""
        self._show_stage()

    def is_done(self, session: TreatmentSession) -> bool:
        """Tell whether it was decided to go."""
        return session.screening.may_inject

    def line(self, session: TreatmentSession) -> Content | None:
        """Write what was decided."""
        return suitability_line(session)

    def enter(self) -> None:
        """Go on where something is left to do."""
        if self._stage is None:
            left = unanswered(self.asked.asked, self.screening)
            self._questions.begin(self.screening)
            self._go_to(_Stage.ASKED if left else self._after_questions())
        else:
            self._focus_stage()

    def watch_session(self, session: TreatmentSession | None) -> None:
        """Show the answers that are on disk."""
        if session is None or not self.is_mounted:
            return
        if self._last_read_for != session.id:
            self._last_read_for = session.id
            self.run_worker(self._read_last(session))
        self._draw()

    def drafted(self) -> Mapping[str, str]:
        """Keep the page and the question."""
        if self._stage is None:
            return {}
        item = self._questions.detailed
        return {_STAGE: self._stage, **({_ITEM: item} if item else {}), **super().drafted()}

    def put_back(self, fields: Mapping[str, str]) -> None:
        """Go on at the page and the question of a draft."""
        super().put_back(fields)
        if fields.get(_STAGE) not in set(_Stage):
            return
        self._stage = _Stage(fields[_STAGE])
        if not self._questions.begin_with_detail(fields.get(_ITEM, "")):
            self._questions.begin(self.screening)
        self._show_stage()
        self._draw()

    async def may_leave(self) -> bool:
        """Leave whenever it is wanted: it is the first injection that waits for the decision."""
        self._stage = None
        return True

    def went_back(self) -> bool:
        """Leave the pages for the part before."""
        self._stage = None
        return False

    def found_against(self) -> tuple[Against, ...]:
        """Give what stands against going, as far as it is on disk."""
        session = self.session
        if session is None:
            return ()
        return against(self.asked, session.screening, born=session.client.birth_date, on=self.today)

    def action_yes(self) -> None:
        """Answer with yes; a detail is asked where the clinic wants one."""
        self._questions.reply(Reply.YES)

    def action_no(self) -> None:
        """Answer with no."""
        self._questions.reply(Reply.NO)

    def action_unknown(self) -> None:
        """Record that the client doesn't know."""
        self._questions.reply(Reply.UNKNOWN)

    def action_earlier(self) -> None:
        """Go back to the question or page before."""
        if self._stage is _Stage.DECIDED:
            self._go_to(_Stage.TOLD, backwards=True)
        else:
            self._questions.go(-1)

    def action_later(self) -> None:
        """Go on without an answer."""
        self._questions.go(1)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Let each page have only its own keys."""
        if action in ("yes", "no", "unknown"):
            return self._stage is _Stage.ASKED and not self._questions.asks_detail
        if action == "later":
            return self._stage is _Stage.ASKED
        if action in ("go", "delay", "refuse", "end"):
            return self._stage is _Stage.DECIDED
        return True

    @on(Questions.Answered)
    def _keep_answer(self, event: Questions.Answered) -> None:
        event.stop()
        self.run_worker(self._answer(event))

    async def _answer(self, event: Questions.Answered) -> None:
        item, reply, detail = event.item, event.reply, event.detail
        fresh = await self.record(screening.answer, item=item, reply=reply, detail=detail)
        if fresh is not None:
            self._questions.stored(item, (reply, detail), fresh.screening.standing[item.code])
        elif self._questions.asks_again(item, (reply, detail)):
            self._go_to(_Stage.ASKED)

    @on(Questions.Over)
    def _past_the_questions(self, event: Questions.Over) -> None:
        event.stop()
        self._go_to(self._after_questions() if event.answered else _Stage.TOLD)

    def _after_questions(self) -> _Stage:
        told = all(topic in self.screening.standing for topic in Topic)
        return _Stage.DECIDED if told or self.screening.decisions else _Stage.TOLD

    @on(ToldFields.Over)
    def _past_the_fields(self, event: ToldFields.Over) -> None:
        event.stop()
        if not event.ahead:
            self._questions.end()
        self._go_to(_Stage.DECIDED if event.ahead else _Stage.ASKED)

    @on(ToldFields.Told)
    def _keep_told(self, event: ToldFields.Told) -> None:
        event.stop()
        self.run_worker(self._tell(event.topic, event.typed))

    async def _tell(self, topic: Topic, typed: str) -> None:
        fields = self.query_one(ToldFields)
        try:
            score = fields.score(typed) if topic is Topic.PSYCHOLOGY else None
        except Refused as refusal:
            self.post_message(self.Told(str(refusal)))
            fresh = None
        else:
            fresh = await (
                self.record(screening.screen_psychology, tool=score.tool, score=score.score)
                if score
                else self.record(screening.tell, topic=topic, value=typed)
            )
        if fresh is not None:
            fields.taken(topic, typed)
        else:
            self._go_to(_Stage.TOLD)
            fields.back_to(topic)

    async def _read_last(self, session: TreatmentSession) -> None:
        try:
            self._last = await self.context.work.read(
                "last-screening",
                screenings.last_screening,
                self.context.actor,
                session.client.id,
                before=session.started_at,
            )
        except (Stale, Refused):
            # The next change of the session tries once more.
            self._last_read_for = None
            return
        self._draw()

    def _go_to(self, stage: _Stage, *, backwards: bool = False) -> None:
        changed = stage is not self._stage
        self._stage = stage
        self._show_stage()
        self._draw()
        if changed:
            self.post_message(self.ScopeChanged())
            self.refresh_bindings()
        self._focus_stage(backwards=backwards)

    def _show_stage(self) -> None:
        stage = self._stage or _Stage.ASKED
        self._questions.display = stage is _Stage.ASKED
        self.query_one(ToldFields).display = stage is _Stage.TOLD
        for id in ("#suitability-against", "#suitability-ways"):
            self.query_one(id).display = stage is _Stage.DECIDED

    def _focus_stage(self, *, backwards: bool = False) -> None:
        if self._stage is _Stage.TOLD:
            fields = self.query_one(ToldFields)
            fields.end() if backwards else fields.begin(self.screening)
        elif self._stage is _Stage.DECIDED:
            self.screen.set_focus(self.query_one("#suitability-against"))
        else:
            self._questions.take_keys()

    def _draw(self) -> None:
        if self.session is None or not self.is_mounted:
            return
        left = len(unanswered(self.asked.asked, self.screening))
        self._questions.show(self.screening, self._last)
        self.query_one("#suitability-head", Steady).tell(self._head(left))
        self.query_one(ToldFields).show(self.screening, self._last)
        self.draw_decision(left)

    def _head(self, left: int) -> Content:
        count = len(self.asked.asked)
        head = Content.assemble(("Suitability", "bold"), (f"  {count - left} of {count} answered", "$quiet"))
        if self._last is not None and (decision := self._last.screening.decision):
            head += Content.styled(f"  last time: {decision.sentence}", "$quiet")
        return head
