"""A slip on the screen: its words on the left, one of its codes at a time on the right."""

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from mesotui.slips.aloud import aloud
from mesotui.slips.slip import Code, Slip, codes
from mesotui.slips.terminal import Cells, Room, room_needed
from mesotui.ui.code_words import around, caption, hint, words
from mesotui.ui.widgets.qr_view import QrView

_TEXT_COLUMNS = 36
"""The text keeps at least these, the code gets what it can use of the rest."""


class SlipView(Horizontal):
    """Shows a slip; whoever holds it says in words how it stands."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.full = False
        """Whether the code has the whole screen."""
        self.aloud = False
        """Whether the words have it, as they are read out."""
        self._slip: Slip | None = None
        self._shown: Slip | None = None
        self._instead = ""
        self._index: int | None = None

    def compose(self) -> ComposeResult:
        """Lay out the text beside the code."""
        with Vertical(id="slip-left"):
            yield Static("", id="slip-state", markup=False)
            yield Static("", id="slip-room", markup=False)
            with VerticalScroll(id="slip-text-scroll"):
                yield Static("", id="slip-text", markup=False)
        with Vertical(id="slip-right"):
            yield Static("", id="slip-caption", markup=False)
            yield QrView(id="slip-code")

    def on_resize(self, event: events.Resize) -> None:
        """Give the code as many columns as its rows can use."""
        self._share_out(event.size.width, event.size.height)
        self.call_after_refresh(self._draw)

    def show(self, slip: Slip | None, shown: Slip | None, *, state: Content, instead: str) -> None:
        """Show a slip.

        Args:
            slip: whose codes are shown; None for none.
            shown: the same in a language that this terminal can show: it gives the words.
            state: how it stands.
            instead: what is said where there is no slip.
        """
        self._slip, self._shown, self._instead = slip, shown, instead
        self.tell(state)
        self._draw()

    def tell(self, state: Content) -> None:
        """Say how the slip stands."""
        self.query_one("#slip-state", Static).update(state)

    def turn(self, step: int) -> None:
        """Show the code so many places on."""
        if self._slip is not None:
            self._index = ((self._index or 0) + step) % len(codes(self._slip))
            self._draw()

    def draw_in(self, cells: Cells) -> None:
        """Draw the codes in another way, or with half blocks again."""
        view = self.query_one(QrView)
        view.cells = Cells.HALF if view.cells is cells else cells
        self._draw()

    def enlarge(self, *, full: bool = False, aloud: bool = False) -> None:
        """Give the whole screen to the code, or to the words as they are read out, or to neither."""
        self.full, self.aloud = full, aloud
        self._share_out(self.size.width, self.size.height)
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        self._draw_words()
        view = self.query_one(QrView)
        if self._slip is None or self._shown is None:
            view.payload = b""
            self.query_one("#slip-caption", Static).update("")
            return
        shown = codes(self._shown)
        if self._index is None and view.size:
            self._index = next((i for i, code in enumerate(shown) if self._fits(code)), 0)
        index = min(self._index or 0, len(shown) - 1)
        code = codes(self._slip)[index]
        self.query_one("#slip-caption", Static).update(caption(index, shown, full=self.full))
        terminal = Room(columns=self.screen.size.width, rows=self.screen.size.height)
        view.hint = hint(self._slip, code, terminal, cells=view.cells, full=self.full)
        view.payload = code.payload

    def _draw_words(self) -> None:
        columns = self.query_one("#slip-text-scroll").scrollable_content_region.width
        text, room = self._instead, Content("")
        if self._slip is not None and self._shown is not None:
            text = aloud(self._shown) if self.aloud else self._shown.text
            fitting = zip(codes(self._shown), codes(self._slip), strict=True)
            unfitting = [named.caption for named, code in fitting if not self._fits(code)]
            room = around(unfitting, self.query_one(QrView).cells)
        self.query_one("#slip-text", Static).update(words(text, columns))
        missing = self.query_one("#slip-room", Static)
        missing.update(room)
        missing.display = bool(room.plain) and not self.aloud

    def _fits(self, code: Code) -> bool:
        view = self.query_one(QrView)
        needed = room_needed(code.payload, view.cells)
        return needed is not None and Room(columns=view.size.width, rows=view.size.height).holds(needed)

    def _share_out(self, columns: int, rows: int) -> None:
        """Give the code's side as many columns as its rows can use: a cell is twice as high as wide."""
        right = self.query_one("#slip-right")
        right.styles.width = columns if self.full else max(1, min(2 * (rows), columns - _TEXT_COLUMNS))
