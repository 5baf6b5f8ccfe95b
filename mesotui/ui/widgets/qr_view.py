"""A QR code on the glass, black on white whatever the theme."""

import textwrap

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from mesotui.domain.errors import Refused
from mesotui.slips.terminal import DARK, LIGHT, Cells, Room, Run, render, room_needed, symbol_for

_ON_LIGHT = Style(color=Color.from_rgb(*DARK), bgcolor=Color.from_rgb(*LIGHT))
_ON_DARK = Style(color=Color.from_rgb(*LIGHT), bgcolor=Color.from_rgb(*DARK))
_WORDS_MARGIN = 2


class QrView(Widget, can_focus=False):
    """Shows one payload as large a code as it needs, in the middle; says what is missing where it can't.

    Colours are set in full, since a phone reads nothing else: themes and the style sheet only reach the
    words. Where room allows, the code has the sturdier error correction.
    """

    ALLOW_SELECT = False

    payload: reactive[bytes] = reactive(b"")
    """What the code holds; nothing is shown while it is empty."""
    cells: reactive[Cells] = reactive(Cells.HALF)
    """How its modules are drawn."""
    hint: reactive[str] = reactive("")
    """What else can be done where the code doesn't fit; one sentence a line."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._strips: list[Strip] = []
        self._top = 0

    def render_line(self, y: int) -> Strip:
        """Give one row of cells."""
        index = y - self._top
        if 0 <= index < len(self._strips):
            return self._strips[index]
        return Strip.blank(self.size.width, self.rich_style)

    def watch_payload(self) -> None:
        """Draw the other code."""
        self._draw()

    def watch_cells(self) -> None:
        """Draw the code in the other way."""
        self._draw()

    def watch_hint(self) -> None:
        """Write the other hint."""
        self._draw()

    def on_resize(self) -> None:
        """Draw the code that the new room allows."""
        self._draw()

    def notify_style_update(self) -> None:
        """Write the words in the colours of the new theme."""
        super().notify_style_update()
        self._draw()

    def _room(self) -> Room:
        return Room(columns=self.size.width, rows=self.size.height)

    def _draw(self) -> None:
        self._strips = self._drawn() if self.payload and self.size else []
        self._top = max(0, (self.size.height - len(self._strips)) // 2)
        self.refresh()

    def _drawn(self) -> list[Strip]:
        symbol = symbol_for(self.payload, self._room(), self.cells)
        if symbol is None:
            return self._words(self._too_small())
        try:
            rows = render(symbol, self.cells)
        except Refused as refused:
            return self._words(str(refused))
        return [self._centred([_segment(run) for run in row]) for row in rows]

    def _too_small(self) -> str:
        needed = room_needed(self.payload, self.cells)
        if needed is None:
            return f"This code is too large for a screen.\n{self.hint}"
        return (
            f"This code needs {needed.columns} × {needed.rows} cells; "
            f"there are {self.size.width} × {self.size.height}.\n{self.hint}"
        )

    def _words(self, text: str) -> list[Strip]:
        columns = max(1, self.size.width - 2 * _WORDS_MARGIN)
        lines = [line for sentence in text.splitlines() for line in textwrap.wrap(sentence, columns)]
        longest = max(map(len, lines), default=0)
        return [self._centred([Segment(line.ljust(longest), self.rich_style)]) for line in lines]

    def _centred(self, segments: list[Segment]) -> Strip:
        strip = Strip(segments)
        before = max(0, (self.size.width - strip.cell_length) // 2)
        margin = [Segment(" " * before, self.rich_style)]
        return Strip(margin + segments).adjust_cell_length(self.size.width, self.rich_style)


def _segment(run: Run) -> Segment:
    return Segment(run.text, _ON_DARK if run.on_dark else _ON_LIGHT)
