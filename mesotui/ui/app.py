"""The console itself: what is on the glass, which key leads where, and how it ends."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from textual import events, on
from textual.command import CommandPalette
from textual.screen import Screen
from typing_extensions import override

from mesotui import faults, paths
from mesotui.domain.errors import Refused
from mesotui.domain.people import Actor
from mesotui.ui import themes
from mesotui.ui.compat import prune_watchers
from mesotui.ui.context import Opened, Scoped
from mesotui.ui.keymap import EVERYWHERE, Command, bindings, in_scope, keymap
from mesotui.ui.keys import COMMANDS
from mesotui.ui.leaving import LeavingApp
from mesotui.ui.messages import SignedIn
from mesotui.ui.modals.help import Help
from mesotui.ui.modals.hidden import Hidden
from mesotui.ui.opening import OpeningScreen
from mesotui.ui.palette import CommandsOfRegistry, Offer, offers_on
from mesotui.ui.terminal_kind import Colours, TerminalKind
from mesotui.ui.tidying import Tidying

CANNOT_START = 78
"""The exit status when the clinic could not be opened (EX_CONFIG of sysexits.h)."""

_LOOK_SECONDS = 1.0


def _now() -> datetime:
    return datetime.now(UTC)


class MesoApp(LeavingApp):
    """The console.

    Args:
        start: opens the database, reads the clinic's data and imports the screens. It runs in a thread after
            the first paint; a ``Refused`` it raises becomes ``failure``, with exit status 78.
        log_folder: where fault reports go.
        now: the aware time, for fault reports.
        terminal: what the terminal can show; None takes Textual's word for it.
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
        terminal: TerminalKind | None = None,
    ) -> None:
        super().__init__(log_folder=log_folder, now=now, terminal=terminal)
        self._start = start
        self._looking: asyncio.Task[None] | None = None
        self._tidying = Tidying()
        self.commands: tuple[Command, ...] = COMMANDS
        """All commands with the keys of this clinic."""
        self.offers: tuple[Offer, ...] = ()
        """What the palette offers, as of when it was opened."""
        self.animation_level = "none"
        for theme in themes.THEMES:
            self.register_theme(theme)
        self.theme = themes.chosen(None, self.terminal)
        self.set_class(self.terminal.colours is Colours.NONE, "-colourless")

    @override
    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(themes.THEMES[0].variables)

    @override
    def get_default_screen(self) -> Screen[None]:
        return OpeningScreen()

    def on_mount(self) -> None:
        """Begin to open the clinic once the first screen is painted."""
        if not self.is_headless:
            # asyncio would print the fault of a forgotten task, with its values, when the console has ended.
            asyncio.get_running_loop().set_exception_handler(self._note_forgotten_fault)
            self.load_scanning_soon()
        self.call_after_refresh(lambda: self.run_worker(self._open(), exit_on_error=True))

    @override
    async def on_event(self, event: events.Event) -> None:
        """Take note that somebody types."""
        if isinstance(event, events.Key):
            self._tidying.put_off()
        await super().on_event(event)

    async def on_unmount(self) -> None:
        """Finish what is being written, also when the app ends by a fault."""
        if self._looking is not None:
            self._looking.cancel()
        if self._opened is not None:
            await self._opened.work.drain()
            self._opened.work.close()

    def _note_forgotten_fault(self, _loop: asyncio.AbstractEventLoop, told: dict[str, Any]) -> None:
        if isinstance(error := told.get("exception"), Exception):
            faults.write_report(error, self.log_folder, now=_now())

    async def _open(self) -> None:
        try:
            opened = self._opened = await asyncio.to_thread(self._start)
            self.theme = themes.chosen(opened.theme, self.terminal)
        except Refused as refused:
            self.failure = str(refused)
            self.exit(return_code=CANNOT_START)
            return
        opened.work.on_orphan = self.refuse
        if opened.commands is not None:
            self.commands = opened.commands
            self.set_keymap(keymap(opened.commands))
        self._looking = asyncio.create_task(self._keep_looking())
        if opened.actor is not None:
            await self.enter(opened, opened.actor, self.commands)
            if opened.admits is not None:
                await self._offer_unfinished(opened, opened.actor)
        else:
            await self.push_screen(opened.entrances[opened.entrance](opened))
        if opened.preload is not None:
            await asyncio.to_thread(opened.preload)

    async def _offer_unfinished(self, opened: Opened, actor: Actor) -> None:
        """Go on where a cut line left somebody: what they were typing is on the screen at once."""
        # What knows the database takes longer to load than the first paint may wait.
        from mesotui.records import drafts

        session_id = await opened.work.read("unfinished", drafts.unfinished, actor)
        if session_id is not None:
            await self.go("session", session_id)

    async def _keep_looking(self) -> None:
        while True:
            await self.look_for_changes()
            await asyncio.sleep(_LOOK_SECONDS)

    async def look_for_changes(self) -> None:
        """Tell the screens whether any terminal wrote something, and let go of screens that were closed."""
        if self._opened is not None and await self._opened.work.changed():
            self.data_changed.publish(None)
            await self._look_whether_admitted(self._opened)
        for node in (self, *self.screen_stack):
            prune_watchers(node)

    async def _look_whether_admitted(self, opened: Opened) -> None:
        if opened.admits is None:
            return
        try:
            await opened.work.read("admitted", opened.admits)
        except Refused as refused:
            self.failure = str(refused)
            self.leave(1)

    @on(SignedIn)
    def _on_signed_in(self, message: SignedIn) -> None:
        if self._opened is not None:
            self.move(self.enter(self._opened, message.actor, self.commands))

    @property
    def scope(self) -> str:
        """The scope of the keys that work now."""
        return self.screen.scope if isinstance(self.screen, Scoped) else EVERYWHERE

    def action_help(self) -> None:
        """Show what each key does here."""
        self.push_screen(Help(in_scope(self.scope, self.commands)))

    def action_palette(self) -> None:
        """Search all commands by name."""
        self.offers = offers_on(self.screen, in_scope(self.scope, self.commands))
        self.push_screen(CommandPalette(id="--command-palette"))

    def action_hide(self) -> None:
        """Blank the screen until a key is pressed."""
        if not isinstance(self.screen, Hidden):
            self.forget_screen()
            self.push_screen(Hidden())
