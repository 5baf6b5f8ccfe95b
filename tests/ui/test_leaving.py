"""Leaving in the middle of anything is no fault."""

from pathlib import Path

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from mesotui.ui.compat import SafeApp
from tests.ui.test_compat import NOW


class Late(Widget):
    """Looks for its parts as soon as it is there."""

    def compose(self) -> ComposeResult:
        yield Static("part", id="part")

    def on_mount(self) -> None:
        self.app.exit(return_code=129)
        self.query_one("#nothing-there", Static)


class LateScreen(Screen[None]):
    """A screen that is opened while the app is being left."""

    def compose(self) -> ComposeResult:
        yield Late()


class Leaving(SafeApp):
    """Opens a screen at once."""

    async def on_mount(self) -> None:
        self.push_screen(LateScreen())


async def test_a_screen_that_is_opened_while_the_app_is_left_is_no_fault(tmp_path: Path) -> None:
    app = Leaving(log_folder=tmp_path, now=lambda: NOW)
    await app.run_async(headless=True)
    assert (app.failure, app.return_code, list(tmp_path.iterdir())) == ("", 129, [])
