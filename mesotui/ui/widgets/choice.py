"""A field of the entry row that holds one of a few choices."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget


@dataclass(frozen=True, slots=True)
class Item:
    """One of the choices."""

    code: str
    label: str


class Choice(Widget, can_focus=True):
    """Shows the chosen item; digits take one, up and down go through them."""

    DEFAULT_CSS = "Choice { height: 1; width: auto; }"
    BINDINGS: ClassVar[list[BindingType]] = []

    code: reactive[str] = reactive("", layout=True)

    class Changed(Message):
        """Another item was chosen by a person."""

        def __init__(self, choice: "Choice", code: str) -> None:
            super().__init__()
            self.choice = choice
            self.code = code

        @property
        def control(self) -> "Choice":
            """The choice, for ``@on`` selectors."""
            return self.choice

    class Submitted(Message):
        """Enter was pressed here."""

    def __init__(self, items: Sequence[Item], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.items = tuple(items)
        self.set_reactive(Choice.code, self.items[0].code)

    @property
    def hint(self) -> str:
        """All choices with their digits, for the line under the row."""
        return "  ".join(f"{number} {item.label}" for number, item in enumerate(self.items, start=1))

    def render(self) -> Content:
        """Draw the chosen item, with arrows while keys go here."""
        label = next((item.label for item in self.items if item.code == self.code), "–")
        return Content(f"◂{label}▸" if self.has_focus else f" {label} ")

    def on_key(self, event: events.Key) -> None:
        """Take a digit, go up or down, or submit the row."""
        codes = [item.code for item in self.items]
        here = codes.index(self.code) if self.code in codes else 0
        if event.character and event.character.isdigit() and 1 <= int(event.character) <= len(codes):
            self._choose(codes[int(event.character) - 1])
        elif event.key == "down":
            self._choose(codes[(here + 1) % len(codes)])
        elif event.key == "up":
            self._choose(codes[(here - 1) % len(codes)])
        elif event.key == "enter":
            self.post_message(self.Submitted())
        else:
            return
        event.stop()
        event.prevent_default()

    def _choose(self, code: str) -> None:
        if code != self.code:
            self.code = code
            self.post_message(self.Changed(self, code))
