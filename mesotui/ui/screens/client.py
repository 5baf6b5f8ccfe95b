"""One client: who, what to beware of, the next visit, and every session so far."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import OptionList, Static

from mesotui.domain.consent import Consent, ConsentKind, in_words, latest
from mesotui.domain.dates import age_years, spoken_date, spoken_moment
from mesotui.domain.dose import plain
from mesotui.domain.people import Alert, AlertKind, Appointment, Client, Room
from mesotui.domain.screening import PastScreening
from mesotui.domain.treatment import SessionSummary, Status
from mesotui.records import appointments, clients, consents, screenings
from mesotui.ui import local_time
from mesotui.ui.context import Context
from mesotui.ui.keymap import bindings, in_scope
from mesotui.ui.keys import COMMANDS
from mesotui.ui.messages import Go
from mesotui.ui.modals.ask import Ask
from mesotui.ui.modals.book_visit import BookVisit
from mesotui.ui.modals.choose_room import ChooseRoom
from mesotui.ui.screening_words import past_line
from mesotui.ui.screens.past_session import PastSessionScreen
from mesotui.ui.session_opening import open_session
from mesotui.ui.widgets.choice_list import Choice, ChoiceList, heading
from mesotui.ui.widgets.columns import Column, Row, line_row
from mesotui.ui.widgets.key_bar import KeyBar
from mesotui.ui.widgets.person import alert_content
from mesotui.ui.widgets.title_bar import TitleBar

_HISTORY = (
    Column(width=17),
    Column(width=5),
    Column(width=8, grows=1),
    Column(width=10, grows=2),
    Column(width=8),
    Column(width=9),
    Column(width=10),
)
STATUS_SIGNS = {
    Status.OPEN: ("● open", "$accent"),
    Status.DONE: ("✓ done", "$ok"),
    Status.STOPPED: ("▲ stopped", "$warn"),
    Status.NOT_DONE: ("– not done", "$quiet"),
    Status.SIGNED: ("✓ signed", "$ok"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientPage:
    """Everything that the page shows."""

    client: Client
    history: tuple[SessionSummary, ...]
    next_visit: Appointment | None
    consents: tuple[Consent, ...]
    """The answer that stands of each kind that was asked about."""
    screening: PastScreening | None


class ClientScreen(Screen[None]):
    """Shows a client, and leads to their sessions.

    Args:
        context: what every screen is handed.
        client_id: whose page it is.
    """

    scope = "client"
    BINDINGS = [*bindings("client", COMMANDS)]

    def __init__(self, context: Context, client_id: UUID) -> None:
        super().__init__()
        self._given = context
        self._client_id = client_id
        self._page: ClientPage | None = None
        self._lines: list[Alert | Consent | SessionSummary | None] = []

    def compose(self) -> ComposeResult:
        """Lay out who it is above alerts and sessions."""
        yield TitleBar(self._given.now, room="Client", practitioner=self._given.actor.name)
        with Vertical(id="client-body"):
            yield Static(id="client-who")
            yield Static(id="client-alerts")
            yield Static(id="client-visit")
            yield Static(id="client-screening")
            lines = ChoiceList(id="client-lines")
            # No field stands above this list, so it has the keyboard itself.
            lines.can_focus = True
            yield lines
        yield KeyBar(in_scope("client", self._given.commands))

    def on_screen_resume(self) -> None:
        """Read the page, also after a session of it was written in."""
        self.query_one("#client-lines").focus()
        self._read()

    @work(exclusive=True, group="client")
    async def _read(self) -> None:
        read, actor = self._given.work.read, self._given.actor
        answers = await read("client-consents", consents.consents, actor, self._client_id)
        self._page = ClientPage(
            consents=tuple(one for kind in ConsentKind if (one := latest(answers, kind))),
            client=await read("client", clients.client, actor, self._client_id),
            history=await read("client-history", clients.history, actor, self._client_id),
            next_visit=await read(
                "client-visit",
                appointments.next_visit,
                actor,
                self._client_id,
                after=self._given.now(),
            ),
            screening=await read(
                "client-screening",
                screenings.last_screening,
                actor,
                self._client_id,
                before=self._given.now(),
            ),
        )
        self._show(self._page)

    def _show(self, page: ClientPage) -> None:
        client = page.client
        age = age_years(client.birth_date, today=local_time.today(self._given.now()))
        title = self.query_one(TitleBar)
        title.client = f"{client.name} · {client.birth_date.year}"
        title.warning = " · ".join(
            f"ALLERGY {alert.text}" if alert in client.allergies else alert.text
            for alert in client.alerts
            if alert in client.allergies or alert.kind is AlertKind.WARNING
        )
        born = f"  born {spoken_date(client.birth_date)}, {age} years"
        self.query_one("#client-who", Static).update(
            Content.assemble(
                (client.name, "bold"), (born, ""), (f"   {client.phone or 'no phone'}", "$quiet")
            )
        )
        self.query_one("#client-alerts", Static).update(alert_content(client))
        visit = page.next_visit
        when = (
            f"Next visit  {spoken_moment(local_time.local(visit.due_at))}" if visit else "No visit is booked"
        )
        self.query_one("#client-visit", Static).update(Content.styled(when, "$text" if visit else "$quiet"))
        self.query_one("#client-screening", Static).update(past_line(page.screening))
        self._show_lines(page)

    def _show_lines(self, page: ClientPage) -> None:
        lines: list[Choice[Alert | Consent | SessionSummary]] = []
        if page.client.alerts:
            lines.append(heading("Alerts"))
            lines += [
                Choice(shown=line_row(_alert_line(alert, page.client)), stands_for=alert)
                for alert in page.client.alerts
            ]
            lines.append(heading(""))
        if page.consents:
            lines.append(heading("Consents"))
            lines += [
                Choice(shown=line_row(_consent_line(consent)), stands_for=consent)
                for consent in page.consents
            ]
            lines.append(heading(""))
        lines.append(heading(f"Sessions  {len(page.history) or 'none yet'}"))
        lines += [Choice(shown=_history_line(session), stands_for=session) for session in page.history]
        self._lines = [line.stands_for for line in lines]
        listed = self.query_one("#client-lines", ChoiceList)
        kept = listed.highlighted
        listed.show(lines)
        latest = next((at for at, line in enumerate(self._lines) if isinstance(line, SessionSummary)), None)
        still_there = kept is not None and kept < len(self._lines) and self._lines[kept] is not None
        listed.choose(kept if still_there else latest)

    @on(OptionList.OptionSelected, "#client-lines")
    def _open_line(self, event: OptionList.OptionSelected) -> None:
        line = self._lines[event.option_index]
        if isinstance(line, SessionSummary):
            if line.status is Status.OPEN:
                self.post_message(Go("session", line.id))
            else:
                self.app.push_screen(PastSessionScreen(self._given, line.id))

    @work(exclusive=True, group="start")
    async def action_start(self) -> None:
        """Open a session for this client, or resume the one that is open."""
        if self._page is None:
            return
        session_id = await open_session(self._given, self._page.client, None, self._ask_room)
        if session_id is not None:
            self.post_message(Go("session", session_id))

    async def _ask_room(self, rooms: tuple[Room, ...]) -> Room | None:
        return await self.app.push_screen_wait(ChooseRoom(rooms))

    def action_alert(self) -> None:
        """Add an allergy."""
        self._add(AlertKind.ALLERGY, "Allergy", "What is this client allergic to? It stays on every screen.")

    def action_warn(self) -> None:
        """Add a warning."""
        self._add(AlertKind.WARNING, "Warning", "What must not be overlooked? It stays on every screen.")

    @work(exclusive=True, group="alert")
    async def _add(self, kind: AlertKind, title: str, explanation: str) -> None:
        text = await self.app.push_screen_wait(Ask(title, explanation, topic="alert"))
        if text is not None:
            await self._given.work.write(
                clients.add_alert, self._given.actor, self._client_id, kind, text, now=self._given.now()
            )
            self._read()

    @work(exclusive=True, group="alert")
    async def action_void(self) -> None:
        """Take the chosen alert or consent back, with a reason."""
        at = self.query_one("#client-lines", OptionList).highlighted
        alert = self._lines[at] if at is not None else None
        if isinstance(alert, Consent) and alert.is_given:
            await self._withdraw(alert)
            return
        if not isinstance(alert, Alert):
            self.app.notify("Choose an alert or a given consent with the arrows first.", markup=False)
            return
        reason = await self.app.push_screen_wait(
            Ask(f"Take back: {alert.text}", "Why? The alert leaves the screens and stays in the record.")
        )
        if reason is not None:
            await self._given.work.write(
                clients.void_alert,
                self._given.actor,
                self._client_id,
                alert.id,
                reason=reason,
                now=self._given.now(),
            )
            self._read()

    async def _withdraw(self, consent: Consent) -> None:
        reason = await self.app.push_screen_wait(
            Ask(
                f"The client takes back: {consent.kind.value}",
                "Why? The consent stays in the record, and a session that is going on stops at once.",
                self._given.clinic.consent_rules().refusals,
            )
        )
        if reason is not None:
            await self._given.work.write(
                consents.withdraw,
                self._given.actor,
                self._client_id,
                kind=consent.kind,
                reason=reason,
                now=self._given.now(),
            )
            self._read()

    @work(exclusive=True, group="book")
    async def action_book(self) -> None:
        """Book a visit."""
        due_at = await self.app.push_screen_wait(BookVisit(self._given.now()))
        if due_at is not None:
            await self._given.work.write(
                appointments.book, self._given.actor, self._client_id, due_at, now=self._given.now()
            )
            self._read()


def _alert_line(alert: Alert, client: Client) -> Content:
    if alert in client.allergies:
        return Content.styled(f"▲ ALLERGY {alert.text}", "$danger")
    if alert.kind is AlertKind.ALLERGY:
        return Content("Allergies: none known")
    return Content.styled(f"▲ {alert.text}", "$warn")


def _consent_line(consent: Consent) -> Content:
    on = spoken_date(local_time.local(consent.recorded_at).date())
    sign = ("✓ ", "$ok") if consent.is_given else ("▲ ", "$warn")
    told = f"{consent.kind.value.capitalize()}: {in_words(consent)}, {on}, {consent.recorded_by}"
    return Content.assemble(sign, told)


def _history_line(session: SessionSummary) -> Row:
    began = local_time.local(session.started_at)
    zones = f"{session.zones} zone" + ("" if session.zones == 1 else "s")
    sign, colour = STATUS_SIGNS[session.status]
    return Row(
        _HISTORY,
        (
            Content.assemble((spoken_date(began.date()), "bold")),
            Content.styled(f"{began:%H:%M}", "$quiet"),
            Content.styled(session.room, "$quiet"),
            Content.styled(session.practitioner, "$quiet"),
            Content(f"{zones:>8}"),
            Content(f"{plain(session.volume_ml)} mL".rjust(9)),
            Content.styled(sign, colour),
        ),
    )
