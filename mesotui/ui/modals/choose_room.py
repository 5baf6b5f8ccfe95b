"""Which of the free rooms a session is opened in: one key."""

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from mesotui.domain.people import Room

_NUMBERED = 9


class ChooseRoom(ModalScreen[Room | None]):
    """Asks at the bottom of the screen; Enter takes the first, Esc answers None.

    Args:
        rooms: the free rooms.
    """

    BINDINGS = [("escape", "cancel", "back")]

    def __init__(self, rooms: tuple[Room, ...]) -> None:
        super().__init__()
        self._rooms = rooms

    def compose(self) -> ComposeResult:
        """Number the rooms."""
        with Vertical(classes="modal-body") as body:
            body.border_title = Content("In which room?")
            yield OptionList(
                *(
                    Option(
                        Content.assemble(
                            (f"{number if number <= _NUMBERED else ' '}  ", "$accent"), room.name
                        )
                    )
                    for number, room in enumerate(self._rooms, start=1)
                ),
                id="free-rooms",
            )
            yield Static(
                Content.assemble(
                    ("1–9", "bold $accent"),
                    (" take one · ", "$quiet"),
                    ("Enter", "bold $accent"),
                    (" take the marked one · ", "$quiet"),
                    ("Esc", "bold $accent"),
                    (" back", "$quiet"),
                ),
                classes="modal-keys",
            )

    def on_mount(self) -> None:
        """Mark the first room."""
        listed = self.query_one("#free-rooms", OptionList)
        listed.highlighted = 0
        listed.focus()

    def on_key(self, event: events.Key) -> None:
        """Take a room by its number."""
        digit = event.character or ""
        if digit.isascii() and digit.isdecimal() and 1 <= int(digit) <= min(_NUMBERED, len(self._rooms)):
            event.stop()
            self.dismiss(self._rooms[int(digit) - 1])

    @on(OptionList.OptionSelected)
    def _take(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._rooms[event.option_index])

    def action_cancel(self) -> None:
        """Leave without a room."""
        self.dismiss(None)
