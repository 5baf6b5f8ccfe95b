"""The field that everything is typed into."""

from textual.geometry import Size
from textual.reactive import reactive
from textual.widgets import Input


class Field(Input):
    """A field whose cursor stands still: a blinking one paints twice a second, over SSH too."""

    cursor_blink = reactive(False, init=False)
    # Textual lays the whole screen out anew whenever this changes, which is at each key. What is typed moves
    # nothing: a field whose width depends on it asks for the layout itself.
    virtual_size = reactive(Size(0, 0), layout=False)
