"""One question that is answered with yes or no."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static


class Confirm(ModalScreen[bool]):
    """Asks at the bottom of the screen; only the y key says yes.

    Args:
        title: what is about to happen, in a few words.
        explanation: what it means, in a sentence.
        yes: what the y key does, in a word or two.
        no: what Esc and n do.
    """

    BINDINGS = [("y", "answer(True)", "yes"), ("n,escape", "answer(False)", "no")]

    def __init__(self, title: str, explanation: str, *, yes: str = "yes", no: str = "no") -> None:
        super().__init__()
        self._title = title
        self._explanation = explanation
        self._yes = yes
        self._no = no

    def compose(self) -> ComposeResult:
        """Lay out the question and its two keys."""
        with Vertical(classes="modal-body") as body:
            body.border_title = Content(self._title)
            yield Static(Content(self._explanation), classes="modal-lead")
            keys = (("y", self._yes), ("n", self._no))
            yield Static(
                Content(" · ").join(
                    Content.assemble((key, "bold $accent"), " ", (label, "$quiet")) for key, label in keys
                ),
                classes="modal-keys",
            )

    def action_answer(self, answer: bool) -> None:
        """Close with the answer."""
        self.dismiss(answer)
