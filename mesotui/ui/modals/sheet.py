"""Something to read, over the screen it belongs to."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static


class Sheet(ModalScreen[None]):
    """Shows lines at the bottom of the screen; clocks and allergies stay in sight above them.

    Args:
        title: what it is, in a few words.
        lines: what there is to read.
    """

    BINDINGS = [("escape,enter,q,ctrl+u", "close", "close")]

    def __init__(self, title: str, lines: Sequence[Content]) -> None:
        super().__init__()
        self._title = title
        self._lines = tuple(lines)

    def compose(self) -> ComposeResult:
        """Lay the lines out in a box that scrolls."""
        with VerticalScroll(classes="modal-body", can_focus=True) as body:
            body.border_title = Content(self._title)
            body.border_subtitle = Content("↑ ↓ scroll · Esc closes")
            yield Static(Content("\n").join(self._lines))

    def action_close(self) -> None:
        """Go back to the screen below."""
        self.dismiss(None)
