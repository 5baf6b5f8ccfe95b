"""The bar of keys at the bottom of every screen, drawn from the command registry."""

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget
from typing_extensions import override

from mesotui.ui.keymap import Command

_SEPARATOR = " · "
_ROWS = 2
_MORE = "more"
_HELP = "everywhere.help"


class KeyBar(Widget):
    """Says which key does what here, in few rows; what doesn't fit is behind the help key.

    Args:
        commands: what works on this screen, the most used first; the help command is moved to the end.
        labels: other words than the registry's, by command id, such as ``{"session.inject.mirror": "mirror to
            right"}``.
    """

    DEFAULT_CSS = """
    KeyBar { dock: bottom; height: auto; max-height: 2; }
    """

    commands: reactive[tuple[Command, ...]] = reactive((), layout=True)
    """What works here, the most used first."""
    labels: reactive[dict[str, str]] = reactive(dict, layout=True)
    """Words that replace the registry's, by command id."""
    most_rows: reactive[int] = reactive(_ROWS, layout=True)
    """How many rows it may take: 1 or 2."""

    def __init__(
        self,
        commands: Sequence[Command] = (),
        *,
        labels: dict[str, str] | None = None,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self.set_reactive(KeyBar.commands, tuple(commands))
        self.set_reactive(KeyBar.labels, labels or {})

    @override
    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Take one row where one is enough."""
        return max(1, len(self._rows(width)))

    def render(self) -> Content:
        """Draw the rows."""
        rows = [
            Content(_SEPARATOR).join(
                Content.assemble((key, "bold $accent"), " ", (label, "$quiet")) for key, label in row
            )
            for row in self._rows(self.size.width)
        ]
        return Content("\n").join(rows)

    def _rows(self, width: int) -> list[list[tuple[str, str]]]:
        entries = [
            (command.shown_key, self.labels.get(command.id, command.label))
            for command in self.commands
            if command.id != _HELP
        ]
        last = next((command for command in self.commands if command.id == _HELP), None)
        if last is None:
            return fitted(entries, width, more=None, most_rows=self.most_rows)
        return fitted(entries, width, more=(last.shown_key, last.label), most_rows=self.most_rows)


def fitted(
    entries: Sequence[tuple[str, str]],
    width: int,
    *,
    more: tuple[str, str] | None,
    most_rows: int = _ROWS,
) -> list[list[tuple[str, str]]]:
    """Break keys with their labels into few rows, whole entries only.

    Args:
        entries: key and label, the most used first; the last ones are left out when there is no room.
        width: cells of a row.
        more: the help key and its label, always last; the label becomes "more" when something is left out.
        most_rows: into how many at most.
    """
    everything = [*entries, *([more] if more else [])]
    rows = _broken(everything, width)
    kept = list(entries)
    while kept and (len(rows) > most_rows or any(_cells(row) > width for row in rows)):
        kept.pop()
        rows = _broken([*kept, *([(more[0], _MORE)] if more else [])], width)
    return rows


def _cells(row: Sequence[tuple[str, str]]) -> int:
    return cell_len(_SEPARATOR.join(f"{key} {label}" for key, label in row))


def _broken(entries: Sequence[tuple[str, str]], width: int) -> list[list[tuple[str, str]]]:
    rows: list[list[tuple[str, str]]] = []
    used = 0
    for key, label in entries:
        cells = cell_len(f"{key} {label}")
        if rows and used + len(_SEPARATOR) + cells <= width:
            rows[-1].append((key, label))
            used += len(_SEPARATOR) + cells
        else:
            rows.append([(key, label)])
            used = cells
    return rows
