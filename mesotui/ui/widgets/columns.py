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
    """In terminal cells: the width, or the least one where the column grows."""
    grows: int = 0
    """Its share of what is left over."""
    drops_below: int = 0
    """The row's width in cells under which the column is left out."""


class Row(Visual):
    """Cells laid out in columns; a cell that is too long ends in an ellipsis, and nothing wraps."""

    def __init__(self, columns: tuple[Column, ...], cells: tuple[Content, ...]) -> None:
        self._columns = columns
        self._cells = cells

    def line(self, width: int) -> Content:
        """Lay the cells out on one line of that many terminal cells."""
        shown = [
            (column, cell)
            for column, cell in zip(self._columns, self._cells, strict=True)
            if width >= column.drops_below
        ]
        widths = _widths([column for column, _ in shown], width)
        return Content(" ").join(
            cell.truncate(cells, ellipsis=True).pad_right(max(0, cells - cell.cell_length))
            for (_, cell), cells in zip(shown, widths, strict=True)
        )

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
    spare = max(0, width - sum(column.width for column in columns) - max(0, len(columns) - 1))
    shares = sum(column.grows for column in columns)
    widths = [column.width + (spare * column.grows // shares if shares else 0) for column in columns]
    return widths
