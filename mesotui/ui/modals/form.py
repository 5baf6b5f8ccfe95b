"""What forms at the bottom of a screen share: arrows between their fields, and in and out of their list."""

from typing import TypeVar

from textual import events
from textual.screen import ModalScreen
from textual.widgets import OptionList

from mesotui.ui.widgets.form_field import FormField

T = TypeVar("T")


class Form(ModalScreen[T | None]):
    """Fields one under the other, perhaps with a list below them; Esc answers None."""

    BINDINGS = [("escape", "cancel", "back"), ("down", "below", "below"), ("up", "above", "above")]

    @property
    def fields(self) -> list[FormField]:
        """The fields, from the top."""
        return list(self.query(FormField))

    def on_key(self, event: events.Key) -> None:
        """Leave the list upwards from its first line: by itself it would go round to its last."""
        listed = self.focused
        if event.key == "up" and isinstance(listed, OptionList) and not listed.highlighted:
            event.stop()
            event.prevent_default()
            listed.highlighted = None
            self.action_above()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Mark the first line of the list when the keyboard comes to it."""
        if isinstance(event.widget, OptionList) and event.widget.highlighted is None:
            event.widget.highlighted = 0

    def action_below(self) -> None:
        """Go on to the next field, or into the list."""
        self.focus_next()

    def action_above(self) -> None:
        """Go back to the field before."""
        self.focus_previous()

    def action_cancel(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)
