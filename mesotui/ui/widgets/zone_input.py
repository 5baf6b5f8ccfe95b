"""The field that takes a zone's letters and its points."""

from textual import events
from textual.message import Message

from mesotui.ui.widgets.field import Field


class ZoneInput(Field):
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
        """Leave commands to the panel and arrows to the map; the field itself sees the rest.

        Enter is taken here rather than by a binding: a binding runs once the key has bubbled up to the app,
        and what is typed quickly after it would come before it.
        """
        if event.key == "enter":
            meant: Message = self.Taken(self.value)
            self.value = ""
        elif not self.value and event.key in self.command_keys:
            meant = self.Commanded(event.key)
        elif event.key in ("up", "down") or (not self.value and event.key in ("left", "right")):
            meant = self.Steered(event.key)
        else:
            return
        event.stop()
        event.prevent_default()
        self.post_message(meant)
