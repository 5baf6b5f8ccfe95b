"""The field that takes a zone's letters and its points."""

from textual import events
from textual.message import Message
from textual.widgets import Input


class ZoneInput(Input):
    """The zone's letters and its points in one field: however fast they come, nothing goes astray.

    While it is empty, single keys are commands and arrows steer the map.
    """

    command_keys: frozenset[str] = frozenset()
    """Keys that are commands rather than letters while nothing is typed."""

    class Commanded(Message):
        """A command's key was pressed while the field was empty."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    class Taken(Message):
        """Enter was pressed; the field is empty again, and what stood in it is here."""

        def __init__(self, typed: str) -> None:
            super().__init__()
            self.typed = typed

    class Steered(Message):
        """An arrow key that the map is to follow."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def on_key(self, event: events.Key) -> None:
        """Leave commands to the panel and arrows to the map; the field itself sees the rest."""
        if not self.value and event.key in self.command_keys:
            meant: Message = self.Commanded(event.key)
        elif event.key in ("up", "down") or (not self.value and event.key in ("left", "right")):
            meant = self.Steered(event.key)
        else:
            return
        event.stop()
        event.prevent_default()
        self.post_message(meant)

    async def action_submit(self) -> None:
        """Hand over what stands here and be ready for the next zone at once."""
        typed = self.value
        self.value = ""
        self.post_message(self.Taken(typed))
