"""Tells what a scanner types from what a person types, before any field or command sees it.

A scanner is a keyboard. Its keys come a few milliseconds apart and, where it is set up so, after a prefix:
the AIM identifier such as ``]d2``, or STX. What may be the start of a code is held back until that is clear;
where it was a person, every key goes on its way in its order. What was a code never reaches a field, and none
of the controls in it is a command. Separators are known by the key's name: some terminals send no character.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import monotonic

from textual import events
from textual.message import Message
from typing_extensions import override

from mesotui.domain.scan_burst import STARTS, SURE_LETTERS, is_code, may_become_code
from mesotui.domain.scan_text import LONGEST_CODE
from mesotui.ui.compat import Paste, SafeApp
from mesotui.ui.keymap import is_function_key
from mesotui.ui.terminal_kind import TerminalKind

BARE_SECONDS = 0.03
"""How long a key that may begin a code without a prefix is held, and how far apart its keys may be; 0 knows
no such codes. People need twice as long; scanners type a character every 1 to 20 ms."""
PREFIXED_SECONDS = 0.08
"""The same behind a prefix, which nobody types by chance, or once some keys have come as fast."""
SURE_SECONDS = 1.0
"""How far apart keys may be once it can only be a code: lines stutter, and what is cut is of no use."""
STUTTER_SECONDS = 0.15
"""How far apart keys may seem to be on a machine that has no time to look, where no alarm is believed."""
_SOME_KEYS = 4
_TICK_SECONDS, _LATE_SECONDS = 0.01, 0.005
_MOST_LATE = 60
"""How many ticks may be late before late ones count as free time, too: what is held must not stay so."""

_STX, _GS = "\x02", "\x1d"
_NAMED = {
    "ctrl+right_square_bracket": _GS,
    "ctrl+circumflex_accent": "\x1e",
    "ctrl+backslash": "\x1c",
    "ctrl+underscore": "\x1f",
    "ctrl+d": "\x04",
    "ctrl+b": _STX,
}
_PREFIXES = {"]": 3, _STX: 2, _GS: 3}
"""What nobody types by chance, and the fewest characters that make a code with it, once its end came."""
_END_OF_TEXT = "ctrl+c"
# What may follow the end of a code and still belongs to it: CR LF, Tab CR, ETX CR LF.
_ENDS = {
    "enter": ("ctrl+j",),
    "ctrl+j": (),
    "tab": ("enter", "ctrl+j"),
    _END_OF_TEXT: ("enter", "ctrl+j", "tab"),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of keys."""

    typed: tuple[events.Key, ...] = ()
    """Those that a person pressed, in their order."""
    scanned: tuple[str, ...] = ()
    """Codes."""
    cut: tuple[str, ...] = ()
    """What began as a code and has no end: it may lack the last characters of a lot."""


class Capture:
    """Holds keys back while they may be a scanner's."""

    def __init__(self) -> None:
        self._held: list[events.Key] = []
        self._text = ""
        self._end: events.Key | None = None
        """The key that ended the code before, while another end may follow it."""
        self._looked_at = 0.0
        """When the last key was taken. While the console was busy till then, no key could be read, and the
        one that follows bears the time at which it could."""

    @property
    def patience(self) -> float | None:
        """How many seconds after the last key what is held is decided; None where nothing is held."""
        if not self._held:
            return None
        if self._is_sure:
            return SURE_SECONDS
        if self._text[0] == "]" and len(self._text) >= _PREFIXES["]"]:
            return max(PREFIXED_SECONDS, STUTTER_SECONDS)
        return PREFIXED_SECONDS if self._is_prefixed or len(self._text) >= _SOME_KEYS else BARE_SECONDS

    def key(self, key: events.Key, *, wanted: bool, at: float) -> Outcome:
        """Take a key.

        Args:
            key: as it came from the terminal.
            wanted: whether codes are taken where the keys go.
            at: now, by the clock of ``key.time``.
        """
        before = Outcome()
        patience = self.patience
        gap, self._looked_at = key.time - self._looked_at, at
        if patience is not None and gap > max(patience, STUTTER_SECONDS):
            before = self.decide()
        after = self._go_on(key, wanted=wanted) if self._held else self._begin(key, gap)
        return Outcome((*before.typed, *after.typed), after.scanned, (*before.cut, *after.cut))

    def busy(self, *, until: float) -> None:
        """Take note that the console had no time to read keys for a while."""
        self._looked_at = until

    def decide(self) -> Outcome:
        """Say what the held keys were, since nothing follows them soon."""
        if not self._held:
            return Outcome()
        if self._is_prefixed:
            is_scan = self._is_sure
        else:
            # Without an end, a short number may be anything.
            is_scan = len(self._text) > 2 * SURE_LETTERS and is_code(self._text, wanted=False)
        if not is_scan:
            return self._released()
        return Outcome(cut=self._scanned().scanned)

    @property
    def _is_prefixed(self) -> bool:
        return self._text[:1] in _PREFIXES

    @property
    def _is_sure(self) -> bool:
        """Whether so many keys were so fast that it can only be a scanner."""
        return len(self._text) >= (SURE_LETTERS - 1 if self._is_prefixed else SURE_LETTERS)

    def _begin(self, key: events.Key, gap: float) -> Outcome:
        end, self._end = self._end, None
        if end is not None and key.key in _ENDS[end.key] and gap <= PREFIXED_SECONDS:
            return Outcome()
        character = _character(key)
        if character in _PREFIXES or (BARE_SECONDS > 0 and character in STARTS):
            self._held, self._text = [key], character
            return Outcome()
        return Outcome((key,))

    def _go_on(self, key: events.Key, *, wanted: bool) -> Outcome:
        if is_function_key(key.key):
            # No scanner sends one: a person calls, and what came before has no end.
            before = self.decide()
            return Outcome((*before.typed, key), cut=before.cut)
        if key.key in _ENDS and (key.key != _END_OF_TEXT or self._text[0] == _STX):
            return self._finish(key, wanted=wanted)
        character = _character(key)
        if not character and not self._is_sure:
            return self._released(key)
        text = self._text + character
        if character and not self._may_go_on(text):
            before = self._released()
            after = self._begin(key, 0.0)
            return Outcome((*before.typed, *after.typed))
        if len(text) <= LONGEST_CODE + 1:
            # A control that is no part of any code is held, too: in a code it must not be a command.
            self._text = text
            self._held.append(key)
        else:
            self._held[-1] = key
        return Outcome()

    def _may_go_on(self, text: str) -> bool:
        if text[0] == "]":
            is_letter = text[1].isascii() and text[1].isalpha()
            return is_letter and (len(text) < 3 or (text[2].isascii() and text[2].isalnum()))
        return text[0] in _PREFIXES or (len(text) <= LONGEST_CODE and may_become_code(text))

    def _finish(self, end: events.Key, *, wanted: bool) -> Outcome:
        least = _PREFIXES.get(self._text[0])
        is_scan = is_code(self._text, wanted=wanted) if least is None else len(self._text) >= least
        if not is_scan:
            return self._released(end)
        self._end = end
        return self._scanned()

    def _scanned(self) -> Outcome:
        text, self._held, self._text = self._text, [], ""
        return Outcome(scanned=(text,))

    def _released(self, *more: events.Key) -> Outcome:
        typed, self._held, self._text = (*self._held, *more), [], ""
        return Outcome(typed)


