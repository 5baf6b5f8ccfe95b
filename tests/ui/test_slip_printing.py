"""Printing from the slip screen: told state by state, the screen never held up, nothing lost."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from textual.content import Content
from textual.widgets import Static

from mesotui.domain.printers import Patience, Printer, PrintJob, PrintState
from mesotui.records import printing
from mesotui.slips.virtual_printer import Behaviour, VirtualPrinter
from mesotui.ui.app import MesoApp
from mesotui.ui.widgets.key_bar import KeyBar
from tests.slips.console import console, settled
from tests.slips.decoding import read_by_both
from tests.slips.test_printing import ROLL
from tests.slips.treated import NOW, Treated, treat

PATIENT = Patience(job_seconds=60, answer_seconds=60)
HASTY = Patience(job_seconds=0.3, answer_seconds=0.1)


@pytest.fixture
def machine() -> Iterator[VirtualPrinter]:
    with VirtualPrinter() as printer:
        yield printer


def with_printer(treated: Treated, machine: VirtualPrinter, patience: Patience = PATIENT) -> Treated:
    first = Printer(name="reception", connection=machine.connection, profile=ROLL, patience=patience)
    second = replace(first, name="upstairs")
    printers = replace(treated.clinic.printers, each=(first, second))
    return replace(treated, clinic=replace(treated.clinic, printers=printers))


@pytest.fixture
def treated(tmp_path: Path) -> Treated:
    return treat(tmp_path / "data")


def said(app: MesoApp) -> str:
    texts = [text.visual for text in app.screen.query(Static)]
    return " ".join(text.plain for text in texts if isinstance(text, Content))


async def printed(app: MesoApp) -> None:
    await app.workers.wait_for_complete([worker for worker in app.workers if worker.group == "slip-print"])


def jobs(treated: Treated) -> tuple[PrintJob, ...]:
    slip = treated.session().slips[-1]
    return treated.database.read(printing.jobs_of, treated.actor, slip.id)


async def opened_again(treated: Treated, machine: VirtualPrinter, tmp_path: Path) -> str:
    """Give what a console says that opens the slip later."""
    app = console(with_printer(treated, machine), tmp_path, "meso-dark")
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        return " ".join(said(app).split())


async def test_enter_enter_gives_and_prints_once_and_a_reprint_is_counted(
    treated: Treated, machine: VirtualPrinter, tmp_path: Path
) -> None:
    app = console(with_printer(treated, machine), tmp_path, "meso-dark")
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        # Whoever types ahead, or leans on Enter, gets one copy.
        for keys in (("enter", "enter"), ("enter",), ("o",)):
            await pilot.press(*keys)
            await settled(pilot)
            await printed(app)
        await pilot.pause()
        assert "Copy 2: Sent to reception" in said(app)
        await pilot.press("i")
        await pilot.press("o")
        await settled(pilot)
        await printed(app)
    slip = treated.session().slips[-1]
    done = jobs(treated)
    assert [(job.copy, job.printer, job.state) for job in done] == [
        (1, "reception", PrintState.SENT),
        (2, "reception", PrintState.SENT),
        (3, "upstairs", PrintState.SENT),
    ]
    for page in machine.printed:
        found = read_by_both(page.picture().convert("L"))
        assert found == sorted([slip.instructions, slip.visit, slip.call])
    assert len(machine.printed) == 3
    assert "Copy 3: Sent to upstairs" in await opened_again(treated, machine, tmp_path)


async def test_g_gives_without_paper_and_enter_prints_later(
    treated: Treated, machine: VirtualPrinter, tmp_path: Path
) -> None:
    app = console(with_printer(treated, machine), tmp_path, "meso-dark")
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        bar = pilot.app.screen.query_one(KeyBar)
        assert bar.labels == {"slip.give": "give and print"}
        assert bar.size.height == 1, "a second row of keys would cost the code its last row"
        await pilot.press("g")
        await settled(pilot)
        await printed(app)
        assert (len(treated.session().slips), jobs(treated)) == (1, ())
        await pilot.press("enter")
        await settled(pilot)
        await printed(app)
    assert [job.copy for job in jobs(treated)] == [1]


async def test_a_print_that_nobody_heard_of_again_is_said_and_enter_prints_it(
    treated: Treated, machine: VirtualPrinter, tmp_path: Path
) -> None:
    app = console(treated, tmp_path, "meso-dark")
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
    slip = treated.session().slips[-1]
    treated.database.write(
        printing.queue, treated.actor, slip.id, printer="reception", paper=ROLL.paper, now=NOW
    )
    told = await opened_again(treated, machine, tmp_path)
    assert "Copy 1 was queued for reception at" in told and "how it went isn't known" in told
    app = console(with_printer(treated, machine), tmp_path, "meso-dark")
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        await printed(app)
    assert [(job.copy, job.state) for job in jobs(treated)] == [
        (1, PrintState.QUEUED),
        (2, PrintState.SENT),
    ]


@pytest.mark.parametrize(
    ("behaviour", "state", "words"),
    [
        (Behaviour.OUT_OF_PAPER, PrintState.PAPER_OUT, "out of paper"),
        (Behaviour.SLOW, PrintState.FAILED, "takes too long"),
        (Behaviour.LYING, PrintState.SENT, "Look whether all of it came out"),
    ],
)
async def test_a_printer_in_trouble_is_a_sentence_on_the_screen(
    treated: Treated,
    machine: VirtualPrinter,
    tmp_path: Path,
    behaviour: Behaviour,
    state: PrintState,
    words: str,
) -> None:
    machine.behaviour = behaviour
    patience = HASTY if behaviour is Behaviour.SLOW else PATIENT
    app = console(with_printer(treated, machine, patience), tmp_path, "meso-dark")
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        await printed(app)
        await pilot.pause()
        assert words in " ".join(said(app).split())
        # One that failed is printed by the same key, one that says it printed isn't.
        await pilot.press("enter")
        await settled(pilot)
        await printed(app)
    states = [(job.state, job.copy) for job in jobs(treated)]
    assert states == ([(state, 1)] if state is PrintState.SENT else [(state, 1), (state, 2)])


async def test_the_screen_goes_on_while_a_printer_is_slow(
    treated: Treated, machine: VirtualPrinter, tmp_path: Path
) -> None:
    machine.behaviour = Behaviour.SLOW
    app = console(with_printer(treated, machine), tmp_path, "meso-dark")
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        while not treated.session().slips or not jobs(treated):
            await asyncio.sleep(0.01)
        await pilot.press("n")
        await pilot.pause()
        assert "2/3" in said(app)
        assert [job.state for job in jobs(treated)] == [PrintState.QUEUED]
        machine.behaviour = Behaviour.WELL
        await printed(app)
    assert [job.state for job in jobs(treated)] == [PrintState.SENT]


async def test_a_printer_that_is_off_and_none_at_all_are_said(treated: Treated, tmp_path: Path) -> None:
    with closing(VirtualPrinter()) as gone:
        off = with_printer(treated, gone)
    app = console(off, tmp_path, "meso-dark")
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        await printed(app)
        await pilot.pause()
        assert "can't be reached" in said(app)
    assert [job.state for job in jobs(treated)] == [PrintState.FAILED]
