"""What may reach the terminal: text that can be seen, nothing that steers it or hides in a name."""

import re

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter
from typing_extensions import override

# Controls (C0, DEL, C1), surrogates, line and paragraph separators; soft hyphen; bidirectional controls
# (UAX 9); joiners, fillers, variation selectors and tags, which show nothing (Unicode
# Default_Ignorable_Code_Point). Persian and Indic names need the joiners: they stay in storage.
_UNSEEN = re.compile(
    "["
    "\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    "]"
)


def visible(text: str) -> str:
    r"""Give a text without what can't be seen; where a terminal would have left room for it, a space stays.

    The length in cells stays the same, so that nothing to the right moves.

    >>> visible("Ann\x1b[2J\u202eA")
    'Ann[2JA'
    """
    if text.isascii() and text.isprintable():
        return text
    kept = _UNSEEN.sub("", text)
    return kept + " " * (cell_len(text) - cell_len(kept)) if len(kept) != len(text) else text


class SafeText(LineFilter):
    """Drops from every line of every widget what must not reach the terminal.

    Textual's own control sequences travel in control segments, which are left alone. Links are dropped from
    styles: their target is written to the terminal as it stands.
    """

    @override
    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Give the segments with only what can be seen."""
        return [
            segment if segment.control else Segment(visible(segment.text), _unlinked(segment.style))
            for segment in segments
        ]


def _unlinked(style: Style | None) -> Style | None:
    return style.update_link(None) if style is not None and style.link else style
