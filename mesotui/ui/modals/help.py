"""What each key does here."""

from collections.abc import Sequence
from itertools import groupby
from textwrap import wrap

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static
from typing_extensions import override

from mesotui.ui.keymap import Command, shown

_GAP = 2
"""Blanks between the keys and what they do."""
_LEAST_WIDTH = 20


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
                    yield _Line(_keys(command), command.help, column)

    def action_close(self) -> None:
        """Go back to the screen below."""
        self.dismiss(None)


class _Line(Widget):
    """Keys and what they do; what doesn't fit into one row goes on below the words, not below the keys.

    Args:
        keys: as they are shown.
        says: what they do.
        column: where the words begin.
    """

    def __init__(self, keys: str, says: str, column: int) -> None:
        super().__init__(classes="help-line")
        self._keys = keys
        self._says = says
        self._column = column

    @override
    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._wrapped(width))

    @override
    def render(self) -> Content:
        keys = self._keys + " " * (self._column - cell_len(self._keys))
        below = "\n" + " " * self._column
        words = below.join(self._wrapped(self.content_size.width))
        return Content.assemble((keys, "bold"), (words, "$quiet"))

    def _wrapped(self, width: int) -> list[str]:
        return wrap(self._says, max(_LEAST_WIDTH, width - self._column))


def _keys(command: Command) -> str:
    return command.shown_key if command.numbered else "  ".join(shown(key) for key in command.keys)
