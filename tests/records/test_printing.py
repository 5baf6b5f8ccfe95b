"""Print jobs: each state is kept, reprints are counted, nothing is overwritten."""

from dataclasses import replace
from uuid import UUID

import pytest

from mesotui.domain.errors import NotFound, Refused
from mesotui.domain.ids import uuid7
from mesotui.domain.people import Actor
from mesotui.domain.printers import Paper, PrintJob, PrintState
from mesotui.domain.treatment import GivenSlip
from mesotui.records import printing, slips
from tests.records.given import NOW, Given, later
from tests.slips.test_content import slip as composed

SAYS = "Sent to reception, which reports no fault."


@pytest.fixture
def slip(clinic: Given) -> GivenSlip:
    session = clinic.identified()
    clinic.inject(session.id)
    return clinic.database.write(slips.give, clinic.actor, session.id, slip=composed(), now=NOW)


def queue(clinic: Given, slip: GivenSlip, *, actor: Actor | None = None, minutes: float = 0) -> PrintJob:
    return clinic.database.write(
        printing.queue,
        actor or clinic.actor,
        slip.id,
        printer="reception",
        paper=Paper.ROLL_80,
        now=later(minutes=minutes),
    )


def report(clinic: Given, job: PrintJob, state: PrintState = PrintState.SENT, says: str = SAYS) -> PrintJob:
    return clinic.database.write(
        printing.report, clinic.actor, job.id, state=state, says=says, now=later(minutes=1)
    )


def test_a_job_is_queued_and_then_told_of(clinic: Given, slip: GivenSlip) -> None:
    queued = queue(clinic, slip)
    assert (queued.state, queued.copy, queued.slip_code) == (PrintState.QUEUED, 1, slip.code)
    sent = report(clinic, queued)
    assert sent == replace(queued, state=PrintState.SENT, says=SAYS, changed_at=later(minutes=1))
    assert clinic.database.read(printing.jobs_of, clinic.actor, slip.id) == (sent,)


def test_reprints_keep_the_slips_code_and_are_counted(clinic: Given, slip: GivenSlip) -> None:
    first = report(clinic, queue(clinic, slip), PrintState.PAPER_OUT, "Out of paper.")
    second = queue(clinic, slip, minutes=2)
    third = report(clinic, queue(clinic, slip, minutes=3))
    jobs = clinic.database.read(printing.jobs_of, clinic.actor, slip.id)
    assert jobs == (first, second, third)
    assert [job.copy for job in jobs] == [1, 2, 3]
    assert {job.slip_code for job in jobs} == {slip.code}


def test_how_a_job_went_is_noted_once(clinic: Given, slip: GivenSlip) -> None:
    job = report(clinic, queue(clinic, slip), PrintState.FAILED, "Off.")
    with pytest.raises(Refused, match="noted already"):
        report(clinic, job)
    assert clinic.database.read(printing.jobs_of, clinic.actor, slip.id) == (job,)


def test_an_administrator_and_the_command_line_may_print(clinic: Given, slip: GivenSlip) -> None:
    nobody = replace(clinic.administrator, staff_id=UUID(int=0))
    assert queue(clinic, slip, actor=clinic.administrator).copy == 1
    assert queue(clinic, slip, actor=nobody).copy == 2


def test_what_is_not_there_is_said(clinic: Given, slip: GivenSlip) -> None:
    with pytest.raises(NotFound):
        queue(clinic, replace(slip, id=uuid7(NOW)))
    with pytest.raises(NotFound):
        report(clinic, replace(queue(clinic, slip), id=uuid7(NOW)))
    with pytest.raises(Refused, match="printer's name"):
        clinic.database.write(printing.queue, clinic.actor, slip.id, printer=" ", paper=Paper.A6, now=NOW)
