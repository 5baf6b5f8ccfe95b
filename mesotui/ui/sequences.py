"""Tells keys apart from all else that a terminal sends between them, however it is cut.

Textual's parser types what it doesn't know, letter by letter: the "1" in a terminal's answer would start a
clock, the "s" a session. Here only whole sequences get on; answers, strings and what stays cut are dropped.
"""

import re
import time
from collections.abc import Callable, Iterator

ESCAPE = "\x1b"
LONGEST = 64
"""How many characters a sequence has at most; a longer one is no key's."""
LATE_SECONDS = 1.0
"""How long the rest may take of what a person's keys can begin, such as Alt+P; what comes later is typed."""
STALLED_SECONDS = 15.0
"""The same once more of it came at once, which only a machine sends: a line that stalls so long is dead."""

_WHOLE = re.compile(
    r"\x1b(?:"
    r"\[\[[A-E]"  # F1 to F5 of the Linux console
    r"|\[M[^\x00-\x1f]{3}"  # an old mouse's three bytes
    r"|\[[0-9;]+\$(?=[^y])"  # a key of rxvt with Shift; with "y" it is an answer
    r"|\[(?!M)[0-?]*[ -/]*[@-~]"  # a control sequence
    r"|O[0-9;]*[@-~]"  # a key in application mode
    r"|(?P<string>\][^\x07\x18\x1a\x1b]*(?:[\x07\x18\x1a]|\x1b\\)"  # a string, ended or cancelled
    r"|[PX^_][^\x18\x1a\x1b]*(?:[\x18\x1a]|\x1b\\))"
    r"|[^\x1b\[OPX^_\]])",  # a key with Alt
    re.DOTALL,
)
_BEGUN = re.compile(
    r"\x1b(?:"
    r"\[(?:\[|M[^\x00-\x1f]{0,2}|[0-?]*[ -/]*)"
    r"|O[0-9;]*"
    r"|(?:\][^\x07\x18\x1a\x1b]*|[PX^_][^\x18\x1a\x1b]*)\x1b?"
    r")?\Z",
    re.DOTALL,
)
_BROKEN = re.compile(
    r"\x1b(?:\[(?:M[^\x00-\x1f]{0,2}|[0-?]*[ -/]*)|O[0-9;]*|[PX^_\]][^\x18\x1a\x1b]*)[\x18\x1a]?", re.DOTALL
)
_LATE = re.compile(r"\[[0-?]*[ -/]*[@-~]|O[A-Za-z]")
_STRINGS = tuple("PX^_]")
_STRING_END = "\x1b\\"
# The one-byte forms of what begins a sequence or ends a string; the others mean nothing.
_C1: dict[int, str | None] = {
    **dict.fromkeys(range(0x80, 0xA0)),
    **{code: ESCAPE + chr(code - 0x40) for code in (0x8F, 0x90, 0x98, 0x9B, 0x9C, 0x9D, 0x9E, 0x9F)},
}


class Sequences:
    """Cuts what is typed into characters and whole escape sequences.

    Args:
        clock: the seconds of a clock that never goes back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._begun = ""
        self._since = 0.0
        self._patience = LATE_SECONDS
        self._escape_at = float("-inf")

    def split(self, text: str) -> Iterator[str]:
        """Give each character and each whole sequence, without strings and what is broken."""
        now = self._clock()
        if self._begun and now - self._since > self._patience:
            self.forget()
        goes_on = bool(self._begun)
        if not goes_on:
            text = self._without_late_rest(text, now)
        text = self._begun + text.translate(_C1)
        self._begun = ""
        place = 0
        while place < len(text):
            if text[place] != ESCAPE:
                yield text[place]
                place += 1
            elif _BEGUN.match(text, place):
                if place or not goes_on:
                    self._since = now
                    self._patience = STALLED_SECONDS if len(text) - place > 2 else LATE_SECONDS
                self._hold(text[place:])
                return
            else:
                unit, place = _next(text, place)
                yield from unit

    def idle(self) -> Iterator[str]:
        """Give what was a key of its own after all, such as Esc; call it when nothing arrived for a while."""
        if self._begun == ESCAPE or self._begun.endswith("$"):
            key, self._begun = self._begun, ""
            self._escape_at = self._clock() if key == ESCAPE else self._escape_at
            yield key
        elif self._begun and self._clock() - self._since > self._patience:
            self.forget()

    def forget(self) -> None:
        """Drop what was begun."""
        self._begun = ""

    def _hold(self, begun: str) -> None:
        # What a string says is of no use, and it may be long.
        is_string = begun[1:2] in _STRINGS
        short = begun[:2] + (ESCAPE if begun.endswith(ESCAPE) else "") if is_string else begun
        self._begun = short[: LONGEST + 1]

    def _without_late_rest(self, text: str, now: float) -> str:
        # An arrow key whose first byte was taken for Esc, because a slow line kept the others back.
        late = _LATE.match(text) if now - self._escape_at <= LATE_SECONDS else None
        self._escape_at = float("-inf")
        return text[late.end() :] if late else text


def _next(text: str, place: int) -> tuple[tuple[str, ...], int]:
    """Give what stands at an Esc, if it is something, and the place behind it."""
    whole = _WHOLE.match(text, place)
    if whole:
        is_key = whole["string"] is None and whole[0] != _STRING_END and len(whole[0]) <= LONGEST
        return (whole[0],) if is_key else (), whole.end()
    broken = _BROKEN.match(text, place)
    if broken:
        return (), broken.end()
    return (ESCAPE,), place + 1
