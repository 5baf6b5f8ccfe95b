"""Questions that are answered with one key each: the current one large, the others a line each."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget
from typing_extensions import override

_REPLY_COLUMN = 12
_BEFORE_COLUMN = 12
_BRIEFLY_ABOVE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One question as it is shown."""

    code: str
    question: str
    facts: str
    """What a yes means, where that comes from, and what it matters for."""
    sign: str = "·"
    """✓ once its answer is on disk, … while it is on its way, · while there is none."""
    reply: str = ""
    style: str = "$quiet"
    """The colour of the answer."""
    detail: str = ""
    before: str = ""
    """The answer of the last session, in one word."""
    before_whole: str = ""
    """The answer of the last session with its detail and day."""


class Checklist(Widget, can_focus=True):
    """Shows as many lines as fit, with the current one in the middle.

    Args:
        keys: the keys that answer, each with what it says.
        id: the widget's id.
    """

    lines: reactive[tuple[Line, ...]] = reactive(())
    current: reactive[int] = reactive(0)
    brief: reactive[bool] = reactive(False, layout=True)
    """Whether it ends with the current question: what is asked next stands below."""

    def __init__(self, keys: Sequence[tuple[str, str]], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._keys = tuple(keys)

    def render(self) -> Content:
        """Draw the lines before, the current question, and the lines after."""
        return Content("\n").join(self._rows(max(20, self.size.width), self.size.height))

    @override
    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Take as many rows as a brief list has."""
        return max(1, len(self._rows(max(20, width), 0)))

    def _rows(self, width: int, height: int) -> list[Content]:
        if not self.lines:
            return []
        at = min(self.current, len(self.lines) - 1)
        large = self._large(self.lines[at], at, width)
        if self.brief:
            above, below = min(at, _BRIEFLY_ABOVE), 0
        else:
            rows = max(0, height - len(large))
            above = min(at, max(rows // 2, rows - (len(self.lines) - at - 1)))
            below = min(len(self.lines) - at - 1, rows - above)
        return [
            *(_small(line, width) for line in self.lines[at - above : at]),
            *large,
            *(_small(line, width) for line in self.lines[at + 1 : at + 1 + below]),
        ]

    def on_focus(self) -> None:
        """Show that keys go here."""
        self.refresh()

    def on_blur(self) -> None:
        """Show that keys go elsewhere."""
        self.refresh()

    def _large(self, line: Line, at: int, width: int) -> list[Content]:
        """Write the current question: its place and facts, itself, its answers with their keys."""
        here = "❯ " if self.has_focus else "  "
        place = Content.assemble((here, "bold $accent"), (f"{at + 1} of {len(self.lines)}", "bold"))
        head = place + Content.styled(f"  {line.facts}", "$quiet")
        told = line.reply + (f" {line.detail}" if line.detail else "")
        asked = [Content("  ") + part.stylize("bold") for part in Content(line.question).wrap(width - 4)]
        if line.reply:
            asked[-1] = asked[-1] + Content.assemble("  ", (f"{line.sign} {told}", line.style))
        keys = Content("   ").join(
            Content.assemble((f" {key} ", "$block-cursor-foreground on $accent"), f" {label}")
            for key, label in self._keys
        )
        answers = Content("   ") + keys
        if line.before_whole:
            answers += Content.styled(f"    {line.before_whole}", "$quiet")
        rows = [row.truncate(width, ellipsis=True) for row in (head, *asked, answers)]
        return [Content(""), *rows] if self.brief else [Content(""), *rows, Content("")]


def _small(line: Line, width: int) -> Content:
    reply = f"  {line.sign} {line.reply}".ljust(_REPLY_COLUMN)
    before = f"was {line.before}".rjust(_BEFORE_COLUMN) if line.before else ""
    words = f"{line.question} {line.detail}" if line.detail else line.question
    room = width - cell_len(reply) - cell_len(before) - 1
    asked = Content(words).truncate(room, ellipsis=True, pad=True)
    style = "" if line.reply else "$quiet"
    return Content.assemble(
        (reply, line.style), asked.stylize(style) if style else asked, " ", (before, "$quiet")
    )
