"""The console itself: what is on the glass, which key leads where, and how it ends."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from textual import on
from textual.command import CommandPalette
from textual.screen import Screen
from textual.signal import Signal
from typing_extensions import override

from mesotui import paths
from mesotui.domain.errors import Refused
from mesotui.domain.people import Actor
from mesotui.ui import terminal, themes
from mesotui.ui.compat import SafeApp, prune_watchers
from mesotui.ui.context import Context, KeepsDraft, Opened, Scoped
from mesotui.ui.keymap import EVERYWHERE, Command, bindings, in_scope, keymap
from mesotui.ui.keys import COMMANDS
from mesotui.ui.messages import Go, SignedIn
from mesotui.ui.modals.help import Help
from mesotui.ui.modals.hidden import Hidden
from mesotui.ui.opening import OpeningScreen
from mesotui.ui.palette import CommandsOfRegistry

CANNOT_START = 78
"""The exit status when the clinic could not be opened (EX_CONFIG of sysexits.h)."""

_LOOK_SECONDS = 1.0
_HOME = "today"
_STAYING = 2
"""The opening screen and the one above it are never left by Esc."""
_PLACES = (_HOME, "clients", "session", "slip", "clock")


def _now() -> datetime:
    return datetime.now(UTC)


class MesoApp(SafeApp):
    """The console.

    Args:
        start: opens the database, reads the clinic's data and imports the screens. It runs in a thread after
            the first paint; a ``Refused`` it raises becomes ``failure``, with exit status 78.
        log_folder: where fault reports go.
        now: the aware time, for fault reports.
    """

    TITLE = "mesotui"
    CSS_PATH = [
        paths.styles_dir() / "base.tcss",
        paths.styles_dir() / "modals.tcss",
        *sorted(
            sheet
            for sheet in paths.styles_dir().glob("*.tcss")
            if sheet.name not in ("base.tcss", "modals.tcss")
        ),
    ]
    BINDINGS = [*bindings(EVERYWHERE, COMMANDS)]
    COMMANDS = {CommandsOfRegistry}
    ENABLE_COMMAND_PALETTE = False
    NOTIFICATION_TIMEOUT = 6

    def __init__(
        self,
        start: Callable[[], Opened],
        *,
        log_folder: Path | None = None,
        now: Callable[[], datetime] = _now,
    ) -> None:
        super().__init__(log_folder=log_folder, now=now)
        self._start = start
        self._opened: Opened | None = None
        self._leaving: asyncio.Task[None] | None = None
        self._looking: asyncio.Task[None] | None = None
        self._undo_signals: Callable[[], None] | None = None
        self._moving = asyncio.Lock()
        self._shown: WeakKeyDictionary[Screen[Any], tuple[str, UUID | None]] = WeakKeyDictionary()
        self.context: Context | None = None
        """What screens are handed; None until somebody is signed in."""
        self.commands: tuple[Command, ...] = COMMANDS
        """All commands with the keys of this clinic."""
        self.data_changed: Signal[None] = Signal(self, "data-changed")
        """Published within a second of any terminal, this one too, having written something."""
        self.animation_level = "none"
        for theme in themes.THEMES:
            self.register_theme(theme)
        self.theme = themes.DEFAULT

    @override
    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(themes.THEMES[0].variables)

    @override
    def get_default_screen(self) -> Screen[None]:
        return OpeningScreen()

    def on_mount(self) -> None:
        """Begin to open the clinic once the first screen is painted."""
        if not self.is_headless:
            self._undo_signals = terminal.leave_on_signals(self.leave)
        self.call_after_refresh(lambda: self.run_worker(self._open(), exit_on_error=True))

    async def on_unmount(self) -> None:
        """Finish what is being written, also when the app ends by a fault."""
        if self._looking is not None:
            self._looking.cancel()
        if self._opened is not None:
            await self._opened.work.drain()
            self._opened.work.close()
        if self._undo_signals is not None:
            self._undo_signals()

    async def _open(self) -> None:
        try:
            opened = await asyncio.to_thread(self._start)
        except Refused as refused:
            self.failure = str(refused)
            self.exit(return_code=CANNOT_START)
            return
        self._opened = opened
        opened.work.on_orphan = self.refuse
        if opened.commands is not None:
            self.commands = opened.commands
            self.set_keymap(keymap(opened.commands))
        if opened.theme is not None:
            self.theme = opened.theme
        self._looking = asyncio.create_task(self._look_for_changes(opened))
        if opened.actor is not None:
            await self._sign_in(opened, opened.actor)
        else:
            await self.push_screen(opened.entrances[opened.entrance](opened))

    async def _look_for_changes(self, opened: Opened) -> None:
        while True:
            if await opened.work.changed():
                self.data_changed.publish(None)
            for node in (self, *self.screen_stack):
                prune_watchers(node)
            await asyncio.sleep(_LOOK_SECONDS)

    async def _sign_in(self, opened: Opened, actor: Actor) -> None:
        self.context = Context(
            work=opened.work, actor=actor, clinic=opened.clinic, now=opened.now, commands=self.commands
        )
        home = opened.screens[_HOME](self.context, None)
        self._shown[home] = (_HOME, None)
        while len(self.screen_stack) > 1:
            await self.pop_screen()
        await self.push_screen(home)

    @on(SignedIn)
    def _on_signed_in(self, message: SignedIn) -> None:
        if self._opened is not None:
            self._move(self._sign_in(self._opened, message.actor))

    @on(Go)
    def _on_go(self, message: Go) -> None:
        self._move(self.go(message.place, message.subject))

    async def go(self, place: str, subject: UUID | None = None) -> None:
        """Show a place: go back to it where it is open already, else open it on top.

        Args:
            place: one of the opened clinic's screens.
            subject: the client or session to show; None for the current one.
        """
        if self._opened is None or self.context is None:
            return
        async with self._moving:
            held = [screen for screen in self.screen_stack if self._shown.get(screen) == (place, subject)]
            while held and self.screen is not held[-1]:
                await self._leave_screen()
            if not held:
                screen = self._opened.screens[place](self.context, subject)
                self._shown[screen] = (place, subject)
                await self.push_screen(screen)

    async def _leave_screen(self) -> None:
        if isinstance(self.screen, KeepsDraft):
            await self.screen.save_draft()
        await self.pop_screen()

    @override
    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether a command of the app works now: little does before sign-in, or under a question."""
        if action in ("quit", "hide"):
            return True
        if self.screen.is_modal and action in (*_PLACES, "help", "palette", "back"):
            return False
        if action in _PLACES:
            return self._opened is not None and self.context is not None and action in self._opened.screens
        return True

    @property
    def scope(self) -> str:
        """The scope of the keys that work now."""
        return self.screen.scope if isinstance(self.screen, Scoped) else EVERYWHERE

    def action_today(self) -> None:
        """Go to Today."""
        self._move(self.go(_HOME))

    def action_clients(self) -> None:
        """Go to the clients."""
        self._move(self.go("clients"))

    def action_session(self) -> None:
        """Go to the session in this room."""
        self._move(self.go("session"))

    def action_slip(self) -> None:
        """Go to the slip of the current session."""
        self._move(self.go("slip"))

    def action_clock(self) -> None:
        """Start or stop a clock of the room."""
        self._move(self.go("clock"))

    @override
    async def action_back(self) -> None:
        """Leave the screen on top; the first after the opening stays."""
        if len(self.screen_stack) > _STAYING:
            self._move(self._leave_screen())

    def _move(self, moving: Coroutine[Any, Any, None]) -> None:
        """Change screens beside the app's own messages: a draft is stored on the way."""
        self.run_worker(moving, group="move")

    def action_help(self) -> None:
        """Show what each key does here."""
        self.push_screen(Help(in_scope(self.scope, self.commands)))

    def action_palette(self) -> None:
        """Search all commands by name."""
        self.push_screen(CommandPalette(id="--command-palette"))

    def action_hide(self) -> None:
        """Blank the screen until a key is pressed."""
        if not isinstance(self.screen, Hidden):
            self.push_screen(Hidden())

    @override
    async def action_quit(self) -> None:
        """Leave, keeping what is typed."""
        self.leave(0)

    @override
    def terminal_vanished(self) -> None:
        terminal.end_process_soon(1)
        self.call_later(self.leave, 1)

    def leave(self, status: int) -> None:
        """Store drafts, finish writes, and end with an exit status; it returns at once."""
        if self._leaving is None:
            self._leaving = asyncio.create_task(self._leave(status))

    async def _leave(self, status: int) -> None:
        drafts: list[Any] = [screen for screen in self.screen_stack if isinstance(screen, KeepsDraft)]
        await asyncio.gather(*(screen.save_draft() for screen in drafts), return_exceptions=True)
        if self._opened is not None:
            await self._opened.work.drain()
        self.exit(return_code=status)
