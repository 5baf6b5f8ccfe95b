"""A row of a list whose cells stand in columns at any width."""

from dataclasses import dataclass

from textual.content import Content
from textual.css.styles import RulesMap
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """How wide a cell is.

    Whoever makes a list gives the same columns to each of its rows.
    """

    width: int
    """In terminal cells, before growing or shrinking."""
    grows: int = 0
    """Its share of what is left over, or missing."""
    drops_below: int = 0
    """The row's width in cells under which the column is left out."""


class Row(Visual):
    """Cells laid out in columns; a cell that is too long ends in an ellipsis, and nothing wraps.

    Args:
        columns: the columns, from the left.
        cells: what stands in them.
        marker: what stands before the cells, in the accent's colour: blanks, or the sign of the chosen row.
    """

    def __init__(self, columns: tuple[Column, ...], cells: tuple[Content, ...], *, marker: str = "") -> None:
        self._columns = columns
        self._cells = cells
        self._marker = marker

    def marked(self, marker: str) -> "Row":
        """Give the same row with something before its cells."""
        return Row(self._columns, self._cells, marker=marker)

    def line(self, width: int) -> Content:
        """Lay the cells out on one line of that many terminal cells."""
        marker = Content.styled(self._marker, "$accent bold")
        left = max(0, width - marker.cell_length)
        shown = [
            (column, cell)
            for column, cell in zip(self._columns, self._cells, strict=True)
            if left >= column.drops_below
        ]
        widths = _widths([column for column, _ in shown], left)
        cells = [
            cell.truncate(room, ellipsis=True).pad_right(max(0, room - cell.cell_length))
            for (_, cell), room in zip(shown, widths, strict=True)
        ]
        return marker + Content(" ").join(cells)

    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        """Draw the row at a width; Textual asks for this."""
        return self.line(width).truncate(width).render_strips(width, height, style, options)

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:  # noqa: ARG002
        """Take all the width there is."""
        return container_width

    def get_height(self, rules: RulesMap, width: int) -> int:  # noqa: ARG002
        """Take one line."""
        return 1


def _widths(columns: list[Column], width: int) -> list[int]:
    """Share what is left over, or take what is missing, between the columns that grow."""
    spare = width - sum(column.width for column in columns) - max(0, len(columns) - 1)
    shares = sum(column.grows for column in columns)
    if not shares:
        return [column.width for column in columns]
    return [max(1, column.width + spare * column.grows // shares) for column in columns]


def line_row(content: Content) -> Row:
    """Make a row that is one cell."""
    return Row((Column(width=1, grows=1),), (content,))
