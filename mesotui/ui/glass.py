"""What a terminal shows now, cell by cell, so that only what differs is ever sent to it.

Textual writes every segment of every widget that asked to be painted, each with its whole style. Over a slow
line that is most of what there is to wait for: a clock that ticks sends its line, a letter typed its field.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator

from rich.cells import cell_len
from rich.segment import Segment

from mesotui.ui.ascii_only import ascii_only
from mesotui.ui.sgr import PLAIN, Look, change, look_of
from mesotui.ui.terminal_kind import TerminalKind

_WORTH_ERASING = 5
"""From how many blanks to the end of a row erasing them is shorter than writing them."""
_NEAR = 4
"""Over how many cells that stay the same writing on is no longer than moving on."""

_Cell = tuple[str, Look]
_BLANK: _Cell = (" ", PLAIN)
_UNKNOWN: _Cell = ("\0", PLAIN)
_COVERED = ""
"""Stands in a cell that the wide character before it covers."""


class Glass:
    """The cells that are wanted, and those that the terminal has.

    Args:
        kind: what the terminal can show.
    """

    def __init__(self, kind: TerminalKind) -> None:
        self._kind = kind
        self._columns = 0
        self._wanted: list[list[_Cell]] = []
        self._shown: list[list[_Cell]] = []
        self._touched: set[int] = set()
        self._cursor = (-1, -1)
        self._made: dict[tuple[str, Look], _Cell] = {}
        self._looks: dict[Look, Look] = {PLAIN: PLAIN}

    def resize(self, columns: int, rows: int) -> None:
        """Take another size; what a terminal makes of what it had isn't known."""
        if (columns, rows) != (self._columns, len(self._wanted)):
            self._columns = columns
            self._wanted = [[_BLANK] * columns for _ in range(rows)]
            self.forget()

    def forget(self) -> None:
        """Take it that the terminal shows anything: the next changes are everything."""
        self._shown = [[_UNKNOWN] * self._columns for _ in self._wanted]
        self._touched = set(range(len(self._wanted)))
        self._cursor = (-1, -1)

    def put(self, x: int, y: int, segments: Iterable[Segment], end: int) -> None:
        """Want some segments in a row from a column on, up to another column at most."""
        if not 0 <= y < len(self._wanted):
            return
        cells: list[_Cell] = []
        for text, style, control in segments:
            if not control:
                cells += self._cells(text, look_of(style, self._kind.colours))
        cells = cells[: max(0, min(end, self._columns) - x)]
        if cells:
            row, after = self._wanted[y], x + len(cells)
            row[x:after] = cells
            _mend(row, x)
            _mend(row, after)
            self._touched.add(y)

    def changes(self, cursor: tuple[int, int]) -> str:
        """Give what has to be written so that the terminal shows what is wanted.

        Args:
            cursor: where the cursor is left, column and row: in the field that has the keyboard, for whoever
                reads the screen with a loupe, by ear or by finger.
        """
        parts: list[str] = []
        look = PLAIN
        for y in sorted(self._touched):
            wanted, shown = self._wanted[y], self._shown[y]
            if wanted != shown:
                look = self._write_row(parts, y, wanted, shown, look)
                self._shown[y] = wanted.copy()
        self._touched.clear()
        if not parts and cursor == self._cursor:
            return ""
        self._cursor = cursor
        return "".join((*parts, change(look, PLAIN), _move_to(*cursor)))

    def _write_row(
        self, parts: list[str], y: int, wanted: list[_Cell], shown: list[_Cell], look: Look
    ) -> Look:
        place = -1
        blank_from = _end_of_text(wanted)
        for begin, end in _runs(wanted, shown):
            written_to = end
            if end > blank_from and self._columns - max(begin, blank_from) >= _WORTH_ERASING:
                written_to = max(begin, blank_from)
            parts.append(_move_to(begin, y) if place < 0 else f"\x1b[{begin - place}C")
            for text, new in wanted[begin:written_to]:
                if new is not look:
                    parts.append(change(look, new))
                    look = new
                parts.append(text)
            if written_to < end:
                parts.append(change(look, PLAIN) + "\x1b[K")
                return PLAIN
            place = end
        return look

    def _cells(self, text: str, look: Look) -> Iterator[_Cell]:
        if not self._kind.unicode:
            text = ascii_only(text)
        if text.isspace():
            yield from [self._cell(" ", look.on_blank)] * cell_len(text)
            return
        for character in text if text.isascii() else _clusters(text):
            yield self._made.get((character, look)) or self._cell(character, look)
            if not character.isascii():
                for _ in range(cell_len(character) - 1):
                    yield self._cell(_COVERED, look)

    def _cell(self, text: str, look: Look) -> _Cell:
        """Give the one object for a cell and for its look, so that most comparing is of identities."""
        cell = self._made.get((text, look))
        if cell is None:
            cell = self._made[text, look] = (text, self._looks.setdefault(look, look))
        return cell


