"""What a terminal can show, as far as its name and the locale tell; nothing is asked of the terminal."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum


class Colours(IntEnum):
    """How many colours there are; more is greater."""

    NONE = 0
    """Bold, underlined and reversed only."""
    EIGHT = 8
    """The terminal's own, with no bright ones for the background."""
    SIXTEEN = 16
    """The terminal's own."""
    MANY = 256
    TRUE = 1 << 24


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalKind:
    """What may be sent to a terminal."""

    colours: Colours = Colours.TRUE
    unicode: bool = True
    """Whether it draws more than ASCII."""
    answers: bool = True
    """Whether it understands, or at least swallows, what terminals learned since about 2000: questions about
    its modes, reports of the focus, the keyboard protocol of kitty."""
    slow: bool = False
    """Whether every byte counts: no fills, nothing that moves, the picture in parts with the field first."""

    @property
    def has_own_palette_only(self) -> bool:
        """Whether no theme but the terminal's own colours can be shown."""
        return self.colours <= Colours.SIXTEEN

    @property
    def colour_system(self) -> str | None:
        """How Rich names its colours."""
        if self.colours is Colours.TRUE:
            return "truecolor"
        if self.colours is Colours.MANY:
            return "256"
        return "standard" if self.colours else None

    @property
    def encoding(self) -> str:
        """What text is written in."""
        return "utf-8" if self.unicode else "ascii"


_WORDS = re.compile(r"[-+.]")
_KNOWN = """
    aixterm alacritty ansi apple contour cygwin eterm foot ghostty gnome iterm iterm2 kitty konsole mintty
    mlterm nsterm pcansi putty rxvt screen st teraterm terminator terminology tmux vte wezterm xterm
"""
_SIXTEEN = frozenset(_KNOWN.split())
"""First words of the names that have colours; a name says how many more by its last word."""
_EIGHT = frozenset(["linux", "cons25", "wsvt25", "pccon", "hurd", "mach", "beterm"])
_OLD = frozenset(("aixterm", "ansi", "cygwin", "eterm", "nsterm", "pcansi"))
_COLOUR_WORDS = {
    "direct": Colours.TRUE,
    "truecolor": Colours.TRUE,
    "256color": Colours.MANY,
    "88color": Colours.SIXTEEN,
    "16color": Colours.SIXTEEN,
    "8color": Colours.EIGHT,
    "m": Colours.NONE,
    "mono": Colours.NONE,
    "vt100": Colours.NONE,
    "vt220": Colours.NONE,
}
_TRUE_NAMES = frozenset({"kitty", "alacritty", "foot", "wezterm", "ghostty", "contour"})
_ASCII, _UNICODE, _SLOW = "ascii", "utf8", "slow"
"""Words that may be added to a terminal's name: over SSH its name is all that a terminal can tell."""


def kind_of(environment: Mapping[str, str], *, slow: bool = False) -> TerminalKind:
    """Tell what a terminal can show.

    ``TERM`` is read word by word: ``xterm-256color``, and with mesotui's own words
    ``xterm-16color-ascii-slow``. A name that nobody knows, or none, counts as a VT100: it has no colours and
    draws ASCII.

    Args:
        environment: TERM, COLORTERM and the locale's variables count.
        slow: whether somebody said that every byte counts.
    """
    first, *more = _WORDS.split(environment.get("TERM", "").lower())
    colours = Colours.EIGHT if first in _EIGHT else Colours.SIXTEEN if first in _SIXTEEN else Colours.NONE
    if first in _TRUE_NAMES:
        colours = Colours.TRUE
    for word in more:
        colours = _COLOUR_WORDS.get(word, colours)
    if environment.get("COLORTERM", "").lower() in ("truecolor", "24bit") and colours >= Colours.MANY:
        colours = Colours.TRUE
    slow = slow or _SLOW in more
    return TerminalKind(
        # A look in 24-bit colours takes up to 38 bytes, one in the terminal's own 5.
        colours=min(colours, Colours.SIXTEEN) if slow else colours,
        unicode=_UNICODE in more
        or (_ASCII not in more and _draws_unicode(environment, known=first in _EIGHT or first in _SIXTEEN)),
        answers=first in _SIXTEEN - _OLD,
        slow=slow,
    )


def _draws_unicode(environment: Mapping[str, str], *, known: bool) -> bool:
    """Tell what the locale says, or without any what the terminal's name does."""
    said = next((value for name in ("LC_ALL", "LC_CTYPE", "LANG") if (value := environment.get(name))), "")
    if said and not _set_by_python(environment):
        return "utf-8" in said.lower() or "utf8" in said.lower()
    named = environment.get("LANG", "")
    return known and named not in ("C", "POSIX")


def _set_by_python(environment: Mapping[str, str]) -> bool:
    """Tell whether the locale is the one that Python takes for a process which was given none (PEP 538)."""
    return (
        not environment.get("LC_ALL")
        and environment.get("LC_CTYPE", "") in ("C.UTF-8", "C.utf8", "UTF-8")
        and environment.get("LANG", "") in ("", "C", "POSIX")
    )
