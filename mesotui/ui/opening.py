"""The first thing painted, while the database and the screens are still being loaded."""

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static


class OpeningScreen(Screen[None]):
    """Says that the clinic is being opened; it imports nothing but Textual, so that it is there at once."""

    def compose(self) -> ComposeResult:
        """Show the name and what is going on."""
        yield Static("mesotui", id="opening-name", markup=False)
        yield Static("Opening the clinic…", id="opening-what", markup=False)
