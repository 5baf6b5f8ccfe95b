"""How the console ends: what is typed is kept first, and its exit status says whether it was."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from typing import Any

from textual import events
from typing_extensions import override

from mesotui.domain.errors import Refused
from mesotui.ui import terminal
from mesotui.ui.context import KeepsDraft
from mesotui.ui.scan_desk import ScanDesk

NOT_KEPT = 75
"""The exit status when something typed could not be kept (EX_TEMPFAIL of sysexits.h)."""

_NOT_KEPT_SENTENCE = (
    "What was typed last could not be kept on the disk: look at the record when you go on; "
    "all that was shown as saved is safe."
)
_UNHEARD_SECONDS = 10.0
"""After how long an app that doesn't even begin to leave never will."""


class LeavingApp(ScanDesk):
    """An app that keeps what is typed before it ends, whoever ends it."""

    _leaving: asyncio.Task[None] | None = None
    _status = 0
    _told_of_loss = False
    _is_signalled = False
    _heard: Callable[[], None] | None = None
    """Calls off what ends an app that never begins to leave."""
    _undo_signals: Callable[[], None] | None = None

    def on_mount(self) -> None:
        """End in good order when a signal says so."""
        if not self.is_headless:
            self._undo_signals = terminal.leave_on_signals(self.leave, arm=self._arm)

    async def on_unmount(self) -> None:
        """Let signals do what they did before."""
        if self._undo_signals is not None:
            self._undo_signals()

    @override
    async def on_event(self, event: events.Event) -> None:
        """Take no more keys once the console is being left: what they type would not be kept."""
        is_input = isinstance(event, events.Key | events.Paste) and not event.is_forwarded
        if self._leaving is None or not is_input:
            await super().on_event(event)

    @override
    async def action_quit(self) -> None:
        """Leave, keeping what is typed."""
        self.leave(0)

    @override
    def terminal_vanished(self) -> None:
        terminal.end_process_soon(1, self._abandon)
        self.call_later(self.leave, 1)

    def leave(self, status: int) -> None:
        """Store drafts, finish writes, and end with an exit status; it returns at once.

        With any status but 0 the console ends whatever could be kept; where something could not, with 75.
        """
        if self._heard is not None:
            self._heard()
            self._heard = None
        self._status = self._status or status
        if self._leaving is None:
            self._leaving = asyncio.create_task(self._leave())

    def _arm(self, number: int, status: int) -> None:
        """See to it that the process ends, also when its loop is stuck.

        Somebody waits for a console whose terminal is gone to end; any other signal leaves it the time that
        the database takes, and whoever sent it may kill it.
        """
        self._is_signalled = True
        if number == signal.SIGHUP:
            terminal.end_process_soon(status, self._abandon)
        elif self._leaving is None and self._heard is None:
            self._heard = terminal.end_process_soon(NOT_KEPT, self._give_up, seconds=_UNHEARD_SECONDS)

    async def _leave(self) -> None:
        unwritten, unkept = await self._keep()
        if not (unwritten or unkept) or self._status:
            # Keys that were on their way to a field may have come there since. Of what comes from now on
            # nothing is seen, so all that was ever seen is kept.
            self.freeze_screen()
            later, unkept = await self._keep()
            unwritten = unwritten or later
        lost = unkept or unwritten
        # What has ended the app meanwhile leaves nobody to ask.
        asks = self.is_running and not self._status and not self._told_of_loss
        if lost is not None and asks:
            self._told_of_loss = True
            self._leaving = None
            self.thaw_screen()
            why = lost if isinstance(lost, Refused) else "What is typed could not be kept."
            self.refuse(Refused(f"{why} Quit again to leave without it."))
            return
        if lost is not None and self._status:
            self._status = NOT_KEPT
            self.failure = f"{self.failure} {_NOT_KEPT_SENTENCE}".strip()
        if self._is_signalled:
            # All is done but to leave the terminal, which may take no more output.
            terminal.end_process_soon(self._status, self._abandon)
        self.exit(return_code=self._status)

    async def _keep(self) -> tuple[Exception | None, Exception | None]:
        """Finish the writes that were asked for, store the drafts, and give why one of each was not kept."""
        drafts: list[Any] = [screen for screen in self.screen_stack if isinstance(screen, KeepsDraft)]
        # Side by side: whatever else ends the console meanwhile, the drafts are in the queue by then.
        unwritten, *results = await asyncio.gather(
            self._unwritten(), *(screen.save_draft() for screen in drafts), return_exceptions=True
        )
        unkept = next((result for result in results if isinstance(result, Exception)), None)
        return unwritten if isinstance(unwritten, Exception) else None, unkept

    async def _unwritten(self) -> Exception | None:
        return None if self._opened is None else await self._opened.work.unkept()

    def _give_up(self) -> None:
        self.failure = _NOT_KEPT_SENTENCE
        self._abandon()

    def _abandon(self) -> None:
        self.abandon_terminal(f"mesotui: {self.failure}\r\n" if self.failure else "")
