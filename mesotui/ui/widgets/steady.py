"""A text that is told every second: painted only when it changed, laid out anew only when its shape did."""

from textual.content import Content
from textual.widgets import Static


class Steady(Static):
    """A static text for clocks and records, which costs nothing while nothing changes."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("", id=id, markup=False)
        self._told = Content("")

    def tell(self, content: Content | str) -> None:
        """Show something; nothing is done when it already stands there."""
        told = content if isinstance(content, Content) else Content(content)
        if told.is_same(self._told):
            return
        reshaped = _shape(told) != _shape(self._told)
        self._told = told
        self.update(told, layout=reshaped)


def _shape(content: Content) -> list[int]:
    """Give the cells of each line: while they stay, so do the lines that they are broken into."""
    return [line.cell_length for line in content.split("\n")]
