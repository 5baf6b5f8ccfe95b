"""The line that takes whatever is typed on a screen, while the arrows choose in the list below it."""

from textual.binding import Binding
from textual.message import Message

from mesotui.ui.widgets.field import Field

_PAGE = 8


class FindField(Field):
    """A search line that always has the keyboard; Esc empties it before it means anything else."""

    BINDINGS = [
        Binding("up", "choose(-1)", show=False),
        Binding("down", "choose(1)", show=False),
        Binding("pageup", f"choose(-{_PAGE})", show=False),
        Binding("pagedown", f"choose({_PAGE})", show=False),
        Binding("escape", "empty", show=False),
    ]

    class Moved(Message):
        """An arrow was pressed.

        Args:
            lines: how far down the choice moves; negative is up.
        """

        def __init__(self, lines: int) -> None:
            self.lines = lines
            super().__init__()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Leave Esc to the screen once there is nothing to empty."""
        return bool(self.value) if action == "empty" else True

    def action_choose(self, lines: int) -> None:
        """Tell that the choice moves."""
        self.post_message(self.Moved(lines))

    def action_empty(self) -> None:
        """Begin the search anew."""
        self.value = ""
