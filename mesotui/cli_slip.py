"""Slips on the command line: as text, as files, and on paper."""

import os
import re
import sys
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

from mesotui import clinic
from mesotui.bootstrap import Options, open_clinic
from mesotui.cli_output import say
from mesotui.clinic.aftercare import AftercareText
from mesotui.domain.errors import NotFound, Refused
from mesotui.domain.people import Actor
from mesotui.domain.printers import Paper, Printer, PrintState
from mesotui.domain.slip_choices import SlipChoices
from mesotui.domain.treatment import GivenSlip
from mesotui.records import printing, sessions, slips
from mesotui.records.database import Database
from mesotui.records.handover import Handover, handover
from mesotui.records.lookups import session_key
from mesotui.slips import escpos
from mesotui.slips.content import compose
from mesotui.slips.paper import render_pdf
from mesotui.slips.printing import dots_for, prepare, send
from mesotui.slips.rendering import SlipFormat, render

PDF, ESCPOS = "pdf", "escpos"
_BINARY = (PDF, ESCPOS, SlipFormat.PNG)
_SLIP_CODE = re.compile("[0-9A-HJKMNP-TV-Z]{8}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which slip, and how."""

    slip: str
    """The beginning of a session's id, or the slip's code."""
    form: str
    language: str | None
    """None is the language in which it was given."""
    paper: str | None
    """None is what is usual: A5 for a PDF, the 80 mm roll for a receipt printer."""
    printer: str | None
    """None prints nothing."""


def print_slip(options: Options, wanted: Wanted, *, out: Path | None, now: datetime) -> int:
    """Print a slip exactly as it was given, write it to a new file, or send it to a printer.

    Raises:
        Refused: there is no such slip or printer, or it can't be set or written.
    """
    data = clinic.load(options.folder)
    with open_clinic(options) as (database, reader):
        slip, session_id = _given(database, reader, wanted)
        if wanted.language not in (None, slip.language):
            known = database.read(handover, reader, session_id, now=slip.given_at)
            text = data.aftercare(wanted.language or "")
            slip = _told_in(slip, known, text, options.settings.slip_choices)
        if wanted.printer is not None:
            printer = data.printers.named(wanted.printer)
            return _print_on(printer, slip, database, reader, now)
    _write(_content(slip, wanted, data), wanted.form, out)
    return 0


def _content(slip: GivenSlip, wanted: Wanted, data: clinic.ClinicData) -> bytes:
    if wanted.form == PDF:
        return render_pdf(slip, Paper(wanted.paper or Paper.A5))
    if wanted.form == ESCPOS:
        profile = data.printers.profile_of(Paper(wanted.paper or Paper.ROLL_80))
        return escpos.job(dots_for(slip, profile), profile)
    if wanted.paper is not None:
        raise Refused("A paper can be chosen for --format pdf and escpos only. Leave --paper out.")
    return render(slip, SlipFormat(wanted.form))


def _write(content: bytes, form: str, out: Path | None) -> None:
    if out is None:
        if form in _BINARY and sys.stdout.isatty():
            raise Refused("This can't be shown on a terminal. Name a file with --out.")
        sys.stdout.buffer.write(content)
        return
    try:
        descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise Refused(f"{out} can't be written ({error.strerror}). Name a new file with --out.") from None
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


def _print_on(printer: Printer, slip: GivenSlip, database: Database, reader: Actor, now: datetime) -> int:
    job = prepare(slip, printer)
    queued = database.write(
        printing.queue, reader, slip.id, printer=printer.name, paper=printer.profile.paper, now=now
    )
    outcome = send(job, printer)
    database.write(printing.report, reader, queued.id, state=outcome.state, says=outcome.says, now=now)
    if outcome.state is not PrintState.SENT:
        raise Refused(outcome.says)
    say(f"Slip {slip.code}, copy {queued.copy}: {outcome.says}")
    return 0


def _told_in(slip: GivenSlip, known: Handover, text: AftercareText, choices: SlipChoices) -> GivenSlip:
    """Give a slip's words in another language; its codes stay those that were given, to the last byte."""
    told = compose(
        known.session,
        known.site,
        None if known.next_visit is None else known.next_visit.astimezone(),
        text,
        code=slip.code,
        now=slip.given_at,
        approved=text.sha256 in known.approved,
        choices=choices,
    )
    return replace(
        slip, language=text.language, text=told.text, text_version=told.text_version, captions=told.captions
    )


def _given(database: Database, reader: Actor, wanted: Wanted) -> tuple[GivenSlip, UUID]:
    if _SLIP_CODE.fullmatch(wanted.slip.upper()):
        # Eight characters may also be the beginning of a session's id.
        with suppress(NotFound):
            return database.read(slips.slip_by_code, reader, wanted.slip)
    session = database.read(sessions.session, reader, database.read(session_key, reader, wanted.slip))
    if not session.slips:
        raise NotFound("No slip was given in this session. Give it on the slip screen (F5) first.")
    in_language = [slip for slip in session.standing_slips if slip.language == wanted.language]
    return (in_language or session.standing_slips)[-1], session.id
