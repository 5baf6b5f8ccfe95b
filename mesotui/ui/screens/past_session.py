"""A session that is closed, to read: what was done, when, and what was taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from textual import work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from mesotui.domain.carried import carried_in_all
from mesotui.domain.clocks import session_clock, spoken
from mesotui.domain.consent import ConsentKind, in_words
from mesotui.domain.dates import spoken_date, spoken_day
from mesotui.domain.dose import plain
from mesotui.domain.stock import InjectedComponent
from mesotui.domain.treatment import Injection, TreatmentSession
from mesotui.records import sessions
from mesotui.ui.context import Context
from mesotui.ui.keymap import bindings, in_scope
from mesotui.ui.keys import COMMANDS
from mesotui.ui.messages import Go
from mesotui.ui.screening_words import screening_sheet
from mesotui.ui.widgets.columns import Column, Row
from mesotui.ui.widgets.key_bar import KeyBar
from mesotui.ui.widgets.labelled import Labelled
from mesotui.ui.widgets.person import alert_content
from mesotui.ui.widgets.title_bar import TitleBar

_INJECTED = (
    Column(width=5),
    Column(width=20, grows=2),
    Column(width=16, grows=2),
    Column(width=6),
    Column(width=13),
    Column(width=9),
    Column(width=10, grows=1, drops_below=96),
)
_LABEL_CELLS = 14


class PastSessionScreen(Screen[None]):
    """Shows a session as it was recorded; nothing can be changed here.

    Args:
        context: what every screen is handed.
        session_id: which session.
    """

    BINDINGS = bindings("past-session", COMMANDS)
    scope = "past-session"

    def __init__(self, context: Context, session_id: UUID) -> None:
        super().__init__()
        self._given = context
        self._session_id = session_id

    def compose(self) -> ComposeResult:
        """Lay out a sheet that scrolls."""
        yield TitleBar(self._given.now, room="Past session", practitioner=self._given.actor.name)
        yield VerticalScroll(id="past-body")
        yield KeyBar(in_scope("past-session", self._given.commands))

    def on_mount(self) -> None:
        """Read the session."""
        self.query_one("#past-body").focus()
        self._read()

    def action_slip_again(self) -> None:
        """Go to the slip of this session."""
        self.post_message(Go("slip", self._session_id))

    @work(exclusive=True, group="past-session")
    async def _read(self) -> None:
        session = await self._given.work.read(
            "past-session", sessions.session, self._given.actor, self._session_id
        )
        title = self.query_one(TitleBar)
        title.room = session.room.name
        title.client = f"{session.client.name} · {session.client.birth_date.year}"
        await self.query_one("#past-body").mount_all(
            line if isinstance(line, Labelled) else Static(line) for line in sheet(session, self._given.now())
        )


def sheet(session: TreatmentSession, now: datetime) -> list[Content | Row | Labelled]:
    """Write a closed session as lines, in the order of the room."""
    began = session.started_at + session.utc_offset
    lasted = spoken(session_clock(session).elapsed(now))
    lines: list[Content | Row | Labelled] = [
        Content.assemble(
            (f"Session {session.number}", "bold"), f"   {spoken_day(began.date())}, {began:%H:%M}, {lasted}"
        ),
        _line("By", session.practitioner.name),
        _line("Ended as", f"{session.status.value}{': ' if session.end_reason else ''}{session.end_reason}"),
        _line("Alerts now", alert_content(session.client)),
        *_before(session),
        Content(""),
        Content.styled(f"Injected   {plain(session.volume_ml)} mL in all", "bold"),
        *(line for injection in session.injections for line in _injected(injection, session)),
        *(_carried(part) for part in carried_in_all(session)),
        Content(""),
        *_after(session),
    ]
    return lines


def _before(session: TreatmentSession) -> Iterator[Labelled]:
    if session.identity:
        how = session.identity.override_reason or "answered by the client"
        yield _line("Identity", f"{_time(session.identity.confirmed_at, session)} {how}")
    for label, told in screening_sheet(session):
        yield _line(label, told)
    for kind in ConsentKind:
        if answer := session.consent.latest(kind):
            on = spoken_date((answer.recorded_at + session.utc_offset).date())
            label = "Consent" if kind is ConsentKind.TREATMENT else "Photographs"
            yield _line(label, f"{in_words(answer)}, {on}, {answer.recorded_by}")
    if confirmed := session.consent.confirmation:
        yield _line("", f"confirmed {_time(confirmed.confirmed_at, session)}, {confirmed.confirmed_by}")
    for cleansing in session.antisepses:
        early = f", early: {cleansing.early_reason}" if cleansing.early_reason else ""
        contact_end = cleansing.dry_started_at or cleansing.ended_at or cleansing.contact_started_at
        dried = (
            spoken(cleansing.ended_at - cleansing.dry_started_at)
            if cleansing.ended_at and cleansing.dry_started_at
            else "not timed"
        )
        contact = spoken(contact_end - cleansing.contact_started_at)
        yield _line("Cleansed", f"{cleansing.agent_name}, contact {contact}, drying {dried}{early}")
    for anaesthetic in session.anaesthetics:
        if anaesthetic.is_none:
            yield _line("Anaesthetic", "none")
            continue
        amount = f", {anaesthetic.amount_g} g" if anaesthetic.amount_g is not None else ""
        area = f" on {anaesthetic.area_cm2} cm²" if anaesthetic.area_cm2 is not None else ""
        on_for = f", {spoken(anaesthetic.ended_at - anaesthetic.started_at)}" if anaesthetic.ended_at else ""
        occluded = ", occluded" if anaesthetic.occluded else ""
        yield _line("Anaesthetic", f"{anaesthetic.product_name}{amount}{area}{occluded}{on_for}")


def _after(session: TreatmentSession) -> Iterator[Labelled]:
    if session.observation and session.observation.ended_at:
        watched = session.observation.ended_at - session.observation.started_at
        yield _line("Observed", spoken(watched))
    for finding in session.findings:
        taken_back = f" (taken back: {finding.void_reason})" if not finding.counts else ""
        detail = f", {finding.detail}" if finding.detail else ""
        yield _line(finding.kind.value.capitalize(), f"{finding.value}{detail}{taken_back}")
    for pause in session.interruptions:
        yield _line("Interrupted", f"{_time(pause.started_at, session)} {pause.reason}")
    for note in session.notes:
        yield _line("Note", f"{_time(note.recorded_at, session)} {note.text}")
    for slip in session.slips:
        replaced = "" if slip.counts else f" (replaced: {slip.replace_reason})"
        yield _line("Slip", f"{slip.code}, given {_time(slip.given_at, session)}{replaced}")


def _injected(injection: Injection, session: TreatmentSession) -> Iterator[Content | Row]:
    entry = injection.entry
    quiet = "" if injection.counts else "$quiet strike"
    cells = (
        _time(injection.recorded_at, session),
        injection.zone_name,
        injection.technique_name,
        f"{plain(entry.depth_mm, 0)} mm",
        f"{entry.points} × {plain(entry.volume_ml_per_point)}",
        f"{plain(injection.volume_ml)} mL",
        entry.product_name,
    )
    yield Row(_INJECTED, tuple(Content.styled(cell, quiet) for cell in cells))
    if injection.voided_at:
        trace = f"{_time(injection.voided_at, session)} by {injection.voided_by}: {injection.void_reason}"
        yield Content.styled(f"      taken back {trace}", "$warn")


def _carried(part: InjectedComponent) -> Labelled:
    until = f", expires {part.expiry}" if part.expiry else ""
    lot = f"lot {part.lot_number}" if part.lot_number else "lot unknown"
    return _line("Of it", f"{plain(part.volume_ml)} mL {part.product_name}, {lot}{until}")


def _line(label: str, text: str | Content) -> Labelled:
    told = text if isinstance(text, Content) else Content(text)
    return Labelled(Content.styled(label, "$quiet"), told, column=_LABEL_CELLS)


def _time(moment: datetime, session: TreatmentSession) -> str:
    return f"{moment + session.utc_offset:%H:%M}"
