"""The decision whether the client is injected today: go, wait until a day, or not at all."""

from collections.abc import Mapping
from datetime import UTC, date, timedelta

from textual.content import Content

from mesotui.domain.dates import read_visit_date, short_date
from mesotui.domain.errors import Refused
from mesotui.domain.screening import Against, Screening, ScreeningList, Topic, Verdict, needs_reason
from mesotui.records import screening, sessions
from mesotui.ui.keymap import shown
from mesotui.ui.messages import Go
from mesotui.ui.modals.ask import Ask
from mesotui.ui.screening_words import TOPICS, against_lines, decision_line, told_lines
from mesotui.ui.screens.steps.part import CheckPart
from mesotui.ui.screens.steps.step import Asking
from mesotui.ui.widgets.steady import Steady

_UNTIL, _DELAY = "suitability-until", "suitability-delay"
_REFUSE = "suitability-refuse"
_DECIDER, _IN_SPITE = "suitability-decider", "suitability-in-spite"
_HELD = "suitability-held"
_KEPT = "It is kept in the record, with your name."
_DAYS = "12.12, 24.11.2026, +14 for days or +2w for weeks."
_LONGEST_SUGGESTION = 100
_NAME_LETTERS, _REASON_LETTERS = 80, 160
_WORTH_TELLING = (Topic.WEIGHT_KG, Topic.SKIN_TYPE, Topic.PSYCHOLOGY)
_ACTIONS = ("go", "delay", "refuse")


