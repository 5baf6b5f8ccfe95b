"""The only place, with ``compat_painting``, that touches what Textual keeps private.

Read for Textual 8.2.8; check at every new version.

Each use says why it is needed; ``tests/ui/test_compat.py`` and ``tests/system/test_terminal_safety.py`` fail
when one of them no longer works.
"""

from __future__ import annotations

import os
import re
import selectors
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import IO, Any, cast

from textual import events, messages
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._keyboard_protocol import FUNCTIONAL_KEYS
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.css.query import NoMatches
from textual.dom import DOMNode
from textual.filter import LineFilter
from textual.keys import Keys
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget
from textual.worker import WorkerFailed
from typing_extensions import override

from mesotui import faults
from mesotui.domain.errors import Refused
from mesotui.domain.scan_burst import pasted_codes
from mesotui.ui.compat_painting import PaintingApp, PaintingDriver
from mesotui.ui.safe_input import Pasted, SafeDecoder, Typed
from mesotui.ui.safe_output import SafeText
from mesotui.ui.sequences import ESCAPE, Sequences
from mesotui.ui.terminal import VanishingTerminal
from mesotui.ui.terminal_kind import TerminalKind
from mesotui.ui.turns import Passed, Turns
from mesotui.ui.work import Stale

CRASHED = 70
"""The exit status after a fault of the program itself (EX_SOFTWARE of sysexits.h)."""

_READ_BYTES = 4096
_BURST_BYTES = 1 << 20
_LATE_SECONDS = 0.05
_IDLE_SECONDS = 0.1
_SHOWS_WHOLE_FRAMES = re.compile(r"\x1b\[\?2026;[1-4]\$y")
_KEY_IN_NUMBERS = re.compile(
    r"\x1b\[(?P<number>\d*)[\d:]*(?:;[\d:]*)?(?:;(?P<letters>[\d:]*))?(?P<final>[u~ABCDEFHPQS])"
)
_OTHER_KEY = (27, "~")
"""How xterm begins a key that it has no other sequence for; the letter is its third number."""
_FIRST_LETTER = 0x20
_NAMED_CONTROLS = (0x09, 0x0D, 0x1B)


class Keyboard:
    """Turns bytes of a terminal into Textual's events and survives whatever the bytes are.

    Textual's own loop ends the app, with status 0, at the first byte that isn't UTF-8 (its issue 6456), lets
    an Esc in a paste act as a key, types the letters of every sequence that it doesn't know, such as a
    terminal's answer, and dies of numbers out of range in one. Private: the parser's tables of keys, and how
    it names one; its loop is not used. What a terminal says of its size or of who has the focus is dropped:
    the system tells the size, and a field must not lose its keys to a stray answer.

    Args:
        mouse: whether a mouse may act.
        clock: the seconds of a clock that never goes back.
    """

    def __init__(self, *, mouse: bool = False, clock: Callable[[], float] = time.monotonic) -> None:
        self._decoder = SafeDecoder(clock)
        self._sequences = Sequences(clock)
        self._mouse = mouse
        self._parser = XTermParser()

    @property
    def waits(self) -> bool:
        """Whether ``tick`` should be called soon."""
        return self._decoder.waits

    def feed(self, data: bytes) -> Iterator[Message]:
        """Give the events of some bytes."""
        yield from self._events(self._decoder.decode(data))

    def tick(self) -> Iterator[Message]:
        """Give the events of what waited for more bytes in vain, such as a lone Esc; call it when idle."""
        yield from self._events(self._decoder.flush())
        for unit in self._sequences.idle():
            yield from self._survive(unit)

    def _events(self, parts: Iterable[Typed | Pasted]) -> Iterator[Message]:
        for part in parts:
            if isinstance(part, Pasted):
                self._sequences.forget()
                yield Paste(part.text, pasted_codes(part.code))
            else:
                for unit in self._sequences.split(part.text):
                    yield from self._survive(unit)

    def _survive(self, unit: str) -> list[Message]:
        try:
            return list(self._meaning(unit))
        except (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError):
            return []

    def _meaning(self, unit: str) -> Iterable[Message]:
        key_events = self._parser._sequence_to_key_events
        if unit == ESCAPE:
            return [events.Key("escape", ESCAPE)]
        if len(unit) == 1 or _is_key(unit):
            return [key for key in key_events(unit) if key.key != Keys.Ignore]
        if len(unit) == 2 and unit[1].isprintable():
            return key_events(unit[1], alt=True)
        if _SHOWS_WHOLE_FRAMES.fullmatch(unit):
            return [messages.TerminalSupportsSynchronizedOutput()]
        event = self._parser.parse_mouse_code(unit) if self._mouse else None
        return [event] if event else []


