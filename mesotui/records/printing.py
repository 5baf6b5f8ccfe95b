"""Print jobs, kept with every state they went through; a reprint is a job more of the same slip."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from mesotui.domain.errors import NotFound, Refused
from mesotui.domain.ids import uuid7
from mesotui.domain.people import Actor
from mesotui.domain.printers import Paper, PrintJob, PrintState
from mesotui.domain.text import clean_text, required_text
from mesotui.records.guards import put
from mesotui.records.tables import PrintRow, SlipRow
from mesotui.records.tables.printing import PRINTER_LENGTH, SAYS_LENGTH


def queue(db: Session, actor: Actor, slip_id: UUID, *, printer: str, paper: Paper, now: datetime) -> PrintJob:
    """Note that a slip is about to be printed; its copies are counted.

    Raises:
        NotFound: there is no such slip.
        Refused: the printer's name is empty or too long.
    """
    slip = _slip(db, actor, slip_id)
    before = _rows(db, slip)
    key = uuid7(now)
    row = PrintRow(
        site_id=slip.site_id,
        id=key,
        slip_id=slip.id,
        position=len(before) + 1,
        job_id=key,
        copy_number=1 + max((row.copy_number for row in before), default=0),
        printer=required_text(printer, field="The printer's name", limit=PRINTER_LENGTH),
        paper=paper,
        state=PrintState.QUEUED,
        says="",
        recorded_at=now,
        recorded_by=_who(actor),
    )
    return _job([put(db, row)], slip)


def report(
    db: Session, actor: Actor, job_id: UUID, *, state: PrintState, says: str, now: datetime
) -> PrintJob:
    """Note how a job went.

    Raises:
        NotFound: there is no such job.
        Refused: how it went was noted before.
    """
    first = db.get(PrintRow, (actor.site_id, job_id))
    if first is None:
        raise NotFound("This print job isn't in this clinic's records.")
    slip = _slip(db, actor, first.slip_id)
    rows = _rows(db, slip)
    mine = [row for row in rows if row.job_id == job_id]
    if len(mine) > 1:
        raise Refused("How this print job went was noted already.")
    row = PrintRow(
        site_id=first.site_id,
        id=uuid7(now),
        slip_id=first.slip_id,
        position=len(rows) + 1,
        job_id=job_id,
        copy_number=first.copy_number,
        printer=first.printer,
        paper=first.paper,
        state=state,
        says=clean_text(says, field="What the printer says", limit=SAYS_LENGTH),
        recorded_at=now,
        recorded_by=_who(actor),
    )
    return _job([*mine, put(db, row)], slip)


def jobs_of(db: Session, actor: Actor, slip_id: UUID) -> tuple[PrintJob, ...]:
    """Give the print jobs of a slip as they stand, the first copy first.

    One that is still queued after its console ended was never heard of again: it may have come out or not.

    Raises:
        NotFound: there is no such slip.
    """
    slip = _slip(db, actor, slip_id)
    by_job: dict[UUID, list[PrintRow]] = {}
    for row in _rows(db, slip):
        by_job.setdefault(row.job_id, []).append(row)
    return tuple(_job(rows, slip) for rows in by_job.values())


def _slip(db: Session, actor: Actor, slip_id: UUID) -> SlipRow:
    row = db.get(SlipRow, (actor.site_id, slip_id))
    if row is None:
        raise NotFound("This slip isn't in this clinic's records.")
    return row


def _rows(db: Session, slip: SlipRow) -> Sequence[PrintRow]:
    return db.exec(
        select(PrintRow)
        .where(col(PrintRow.site_id) == slip.site_id, col(PrintRow.slip_id) == slip.id)
        .order_by(col(PrintRow.position))
    ).all()


def _job(rows: Iterable[PrintRow], slip: SlipRow) -> PrintJob:
    states = list(rows)
    first, now = states[0], states[-1]
    return PrintJob(
        id=first.job_id,
        slip_code=slip.code,
        copy=first.copy_number,
        printer=first.printer,
        paper=first.paper,
        state=now.state,
        says=now.says,
        queued_at=first.recorded_at,
        changed_at=now.recorded_at,
    )


def _who(actor: Actor) -> UUID | None:
    """Give who prints; on the command line nobody is signed in."""
    return actor.staff_id if actor.staff_id.int else None
