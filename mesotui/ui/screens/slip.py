"""The slip: what the client takes home, as it will be or was given, with its codes for a phone."""

import asyncio
from datetime import datetime, timezone
from pathlib import Path
from uuid import UUID

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import Screen
from textual.widgets import Static
from typing_extensions import override

from mesotui.domain.errors import Refused
from mesotui.domain.people import Site
from mesotui.domain.treatment import GivenSlip, TreatmentSession
from mesotui.records import appointments, sessions, sites, slips
from mesotui.slips.content import SlipContent, compose, new_code
from mesotui.slips.payloads import dialled
from mesotui.slips.saving import save
from mesotui.slips.signing import signed
from mesotui.slips.slip import Code, codes
from mesotui.slips.terminal import Room, room_needed
from mesotui.ui.context import Context
from mesotui.ui.keymap import Command, bindings, in_scope
from mesotui.ui.keys import COMMANDS
from mesotui.ui.modals.ask import Ask
from mesotui.ui.screens.slip_words import caption, hint, state, words
from mesotui.ui.slip_key import signing_key
from mesotui.ui.widgets.key_bar import KeyBar
from mesotui.ui.widgets.qr_view import QrView
from mesotui.ui.widgets.title_bar import TitleBar

_TEXT_COLUMNS = 36
"""The text keeps at least these, the code gets what it can use of the rest."""
_ALWAYS = ("slip.next", "slip.full", "slip.wide", "slip.save", "everywhere.back", "everywhere.help")


