"""What each key does here."""

from collections.abc import Sequence
from itertools import groupby

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from mesotui.ui.keymap import Command, shown
from mesotui.ui.widgets.labelled import Labelled

_GAP = 2
"""Blanks between the keys and what they do."""


class Help(ModalScreen[None]):
    """Lists commands with their keys, under the headings of their groups.

    Args:
        commands: what works on the screen below.
    """

    BINDINGS = [("escape,f1,enter,q", "close", "close")]

    def __init__(self, commands: Sequence[Command]) -> None:
        super().__init__()
        self._commands = tuple(commands)

    def compose(self) -> ComposeResult:
        """Give one line a command."""
        with VerticalScroll(classes="modal-body", can_focus=True) as body:
            body.border_title = Content("Keys on this screen")
            body.border_subtitle = Content("Esc closes")
            column = max((cell_len(_keys(command)) for command in self._commands), default=0) + _GAP
            for group, commands in groupby(self._commands, key=lambda command: command.group):
                yield Static(Content.styled(group, "bold $accent"), classes="help-group")
                for command in commands:
                    yield Labelled(
                        Content.styled(_keys(command), "bold"),
                        Content.styled(command.help, "$quiet"),
                        column=column,
                        classes="help-line",
                    )

    def action_close(self) -> None:
        """Go back to the screen below."""
        self.dismiss(None)


def _keys(command: Command) -> str:
    return command.shown_key if command.numbered else "  ".join(shown(key) for key in command.keys)
