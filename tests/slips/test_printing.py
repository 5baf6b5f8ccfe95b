"""Printers that print, and those that are off, out of paper, slow or lying: told in a sentence."""

import os
import threading
import tty
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from mesotui.clinic import load
from mesotui.clinic import printers as printers_module
from mesotui.domain.errors import Refused
from mesotui.domain.printers import Paper, Patience, Printer, PrinterProfile, PrintState, Speaks
from mesotui.slips import escpos
from mesotui.slips.printing import prepare, send
from mesotui.slips.virtual_printer import Behaviour, VirtualPrinter
from tests.slips.decoding import read_by_both
from tests.slips.test_content import slip

ROLL = PrinterProfile(
    code="80mm",
    name="80 mm",
    paper=Paper.ROLL_80,
    speaks=Speaks.ESCPOS,
    width_dots=576,
    dots_per_inch=203.2,
    band_rows=256,
    cutter=True,
    source="test",
)
PATIENT = Patience(job_seconds=60, answer_seconds=60)
HASTY = Patience(job_seconds=0.3, answer_seconds=0.1)


def printer(connection: str, *, patience: Patience = PATIENT, profile: PrinterProfile = ROLL) -> Printer:
    return Printer(name="reception", connection=connection, profile=profile, patience=patience)


@pytest.fixture
def virtual() -> Iterator[VirtualPrinter]:
    with VirtualPrinter() as machine:
        yield machine


@pytest.fixture(scope="module")
def job() -> bytes:
    return prepare(slip(), printer("tcp:127.0.0.1:1"))


def test_what_comes_out_is_read_to_the_last_byte(virtual: VirtualPrinter, job: bytes) -> None:
    outcome = send(job, printer(virtual.connection))
    assert outcome.state is PrintState.SENT
    assert "reports no fault" in outcome.says and "Look whether" in outcome.says
    (page,) = virtual.printed
    given = slip()
    assert read_by_both(page.picture().convert("L")) == sorted([given.instructions, given.visit, given.call])


def test_bands_are_no_higher_than_the_printer_takes(job: bytes) -> None:
    low = replace(ROLL, band_rows=24)
    given = prepare(slip(), printer("tcp:127.0.0.1:1", profile=low))
    rows = [int.from_bytes(part[3:5], "little") for part in given.split(escpos.BAND)[1:]]
    assert max(rows) == 24 and len(rows) > len(job.split(escpos.BAND))


def test_only_a_printer_with_a_cutter_is_told_to_cut(job: bytes) -> None:
    assert job.endswith(b"\x1dV\x00")
    without = prepare(slip(), printer("tcp:127.0.0.1:1", profile=replace(ROLL, cutter=False)))
    assert not without.endswith(b"\x1dV\x00")


def test_off() -> None:
    with VirtualPrinter() as machine:
        connection = machine.connection
    outcome = send(b"job", printer(connection))
    assert outcome.state is PrintState.FAILED
    assert outcome.says == (
        "reception can't be reached (connection refused). Switch it on and look at its cable,"
        " then print again; the slip is kept."
    )


def test_out_of_paper_is_known_before_anything_is_sent(virtual: VirtualPrinter, job: bytes) -> None:
    virtual.behaviour = Behaviour.OUT_OF_PAPER
    outcome = send(job, printer(virtual.connection))
    assert (outcome.state, virtual.printed) == (PrintState.PAPER_OUT, [])
    assert outcome.says == "reception is out of paper. Load some and print again; the slip is kept."
    virtual.behaviour = Behaviour.WELL
    assert send(job, printer(virtual.connection)).state is PrintState.SENT
    assert len(virtual.printed) == 1


def test_paper_that_ends_within_the_slip_is_told(virtual: VirtualPrinter, job: bytes) -> None:
    virtual.behaviour = Behaviour.RUNS_OUT
    assert send(job, printer(virtual.connection)).state is PrintState.PAPER_OUT


def test_too_slow_is_given_up_in_time(virtual: VirtualPrinter, job: bytes) -> None:
    virtual.behaviour = Behaviour.SLOW
    outcome = send(10 * job, printer(virtual.connection, patience=HASTY))
    assert outcome.state is PrintState.FAILED
    assert "takes too long" in outcome.says and "print again" in outcome.says


def test_a_liar_is_never_believed_to_have_printed(virtual: VirtualPrinter, job: bytes) -> None:
    virtual.behaviour = Behaviour.LYING
    outcome = send(job, printer(virtual.connection))
    assert virtual.printed == []
    assert outcome.state is PrintState.SENT
    assert "Look whether all of it came out; if not, print again" in outcome.says


