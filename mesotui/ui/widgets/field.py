"""The field that everything is typed into."""

from textual.reactive import reactive
from textual.widgets import Input


class Field(Input):
    """A field whose cursor stands still: a blinking one paints twice a second, over SSH too."""

    cursor_blink = reactive(False, init=False)
