"""From a code to the screen on top: it is read, looked up, and handed to whoever takes it."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from textual import on
from typing_extensions import override

from mesotui.domain.errors import Refused
from mesotui.domain.found import Found
from mesotui.domain.scanner_sheet import SHEET_GTIN, verdict
from mesotui.records import scans
from mesotui.ui import local_time
from mesotui.ui.context import Context, TakesScans
from mesotui.ui.places import Navigating
from mesotui.ui.scan_capture import Scanned
from mesotui.ui.stock_rows import scanned_words
from mesotui.ui.terminal_kind import TerminalKind

if TYPE_CHECKING:
    from mesotui.domain.gs1 import Scan

_LOAD_AFTER_SECONDS = 1.5
"""What reads codes is loaded once the console is at rest."""
_SAME_PACK = timedelta(seconds=60)
"""How long a product is remembered whose code said no lot: the lot may be in a second code on its pack."""
_SHOWN_SECONDS = 12.0
_LOOK_SECONDS = 0.05


class ScanDesk(Navigating):
    """An app that reads codes one after the other, and tells what became of each.

    Args:
        log_folder: where fault reports go; None keeps none.
        now: the aware time, for the reports.
        terminal: what the terminal can show; None takes Textual's word for it.
    """

    def __init__(
        self, *, log_folder: Path | None, now: Callable[[], datetime], terminal: TerminalKind | None = None
    ) -> None:
        super().__init__(log_folder=log_folder, now=now, terminal=terminal)
        self._codes: deque[str] = deque()
        self._reads = False
        self._pack: tuple[UUID, datetime] | None = None

    @property
    @override
    def wants_scans(self) -> bool:
        return isinstance(self.screen, TakesScans)

    def load_scanning_soon(self) -> None:
        """Load what reads codes, beside everything else and not now: no key waits for it."""
        self.set_timer(_LOAD_AFTER_SECONDS, lambda: self.run_worker(_load, thread=True, exit_on_error=False))

    def tell_scan(self, sentence: str, *, problem: bool = False) -> None:
        """Say what became of a code, in place of what was said of the one before."""
        self.clear_notifications()
        self.notify(
            sentence,
            severity="warning" if problem else "information",
            timeout=_SHOWN_SECONDS,
            markup=False,
        )

    @on(Scanned)
    def _on_scanned(self, message: Scanned) -> None:
        self._codes.append(message.text)
        if not self._reads:
            self._reads = True
            self.run_worker(self._read_all(), group="scan")

    async def _read_all(self) -> None:
        try:
            while self._codes:
                await self._read(self._codes.popleft())
        finally:
            self._reads = False

    async def _read(self, code: str) -> None:
        if self.context is None:
            self.tell_scan("Sign in first; the code was not used.", problem=True)
            return
        try:
            scan = await asyncio.to_thread(_scan, code)
            if scan.gtin == SHEET_GTIN:
                report = verdict(scan)
                self.tell_scan(report.sentence, problem=not report.is_right)
                return
            found = await self._looked_up(self.context, scan)
        except Refused as refused:
            self.tell_scan(str(refused), problem=True)
            return
        await self._hand_over(self.context, found)

    async def _looked_up(self, context: Context, scan: Scan) -> Found:
        now = context.now()
        before = self._pack
        product_id = before[0] if before and now - before[1] <= _SAME_PACK and not scan.gtin else None
        found = await context.work.read("scan", scans.look_up, context.actor, scan, product_id=product_id)
        says_no_lot = found.product is not None and not scan.lot
        self._pack = (found.product.id, now) if says_no_lot and found.product else None
        return found

    async def _hand_over(self, context: Context, found: Found) -> None:
        while isinstance(screen := self.screen, TakesScans):
            # By the screen's own queue: a form may be on top and have no fields yet.
            handing = _Handing(screen.take_scan, found)
            screen.call_later(handing.take)
            while not handing.taken.is_set() and self.screen is screen:
                with suppress(TimeoutError):
                    await asyncio.wait_for(handing.taken.wait(), _LOOK_SECONDS)
            if handing.taken.is_set():
                return
            handing.is_off = True
        here = local_time.local(context.now())
        words = scanned_words(found, here)
        if self.screen.is_modal:
            self.tell_scan(
                f"Answer what is asked first; the code was not used. It says: {words}", problem=True
            )
        else:
            self.tell_scan(words, problem=bool(found.against(here)))


class _Handing:
    """A code on its way into a screen, which may be gone before it takes it."""

    def __init__(self, take: Callable[[Found], None], found: Found) -> None:
        self._take = take
        self._found = found
        self.taken = asyncio.Event()
        self.is_off = False

    def take(self) -> None:
        """Take it, unless it was given to another screen meanwhile."""
        if not self.is_off:
            self.taken.set()
            self._take(self._found)


def _load() -> None:
    from mesotui import scanning  # noqa: F401


def _scan(code: str) -> Scan:
    from mesotui.scanning import read_scan

    return read_scan(code)
