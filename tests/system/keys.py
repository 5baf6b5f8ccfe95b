"""Hands on a keyboard: moves as keystrokes, each given when the console is ready for it."""

import random
import re
from collections.abc import Callable, Sequence
from functools import partial

from tests.system import on_screen
from tests.system.moves import Await, Move, Press, Show, Type
from tests.system.terminal import Console

Stroke = Callable[[], None]
_SLOWEST_KEY = 0.03
_MOST_TABS = 12
_QUIET_SECONDS = 0.15
_SLOWEST_PAINT = 5
_READY = {
    "cleanse": re.compile("❯ Which agent"),
    "anaesthetic": re.compile("❯ Which anaesthetic"),
    "observe": re.compile("❯ "),
    "close": re.compile("❯ "),
}
_ONLY_WHEN_ASKED = ("answer", "grams", "detail")
"""Fields that are on the screen only once the keys before them were pressed."""
_HOME = {"inject": "zone"}


class Hands:
    """Types on one console.

    Args:
        console: what is typed on.
        rhythm: how fast.
    """

    def __init__(self, console: Console, rhythm: random.Random) -> None:
        self.console = console
        self._rhythm = rhythm
        self.typed: dict[str, str] = {}
        """What was typed into the fields of the move that is being done."""
        self.field = ""
        """The field of the last key, if it was typed into one."""

    def strokes(self, move: Move) -> Sequence[Stroke]:
        """Give what is still to be pressed for a move: what stands in its fields isn't typed again."""
        self.typed, self.field = {}, ""
        first = max((n for n, part in enumerate(move.parts) if self._is_begun(part)), default=0)
        strokes: list[Stroke] = [] if isinstance(move.parts[first], Type) else [self._ready]
        for part in move.parts[first:]:
            if isinstance(part, Type):
                strokes += self._typing(part)
            elif isinstance(part, Await):
                strokes.append(partial(self._await, part))
            elif isinstance(part, Show):
                strokes.append(partial(self._show, part))
            else:
                strokes.append(partial(self._press, part))
        return strokes

    def see(self, field: str, text: str) -> None:
        """Wait until a field shows a text."""
        self.console.until(lambda screen: on_screen.typed(screen, field) == text)

    def _is_begun(self, part: object) -> bool:
        if not isinstance(part, Type):
            return False
        shown = on_screen.typed(self.console.text, part.field)
        if shown is None or not part.text.startswith(shown):
            return False
        return bool(shown) or part.field in _ONLY_WHEN_ASKED

    def _typing(self, part: Type) -> list[Stroke]:
        shown = on_screen.typed(self.console.text, part.field) or "" if self._is_begun(part) else ""
        letters = [partial(self._letter, part, end) for end in range(len(shown) + 1, len(part.text) + 1)]
        return [partial(self._reach, part.field), *letters, partial(self._read_back, part)]

    def _ready(self) -> None:
        """Wait until keys go where the step begins."""
        step = on_screen.step(self.console.text)
        if step in _READY:
            self.console.until(_READY[step])
        elif step == "check":
            self.console.until(lambda screen: "❯ " in screen or self._is_in("identity"))
        elif step in _HOME:
            self.console.until(lambda _: self._is_in(_HOME[step]))

    def _reach(self, field: str) -> None:
        self.console.until(lambda screen: on_screen.typed(screen, field) is not None)
        for _ in range(_MOST_TABS):
            self.console.settle(_QUIET_SECONDS)
            if self._is_in(field):
                return
            self._press(Press("tab"))
            # Whatever has the keys now is painted anew.
            self.console.pump(_SLOWEST_PAINT)
        raise AssertionError(f"{field} can't be reached:\n{self.console.text}")

    def _is_in(self, field: str) -> bool:
        where = on_screen.place(self.console.text, field)
        if where is None:
            return False
        cursor, typed = self.console.screen.cursor, on_screen.typed(self.console.text, field) or ""
        return cursor.y == where[0] and where[1] <= cursor.x <= where[1] + len(typed)

    def _letter(self, part: Type, end: int) -> None:
        self.console.press(part.text[end - 1])
        self.field, self.typed[part.field] = part.field, part.text[:end]
        self.console.pump(self._rhythm.random() * _SLOWEST_KEY)

    def _read_back(self, part: Type) -> None:
        self.see(part.field, part.text)
        self.field, self.typed[part.field] = part.field, part.text

    def _press(self, part: Press) -> None:
        self.console.press(part.key)
        self.field = ""
        self.console.pump(self._rhythm.random() * _SLOWEST_KEY)

    def _await(self, part: Await) -> None:
        self.console.until(part.wanted)

    def _show(self, part: Show) -> None:
        if not part.wanted.search(self.console.text):
            self.console.press(part.key)
            self.console.until(part.wanted)