class Scanned(Message):
    """A code was scanned, or pasted.

    Args:
        text: all that came.
        whole: whether its end came, too.
    """

    def __init__(self, text: str, *, whole: bool = True) -> None:
        super().__init__()
        self.text = text
        self.whole = whole


class _Quiet(events.Event):
    """No key came for as long as a scanner may need for one."""


class Capturing(SafeApp):
    """An app in which scanners type: their codes come as ``Scanned``, all other keys where they always go.

    Args:
        log_folder: where fault reports go; None keeps none.
        now: the aware time, for the reports.
        terminal: what the terminal can show; None takes Textual's word for it.
    """

    def __init__(
        self, *, log_folder: Path | None, now: Callable[[], datetime], terminal: TerminalKind | None = None
    ) -> None:
        super().__init__(log_folder=log_folder, now=now, terminal=terminal)
        self._capture = Capture()
        self._tick: asyncio.TimerHandle | None = None
        self._ticks_late = 0

    @property
    def wants_scans(self) -> bool:
        """Whether codes are taken where keys go now."""
        return False

    @override
    async def on_event(self, event: events.Event) -> None:
        """Keep back what a scanner types."""
        if isinstance(event, _Quiet):
            await self._act(self._capture.decide())
        elif isinstance(event, events.Key) and not event.is_forwarded:
            await self._act(self._capture.key(event, wanted=self.wants_scans, at=monotonic()))
            self._wait_for_more()
        elif isinstance(event, Paste) and not event.is_forwarded:
            # No scanner pastes in the middle of a code: what is held is over.
            await self._act(self._capture.decide())
            if event.codes:
                await self._act(Outcome(scanned=event.codes))
            else:
                await super().on_event(event)
        else:
            await super().on_event(event)

    async def _act(self, outcome: Outcome) -> None:
        for text in outcome.cut:
            self.post_message(Scanned(text, whole=False))
        for text in outcome.scanned:
            self.post_message(Scanned(text))
        for key in outcome.typed:
            await super().on_event(key)

    def _wait_for_more(self) -> None:
        if self._tick is not None:
            self._tick.cancel()
            self._tick = None
        self._ticks_late = 0
        patience = self._capture.patience
        if patience is not None:
            self._set_tick(patience)

    def _set_tick(self, left: float) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time() + min(left, _TICK_SECONDS)
        self._tick = loop.call_at(due, self._look, due, left)

    def _look(self, due: float, left: float) -> None:
        """Decide once the console was free for long enough: while it works, no key can be read."""
        self._tick = None
        is_late = asyncio.get_running_loop().time() - due > _LATE_SECONDS
        if is_late:
            self._capture.busy(until=monotonic())
        if (is_late or self.message_queue_size) and self._ticks_late < _MOST_LATE:
            self._ticks_late += 1
        else:
            left -= _TICK_SECONDS
        if left > 0:
            self._set_tick(left)
        else:
            self.post_message(_Quiet())


def _character(key: events.Key) -> str:
    """Give what a key adds to a code; nothing for one that is a command and no part of any."""
    if key.key in _NAMED:
        return _NAMED[key.key]
    return key.character if key.character is not None and key.is_printable else ""
