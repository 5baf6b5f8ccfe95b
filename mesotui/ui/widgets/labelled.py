"""A label with a text beside it."""

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget
from typing_extensions import override

_LEAST_CELLS = 20


class Labelled(Widget):
    """What doesn't fit into one row goes on below the text, not below the label.

    Args:
        label: what stands before it.
        text: the text, in as many rows as it needs.
        column: where the text begins, in cells from the left.
        classes: the widget's CSS classes.
    """

    DEFAULT_CSS = "Labelled { height: auto; }"

    def __init__(self, label: Content, text: Content, *, column: int, classes: str | None = None) -> None:
        super().__init__(classes=classes)
        self._label = label
        self._text = text
        self._column = column

    @override
    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Take a row for each part of the text."""
        return len(self._rows(width))

    @override
    def render(self) -> Content:
        """Draw the label and the text."""
        first, *below = self._rows(self.content_size.width)
        label = self._label.pad_right(max(0, self._column - self._label.cell_length))
        return Content("\n").join([label + first, *(row.pad_left(self._column) for row in below)])

    def _rows(self, width: int) -> list[Content]:
        return self._text.wrap(max(_LEAST_CELLS, width - self._column)) or [Content("")]
