"""A list that is steered from the field above it: typing goes on while arrows choose."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from mesotui.ui.widgets.columns import Row, line_row

T = TypeVar("T")

CHOSEN, NOT_CHOSEN = "› ", "  "


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Generic[T]):
    """A line of the list and what it stands for; None is a heading, which can't be chosen."""

    shown: Row
    stands_for: T | None


class ChoiceList(OptionList, can_focus=False):
    """Shows choices; it never takes the keyboard from the field that it belongs to."""

    DEFAULT_CSS = """
    ChoiceList { border: none; padding: 0; background: transparent; scrollbar-size-vertical: 1; }
    ChoiceList > .option-list--option { padding: 0; }
    ChoiceList > .option-list--option-disabled { color: $quiet; text-style: none; }
    ChoiceList > .option-list--option-highlighted { background: $focus; color: $text; text-style: bold; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._rows: list[Row] = []

    def show(self, choices: Sequence[Choice[T]]) -> None:
        """Show other choices; none of them stands out yet."""
        self._rows = [choice.shown.marked(NOT_CHOSEN) for choice in choices]
        self.clear_options()
        self.add_options(
            Option(row, disabled=choice.stands_for is None)
            for row, choice in zip(self._rows, choices, strict=True)
        )

    def choose(self, chosen: int | None) -> None:
        """Let one line stand out, and scroll to it; None when the choice is elsewhere."""
        # The sign says it where the terminal has no colour for it.
        for line, marker in ((self.highlighted, NOT_CHOSEN), (chosen, CHOSEN)):
            if line is not None and line < len(self._rows):
                self.replace_option_prompt_at_index(line, self._rows[line].marked(marker))
        self.highlighted = chosen


def heading(text: str) -> Choice[T]:
    """Make a line that only names what follows."""
    return Choice(shown=line_row(Content.styled(text, "$quiet")), stands_for=None)
