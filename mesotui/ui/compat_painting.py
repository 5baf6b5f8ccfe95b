"""How Textual's pictures get to the terminal: through a glass that sends only what differs.

Private API of Textual, as in ``compat``: read for 8.2.8, each use with its reason;
``tests/system/test_terminals.py`` fails when one no longer works.
"""

from __future__ import annotations

import contextlib
import re
import termios
from collections.abc import Callable
from typing import Any

from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import App
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Offset, Size
from textual.screen import Screen
from typing_extensions import override

from mesotui.ui.glass import Glass, Painter
from mesotui.ui.terminal import VanishingTerminal
from mesotui.ui.terminal_console import console_of
from mesotui.ui.terminal_kind import TerminalKind

_ONLY_MODERN = re.compile(r"\x1b\[(?:>\d*u|<u|\?\d+\$p|\?1004[hl])")
"""The keyboard protocol of kitty, questions about modes, reports of the focus."""
_LEAVE = "\x1b[?2026l\x1b[m\x1b[?2004l\x1b[?7h\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l"
_LEAVE_MOUSE = "\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l"
"""What Textual says when it stops."""


class PaintingDriver(LinuxDriver):
    """Textual's driver with a memory of what the terminal shows."""

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._kind = app.terminal if isinstance(app, PaintingApp) else TerminalKind()
        self.painter = Painter(Glass(self._kind), self.write, self._soon)

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
        glass = self.painter.glass
        glass.resize(*size)
        if isinstance(update, LayoutUpdate):
            for y, strips in enumerate(update.strips, update.region.y):
                glass.put(update.region.x, y, (segment for strip in strips for segment in strip), size.width)
        else:
            for y, begin, end in update.spans:
                for strip_end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
                    if strip is not None and x <= end and strip_end > begin:
                        glass.put(x, y, strip, min(strip_end, end))
        self.painter.paint(cursor, whole=whole)

    def forget_screen(self) -> None:
        """Paint everything the next time: the terminal may show anything."""
        self.painter.glass.forget()

    def abandon(self, last_words: str) -> None:
        """Leave the terminal for a process that is ended: Textual's loop, or its writer, may be stuck.

        Private: ``_file``, ``_mouse`` and ``attrs_before``, what the terminal was set to.
        """
        file = self._file
        if not isinstance(file, VanishingTerminal):
            return
        leave = _LEAVE_MOUSE + _LEAVE if self._mouse else _LEAVE
        file.say_last((leave if self._kind.answers else _ONLY_MODERN.sub("", leave)) + last_words)
        if self.attrs_before is not None:
            with contextlib.suppress(OSError, termios.error):
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)

    def _soon(self, call: Callable[[], None]) -> None:
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(call)


class PaintingApp(App[None], inherit_bindings=False):
    """An app that knows what its terminal can show, and paints only what changed on it.

    Args:
        driver: what stands between the app and the terminal.
        terminal: what the terminal can show; None takes Textual's word for it.
    """

    def __init__(self, driver: type[Driver] | None, terminal: TerminalKind | None) -> None:
        super().__init__(driver_class=driver)
        self.terminal = terminal or TerminalKind()
        self._is_frozen = False
        if terminal is not None:
            self.console = console_of(terminal)

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        """Paint what changed on the terminal.

        Private: the method itself, ``_running``, ``_closed``, ``_batch_count`` and ``_sync_available``; there
        is no public hook between the widgets and the terminal.
        """
        if not (
            isinstance(self._driver, PaintingDriver) and isinstance(renderable, LayoutUpdate | ChopsUpdate)
        ):
            super()._display(screen, renderable)
            return
        if self._running and not self._closed and not self._batch_count and not self._is_frozen:
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
        if isinstance(self._driver, PaintingDriver):
            self._driver.forget_screen()

    def freeze_screen(self) -> None:
        """Paint nothing more: what is on the terminal now is the last that anybody sees."""
        self._is_frozen = True

    def thaw_screen(self) -> None:
        """Paint again, all that changed meanwhile first."""
        self._is_frozen = False
        self.screen.refresh(layout=True)

    def abandon_terminal(self, last_words: str = "") -> None:
        """Leave the terminal right before the process is ended; any thread may call it."""
        if isinstance(self._driver, PaintingDriver):
            self._driver.abandon(last_words)
