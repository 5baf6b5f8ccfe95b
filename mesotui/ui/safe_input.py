"""What a terminal sends, told apart: what was typed, and what was pasted and must never act as keys."""

import codecs
import time
from collections.abc import Callable
from dataclasses import dataclass, field

_START = "\x1b[200~"
_END = "\x1b[201~"
_LONGEST_PASTE = 65_536
_SILENT_SECONDS = 15.0
"""After how long nothing more of a paste is to come: a line that is silent for longer is taken for dead."""
_CONTROLS = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)))
del _CONTROLS[ord("\n")], _CONTROLS[ord("\t")]
_NOT_IN_CODES = {control: None for control in _CONTROLS if control not in (0x04, 0x1C, 0x1D, 0x1E)}


@dataclass(frozen=True, slots=True)
class Typed:
    """Keys, as the terminal encodes them."""

    text: str


@dataclass(frozen=True, slots=True)
class Pasted:
    """The whole of a paste, without control characters other than line feeds and tabs."""

    text: str
    code: str = field(default="", compare=False)
    """The same with the separators of a scanner's codes; nothing may be made of it but such a code."""


class SafeDecoder:
    """Decodes what a terminal sends, however it is cut into reads.

    Bytes that aren't UTF-8 become U+FFFD. A paste ends at the last end mark of what arrived together, so an
    end mark inside the clipboard doesn't turn the rest into keys. A paste whose end never comes is over after
    15 seconds of silence, so that the keyboard works again.

    Args:
        clock: the seconds of a clock that never goes back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._utf8 = codecs.getincrementaldecoder("utf-8")("replace")
        self._held = ""
        self._let_go = ""
        self._pasting = False
        self._pasted = ""
        self._heard_at = 0.0

    @property
    def waits(self) -> bool:
        """Whether the start of a possible mark is held back; flush it when nothing follows soon."""
        return bool(self._held) and not self._pasting

    def decode(self, data: bytes) -> list[Typed | Pasted]:
        """Give what is complete of all that arrived so far."""
        found = self._given_up()
        self._heard_at = self._clock()
        text = self._held + self._utf8.decode(data)
        self._held = ""
        while text:
            text = self._paste(text, found) if self._pasting else self._type(text, found)
        return [part for part in found if part.text]

    def flush(self) -> list[Typed | Pasted]:
        """Give what was held back as typed: the Esc key is the first byte of every mark."""
        if not self.waits:
            return self._given_up()
        self._let_go, self._held = self._held, ""
        return [Typed(self._let_go)]

    def _given_up(self) -> list[Typed | Pasted]:
        """Give a paste whose end doesn't come any more."""
        if not self._pasting or self._clock() - self._heard_at <= _SILENT_SECONDS:
            return []
        pasted = _pasted(self._pasted)
        self._pasting, self._pasted, self._held = False, "", ""
        return [pasted] if pasted.text else []

    def _type(self, text: str, found: list[Typed | Pasted]) -> str:
        # A mark that was cut, and flushed because the rest was late, is a mark still.
        late = _START[len(self._let_go) :]
        if self._let_go and text.startswith(late):
            typed, mark, rest = "", _START, text[len(late) :]
        elif self._let_go and late.startswith(text):
            self._let_go += text
            found.append(Typed(text))
            return ""
        else:
            typed, mark, rest = text.partition(_START)
        self._let_go = ""
        if mark:
            self._pasting = True
        else:
            typed, self._held = _split_at_begun_mark(typed, _START)
        found.append(Typed(typed))
        return rest

    def _paste(self, text: str, found: list[Typed | Pasted]) -> str:
        content, mark, rest = text.rpartition(_END)
        if not mark:
            content, self._held = _split_at_begun_mark(text, _END)
            rest = ""
        self._pasted = (self._pasted + content)[:_LONGEST_PASTE]
        if mark:
            found.append(_pasted(self._pasted))
            self._pasting, self._pasted = False, ""
        return rest


def _split_at_begun_mark(text: str, mark: str) -> tuple[str, str]:
    for length in range(len(mark) - 1, 0, -1):
        if text.endswith(mark[:length]):
            return text[:-length], text[-length:]
    return text, ""


def _pasted(text: str) -> Pasted:
    lines = text.replace(_START, "").replace(_END, "").replace("\r\n", "\n").replace("\r", "\n")
    return Pasted(lines.translate(_CONTROLS), lines.translate(_NOT_IN_CODES))
