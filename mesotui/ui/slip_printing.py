"""Prints a slip beside the console: the screen is told of each state and never waits for a printer."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from mesotui.domain.people import Actor
from mesotui.domain.printers import Paper, Printer, PrintJob, PrintState
from mesotui.domain.treatment import GivenSlip
from mesotui.records import printing
from mesotui.slips.content import SlipContent
from mesotui.ui.work import Work


async def print_slip(
    work: Work,
    actor: Actor,
    slip: GivenSlip,
    printer: Printer,
    *,
    now: Callable[[], datetime],
    told: Callable[[PrintJob], None],
) -> PrintJob:
    """Print a slip that was given, or print it again.

    Run this by the app and not by a screen (``self.app.run_worker``): how the job went is then kept even if
    whoever asked for it has gone on.

    Args:
        work: the way to the database.
        actor: who prints.
        slip: what.
        printer: where.
        now: the clock.
        told: called with the job when it is queued, and when the printer took it or didn't.

    Raises:
        Refused: the slip can't be set for this printer, or doesn't read back; then nothing is queued.
    """
    # What sets pages takes longer to load than the rest of the screen; a thread has that time.
    job = await asyncio.to_thread(_prepared, slip, printer)
    queued = await work.write(
        printing.queue, actor, slip.id, printer=printer.name, paper=printer.profile.paper, now=now()
    )
    told(queued)
    state, says = await asyncio.to_thread(_sent, job, printer)
    ended = await work.write(printing.report, actor, queued.id, state=state, says=says, now=now())
    told(ended)
    return ended


def extent_on(slip: SlipContent | GivenSlip, paper: Paper) -> str:
    """Say how much of a paper a slip takes; this sets it, so it belongs into a thread.

    Raises:
        Refused: the slip can't be set on this paper.
    """
    from mesotui.slips.paper import extent

    return extent(slip, paper)


def _prepared(slip: GivenSlip, printer: Printer) -> bytes:
    from mesotui.slips.printing import prepare

    return prepare(slip, printer)


def _sent(job: bytes, printer: Printer) -> tuple[PrintState, str]:
    from mesotui.slips.printing import send

    outcome = send(job, printer)
    return outcome.state, outcome.says
