"""Suitability: the clinic's questions one key each, what is told with them, and the decision."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Label

from mesotui.domain.errors import Refused
from mesotui.domain.screening import (
    NOT_SCREENED,
    Against,
    PastScreening,
    Reply,
    Screening,
    ScreeningItem,
    ScreeningList,
    Topic,
    against,
    unanswered,
)
from mesotui.domain.treatment import TreatmentSession
from mesotui.records import screening, screenings
from mesotui.ui.context import Context
from mesotui.ui.keymap import bindings, shown
from mesotui.ui.keys import COMMANDS
from mesotui.ui.screening_words import checklist_lines, suitability_line
from mesotui.ui.screens.steps.decision import Deciding
from mesotui.ui.screens.steps.told_fields import ToldFields
from mesotui.ui.widgets.checklist import Checklist
from mesotui.ui.widgets.field import Field
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
        self._at = 0
        self._pending: dict[str, tuple[Reply, str]] = {}
        """Answers with their details that were given and aren't on the screen as stored yet."""
        self._last: PastScreening | None = None
        self._last_read_for: UUID | None = None
        self._asks_detail = False
        own = (c for c in context.commands if c.scope == "session.check.suitability")
        self._keys = {command.action: command.keys for command in own}

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
        keys = [(shown(self._keys[reply][0]), reply) for reply in _REPLIES]
        yield Checklist(keys, id="suitability-list")
        with Horizontal(id="suitability-detail-row"):
            yield Label(id="suitability-detail-label", markup=False)
            yield Field(id="suitability-detail", max_length=1000)
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
            left = unanswered(self._items, self.screening)
            self._begin_at(left)
            self._go_to(_Stage.ASKED if left else self._after_questions())
        else:
            self._focus_stage()

    def watch_session(self, session: TreatmentSession | None) -> None:
        """Show the answers that are on disk."""
        if session is None or not self.is_mounted:
            return
        self._take_from_pending(session.screening)
        if self._last_read_for != session.id:
            self._last_read_for = session.id
            self.run_worker(self._read_last(session))
        self._draw()

    def drafted(self) -> Mapping[str, str]:
        """Keep the page and the question."""
        if self._stage is None:
            return {}
        item = self._items[self._at].code if self._asks_detail else ""
        return {_STAGE: self._stage, **({_ITEM: item} if item else {}), **super().drafted()}

    def put_back(self, fields: Mapping[str, str]) -> None:
        """Go on at the page and the question of a draft."""
        super().put_back(fields)
        if fields.get(_STAGE) not in set(_Stage):
            return
        self._stage = _Stage(fields[_STAGE])
        codes = [item.code for item in self._items]
        if fields.get(_ITEM) in codes:
            self._at = codes.index(fields[_ITEM])
            self._asks_detail = True
        else:
            self._begin_at(unanswered(self._items, self.screening))
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
        self._reply(Reply.YES)

    def action_no(self) -> None:
        """Answer with no."""
        self._reply(Reply.NO)

    def action_unknown(self) -> None:
        """Record that the client doesn't know."""
        self._reply(Reply.UNKNOWN)

    def action_earlier(self) -> None:
        """Go back to the question or page before."""
        self._move(-1)

    def action_later(self) -> None:
        """Go on without an answer."""
        self._move(1)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Let each page have only its own keys."""
        if action in ("yes", "no", "unknown"):
            return self._stage is _Stage.ASKED and not self._asks_detail
        if action == "later":
            return self._stage is _Stage.ASKED
        if action in ("go", "delay", "refuse", "end"):
            return self._stage is _Stage.DECIDED
        return True

    def on_key(self, event: events.Key) -> None:
        """Answer at once: what is pressed next may belong to the detail, whose field hasn't the keys yet."""
        if self._stage is not _Stage.ASKED or not event.character:
            return
        reply = next((reply for reply in _REPLIES if event.key in self._keys[reply]), None)
        if self._asks_detail and event.key == "enter":
            self._detailed()
        elif self._asks_detail and event.is_printable:
            self.query_one("#suitability-detail", Input).insert_text_at_cursor(event.character)
        elif reply is not None:
            self._reply(reply)
        else:
            return
        event.stop()
        event.prevent_default()

    @property
    def _items(self) -> tuple[ScreeningItem, ...]:
        return self.asked.asked

    def _reply(self, reply: Reply) -> None:
        item = self._items[self._at]
        known = self.screening.standing.get(item.code)
        self._answer(item, reply, known.detail if known is not None and known.reply is reply else "")
        if reply is Reply.YES and item.detail:
            self._ask_detail(item)
        else:
            self._next_question()
        self._draw()

    def _answer(self, item: ScreeningItem, reply: Reply, detail: str) -> None:
        self._pending[item.code] = (reply, detail)
        self.run_worker(self._answered(item, reply, detail))

    async def _answered(self, item: ScreeningItem, reply: Reply, detail: str) -> None:
        fresh = await self.record(screening.answer, item=item, reply=reply, detail=detail)
        if self._pending.get(item.code) != (reply, detail):
            return
        if fresh is None:
            # The question is asked again, rather than seeming to be answered.
            del self._pending[item.code]
            self._at = self._items.index(item)
            self._go_to(_Stage.ASKED)
            return
        # Keys may come faster than the screen is told: until it is, the question isn't asked once more.
        kept = fresh.screening.standing[item.code]
        self._pending[item.code] = (kept.reply, kept.detail)
        self._take_from_pending(self.screening)
        self._draw()

    def _take_from_pending(self, shown: Screening) -> None:
        for code, answer in shown.standing.items():
            if self._pending.get(code) == (answer.reply, answer.detail):
                del self._pending[code]

    def _ask_detail(self, item: ScreeningItem) -> None:
        known = self.screening.standing.get(item.code)
        self._asks_detail = True
        self._show_stage()
        field = self.query_one("#suitability-detail", Input)
        field.value = known.detail if known is not None and known.reply is Reply.YES else ""
        self.screen.set_focus(field)

    @on(Input.Submitted, "#suitability-detail")
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        self._detailed()

    def _detailed(self) -> None:
        field = self.query_one("#suitability-detail", Input)
        item, typed = self._items[self._at], field.value.strip()
        if not typed and item.detail_needed:
            self.post_message(self.Told(f"{item.name.capitalize()}: type {item.detail}."))
            return
        self._asks_detail = False
        if typed:
            self._answer(item, Reply.YES, typed)
        field.value = ""
        self._next_question()

    def _next_question(self) -> None:
        """Go to the next question that isn't answered, or to the next page when all are."""
        left = [item for item in unanswered(self._items, self.screening) if item.code not in self._pending]
        ahead = [at for at, item in enumerate(self._items) if item in left and at > self._at]
        self._asks_detail = False
        if left:
            self._at = ahead[0] if ahead else self._items.index(left[0])
            self._go_to(_Stage.ASKED)
        else:
            self._go_to(self._after_questions())

    def _begin_at(self, left: Sequence[ScreeningItem]) -> None:
        if left:
            self._at = self._items.index(left[0])
            # A yes that lacks its detail was cut off there: only that is asked.
            self._asks_detail = left[0].code in self.screening.standing

    def _after_questions(self) -> _Stage:
        told = all(topic in self.screening.standing for topic in Topic)
        return _Stage.DECIDED if told or self.screening.decisions else _Stage.TOLD

    def _move(self, by: int) -> None:
        self._asks_detail = False
        if self._stage is _Stage.DECIDED:
            self._go_to(_Stage.TOLD, backwards=True)
        elif 0 <= self._at + by < len(self._items):
            self._at += by
            self._go_to(_Stage.ASKED)
        elif by > 0:
            self._go_to(_Stage.TOLD)

    @on(ToldFields.Over)
    def _past_the_fields(self, event: ToldFields.Over) -> None:
        event.stop()
        if not event.ahead:
            self._at = len(self._items) - 1
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
        checklist = self.query_one(Checklist)
        checklist.display = stage is _Stage.ASKED
        checklist.brief = self._asks_detail
        checklist.set_class(self._asks_detail, "-brief")
        self.query_one("#suitability-detail-row").display = stage is _Stage.ASKED and self._asks_detail
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
            asking = self.query_one("#suitability-detail") if self._asks_detail else self.query_one(Checklist)
            # At once: a wish for the keys that waits in a queue would take them from the detail again.
            self.screen.set_focus(asking)

    def _draw(self) -> None:
        if self.session is None or not self.is_mounted:
            return
        left = len(unanswered(self._items, self.screening))
        checklist = self.query_one(Checklist)
        pending = {code: reply for code, (reply, _) in self._pending.items()}
        checklist.lines = checklist_lines(self._items, self.screening, pending, self._last)
        checklist.current = self._at
        self.query_one("#suitability-head", Steady).tell(self._head(left))
        item = self._items[self._at]
        self.query_one("#suitability-detail-label", Label).update(f"{item.detail}:")
        self.query_one(ToldFields).show(self.screening, self._last)
        self.draw_decision(left)

    def _head(self, left: int) -> Content:
        count = len(self._items)
        head = Content.assemble(("Suitability", "bold"), (f"  {count - left} of {count} answered", "$quiet"))
        if self._last is not None and (decision := self._last.screening.decision):
            head += Content.styled(f"  last time: {decision.sentence}", "$quiet")
        return head


_REPLIES = (Reply.YES, Reply.NO, Reply.UNKNOWN)
