"""Check: its parts in their order, the current one large, the others as one line each."""

from collections.abc import Mapping

from textual.app import ComposeResult
from textual.content import Content

from mesotui.domain.treatment import Step, TreatmentSession
from mesotui.ui.context import Context
from mesotui.ui.screens.steps.consent import ConsentPart
from mesotui.ui.screens.steps.identity import IdentityPart
from mesotui.ui.screens.steps.part import CheckPart
from mesotui.ui.screens.steps.step import Asking, StepPanel
from mesotui.ui.screens.steps.suitability import SuitabilityPart
from mesotui.ui.widgets.steady import Steady

_PART = "check-part"
"""What the draft keeps the current part under."""


class CheckPanel(StepPanel):
    """The next step leads to the next part that isn't done, and on once all are; step back leads back."""

    step = Step.CHECK

    def compose(self) -> ComposeResult:
        """Lay out each part under its line."""
        parts = (IdentityPart(self.context), SuitabilityPart(self.context), ConsentPart(self.context))
        for part in parts:
            yield Steady(id=f"{part.id}-line")
            yield part

    def __init__(self, context: Context, *, id: str) -> None:
        super().__init__(context, id=id)
        self._current = ""

    def on_mount(self) -> None:
        """Show the parts with nothing to tell yet."""
        self._show_parts()

    @property
    def parts(self) -> tuple[CheckPart, ...]:
        """The parts in their order."""
        return tuple(self.query(CheckPart))

    @property
    def current(self) -> CheckPart:
        """The part that is shown large."""
        return next((part for part in self.parts if part.id == self._current), self.parts[0])

    @property
    def scope(self) -> str:
        """The scope of the current part's keys."""
        return self.current.scope

    def enter(self) -> None:
        """Begin with the first part that isn't done, or with the last one."""
        if not self._current and self.session is not None:
            self._go_to(self._undone(self.parts) or self.parts[-1])
        else:
            self.current.enter()

    def watch_session(self, session: TreatmentSession | None) -> None:
        """Let each part have the session, and say what became of it."""
        if not self.is_mounted:
            return
        for part in self.parts:
            part.session = session
        self._show_parts()

    def watch_now(self) -> None:
        """Let the current part have the time."""
        if self.is_mounted:
            self.current.now = self.now

    def asking(self, topic: str) -> Asking | None:
        """Give what asks about a topic of one of the parts."""
        found = (part.asking(topic) for part in self.parts)
        return next((asking for asking in found if asking is not None), None)

    def drafted(self) -> Mapping[str, str]:
        """Keep which part is current, and where in it one is."""
        return {_PART: self._current, **self.current.drafted()} if self._current else {}

    def put_back(self, fields: Mapping[str, str]) -> None:
        """Go on with the part in which the draft was made."""
        for part in self.parts:
            if part.id == fields.get(_PART):
                self._current = str(part.id)
                self._show_parts()
                part.put_back(fields)
                self.post_message(self.ScopeChanged())

    def went_back(self) -> bool:
        """Go to the part before this one, if there is one."""
        at = self.parts.index(self.current)
        if at and not self.current.went_back():
            self._go_to(self.parts[at - 1])
        return True

    async def may_leave(self) -> bool:
        """Leave the current part; the step too, when no later part is left to do."""
        part = self.current
        if not await part.may_leave():
            return False
        following = self._undone(self.parts[self.parts.index(part) + 1 :])
        if following is not None:
            self._go_to(following)
            return False
        self._current = ""
        return True

    def _undone(self, parts: tuple[CheckPart, ...]) -> CheckPart | None:
        session = self.session
        return next((part for part in parts if session is None or not part.is_done(session)), None)

    def _go_to(self, part: CheckPart) -> None:
        self._current = str(part.id)
        self._show_parts()
        self.post_message(self.ScopeChanged())
        part.enter()

    def _show_parts(self) -> None:
        for part in self.parts:
            line = self.query_one(f"#{part.id}-line", Steady)
            part.display = part is self.current
            line.display = not part.display
            line.tell(self._line(part))

    def _line(self, part: CheckPart) -> Content:
        told = part.line(self.session) if self.session is not None else None
        return told or Content.styled(f"· {part.title}", "$quiet")
