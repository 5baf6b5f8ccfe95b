"""The line that shows how far a session is, and its clock against the target."""

from datetime import datetime

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from mesotui.domain.clocks import session_clock, spoken
from mesotui.domain.completeness import Mark, marks
from mesotui.domain.treatment import Antisepsis, Step, TreatmentSession

_NAMES = {
    Step.CHECK: "Check",
    Step.CLEANSE: "Cleanse",
    Step.ANAESTHETIC: "Anaesthetic",
    Step.INJECT: "Inject",
    Step.OBSERVE: "Observe",
    Step.CLOSE: "Close",
}
_SIGNS = {
    Mark.NOW: ("●", "bold $accent"),
    Mark.DONE: ("✓", "$ok"),
    Mark.LACKS: ("!", "$warn"),
    Mark.AHEAD: ("·", "$quiet"),
}


class StepStrip(Widget):
    """Each step with its sign; what doesn't fit is shortened, the clock never."""

    DEFAULT_CSS = "StepStrip { height: 1; }"

    session: reactive[TreatmentSession | None] = reactive(None)
    now: reactive[datetime | None] = reactive(None)

    def render(self) -> Content:
        """Draw the steps at the left and the session's clock at the right."""
        if self.session is None or self.now is None:
            return Content("")
        clock = self._clock(self.session, self.now)
        for drawn in (self._steps(self.session, "  ", True), self._steps(self.session, " ", False)):
            space = self.size.width - drawn.cell_length - clock.cell_length
            if space > 0:
                break
        return drawn + Content(" " * max(1, space)) + clock

    def _steps(self, session: TreatmentSession, gap: str, details: bool) -> Content:
        parts = []
        for step, mark in marks(session).items():
            sign, style = _SIGNS[mark]
            detail = self._detail(session, step) if details else ""
            parts.append(Content.assemble((f"{sign} {_NAMES[step]}", style), (detail, "$quiet")))
        return Content(gap).join(parts)

    @staticmethod
    def _detail(session: TreatmentSession, step: Step) -> str:
        if step is Step.CLEANSE and session.antisepses:
            return _cleansed(session.antisepses[-1])
        if step is Step.INJECT and session.standing_injections:
            return f" {len(session.standing_injections)}"
        return ""

    @staticmethod
    def _clock(session: TreatmentSession, now: datetime) -> Content:
        lowest, highest = session.target_minutes
        elapsed = session_clock(session).elapsed(now)
        minutes = elapsed.total_seconds() / 60
        style = "$warn bold" if minutes > highest else "bold"
        word = " over" if minutes > highest else ""
        return Content.assemble((spoken(elapsed), style), (f" of {lowest}–{highest} min{word}", "$quiet"))


def _cleansed(cleansing: Antisepsis) -> str:
    if cleansing.dry_started_at is None:
        return ""
    contact = spoken(cleansing.dry_started_at - cleansing.contact_started_at)
    if cleansing.ended_at is None:
        return f" {contact}"
    return f" {contact}+{spoken(cleansing.ended_at - cleansing.dry_started_at)}"