@pytest.mark.parametrize("behaviour", [Behaviour.SILENT, Behaviour.BABBLING])
def test_one_that_says_nothing_sensible_prints_all_the_same(behaviour: Behaviour, job: bytes) -> None:
    with VirtualPrinter(behaviour) as machine:
        hasty = Patience(job_seconds=60, answer_seconds=0.1)
        outcome = send(job, printer(machine.connection, patience=hasty))
    assert outcome.state is PrintState.SENT
    assert "says nothing back" in outcome.says
    assert len(machine.printed) == 1


@pytest.fixture
def device() -> Iterator[tuple[str, list[bytes]]]:
    """A device file, and what was written to it once the test is over with it."""
    machine, end = os.openpty()
    tty.setraw(end)
    written: list[bytes] = []

    def read() -> None:
        with suppress(OSError):
            while piece := os.read(machine, 65536):
                written.append(piece)

    reader = threading.Thread(target=read)
    reader.start()
    yield os.ttyname(end), written
    os.close(end)
    reader.join()
    os.close(machine)


def test_a_device_file_gets_every_byte(device: tuple[str, list[bytes]], job: bytes) -> None:
    path, written = device
    hasty = Patience(job_seconds=60, answer_seconds=0.1)
    outcome = send(job, printer(f"file:{path}", patience=hasty))
    assert outcome.state is PrintState.SENT
    while job not in b"".join(written):
        threading.Event().wait(0.01)


def test_a_device_that_is_not_there() -> None:
    outcome = send(b"job", printer("file:/dev/no-such-printer"))
    assert outcome.state is PrintState.FAILED
    assert "no such file" in outcome.says


@pytest.fixture
def queue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A print queue that keeps what it is given."""
    program = tmp_path / "lp"
    program.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/how\ncat > {tmp_path}/job\n')
    program.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    return tmp_path


def test_a_print_queue_gets_dots_raw_and_pages_with_their_size(queue: Path, job: bytes) -> None:
    assert send(job, printer("lp:counter")).state is PrintState.SENT
    assert (queue / "job").read_bytes() == job
    assert (queue / "how").read_text() == "-d counter -o raw -s -- -\n"
    sheets = replace(ROLL, code="a6", paper=Paper.A6, speaks=Speaks.PDF)
    office = printer("lp:office", profile=sheets)
    assert send(prepare(slip(), office), office).state is PrintState.SENT
    assert (queue / "job").read_bytes().startswith(b"%PDF-")
    assert (queue / "how").read_text() == "-d office -o media=A6 -s -- -\n"


def test_a_print_queue_that_refuses_is_told(queue: Path, job: bytes) -> None:
    (queue / "lp").write_text("#!/bin/sh\nexit 1\n")
    outcome = send(job, printer("lp:counter"))
    assert outcome.state is PrintState.FAILED
    assert "wasn't taken by the print queue counter" in outcome.says


def own_printers(tmp_path: Path, text: str) -> Path:
    shipped = Path(printers_module.__file__).with_name("printers.toml").read_text(encoding="utf-8")
    own = tmp_path / "clinic" / "printers.toml"
    own.parent.mkdir(exist_ok=True)
    own.write_text(f"{shipped}\n{text}", encoding="utf-8")
    return tmp_path


def test_the_clinics_printers_are_read_with_their_profiles(tmp_path: Path) -> None:
    assert load(None).printers.each == ()
    text = '[[printer]]\nname = "reception"\nprofile = "tm-t88v"\nconnection = "tcp:10.0.0.5:9100"\n'
    (found,) = load(own_printers(tmp_path, text)).printers.each
    assert (found.name, found.connection, found.profile.width_dots) == ("reception", "tcp:10.0.0.5:9100", 512)
    assert found.patience == Patience(job_seconds=5, answer_seconds=1)


@pytest.mark.parametrize(
    ("profile", "connection", "says"),
    [
        ("80mm", "http://x", "connection must be tcp:HOST:PORT"),
        ("80mm", "lp:-o", "connection must be tcp:HOST:PORT"),
        ("fax", "lp:x", "profile must be one of 80mm"),
        ("a6", "tcp:10.0.0.5:9100", "connection must be lp:QUEUE"),
    ],
)
def test_a_wrong_printer_is_named_with_its_line(
    tmp_path: Path, profile: str, connection: str, says: str
) -> None:
    text = f'[[printer]]\nname = "x"\nprofile = "{profile}"\nconnection = "{connection}"\n'
    with pytest.raises(Refused, match=rf"printers.toml, line \d+: {says}"):
        load(own_printers(tmp_path, text))
