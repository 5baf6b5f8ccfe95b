"""A list that is steered from the field above it: typing goes on while arrows choose."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from textual.content import Content
from textual.visual import Visual
from textual.widgets import OptionList
from textual.widgets.option_list import Option

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Generic[T]):
    """A line of the list and what it stands for; None is a heading, which can't be chosen."""

    shown: Visual
    stands_for: T | None


class ChoiceList(OptionList, can_focus=False):
    """Shows choices; it never takes the keyboard from the field that it belongs to."""

    DEFAULT_CSS = """
    ChoiceList { border: none; padding: 0; background: transparent; scrollbar-size-vertical: 1; }
    ChoiceList > .option-list--option { padding: 0 1; }
    ChoiceList > .option-list--option-disabled { color: $quiet; text-style: none; }
    ChoiceList > .option-list--option-highlighted { background: $focus; color: $text; text-style: bold; }
    """

    def show(self, choices: Sequence[Choice[T]]) -> None:
        """Show other choices; none of them stands out yet."""
        self.clear_options()
        self.add_options(Option(choice.shown, disabled=choice.stands_for is None) for choice in choices)

    def choose(self, chosen: int | None) -> None:
        """Let one line stand out, and scroll to it; None when the choice is elsewhere."""
        self.highlighted = chosen


def heading(text: str) -> Choice[T]:
    """Make a line that only names what follows."""
    return Choice(shown=Content.styled(text, "$quiet"), stands_for=None)
