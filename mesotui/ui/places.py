"""Which screen is on top: the places that F-keys lead to, and the way back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from textual import on
from textual.screen import Screen
from textual.signal import Signal
from typing_extensions import override

from mesotui.domain.people import Actor
from mesotui.ui.context import Context, KeepsDraft, Opened
from mesotui.ui.keymap import Command
from mesotui.ui.messages import Go
from mesotui.ui.scan_capture import Capturing
from mesotui.ui.terminal_kind import TerminalKind

HOME = "today"
PLACES = (HOME, "clients", "session", "slip", "clock", "recall", "stock")
"""The places that have a key; others, such as one client, are reached from a screen."""

_STAYING = 2
"""The opening screen and the one above it are never left by Esc."""


class Navigating(Capturing):
    """An app with places.

    Args:
        log_folder: where fault reports go; None keeps none.
        now: the aware time, for the reports.
        terminal: what the terminal can show; None takes Textual's word for it.
    """

    def __init__(
        self, *, log_folder: Path | None, now: Callable[[], datetime], terminal: TerminalKind | None = None
    ) -> None:
        super().__init__(log_folder=log_folder, now=now, terminal=terminal)
        self._opened: Opened | None = None
        self._moving = asyncio.Lock()
        self._shown: WeakKeyDictionary[Screen[Any], tuple[str, UUID | None]] = WeakKeyDictionary()
        self.context: Context | None = None
        """What screens are handed; None until somebody is signed in."""
        self.data_changed: Signal[None] = Signal(self, "data-changed")
        """Published within a second of any terminal, this one too, having written something."""

    async def enter(self, opened: Opened, actor: Actor, commands: tuple[Command, ...]) -> None:
        """Show the first place to somebody who has signed in, and nothing from before."""
        self.context = Context(
            work=opened.work,
            actor=actor,
            clinic=opened.clinic,
            now=opened.now,
            commands=commands,
            data_changed=self.data_changed,
        )
        home = opened.screens[HOME](self.context, None)
        self._shown[home] = (HOME, None)
        while len(self.screen_stack) > 1:
            await self.pop_screen()
        await self.push_screen(home)

    @on(Go)
    def _on_go(self, message: Go) -> None:
        self.move(self.go(message.place, message.subject))

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

    async def _back_from(self, seen: Screen[Any]) -> None:
        """Leave the screen on which Esc was pressed, once, however often it was pressed meanwhile."""
        async with self._moving:
            if self.screen is seen and len(self.screen_stack) > _STAYING:
                await self._leave_screen()

    async def _leave_screen(self) -> None:
        leaving = self.screen
        if isinstance(leaving, KeepsDraft):
            await leaving.save_draft()
        if self.screen is leaving:
            await self.pop_screen()

    @override
    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether a command of the app works now: little does before sign-in, or under a question."""
        if action in ("quit", "hide"):
            return True
        if self.screen.is_modal and action in (*PLACES, "help", "palette", "back"):
            return False
        if action in PLACES:
            return self._opened is not None and self.context is not None and action in self._opened.screens
        return True

    def action_today(self) -> None:
        """Go to Today."""
        self.move(self.go(HOME))

    def action_clients(self) -> None:
        """Go to the clients."""
        self.move(self.go("clients"))

    def action_session(self) -> None:
        """Go to the session in this room."""
        self.move(self.go("session"))

    def action_slip(self) -> None:
        """Go to the slip of the current session."""
        self.move(self.go("slip"))

    def action_clock(self) -> None:
        """Start or stop a clock of the room."""
        self.move(self.go("clock"))

    def action_recall(self) -> None:
        """Find everyone who received a lot."""
        self.move(self.go("recall"))

    def action_stock(self) -> None:
        """Go to the products and lots."""
        self.move(self.go("stock"))

    @override
    async def action_back(self) -> None:
        """Leave the screen on top; the first after the opening stays."""
        if len(self.screen_stack) > _STAYING:
            self.move(self._back_from(self.screen))

    def move(self, moving: Coroutine[Any, Any, None]) -> None:
        """Change screens beside the app's own messages: a draft is stored on the way, and keys wait."""
        self.run_worker(self._turns.moving(moving), group="move")