class SlipScreen(Screen[None]):
    """Shows a session's slip, gives it, and puts its codes on the glass one at a time.

    Args:
        context: what every screen is handed.
        session_id: whose slip; None for the session this person has open, or else the newest one.
        folder: where saved slips go.
        key_folder: where the key lies that signs slips; None for a clinic that doesn't sign.
    """

    BINDINGS = [*bindings("slip", COMMANDS), ("escape", "leave_full")]
    scope = "slip"

    def __init__(
        self, context: Context, session_id: UUID | None, *, folder: Path, key_folder: Path | None = None
    ) -> None:
        super().__init__()
        self._work = context.work
        self._actor = context.actor
        self._aftercare = context.clinic.aftercare("en")
        self._now = context.now
        self._commands = context.commands
        self._session_id = session_id
        self._folder = folder
        self._key_folder = key_folder
        self._unsigned = ""
        self._new_code = new_code()
        self._session: TreatmentSession | None = None
        self._site: Site | None = None
        self._slip: SlipContent | GivenSlip | None = None
        self._giving = False
        self._refusal = ""
        self._saved = ""
        self._index: int | None = None
        self._full = False

    def compose(self) -> ComposeResult:
        """Lay out the text beside the code."""
        yield TitleBar(self._now, room="Slip", practitioner=self._actor.name)
        with Horizontal(id="slip-body"):
            with Vertical(id="slip-left"):
                yield Static("", id="slip-state", markup=False)
                with VerticalScroll(id="slip-text-scroll"):
                    yield Static("", id="slip-text", markup=False)
            with Vertical(id="slip-right"):
                yield Static("", id="slip-caption", markup=False)
                yield QrView(id="slip-code")
        yield KeyBar(self._useful())

    def on_screen_resume(self) -> None:
        """Read the session anew: it may have gone on meanwhile."""
        self.run_worker(self._load(), group="slip", exclusive=True)

    def on_resize(self, event: events.Resize) -> None:
        """Give the code as many columns as its rows can use."""
        self._share_out(event.size.width, event.size.height)
        self.call_after_refresh(self._show_all)

    @override
    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether a key does something now: Esc first leaves the large code."""
        return self._full if action == "leave_full" else True

    def action_next(self) -> None:
        """Show the next code."""
        self._turn(1)

    def action_previous(self) -> None:
        """Show the code before."""
        self._turn(-1)

    def action_wide(self) -> None:
        """Draw the code with two cells a module, or with half blocks again."""
        view = self.query_one(QrView)
        view.wide = not view.wide
        self._show_code()

    def action_full(self) -> None:
        """Give the code the whole screen, or the text its place back."""
        self._full = not self._full
        self.set_class(self._full, "-full")
        self._share_out(self.size.width, self.size.height)
        self.call_after_refresh(self._show_code)

    def action_leave_full(self) -> None:
        """Give the text its place back."""
        self.action_full()

    def action_give(self) -> None:
        """Record that the client has the slip."""
        if not self._giving:
            self.run_worker(self._give(), group="slip-give")

    def action_save(self) -> None:
        """Write the given slip into files."""
        self.run_worker(self._save(), group="slip-save", exclusive=True)

    def action_phone(self) -> None:
        """Type the clinic's telephone."""
        self.run_worker(self._ask_phone(), group="slip-phone", exclusive=True)

    async def _load(self) -> None:
        session_id = self._session_id or await self._current_session()
        if session_id is None:
            self._refuse("There is no session yet. Open one from Today.")
            return
        session = await self._work.read("slip-session", sessions.session, self._actor, session_id)
        site = await self._work.read("slip-site", sites.current_site)
        due = await self._work.read(
            "slip-visit", appointments.next_visit, self._actor, session.client.id, after=self._now()
        )
        self._session_id, self._session, self._site = session_id, session, site
        # The visit may lie beyond a change of the clocks, so it is told in this machine's zone.
        self._write_slip(due.due_at.astimezone() if due else None)
        if isinstance(self._slip, SlipContent):
            self._slip = await self._signed(self._slip, session)
        self._show()

    async def _signed(self, slip: SlipContent, session: TreatmentSession) -> SlipContent:
        key, self._unsigned = await signing_key(self._work, self._actor, self._key_folder, self._now)
        today = self._now().astimezone(timezone(session.utc_offset)).date()
        return slip if key is None else signed(slip, key, on=today)

    async def _current_session(self) -> UUID | None:
        running = await self._work.read("slip-open", sessions.open_sessions, self._actor)
        mine = [session for session in running if session.practitioner.id == self._actor.staff_id]
        if mine:
            return max(mine, key=lambda session: session.started_at).id
        newest = await self._work.read("slip-newest", sessions.list_sessions, self._actor, limit=1)
        return newest[0].id if newest else None

    def _write_slip(self, next_visit: datetime | None) -> None:
        """Take the slip that was given as it was, or write one."""
        self._slip, self._refusal = None, ""
        if self._session is None or self._site is None:
            return
        if self._session.slips:
            self._slip = self._session.slips[-1]
            return
        try:
            self._slip = compose(
                self._session,
                self._site,
                next_visit,
                self._aftercare,
                code=self._new_code,
                now=self._now(),
            )
        except Refused as refused:
            self._refusal = str(refused)

    async def _give(self) -> None:
        slip, session = self._slip, self._session
        if slip is None or session is None or isinstance(slip, GivenSlip):
            return
        self._giving = True
        try:
            self._slip = await self._work.write(
                slips.give,
                self._actor,
                session.id,
                slip=slip,
                now=self._now(),
            )
        finally:
            self._giving = False
        self._show()

    async def _save(self) -> None:
        if not isinstance(self._slip, GivenSlip):
            raise Refused("First record with Enter that the client has the slip; then it can be saved.")
        files = await asyncio.to_thread(save, self._slip, self._folder)
        # A notice would lie over the code that somebody may just be scanning.
        self._saved = f"Saved: {', '.join(str(file) for file in files)}"
        self._show_state()

    async def _ask_phone(self) -> None:
        phone = await self.app.push_screen_wait(
            Ask("The clinic's telephone", "It stands on every slip and in its codes.", topic="phone")
        )
        if phone is None:
            return
        dialled(phone)
        self._site = await self._work.write(sites.set_phone, self._actor, phone, now=self._now())
        await self._load()

    def _refuse(self, sentence: str) -> None:
        self._slip, self._refusal = None, sentence
        self._show()

    def _show(self) -> None:
        if self._session is not None:
            client = self._session.client
            title = self.query_one(TitleBar)
            title.client = f"{client.name} · {client.birth_date.year}"
            title.warning = ", ".join(f"{alert.kind.upper()} {alert.text}" for alert in client.alerts)
        self.query_one(KeyBar).commands = self._useful()
        self._show_all()

    def _show_all(self) -> None:
        text = self.query_one("#slip-text", Static)
        columns = self.query_one("#slip-text-scroll").scrollable_content_region.width
        text.update(words(self._slip.text if self._slip else self._refusal, columns))
        self._show_code()

    def _useful(self) -> tuple[Command, ...]:
        """Give the commands that do something now: one row of keys leaves a small screen to the code."""
        useful = set(_ALWAYS)
        if isinstance(self._slip, SlipContent):
            useful.add("slip.give")
            if not self._slip.call:
                useful.add("slip.phone")
        return tuple(command for command in in_scope(self.scope, self._commands) if command.id in useful)

    def _show_state(self) -> None:
        if self._slip is None:
            self.query_one("#slip-state", Static).update("")
            return
        too_large = [code.caption for code in codes(self._slip) if not self._fits(code)]
        is_approved = False
        self.query_one("#slip-state", Static).update(
            state(
                self._slip,
                too_large=too_large,
                is_approved=is_approved,
                unsigned=self._unsigned,
                saved=self._saved,
            )
        )

    def _fits(self, code: Code) -> bool:
        view = self.query_one(QrView)
        needed = room_needed(code.payload, wide=view.wide)
        return needed is not None and Room(columns=view.size.width, rows=view.size.height).holds(needed)

    def _turn(self, step: int) -> None:
        if self._slip is not None:
            self._index = ((self._index or 0) + step) % len(codes(self._slip))
            self._show_code()

    def _show_code(self) -> None:
        view = self.query_one(QrView)
        self._show_state()
        if self._slip is None:
            view.payload = b""
            self.query_one("#slip-caption", Static).update("")
            return
        shown = codes(self._slip)
        if self._index is None and view.size:
            self._index = next((i for i, code in enumerate(shown) if self._fits(code)), 0)
        index = min(self._index or 0, len(shown) - 1)
        code = shown[index]
        self.query_one("#slip-caption", Static).update(caption(index, shown, full=self._full))
        view.hint = hint(
            self._slip,
            code,
            Room(columns=self.size.width, rows=self.size.height),
            wide=view.wide,
            full=self._full,
        )
        view.payload = code.payload

    def _share_out(self, columns: int, rows: int) -> None:
        """Give the code's side as many columns as its rows can use: a cell is twice as high as wide."""
        right = self.query_one("#slip-right")
        right.styles.width = columns if self._full else max(1, min(2 * (rows - 2), columns - _TEXT_COLUMNS))
