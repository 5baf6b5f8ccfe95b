"""What every step has in common: it shows the session, and records through one way."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from textual.containers import Vertical
from textual.message import Message
from textual.reactive import reactive

from mesotui.domain.errors import NeedsReason, Refused
from mesotui.domain.interactions import Contents
from mesotui.domain.treatment import Step, TreatmentSession
from mesotui.ui.context import Context
from mesotui.ui.modals.ask import Ask
from mesotui.ui.widgets.question import Question

REASON_TOPIC = "limit"
"""What the draft of a reason is kept under that a use case asked for."""
SURE = timedelta(seconds=2)
"""What must be left of a time for a question about it to be opened again: later it might not be asked."""
Asking = Callable[[str], Awaitable[object]]
"""Asks something, with what was typed as an answer before, and records what is answered."""


class StepPanel(Vertical):
    """One step of the room. The screen gives it the session; it posts what became of it."""

    step: Step

    # Panels draw by telling their parts; painting all of a panel anew each second would cost a whole screen.
    session: reactive[TreatmentSession | None] = reactive(None, repaint=False)
    now: reactive[datetime | None] = reactive(None, repaint=False)

    class Recorded(Message):
        """Something is on disk: this is the session now."""

        def __init__(self, session: TreatmentSession) -> None:
            super().__init__()
            self.session = session

    class Told(Message):
        """Something is to be said under the panel; a problem stands out."""

        def __init__(self, sentence: str, *, problem: bool = True) -> None:
            super().__init__()
            self.sentence = sentence
            self.problem = problem

    class LeaveAsked(Message):
        """The step is over: go on to the next one."""

    class Considered(Message):
        """Something else is about to be used."""

    class ScopeChanged(Message):
        """Other keys work now."""

    def __init__(self, context: Context, *, id: str) -> None:
        super().__init__(id=id)
        self.context = context
        self.typed_reason = ""
        """What was typed as a reason before the console ended; the next question begins with it."""
        self._under_way: list[tuple[object, tuple[Any, ...], dict[str, Any]]] = []

    @property
    def scope(self) -> str:
        """The scope of the keys that work here now."""
        return f"session.{self.step}"

    def on_resize(self) -> None:
        """Let questions fold or unfold where the room has changed."""
        for question in self.query(Question):
            question.refresh(layout=True)

    @property
    def considered(self) -> tuple[Contents, ...]:
        """What is about to be used and isn't marked in the panel: the screen tells what speaks against it."""
        return ()

    def enter(self) -> None:
        """Put the keys where the step begins, at once: who sees the step may press one."""

    def drafted(self) -> Mapping[str, str]:
        """Give what a draft keeps besides the fields, by names that begin with the panel's."""
        return {}

    def put_back(self, fields: Mapping[str, str]) -> None:
        """Go to where one was when a draft was made; its fields are filled by the screen.

        Args:
            fields: the whole draft.
        """

    def went_back(self) -> bool:
        """Go back within the step; False where the step before is meant."""
        return False

    async def may_leave(self) -> bool:
        """Tell whether the next step may begin; asks for a reason where one is needed."""
        return True

    def asking(self, topic: str) -> Asking | None:  # noqa: ARG002
        """Give what asks about a topic; None where nothing of that kind would be asked now.

        Args:
            topic: as the draft keeps it.
        """
        return None

    async def record(
        self, use_case: Callable[..., TreatmentSession], *args: Any, **inputs: Any
    ) -> TreatmentSession | None:
        """Run a use case on the session; None when it was refused, and then the reason is shown.

        What is only done with a typed reason is asked about, and done with the answer. What is on its way to
        the disk already is not done once more, whoever presses its key again meanwhile gets None.
        """
        if self.session is None:
            self.post_message(self.Told("The session is still being read. Press the key again."))
            return None
        asked = (use_case, args, inputs)
        if asked in self._under_way:
            return None
        self._under_way.append(asked)
        try:
            fresh = await self.context.work.write(
                use_case, self.context.actor, self.session.id, *args, now=self.context.now(), **inputs
            )
        except NeedsReason as needed:
            reason = await self._reason(needed, inputs)
            if not reason:
                return None
            return await self.record(use_case, *args, **{**inputs, needed.parameter: reason})
        except Refused as refusal:
            self.post_message(self.Told(str(refusal)))
            return None
        finally:
            self._under_way.remove(asked)
        self.post_message(self.Recorded(fresh))
        return fresh

    def hold(self, inputs: Mapping[str, Any]) -> None:
        """Keep what is being recorded in the fields, so that a draft has it, while a reason is asked for.

        Args:
            inputs: what the use case was given by name.
        """

    async def _reason(self, needed: NeedsReason, inputs: Mapping[str, Any]) -> str | None:
        self.hold(inputs)
        typed, self.typed_reason = self.typed_reason, ""
        explanation = f"{needed} The reason is kept with your name; Esc leaves it."
        return await self.app.push_screen_wait(
            Ask(needed.title, explanation, topic=REASON_TOPIC, typed=typed)
        )
