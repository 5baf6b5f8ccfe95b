"""Sends a slip to a printer and tells how that went; never longer than the printer's patience says."""

import subprocess
from dataclasses import dataclass

from mesotui.domain.printers import Patience, Printer, PrinterProfile, PrintState, Speaks
from mesotui.slips import escpos
from mesotui.slips.paper import render_pdf, render_raster
from mesotui.slips.raster import Raster
from mesotui.slips.sheets import sheet_of
from mesotui.slips.slip import Slip
from mesotui.slips.wire import Wire, opened

_AGAIN = "print again; the slip is kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a print job ended, and what is to be done now."""

    state: PrintState
    says: str


def prepare(slip: Slip, printer: Printer) -> bytes:
    """Make the bytes that print a slip on a printer, after reading its codes back from just these dots.

    Raises:
        Refused: a letter isn't in the fonts, a code doesn't fit the paper, or doesn't read back.
    """
    profile = printer.profile
    if profile.speaks is Speaks.PDF:
        return render_pdf(slip, profile.paper)
    return escpos.job(dots_for(slip, profile), profile)


def dots_for(slip: Slip, profile: PrinterProfile) -> tuple[Raster, ...]:
    """Set a slip in the dots of a model of receipt printer; see ``on_paper``."""
    sheet = sheet_of(profile.paper, width_dots=profile.width_dots, dots_per_inch=profile.dots_per_inch)
    return render_raster(slip, sheet)


def send(job: bytes, printer: Printer) -> Outcome:
    """Send what ``prepare`` made; this waits for the printer, so it belongs into a thread.

    Returns:
        SENT once the printer took all of it, else PAPER_OUT or FAILED; nothing is raised.
    """
    kind, _, where = printer.connection.partition(":")
    try:
        if kind == "lp":
            return _queue(job, where, printer)
        with opened(kind, where, printer.patience.job_seconds) as wire:
            return _talk(job, wire, printer)
    except TimeoutError:
        return _failed(printer, "takes too long. Throw away what it printed of it, look what it does")
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        return _failed(printer, f"can't be reached ({why}). Switch it on and look at its cable")


def _talk(job: bytes, wire: Wire, printer: Printer) -> Outcome:
    before = _look(wire, printer.patience)
    if before is not None:
        return _told(before, printer)
    wire.write(job)
    wire.write(escpos.ASK_WHEN_DONE)
    answer = wire.read(wire.seconds_left if wire.has_answered else printer.patience.answer_seconds)
    if not answer and wire.has_answered:
        raise TimeoutError
    if not answer or not escpos.is_answer_when_done(answer[-1]):
        return _sent(printer, "which says nothing back")
    if answer[-1] & escpos.NO_PAPER_WHEN_DONE:
        return _told(PrintState.PAPER_OUT, printer)
    after = _look(wire, printer.patience)
    return _sent(printer, "which reports no fault") if after is None else _told(after, printer)


def _look(wire: Wire, patience: Patience) -> PrintState | None:
    """Ask for faults and paper; None where all is well or the printer doesn't speak about it."""
    for question, bad, state in (
        (escpos.ASK_PAPER, escpos.NO_PAPER, PrintState.PAPER_OUT),
        (escpos.ASK_OFFLINE, escpos.COVER_OPEN | escpos.FAULT, PrintState.FAILED),
    ):
        wire.write(question)
        answer = wire.read(patience.answer_seconds)
        if not answer or not escpos.is_answer(answer[-1]):
            return None
        wire.has_answered = True
        if answer[-1] & bad:
            return state
    return None


def _queue(job: bytes, queue: str, printer: Printer) -> Outcome:
    profile = printer.profile
    how = f"media={profile.paper.upper()}" if profile.speaks is Speaks.PDF else "raw"
    try:
        done = subprocess.run(
            ["lp", "-d", queue, "-o", how, "-s", "--", "-"],
            input=job,
            capture_output=True,
            timeout=printer.patience.job_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise TimeoutError from None
    if done.returncode:
        return _failed(printer, f"wasn't taken by the print queue {queue}. Look at it with lpstat")
    return _sent(printer, "through this machine's print queue")


def _told(state: PrintState, printer: Printer) -> Outcome:
    if state is PrintState.PAPER_OUT:
        return Outcome(state=state, says=f"{printer.name} is out of paper. Load some and {_AGAIN}.")
    return _failed(printer, "has its cover open or a fault. Close it")


def _sent(printer: Printer, how: str) -> Outcome:
    return Outcome(
        state=PrintState.SENT,
        says=f"Sent to {printer.name}, {how}. Look whether all of it came out; if not, {_AGAIN}.",
    )


def _failed(printer: Printer, what: str) -> Outcome:
    return Outcome(state=PrintState.FAILED, says=f"{printer.name} {what}, then {_AGAIN}.")
