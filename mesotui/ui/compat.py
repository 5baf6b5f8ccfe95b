"""The only place that touches what Textual keeps private. Read for Textual 8.2.8; check at every new version.

Each use says why it is needed; ``tests/ui/test_compat.py`` and ``tests/system/test_terminal_safety.py`` fail
when one of them no longer works.
"""

from __future__ import annotations

import contextlib
import os
import re
import selectors
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import IO, Any, cast

from textual import events
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual._parser import ParseError
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.css.query import NoMatches
from textual.dom import DOMNode
from textual.drivers.linux_driver import LinuxDriver
from textual.filter import LineFilter
from textual.geometry import Offset, Size
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget
from textual.worker import WorkerFailed
from typing_extensions import override

from mesotui import faults
from mesotui.domain.errors import Refused
from mesotui.ui.glass import Glass, Painter
from mesotui.ui.safe_input import Pasted, SafeDecoder, Typed
from mesotui.ui.safe_output import SafeText
from mesotui.ui.terminal import VanishingTerminal
from mesotui.ui.terminal_console import console_of
from mesotui.ui.terminal_kind import TerminalKind
from mesotui.ui.work import Stale

CRASHED = 70
"""The exit status after a fault of the program itself (EX_SOFTWARE of sysexits.h)."""

_READ_BYTES = 4096
_BURST_BYTES = 1 << 20
_LATE_SECONDS = 0.05
_IDLE_SECONDS = 0.1
_ONLY_MODERN = re.compile(r"\x1b\[(?:>\d*u|<u|\?\d+\$p|\?1004[hl])")
"""The keyboard protocol of kitty, questions about modes, reports of the focus."""


class Keyboard:
    """Turns bytes of a terminal into Textual's events and survives whatever the bytes are.

    Textual's own loop ends the app, with status 0, at the first byte that isn't UTF-8 (its issue 6456), lets
    an Esc in a paste act as a key, and dies of numbers out of range in a key sequence. Its parser, which is
    private, is kept for the keys; pastes never reach it.
    """

    def __init__(self) -> None:
        self._decoder = SafeDecoder()
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
        yield from self._survive(self._parser.tick)

    def _events(self, parts: Iterable[Typed | Pasted]) -> Iterator[Message]:
        for part in parts:
            if isinstance(part, Pasted):
                yield events.Paste(part.text)
            else:
                # One by one, so that a sequence the parser dies of takes nothing with it that comes after.
                for character in part.text:
                    yield from self._survive(partial(self._parser.feed, character))

    def _survive(self, parse: Callable[[], Iterable[Message]]) -> Iterator[Message]:
        try:
            yield from parse()
        except (ParseError, ArithmeticError, LookupError, RuntimeError, TypeError, ValueError):
            # The parser is a generator: once it failed it is dead.
            self._parser = XTermParser()


class SafeDriver(LinuxDriver):
    """Textual's driver with a keyboard that can't be broken and a terminal that may vanish.

    Private: ``_file`` and ``_app``, which drivers are given no other way to reach.
    """

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._kind = app.terminal if isinstance(app, SafeApp) else TerminalKind()
        self._painter = Painter(Glass(self._kind), self.write, self._soon)
        file = VanishingTerminal(cast("IO[str]", self._file), self._vanished, self._painter.gone_out)
        self._file = cast("Any", file)
        # When a terminal hangs up, the kernel sends SIGCONT too, which would start the driver a second time.
        # Suspending is not offered: it would show a shell.
        signal.signal(signal.SIGTSTP, signal.SIG_IGN)
        signal.signal(signal.SIGCONT, signal.SIG_DFL)

    @property
    def can_suspend(self) -> bool:
        """Never: it would leave the client on a screen that nobody watches."""
        return False

    @override
    def write(self, data: str) -> None:
        """Write, without what an old terminal would show as letters."""
        super().write(data if self._kind.answers else _ONLY_MODERN.sub("", data))

    def show(
        self, update: LayoutUpdate | ChopsUpdate, size: Size, cursor: tuple[int, int], *, whole: bool
    ) -> None:
        """Send what an update changes on the terminal, and leave the cursor where it belongs.

        Private: the two kinds of update, whose own rendering sends every style of every segment in full.
        """
        glass = self._painter.glass
        glass.resize(*size)
        if isinstance(update, LayoutUpdate):
            for y, strips in enumerate(update.strips, update.region.y):
                glass.put(update.region.x, y, (segment for strip in strips for segment in strip), size.width)
        else:
            for y, begin, end in update.spans:
                for strip_end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
                    if strip is not None and x <= end and strip_end > begin:
                        glass.put(x, y, strip, min(strip_end, end))
        self._painter.paint(cursor, whole=whole)

    def forget_screen(self) -> None:
        """Paint everything the next time: the terminal may show anything."""
        self._painter.glass.forget()

    def _soon(self, call: Callable[[], None]) -> None:
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(call)

    def run_input_thread(self) -> None:
        """Read the terminal until the app ends or the terminal is gone."""
        keyboard = Keyboard()
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


class SafeApp(App[None], inherit_bindings=False):
    """An app whose terminal only ever gets what may be seen, also when it fails.

    Args:
        log_folder: where fault reports go; None keeps none.
        now: the aware time, for the reports.
        terminal: what the terminal can show; None takes Textual's word for it.
    """

    def __init__(
        self, *, log_folder: Path | None, now: Callable[[], datetime], terminal: TerminalKind | None = None
    ) -> None:
        super().__init__(driver_class=SafeDriver if sys.platform != "win32" else None)
        self.terminal = terminal or TerminalKind()
        if terminal is not None:
            self.console = console_of(terminal)
        self.log_folder = log_folder
        self._report_time = now
        self._safe_text = SafeText()
        self.failure = ""
        """Why the app ended, in one sentence for standard error; empty when somebody left it."""

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Give Textual's filters and ours, which every line of every widget passes last."""
        return [*super().get_line_filters(), self._safe_text]

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        """Paint what changed on the terminal.

        Private: the method itself, ``_running``, ``_closed``, ``_batch_count`` and ``_sync_available``; there
        is no public hook between the widgets and the terminal.
        """
        if not (isinstance(self._driver, SafeDriver) and isinstance(renderable, LayoutUpdate | ChopsUpdate)):
            super()._display(screen, renderable)
            return
        if self._running and not self._closed and not self._batch_count:
            cursor = self.screen.outer_size.clamp_offset(self._field_cursor())
            self._driver.show(renderable, self.size, cursor, whole=self._sync_available)
        self.post_display_hook()

    def _field_cursor(self) -> Offset:
        """Give where the cursor of the focused field is now.

        Textual remembers where it was when the field last changed; the field may have been moved since. And
        after the last character it counts a cell too many.
        """
        field = self.screen.focused
        cursor: Offset | None = getattr(field, "cursor_screen_offset", None)
        if cursor is None:
            return self.cursor_position
        return cursor - Offset(1, 0) if getattr(field, "cursor_at_end", False) else cursor

    def forget_screen(self) -> None:
        """Send everything with the next change, whatever noise on the line has made of the screen."""
        if isinstance(self._driver, SafeDriver):
            self._driver.forget_screen()

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
            return False
        if isinstance(error.error, Refused):
            self.refuse(error.error)
        return isinstance(error.error, Refused | Stale) or outlived_its_screen(error.error)

    def _handle_exception(self, error: Exception) -> None:
        """End the app without Textual's crash screen, which prints the local variables of every frame.

        Private: the method itself, ``_exception``, ``_exception_event`` (how tests learn of it),
        ``_return_code`` and ``_close_messages_no_wait``; there is no public hook.
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