def _is_key(sequence: str) -> bool:
    """Tell whether a sequence is a key's, by the tables that Textual keeps, and no control character's."""
    if sequence in ANSI_SEQUENCES_KEYS:
        return True
    found = _KEY_IN_NUMBERS.fullmatch(sequence)
    if not found:
        return False
    number, final = int(found["number"] or "1"), found["final"]
    letters = [int(letter) for letter in (found["letters"] or "").split(":") if letter]
    if f"{number}{final}" in FUNCTIONAL_KEYS:
        return not any(letter < _FIRST_LETTER for letter in letters)
    if final == "u" or (number, final) == _OTHER_KEY:
        letters = letters or [number]
        return all(letter >= _FIRST_LETTER or letter in _NAMED_CONTROLS for letter in letters)
    return False


class Paste(events.Paste):
    """A paste, which may be what a scanner sent. Widgets hear of it by its name, which is Textual's.

    Args:
        text: what was pasted, without controls.
        codes: the codes it consists of, with their separators; empty where a person pasted it.
    """

    def __init__(self, text: str, codes: tuple[str, ...]) -> None:
        super().__init__(text)
        self.codes = codes


class SafeDriver(PaintingDriver):
    """Textual's driver with a keyboard that can't be broken and a terminal that may vanish.

    Private: ``_file`` and ``_app``, which drivers are given no other way to reach.
    """

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        file = VanishingTerminal(cast("IO[str]", self._file), self._vanished, self.painter.gone_out)
        self._file = cast("Any", file)
        # When a terminal hangs up, the kernel sends SIGCONT too, which would start the driver a second time.
        # Suspending is not offered: it would show a shell.
        signal.signal(signal.SIGTSTP, signal.SIG_IGN)
        signal.signal(signal.SIGCONT, signal.SIG_DFL)

    @property
    def can_suspend(self) -> bool:
        """Never: it would leave the client on a screen that nobody watches."""
        return False

    def run_input_thread(self) -> None:
        """Read the terminal until the app ends or the terminal is gone."""
        keyboard = Keyboard(mouse=self._mouse)
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if selector.select(_LATE_SECONDS if keyboard.waits else _IDLE_SECONDS):
                    data = self._read_burst(selector)
                    if not data:
                        self._vanished()
                        return
                    found = keyboard.feed(data)
                else:
                    found = keyboard.tick()
                for event in found:
                    self.process_message(event)

    def _read_burst(self, selector: selectors.BaseSelector) -> bytes:
        """Read all that arrived together: a paste is cut into reads by the terminal's buffer."""
        data = b""
        try:
            while chunk := os.read(self.fileno, _READ_BYTES):
                data += chunk
                if len(data) >= _BURST_BYTES or not selector.select(0):
                    break
        except OSError:
            return data
        return data

    def _vanished(self) -> None:
        if isinstance(self._app, SafeApp) and not self.exit_event.is_set():
            self._app.terminal_vanished()


