"""A question whose answers are all on the screen, one key each."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

_HANGING = " " * 8
_GAP = "   "
_NO_SIGN = Content("")
_TAKEN_LINES = 3
_WHOLE, _NO_MORE, _NO_DETAIL, _SIGNS = range(4)
"""How much is left out of the options' lines, from nothing to all but the signs."""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer."""

    key: str
    """The character that takes it."""
    label: str
    value: str
    detail: str = ""
    """What helps to decide; shown beside the label when every option has its own line."""
    more: str = ""
    """What else is to be minded; where room is short it is left out before the detail."""
    marks: tuple[Content, ...] = ()
    """What speaks against it, each on lines of its own."""
    sign: Content = _NO_SIGN
    """What stops, in a few words beside the label; never left out."""


class Question(Widget, can_focus=True):
    """Options beside their keys; the answer that is on record is shown, never assumed."""

    DEFAULT_CSS = "Question { height: auto; }"
    COMPONENT_CLASSES: ClassVar[set[str]] = {"question--key", "question--detail", "question--answer"}

    answer: reactive[str] = reactive("", layout=True)
    """What is on record, in words; empty while it isn't answered."""
    brief: reactive[bool] = reactive(False, layout=True)
    """Whether details are left out: what matters now stands below."""

    taken: reactive[str] = reactive("", layout=True)
    """The value of an answer that isn't on record before more was typed; whoever asks sets it."""

    class Answered(Message):
        """An option was taken."""

        def __init__(self, question: "Question", option: Option) -> None:
            super().__init__()
            self.question = question
            self.option = option

        @property
        def control(self) -> "Question":
            """The question, for ``@on`` selectors."""
            return self.question

    def __init__(
        self,
        title: str,
        options: Sequence[Option],
        *,
        lines: bool = False,
        takes_keys: bool = True,
        id: str | None = None,
    ) -> None:
        """Make a question.

        Args:
            title: the question in words.
            options: its answers.
            lines: whether each option has a line of its own, with its detail.
            takes_keys: whether its keys answer it; else they go on to whoever asks, who then knows what is
                asked at that very moment, however fast they come.
            id: the widget's id.
        """
        super().__init__(id=id)
        self.title = title
        self._options = tuple(options)
        self._lines = lines
        self._takes_keys = takes_keys

    def take(self, value: str) -> None:
        """Answer as if the option of a value had been taken with its key."""
        for option in self._options:
            if value and option.value == value:
                self.post_message(self.Answered(self, option))

    def ask(self, title: str, options: Sequence[Option]) -> None:
        """Ask something else."""
        self.title = title
        self._options = tuple(options)
        self.refresh(layout=True)

    def render(self) -> Content:
        """Draw the question, its answer and its options."""
        here = "❯ " if self.has_focus else "  "
        style = "bold" if self.has_focus or not self.answer else ""
        answered = Content.styled(f"  ✓ {self.answer}", "$ok") if self.answer else Content("")
        head = Content.assemble((here, "bold $accent"), (self.title, style), answered)
        if not self._options:
            return head
        return Content("\n    ").join([head, *self._rows()])

    def _rows(self) -> list[Content]:
        """Give the options a line each, or as many side by side as fit: none is broken."""
        if self._lines:
            return self._folded()
        drawn = [self._drawn(option, _WHOLE) for option in self._options]
        room = (self.content_size.width or 80) - 4
        rows = drawn[:1]
        for option in drawn[1:]:
            if rows[-1].cell_length + len(_GAP) + option.cell_length <= room:
                rows[-1] = rows[-1] + Content(_GAP) + option
            else:
                rows.append(option)
        return rows

    def on_focus(self) -> None:
        """Show that keys go here."""
        self.refresh(layout=True)

    def on_blur(self) -> None:
        """Show that keys go elsewhere."""
        self.refresh(layout=True)

    def on_resize(self) -> None:
        """Break details where the new width ends."""
        self.refresh(layout=True)

    def on_click(self) -> None:
        """Let a pointer choose where keys go."""
        self.focus()

    def on_key(self, event: events.Key) -> None:
        """Take the option whose key was pressed."""
        for option in self._options if self._takes_keys else ():
            if event.character == option.key:
                event.stop()
                event.prevent_default()
                self.post_message(self.Answered(self, option))
                return

    def _folded(self) -> list[Content]:
        """Give each option its lines, and leave out what has no room: first what is longest to read."""
        room = self.parent.content_size.height if isinstance(self.parent, Widget) else 0
        # What is taken is answered below.
        room -= _TAKEN_LINES if room and self.taken else 0
        drawn: list[Content] = []
        for level in range(_SIGNS if self.brief else _WHOLE, _SIGNS + 1):
            drawn = [self._drawn(option, level) for option in self._options]
            # The question itself takes a line, and a blank one stands below.
            if not room or sum(one.plain.count("\n") + 1 for one in drawn) + 2 <= room:
                break
        return drawn

    def _drawn(self, option: Option, level: int) -> Content:
        key = (f" {option.key} ", "$block-cursor-foreground on $accent" if self.has_focus else "$accent")
        drawn = Content.assemble(key, f" {option.label}" if option.label else "")
        if not self._lines:
            return drawn
        room = max(20, (self.content_size.width or 80) - len(_HANGING))
        if level == _SIGNS:
            fits = drawn.cell_length + option.sign.cell_length < room + len(_GAP)
            between = Content(" " if fits else f"\n{_HANGING}")
            return drawn + between + option.sign if option.sign.plain else drawn
        for mark in option.marks:
            for row in mark.wrap(room):
                drawn += Content(f"\n{_HANGING}") + row
        # With one taken, the details of the others only push what is to be typed next off a small screen.
        is_detailed = level < _NO_DETAIL and self.taken in ("", option.value)
        more = option.more if level == _WHOLE else ""
        detail = _GAP.join(text for text in (option.detail, more) if text) if is_detailed else ""
        rows = textwrap.wrap(detail, room)
        return drawn + Content.styled("".join(f"\n{_HANGING}{row}" for row in rows), "$quiet")


def numbered(labels: Sequence[str]) -> tuple[Option, ...]:
    """Make options 1, 2, 3 … of up to nine labels."""
    return tuple(Option(str(number), label, label) for number, label in enumerate(labels[:9], start=1))
