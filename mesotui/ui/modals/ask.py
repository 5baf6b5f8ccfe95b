"""One question that is answered with a line of text, such as why something is done early."""

from collections.abc import Callable, Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from mesotui.domain.errors import Refused
from mesotui.ui.widgets.field import Field

_MOST_SUGGESTIONS = 9
_MOST_LETTERS = 200


class Ask(ModalScreen[str | None]):
    """Asks at the bottom of the screen, so that clocks and allergies stay in sight; Esc answers None.

    Args:
        title: what is asked, in a few words.
        explanation: why it is asked, in a sentence.
        suggestions: at most nine answers; the digit takes one while nothing is typed.
        topic: what the draft of the answer is kept under: the field's id is ``ask-<topic>``.
        typed: what was typed before, from a draft.
        check: refuses what can't be an answer: it stays in the field, with the reason below it.
        limit: how many letters the records keep of it; the field takes no more.
    """

    BINDINGS = [("escape", "cancel", "back")]

    def __init__(
        self,
        title: str,
        explanation: str,
        suggestions: Sequence[str] = (),
        *,
        topic: str = "reason",
        typed: str = "",
        check: Callable[[str], object] | None = None,
        limit: int = _MOST_LETTERS,
    ) -> None:
        super().__init__()
        self._check = check
        self._limit = limit
        self._title = title
        self._explanation = explanation
        self._suggestions = tuple(suggestions)[:_MOST_SUGGESTIONS]
        self._topic = topic
        self._typed = typed

    def compose(self) -> ComposeResult:
        """Lay out the question, the suggestions, the field and the keys."""
        with Vertical(classes="modal-body") as body:
            body.border_title = Content(self._title)
            yield Static(Content(self._explanation), classes="modal-lead")
            for number, suggestion in enumerate(self._suggestions, 1):
                yield Static(Content.assemble((f" {number} ", "bold $accent"), suggestion), classes="choice")
            yield Answer(
                self._typed[: self._limit],
                choices=len(self._suggestions),
                limit=self._limit,
                id=f"ask-{self._topic}",
            )
            yield Static("", id="ask-fault", markup=False)
            yield Static(_keys(len(self._suggestions)), classes="modal-keys")

    @on(Input.Submitted)
    def _answer(self, event: Input.Submitted) -> None:
        event.stop()
        answer = event.value.strip()
        if fault := self._fault(answer):
            self.query_one("#ask-fault", Static).update(Content(fault))
        else:
            self.dismiss(answer)

    def _fault(self, answer: str) -> str:
        if not answer:
            return "Type an answer, or press Esc to go back."
        try:
            if self._check is not None:
                self._check(answer)
        except Refused as refusal:
            return str(refusal)
        return ""

    @on(Input.Changed)
    def _take_back_the_fault(self) -> None:
        self.query_one("#ask-fault", Static).update("")

    def on_answer_chosen(self, message: "Answer.Chosen") -> None:
        """Answer with a suggestion."""
        self.dismiss(self._suggestions[message.number - 1])

    def action_cancel(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)


class Answer(Field):
    """A field whose first key may be the number of a suggestion.

    Args:
        value: what stands in it.
        choices: how many suggestions there are.
        limit: how many letters it takes.
        id: the field's id.
    """

    class Chosen(Message):
        """A suggestion was taken.

        Args:
            number: which one, from 1.
        """

        def __init__(self, number: int) -> None:
            self.number = number
            super().__init__()

    def __init__(self, value: str, *, choices: int, limit: int, id: str) -> None:
        super().__init__(
            value,
            id=id,
            max_length=limit,
            select_on_focus=False,
            placeholder="or type another" if choices else "type it",
        )
        self._choices = choices

    def on_key(self, event: events.Key) -> None:
        """Take a digit as a choice while nothing is typed."""
        digit = event.character or ""
        if not self.value and digit.isdecimal() and digit.isascii() and 1 <= int(digit) <= self._choices:
            event.stop()
            event.prevent_default()
            self.post_message(self.Chosen(int(digit)))


def _keys(choices: int) -> Content:
    digits = [("1" if choices == 1 else f"1–{choices}", "take it as it is")] if choices else []
    keys = [*digits, ("Enter", "answer"), ("Esc", "back")]
    return Content(" · ").join(
        Content.assemble((key, "bold $accent"), " ", (label, "$quiet")) for key, label in keys
    )