class SafeApp(PaintingApp, inherit_bindings=False):
    """An app whose terminal only ever gets what may be seen, also when it fails.

    Args:
        log_folder: where fault reports go; None keeps none.
        now: the aware time, for the reports.
        terminal: what the terminal can show; None takes Textual's word for it.
    """

    def __init__(
        self, *, log_folder: Path | None, now: Callable[[], datetime], terminal: TerminalKind | None = None
    ) -> None:
        super().__init__(SafeDriver if sys.platform != "win32" else None, terminal)
        self.log_folder = log_folder
        self._report_time = now
        self._safe_text = SafeText()
        self._turns = Turns(self, super().on_event)
        self.failure = ""
        """Why the app ended, in one sentence for standard error; empty when somebody left it."""

    @override
    async def on_event(self, event: events.Event) -> None:
        """Take keys and pastes in turn."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            await self._turns.take(event)
        else:
            await super().on_event(event)

    async def on_passed(self, message: Passed) -> None:
        """Go on with the keys that waited for those before them."""
        await self._turns.passed(message)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Give Textual's filters and ours, which every line of every widget passes last."""
        return [*super().get_line_filters(), self._safe_text]

    @property
    def _background_screens(self) -> list[Screen[Any]]:
        """The screens that can be seen behind the top one.

        Textual counts the one beneath an opaque screen too: whenever a clock ticks there, it paints all of
        the top screen. Private: the property itself; there is no public hook.
        """
        seen: list[Screen[Any]] = []
        stack = self.screen_stack
        for above, below in zip(reversed(stack), reversed(stack[:-1]), strict=False):
            if not above.is_modal:
                break
            seen.insert(0, below)
        return seen

    def copy_to_clipboard(self, text: str) -> None:
        """Keep what is copied inside the console.

        Textual writes it to the terminal, whose clipboard belongs to the machine the practitioner sits at.
        Private: ``_clipboard``, which has no public setter.
        """
        self._clipboard = text

    def terminal_vanished(self) -> None:
        """Called from a thread of the driver when the terminal can't be read or written any more."""

    def refuse(self, refused: Refused) -> None:
        """Show why something was not done."""
        self.notify(str(refused), severity="warning", markup=False)

    def _tolerates(self, error: Exception) -> bool:
        if not isinstance(error, WorkerFailed):
            # A screen that is opened while the app is being left gets no widgets any more.
            return isinstance(error, NoMatches) and self._exit
        if isinstance(error.error, Refused):
            self.refuse(error.error)
        return isinstance(error.error, Refused | Stale) or outlived_its_screen(error.error)

    def _handle_exception(self, error: Exception) -> None:
        """End the app without Textual's crash screen, which prints the local variables of every frame.

        Private: the method itself, ``_exception``, ``_exception_event`` (how tests learn of it),
        ``_return_code``, ``_exit`` (whether the app is being left) and ``_close_messages_no_wait``; there is
        no public hook.
        """
        if self._tolerates(error):
            return
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
            cause = error.error if isinstance(error, WorkerFailed) else error
            self._stop_with(faults.write_report(cause, self.log_folder, now=self._report_time()))

    @override
    def panic(self, *renderables: object) -> None:
        """End the app; what Textual would have printed may hold values, so it is dropped."""
        self._stop_with(faults.write_report(RuntimeError(), self.log_folder, now=self._report_time()))

    def _stop_with(self, number: str) -> None:
        self._return_code = CRASHED
        self.failure = (
            f"mesotui had to stop because of a fault of its own ({number}). "
            "What it showed as saved is safe; start it again to go on."
        )
        self._close_messages_no_wait()


def outlived_its_screen(error: BaseException) -> bool:
    """Tell whether a worker found its widgets gone because its screen was left while it waited.

    Textual removes the widgets before it cancels the worker of their screen. Private: ``_pruning`` and
    ``_closing``, by which a screen tells that it is being removed.
    """
    if not isinstance(error, NoMatches):
        return False
    step = error.__traceback__
    while step is not None:
        node = step.tb_frame.f_locals.get("self")
        if isinstance(node, Widget) and (node._pruning or node._closing):
            return True
        step = step.tb_next
    return False


def prune_watchers(node: DOMNode) -> None:
    """Let go of the widgets that watched this node and have been removed.

    Textual keeps them until the watched value next changes (its issue 6666), with all that was typed in
    them: a closed record must not stay in memory. Private: the ``__watchers`` attribute.
    """
    watchers: dict[str, list[tuple[DOMNode, object]]] = getattr(node, "__watchers", {})
    for held in watchers.values():
        held[:] = [entry for entry in held if entry[0].is_running]
