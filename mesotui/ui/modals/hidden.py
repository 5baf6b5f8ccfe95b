"""A blank screen against eyes that should not read."""

from textual import events
from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.widgets import Static


class Hidden(ModalScreen[None]):
    """Covers everything until any key is pressed; clocks run on beneath."""

    def compose(self) -> ComposeResult:
        """Say only how to come back."""
        yield Static("Hidden. Press any key.", id="hidden-what", markup=False)

    def on_key(self, event: events.Key) -> None:
        """Show the screen again; the key does nothing else."""
        event.stop()
        self.dismiss(None)