def _clusters(text: str) -> Iterator[str]:
    """Give the characters of a text, each with what has no width of its own and stands on it."""
    held = ""
    for character in text:
        if held and cell_len(character) == 0:
            held += character
            continue
        if held:
            yield held
        held = character
    if held:
        yield held


def _mend(row: list[_Cell], place: int) -> None:
    """Blank half a wide character, left of a column or on it, of which the other half was written over."""
    is_wide = place > 0 and not row[place - 1][0].isascii() and cell_len(row[place - 1][0]) > 1
    is_covered = place < len(row) and row[place][0] == _COVERED
    if is_wide and not is_covered:
        row[place - 1] = _BLANK
    if is_covered and not is_wide:
        row[place] = _BLANK


def _runs(wanted: list[_Cell], shown: list[_Cell]) -> Iterator[tuple[int, int]]:
    """Give where a row differs, as first and end columns; what lies near together is one run."""
    begin = end = -1
    for x, (new, old) in enumerate(zip(wanted, shown, strict=True)):
        if new is old or new == old:
            continue
        start = x - 1 if new[0] == _COVERED and x else x
        if begin >= 0 and start - end <= _NEAR:
            end = x + 1
            continue
        if begin >= 0:
            yield begin, _past_covered(wanted, end)
        begin, end = start, x + 1
    if begin >= 0:
        yield begin, _past_covered(wanted, end)


def _past_covered(row: list[_Cell], end: int) -> int:
    """Give the column after a wide character that was cut in two."""
    while end < len(row) and row[end][0] == _COVERED:
        end += 1
    return end


def _end_of_text(row: list[_Cell]) -> int:
    """Give the column from which on there is nothing but the terminal's own background."""
    end = len(row)
    while end and row[end - 1] == _BLANK:
        end -= 1
    return end


def _move_to(x: int, y: int) -> str:
    return f"\x1b[{y + 1};{x + 1}H" if x or y else "\x1b[H"


_BEGIN_FRAME, _END_FRAME = "\x1b[?2026h", "\x1b[?2026l"
_ARRIVES_WHOLE_BYTES = 512
"""A shorter frame reaches the terminal in one piece anyway."""


class Painter:
    """Sends one frame at a time: what is painted while one is on its way is sent together, as it then stands.

    A line that takes little sees the newest state after a wait, never a film of all states before it, and the
    console never waits for the line.

    Args:
        glass: what the terminal shows.
        write: begins to send a text; ``gone_out`` is called from any thread when it was taken.
        soon: has something called in the thread that paints.
    """

    def __init__(
        self, glass: Glass, write: Callable[[str], None], soon: Callable[[Callable[[], None]], object]
    ) -> None:
        self.glass = glass
        self._write = write
        self._soon = soon
        self._lock = threading.Lock()
        self._on_its_way = False
        self._waiting: tuple[tuple[int, int], bool] | None = None

    def paint(self, cursor: tuple[int, int], *, whole: bool) -> None:
        """Send what differs, now or when the last frame has gone out.

        Args:
            cursor: where the cursor is left.
            whole: whether the terminal knows synchronised output (mode 2026), which shows a frame at once.
        """
        with self._lock:
            if self._on_its_way:
                self._waiting = (cursor, whole)
                return
            frame = self.glass.changes(cursor)
            self._on_its_way = bool(frame)
        if frame:
            around = whole and len(frame) > _ARRIVES_WHOLE_BYTES
            self._write(f"{_BEGIN_FRAME}{frame}{_END_FRAME}" if around else frame)

    def gone_out(self) -> None:
        """Take note that the terminal has taken what was written."""
        with self._lock:
            self._on_its_way = False
            waits = self._waiting is not None
        if waits:
            self._soon(self._paint_waiting)

    def _paint_waiting(self) -> None:
        with self._lock:
            waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self.paint(waiting[0], whole=waiting[1])