class Deciding(CheckPart):
    """Asks for what a decision needs, a question at a time, and records it."""

    _held = ""
    """What was answered to the first of two questions, while the second is asked."""

    @property
    def asked(self) -> ScreeningList:
        """The clinic's list."""
        raise NotImplementedError

    @property
    def screening(self) -> Screening:
        """What is on disk."""
        raise NotImplementedError

    @property
    def today(self) -> date:
        """The day in the room."""
        offset = self.session.utc_offset if self.session is not None else timedelta(0)
        return (self.context.now().astimezone(UTC) + offset).date()

    def found_against(self) -> tuple[Against, ...]:
        """Give what stands against going."""
        raise NotImplementedError

    def drafted(self) -> Mapping[str, str]:
        """Keep the first of two answers."""
        return {_HELD: self._held} if self._held else {}

    def put_back(self, fields: Mapping[str, str]) -> None:
        """Have the first of two answers again."""
        self._held = fields.get(_HELD, "")

    def asking(self, topic: str) -> Asking | None:
        """Give what asks about a decision."""
        found: dict[str, Asking] = {_UNTIL: self._delay, _REFUSE: self._refuse}
        if self._held:
            found[_DELAY] = self._delay_because
        if needs_reason(self.found_against()):
            found[_DECIDER] = self._go
            if self._held:
                found[_IN_SPITE] = self._go_because
        return found.get(topic)

    def action_go(self) -> None:
        """Decide that the client may be injected today."""
        self.run_worker(self._go())

    def action_delay(self) -> None:
        """Decide to wait until a day, with a reason."""
        self.run_worker(self._delay())

    def action_refuse(self) -> None:
        """Decide not to inject, with a reason."""
        self.run_worker(self._refuse())

    def action_end(self) -> None:
        """End the session with the decision as its reason, once it is not to go."""
        self.run_worker(self._end())

    def draw_decision(self, left: int) -> None:
        """Show what stands against going, and what may be decided.

        Args:
            left: how many questions aren't answered.
        """
        found = self.found_against()
        lines = against_lines(found) or [Content.styled("Nothing stands against it.", "$ok")]
        untold = [TOPICS[topic].lower() for topic in _WORTH_TELLING if not self.screening.told(topic)]
        if untold:
            lines.append(Content.styled(f"Not told: {', '.join(untold)}", "$quiet"))
        lines += told_lines(self.screening)
        if left:
            lines.insert(0, Content.styled(f"! {left} not answered yet: ↑ goes back to them", "$warn"))
        self.query_one("#suitability-against-lines", Steady).tell(Content("\n").join(lines))
        self.query_one("#suitability-ways", Steady).tell(self._ways())

    def _ways(self) -> Content:
        labels = {c.action: (shown(c.keys[0]), c.label) for c in self.context.commands if _is_decision(c.id)}
        ways = [
            Content.assemble((f" {key} ", "$block-cursor-foreground on $accent"), f" {label}")
            for key, label in (labels[action] for action in _ACTIONS)
        ]
        asks = Content.assemble(("❯ ", "bold $accent"), ("What is decided?", "bold"), "   ")
        lines = [asks + Content("   ").join(ways)]
        decision = self.screening.decision
        if decision is not None and self.session is not None:
            lines.insert(0, decision_line(decision, self.session.utc_offset))
            if decision.verdict is not Verdict.GO:
                key, _ = labels["end"]
                lines.append(Content.assemble((key, "bold $accent"), " ends the session as not done"))
        return Content("\n").join(lines)

    async def _go(self, typed: str = "") -> None:
        found = self.found_against()
        if not needs_reason(found):
            await self._decide(Verdict.GO)
            return
        name = await self.app.push_screen_wait(
            Ask(
                "Who decides to go in spite of it?",
                "; ".join(one.name for one in found),
                (self.context.actor.name,),
                topic=_DECIDER,
                typed=typed,
                limit=_NAME_LETTERS,
            )
        )
        if name:
            self._held = name
            await self._go_because()

    async def _go_because(self, typed: str = "") -> None:
        reason = await self.app.push_screen_wait(
            Ask("Why go in spite of it?", _KEPT, topic=_IN_SPITE, typed=typed, limit=_REASON_LETTERS)
        )
        name, self._held = self._held, ""
        if reason:
            await self._decide(Verdict.GO, reason=reason, decider=name)

    async def _delay(self, typed: str = "") -> None:
        answer = await self.app.push_screen_wait(
            Ask("Wait until which day?", _DAYS, topic=_UNTIL, typed=typed, check=self._day)
        )
        if answer:
            self._held = answer
            await self._delay_because()

    async def _delay_because(self, typed: str = "") -> None:
        try:
            until = self._day(self._held)
        except Refused:
            await self._delay(self._held)
            return
        title = f"Why wait until {short_date(until)}?"
        reason = await self.app.push_screen_wait(
            Ask(title, _KEPT, self._suggestions(), topic=_DELAY, typed=typed, limit=_REASON_LETTERS)
        )
        self._held = ""
        if reason:
            await self._decide(Verdict.DELAY, until=until, reason=reason)

    async def _refuse(self, typed: str = "") -> None:
        reason = await self.app.push_screen_wait(
            Ask(
                "Why is it refused?",
                _KEPT,
                self._suggestions(),
                topic=_REFUSE,
                typed=typed,
                limit=_REASON_LETTERS,
            )
        )
        if reason:
            await self._decide(Verdict.REFUSE, reason=reason)

    async def _decide(
        self, verdict: Verdict, *, until: date | None = None, reason: str = "", decider: str = ""
    ) -> None:
        fresh = await self.record(
            screening.decide,
            verdict=verdict,
            asked=self.asked,
            until=until,
            reason=reason,
            decider=decider,
        )
        if fresh is not None and verdict is Verdict.GO:
            self.post_message(self.LeaveAsked())

    async def _end(self) -> None:
        decision = self.screening.decision
        if self.session is None or decision is None or decision.verdict is Verdict.GO:
            return
        injected = bool(self.session.standing_injections)
        ends = sessions.stop_early if injected else sessions.mark_not_done
        if await self.record(ends, decision.sentence) is not None:
            self.post_message(Go("today"))

    def _day(self, typed: str) -> date:
        today = self.today
        day = read_visit_date(typed, today=today)
        if day <= today:
            raise Refused("A delay ends after today.")
        return day

    def _suggestions(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.name[:_LONGEST_SUGGESTION] for one in self.found_against()))


def _is_decision(command_id: str) -> bool:
    return command_id.startswith("session.check.decision.")
