"""The slip: what the client takes home, as it will be or was given, with its codes for a phone."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from textual import events, work
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from typing_extensions import override

from mesotui.domain.errors import Refused
from mesotui.domain.people import Site
from mesotui.domain.slip_choices import AS_SHIPPED, SlipChoices
from mesotui.domain.treatment import GivenSlip
from mesotui.records import sites, slips
from mesotui.records.handover import Handover, handover
from mesotui.slips.content import SlipContent, new_code
from mesotui.slips.terminal import Cells
from mesotui.ui.context import Context
from mesotui.ui.keymap import Command, bindings, in_scope
from mesotui.ui.keys import COMMANDS
from mesotui.ui.modals.ask import Ask
from mesotui.ui.screens.slip_words import (
    CORRECTIONS,
    emergency_question,
    phone_question,
    state,
    useful,
)
from mesotui.ui.slip_desk import (
    SlipDesk,
    Written,
    current_session,
    first_language,
    next_language,
    shows_dense,
)
from mesotui.ui.slip_output import SlipOutput
from mesotui.ui.widgets.key_bar import KeyBar
from mesotui.ui.widgets.slip_view import SlipView
from mesotui.ui.widgets.title_bar import TitleBar

_LOW_SCREEN_ROWS = 41
"""Below these, a second row of keys would cost the code a row that a signed contact or a visit needs."""


class SlipScreen(Screen[None]):
    """Shows a session's slip in the client's language, gives it, and puts its codes on the glass.

    Args:
        context: what every screen is handed.
        session_id: whose slip; None for the session this person has open, or else the newest one.
        folder: where saved slips go.
        key_folder: where the key lies that signs slips; None for a clinic that doesn't sign.
        choices: what the clinic chose for its slips.
    """

    BINDINGS = [*bindings("slip", COMMANDS), ("escape", "leave")]
    scope = "slip"

    def __init__(
        self,
        context: Context,
        session_id: UUID | None,
        *,
        folder: Path,
        key_folder: Path | None = None,
        choices: SlipChoices = AS_SHIPPED,
    ) -> None:
        super().__init__()
        self._work = context.work
        self._actor = context.actor
        self._texts = context.clinic.aftercare
        self._output = SlipOutput(
            context.work,
            context.actor,
            context.clinic.printers.each,
            folder=folder,
            now=context.now,
            tell=self._tell,
        )
        self._now = context.now
        self._commands = context.commands
        self._session_id = session_id
        self._key_folder = key_folder
        self._choices = choices
        self._code = new_code()
        self._known: Handover | None = None
        self._language = ""
        self._written = Written(slip=None, shown=None)
        self._is_written = asyncio.Event()
        self._reason = ""

    def compose(self) -> ComposeResult:
        """Lay out the title, the slip and the keys."""
        yield TitleBar(self._now, room="Slip", practitioner=self._actor.name)
        yield SlipView(id="slip-body")
        yield KeyBar(self._useful())

    def on_screen_resume(self) -> None:
        """Read the session anew: it may have gone on meanwhile."""
        self._reload()

    def on_resize(self, event: events.Resize) -> None:
        """Leave a low screen's rows to the code."""
        self.query_one(KeyBar).most_rows = 1 if event.size.height < _LOW_SCREEN_ROWS else 2

    @override
    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether a key does something now: Esc first leaves what has the whole screen, or a correction."""
        if action == "leave":
            return self._is_enlarged or bool(self._reason)
        return True

    @property
    def _is_enlarged(self) -> bool:
        view = self.query_one(SlipView)
        return view.full or view.aloud

    def action_next(self) -> None:
        """Show the next code."""
        self.query_one(SlipView).turn(1)

    def action_previous(self) -> None:
        """Show the code before."""
        self.query_one(SlipView).turn(-1)

    def action_wide(self) -> None:
        """Draw the code with two cells a module, or with half blocks again."""
        self.query_one(SlipView).draw_in(Cells.WIDE)

    def action_dense(self) -> None:
        """Draw the code with six modules a cell, or with half blocks again."""
        if not shows_dense(self.app.console.encoding, os.environ.get("TERM", "")):
            raise Refused("This terminal has no letters for dense codes. Enlarge it, or print the slip.")
        self.query_one(SlipView).draw_in(Cells.DENSE)

    def action_full(self) -> None:
        """Give the code the whole screen, or the text its place back."""
        self._enlarge(full=not self.query_one(SlipView).full)

    def action_aloud(self) -> None:
        """Give the whole screen to the words as they are read out, or the code its place back."""
        self._enlarge(aloud=not self.query_one(SlipView).aloud)

    def action_leave(self) -> None:
        """Leave what has the whole screen, or else the correction."""
        if self._is_enlarged:
            self._enlarge()
        else:
            self._rewrite(reason="")

    def action_language(self) -> None:
        """Write the slip in the next language."""
        if self._known is not None:
            self._rewrite(language=next_language(self._language, self._choices.languages))

    def action_give(self) -> None:
        """Record that the client has the slip, and print it unless it is printed."""
        self.run_worker(self._give(prints=True), group="slip-give")

    def action_give_unprinted(self) -> None:
        """Record that the client has the slip without paper."""
        self.run_worker(self._give(prints=False), group="slip-give")

    def action_print(self) -> None:
        """Print the given slip, or print it again."""
        self._output.begin_print(self._written.slip)
        # The app's own work: how it went is kept, whatever screen is shown by then.
        self.app.run_worker(self._output.print(self._written.slip), group="slip-print")

    def action_printer(self) -> None:
        """Take the next printer, and with it its paper."""
        self._output.next_printer()

    def action_paper(self) -> None:
        """Take the next paper for the PDF, and say how much of it the slip takes."""
        self._output.next_paper()
        self.run_worker(self._measure(), group="slip-paper", exclusive=True)

    def action_save(self) -> None:
        """Write the given slip into files."""
        self.run_worker(self._output.save(self._written.slip), group="slip-save", exclusive=True)

    def action_correct(self) -> None:
        """Write a corrected slip in place of the one that the client has."""
        if isinstance(self._written.slip, GivenSlip):
            self.run_worker(self._ask_reason(), group="slip-correct", exclusive=True)

    def action_phone(self) -> None:
        """Type the clinic's telephone."""
        self.run_worker(
            self._ask_number(phone_question(), sites.set_phone), group="slip-phone", exclusive=True
        )

    def action_emergency(self) -> None:
        """Type the emergency number of the country."""
        asking = self._ask_number(emergency_question(), sites.set_emergency_number)
        self.run_worker(asking, group="slip-phone", exclusive=True)

    def _rewrite(self, *, language: str | None = None, reason: str | None = None) -> None:
        """Write the slip again, in another language or for another reason."""
        self._is_written.clear()
        self._language = self._language if language is None else language
        self._reason = self._reason if reason is None else reason
        self._reload()

    @work(group="slip", exclusive=True)
    async def _reload(self) -> None:
        await self._load()

    async def _load(self) -> None:
        self._is_written.clear()
        session_id = self._session_id or await current_session(self._work, self._actor)
        if session_id is None:
            no_session = "There is no session yet. Open one from Today."
            self._written = Written(slip=None, shown=None, refusal=no_session)
        else:
            known = await self._work.read("slip", handover, self._actor, session_id, now=self._now())
            self._session_id, self._known = session_id, known
            self._language = self._language or first_language(known, self._choices)
            self._written = await self._desk().written(
                known, self._language, code=self._code, correcting=bool(self._reason)
            )
            await self._output.look_up(self._written.slip)
        self._show()
        self._is_written.set()

    def _desk(self) -> SlipDesk:
        return SlipDesk(
            work=self._work,
            actor=self._actor,
            texts=self._texts,
            choices=self._choices,
            key_folder=self._key_folder,
            now=self._now,
            encoding=self.app.console.encoding,
            term=os.environ.get("TERM", ""),
        )

    async def _give(self, *, prints: bool) -> None:
        # Whoever types ahead means what was asked for, not what still stands there.
        await self._is_written.wait()
        slip, replaced, known = self._written.slip, self._written.replaces, self._known
        if isinstance(slip, SlipContent) and known is not None:
            await self._record(slip, replaced, known)
        given = self._written.slip
        if not (prints and self._output.printers and isinstance(given, GivenSlip)):
            return
        if not self._output.is_printed(given):
            self.action_print()

    async def _record(self, slip: SlipContent, replaced: GivenSlip | None, known: Handover) -> None:
        self._is_written.clear()
        try:
            await self._work.write(
                slips.give,
                self._actor,
                known.session.id,
                slip=slip,
                now=self._now(),
                replaces=replaced.code if replaced else "",
                reason=self._reason,
            )
            self._reason, self._code = "", new_code()
        finally:
            await self._load()

    async def _measure(self) -> None:
        await self._is_written.wait()
        if self._written.slip is not None:
            await self._output.measure(self._written.slip)

    def _tell(self) -> None:
        if self.is_attached:
            self.query_one(SlipView).tell(self._state())

    async def _ask_reason(self) -> None:
        ask = Ask(
            "Why is the slip corrected?",
            "The client's slip stays in the record, marked as replaced.",
            suggestions=CORRECTIONS,
            topic="slip-correct",
        )
        reason = await self.app.push_screen_wait(ask)
        if reason:
            self._rewrite(reason=reason)

    async def _ask_number(self, ask: Ask, use_case: Callable[..., Site]) -> None:
        number = await self.app.push_screen_wait(ask)
        if number is not None:
            await self._work.write(use_case, self._actor, number, now=self._now())
            self._rewrite()

    def _enlarge(self, *, full: bool = False, aloud: bool = False) -> None:
        self.set_class(full, "-full")
        self.set_class(aloud, "-aloud")
        self.query_one(SlipView).enlarge(full=full, aloud=aloud)

    def _show(self) -> None:
        if self._known is not None:
            client = self._known.session.client
            title = self.query_one(TitleBar)
            title.client = f"{client.name} · {client.birth_date.year}"
            title.warning = ", ".join(f"{alert.kind.upper()} {alert.text}" for alert in client.alerts)
        bar = self.query_one(KeyBar)
        bar.commands = self._useful()
        bar.labels = {"slip.give": "give and print"} if self._output.printers else {}
        written = self._written
        view = self.query_one(SlipView)
        view.show(written.slip, written.shown, state=self._state(), instead=written.refusal)

    def _state(self) -> Content:
        if self._known is None:
            return Content("")
        return state(
            self._written, self._known, reason=self._reason, told=self._output.told(self._written.slip)
        )

    def _useful(self) -> tuple[Command, ...]:
        commands = in_scope(self.scope, self._commands)
        return useful(self._written.slip, self._known, commands, printers=len(self._output.printers))
