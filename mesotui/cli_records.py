"""Clients and sessions on the command line."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timezone

from mesotui.bootstrap import Options, open_clinic
from mesotui.cli_output import client_json, consent_json, say, say_json, session_json, table
from mesotui.domain import dose
from mesotui.domain.carried import carried_in_all
from mesotui.domain.clocks import spoken
from mesotui.domain.consent import ConsentKind, in_words, latest
from mesotui.domain.people import Client
from mesotui.domain.printers import PrintJob
from mesotui.domain.screening import Screening
from mesotui.domain.text import shown
from mesotui.domain.treatment import Injection, SessionSummary, Status, TreatmentSession
from mesotui.records import clients, consents, sessions
from mesotui.records.lookups import client_key, session_key
from mesotui.records.printing import jobs_of


def list_clients(options: Options, *, limit: int, as_json: bool) -> int:
    """List clients by name; 1 when there are none."""
    with open_clinic(options) as (database, reader):
        found = database.read(clients.list_clients, reader, limit=limit)
    if as_json:
        say_json([client_json(client) for client in found])
    elif found:
        rows = (
            (str(client.id), client.name, client.birth_date.isoformat(), client.phone, _alerts(client))
            for client in found
        )
        say(table(("ID", "NAME", "BORN", "PHONE", "ALERTS"), rows))
    return 0 if found else 1


def show_client(options: Options, beginning: str, *, as_json: bool) -> int:
    """Show a client with their sessions."""
    with open_clinic(options) as (database, reader):
        key = database.read(client_key, reader, beginning)
        client = database.read(clients.client, reader, key)
        history = database.read(clients.history, reader, key)
        answers = database.read(consents.consents, reader, key)
    if as_json:
        found = [{"id": str(one.id), "status": one.status.value} for one in history]
        consented = [consent_json(one) for one in answers]
        say_json({**client_json(client), "consents": consented, "sessions": found})
        return 0
    say(f"{shown(client.name)}, born {client.birth_date.isoformat()}")
    say(f"id     {client.id}")
    say(f"phone  {shown(client.phone) or '-'}")
    for alert in client.alerts:
        say(f"! {alert.kind.value}: {shown(alert.text)}")
    for kind in ConsentKind:
        if answer := latest(answers, kind):
            told = f"{shown(in_words(answer))}, {answer.recorded_at.astimezone():%Y-%m-%d}"
            say(f"consent to {kind.value}: {told}")
    say("")
    say(_summaries(history) if history else "No session yet.")
    return 0


def list_sessions(options: Options, *, status: str | None, limit: int, as_json: bool) -> int:
    """List sessions, the latest first; 1 when there are none."""
    wanted = Status(status) if status else None
    with open_clinic(options) as (database, reader):
        found = database.read(sessions.list_sessions, reader, status=wanted, limit=limit)
        if as_json:
            whole = (database.read(sessions.session, reader, one.id) for one in found)
            say_json([session_json(session) for session in whole])
        elif found:
            say(_summaries(found))
    return 0 if found else 1


def show_session(options: Options, beginning: str, *, as_json: bool) -> int:
    """Show all that is recorded of a session."""
    with open_clinic(options) as (database, reader):
        session = database.read(sessions.session, reader, database.read(session_key, reader, beginning))
        printed = [job for slip in session.slips for job in database.read(jobs_of, reader, slip.id)]
    if as_json:
        say_json(session_json(session))
    else:
        say("\n".join(_session_lines(session, printed)))
    return 0


def _alerts(client: Client) -> str:
    return "; ".join(f"{alert.kind.value}: {alert.text}" for alert in client.alerts)


def _summaries(found: Sequence[SessionSummary]) -> str:
    header = ("ID", "STARTED", "STATUS", "CLIENT", "ROOM", "PRACTITIONER", "ZONES", "ML")
    rows = (
        (
            str(one.id),
            f"{one.started_at.astimezone():%Y-%m-%d %H:%M}",
            one.status.value,
            one.client_name,
            one.room,
            one.practitioner,
            str(one.zones),
            dose.plain(one.volume_ml),
        )
        for one in found
    )
    return table(header, rows)


def _session_lines(session: TreatmentSession, printed: Sequence[PrintJob]) -> Iterator[str]:
    zone = timezone(session.utc_offset)

    def clock(moment: datetime | None) -> str:
        return "-" if moment is None else f"{moment.astimezone(zone):%H:%M:%S}"

    started = session.started_at.astimezone(zone)
    yield f"{shown(session.client.name)}, session {session.number}, {session.status.value}"
    yield f"id            {session.id}"
    yield f"started       {started:%Y-%m-%d %H:%M:%S} {started:%z}"
    yield f"ended         {clock(session.ended_at)}"
    yield f"room          {shown(session.room.name)}"
    yield f"practitioner  {shown(session.practitioner.name)}"
    yield f"volume        {dose.plain(session.volume_ml)} mL"
    if session.end_reason:
        yield f"ended early   {shown(session.end_reason)}"
    for alert in session.client.alerts:
        yield f"! {alert.kind.value}: {shown(alert.text)}"
    for title, header, rows in (*_parts(session, clock), _prints(printed, clock)):
        if rows:
            yield ""
            yield title
            yield table(header, rows)


_Part = tuple[str, Sequence[str], list[tuple[str, ...]]]


def _parts(session: TreatmentSession, clock: Callable[[datetime | None], str]) -> Iterable[_Part]:
    """Give the tables of a session: each with its title, its header and its rows."""
    yield from _preparations(session, clock)
    yield "Injected", _INJECTED, [_injected(one, clock) for one in session.injections]
    carried: list[tuple[str, ...]] = [
        (
            part.product_name,
            part.manufacturer or "-",
            part.lot_number or "unknown",
            "-" if part.expiry is None else part.expiry.isoformat(),
            dose.trimmed(part.volume_ml),
        )
        for part in carried_in_all(session)
    ]
    yield "Lots", ("PRODUCT", "MANUFACTURER", "LOT", "EXPIRY", "ML"), carried
    yield from _afterwards(session, clock)


def _preparations(session: TreatmentSession, clock: Callable[[datetime | None], str]) -> Iterable[_Part]:
    if (identity := session.identity) is not None:
        how = f"override: {identity.override_reason}" if identity.override_reason else "confirmed"
        confirmed = (clock(identity.confirmed_at), how, identity.confirmed_by)
        yield "Identity", ("AT", "HOW", "BY"), [confirmed]
    yield from _screening(session.screening, clock)
    agreed = session.consent.confirmation
    yield (
        "Consent",
        ("TO", "ANSWER", "ON", "BY", "CONFIRMED"),
        [
            (
                kind.value,
                in_words(answer),
                f"{answer.recorded_at.astimezone(timezone(session.utc_offset)):%Y-%m-%d}",
                answer.recorded_by,
                clock(agreed.confirmed_at) if agreed and agreed.consent_id == answer.id else "-",
            )
            for kind in ConsentKind
            if (answer := session.consent.latest(kind)) is not None
        ],
    )
    yield (
        "Phases",
        ("FROM", "TO", "STEP", "TOOK"),
        [
            (clock(one.started_at), clock(one.ended_at), one.step.value, _took(one.started_at, one.ended_at))
            for one in session.phases
        ],
    )
    yield (
        "Antisepsis",
        ("CONTACT", "DRYING", "DRY", "AGENT", "EARLY BECAUSE"),
        [
            (
                clock(one.contact_started_at),
                clock(one.dry_started_at),
                clock(one.ended_at),
                one.agent_name,
                one.early_reason or "-",
            )
            for one in session.antisepses
        ],
    )
    yield (
        "Anaesthetic",
        ("ON", "OFF", "ON FOR", "PRODUCT", "G", "CM2", "EARLY BECAUSE"),
        [
            (
                clock(one.started_at),
                clock(one.ended_at),
                _took(one.started_at, one.ended_at),
                one.product_name,
                "-" if one.amount_g is None else dose.trimmed(one.amount_g),
                "-" if one.area_cm2 is None else dose.trimmed(one.area_cm2),
                one.early_reason or "-",
            )
            for one in session.anaesthetics
        ],
    )


def _screening(screening: Screening, clock: Callable[[datetime | None], str]) -> Iterable[_Part]:
    yield (
        "Suitability",
        ("AT", "DECIDED", "BY", "AGAINST"),
        [
            (clock(one.recorded_at), one.sentence, one.decider, one.against or "nothing")
            for one in screening.decisions
        ],
    )
    answers = ((one.question, one.reply.value, one.detail or "-") for one in screening.standing.values())
    yield "Asked", ("QUESTION", "ANSWER", "DETAIL"), list(answers)


def _afterwards(session: TreatmentSession, clock: Callable[[datetime | None], str]) -> Iterable[_Part]:
    yield (
        "Interruptions",
        ("FROM", "TO", "REASON"),
        [(clock(one.started_at), clock(one.ended_at), one.reason) for one in session.interruptions],
    )
    yield (
        "Findings",
        ("AT", "WHAT", "FOUND", "DETAIL", "BY", ""),
        [
            (
                clock(one.recorded_at),
                one.kind.value,
                one.value,
                one.detail or "-",
                one.recorded_by,
                "" if one.counts else f"VOID: {one.void_reason}",
            )
            for one in session.findings
        ],
    )
    yield (
        "Notes",
        ("AT", "BY", "NOTE"),
        [(clock(one.recorded_at), one.recorded_by, one.text) for one in session.notes],
    )
    yield (
        "Slips",
        ("AT", "CODE", "BY"),
        [(clock(one.given_at), one.code, one.given_by) for one in session.slips],
    )


def _prints(printed: Sequence[PrintJob], clock: Callable[[datetime | None], str]) -> _Part:
    rows: list[tuple[str, ...]] = [
        (clock(job.queued_at), job.slip_code, str(job.copy), job.printer, job.paper.value, job.state.value)
        for job in printed
    ]
    return "Slips printed", ("AT", "CODE", "COPY", "PRINTER", "PAPER", "STATE"), rows


_INJECTED = ("AT", "ZONE", "TECHNIQUE", "DEPTH", "POINTS", "ML/POINT", "ML", "PRODUCT", "")


def _injected(one: Injection, clock: Callable[[datetime | None], str]) -> tuple[str, ...]:
    entry = one.entry
    return (
        clock(one.recorded_at),
        one.zone_name,
        one.technique_name,
        f"{dose.trimmed(entry.depth_mm)} mm",
        str(entry.points),
        dose.plain(entry.volume_ml_per_point),
        dose.plain(one.volume_ml),
        entry.product_name,
        "" if one.counts else f"VOID {clock(one.voided_at)}: {one.void_reason}",
    )


def _took(start: datetime, end: datetime | None) -> str:
    return "-" if end is None else spoken(end - start)
