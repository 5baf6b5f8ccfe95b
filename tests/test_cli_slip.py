"""Slips on paper from the command line."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest import CaptureFixture

from mesotui.cli import main
from mesotui.clinic import printers as printers_module
from mesotui.slips.scanned import payloads_of
from mesotui.slips.virtual_printer import Behaviour, VirtualPrinter
from tests.demo.clinic import Demo
from tests.slips.decoding import read_by_both


@pytest.fixture
def run(capfdbinary: CaptureFixture[bytes], demo: Demo) -> Any:
    def run(*arguments: object) -> tuple[int, bytes, str]:
        status = main([*map(str, arguments), "--data", str(demo.folder)])
        said = capfdbinary.readouterr()
        return status, said.out, said.err.decode()

    return run


@pytest.fixture
def slip(demo: Demo) -> Any:
    return next(session for session in demo.sessions() if session.slips).slips[-1]


@pytest.fixture
def machine(demo: Demo) -> Iterator[VirtualPrinter]:
    """A printer that the demo clinic knows for the length of a test."""
    own = demo.folder / "clinic" / "printers.toml"
    own.parent.mkdir(exist_ok=True)
    shipped = Path(printers_module.__file__).with_name("printers.toml").read_text(encoding="utf-8")
    with VirtualPrinter() as printer:
        named = f'[[printer]]\nname = "reception"\nprofile = "80mm"\nconnection = "{printer.connection}"\n'
        own.write_text(f"{shipped}\n{named}", encoding="utf-8")
        yield printer
    own.unlink()


def payloads(slip: Any) -> list[bytes]:
    return sorted(filter(None, (slip.instructions, slip.visit, slip.call)))


@pytest.mark.parametrize(("paper", "language"), [("a6", "fr"), ("a5", "he"), ("80mm", "ru"), ("58mm", "en")])
def test_a_pdf_tells_another_language_and_holds_the_codes_that_were_given(
    run: Any, slip: Any, tmp_path: Path, paper: str, language: str
) -> None:
    file = tmp_path / "slip.pdf"
    made = run("slip", slip.code, "--format", "pdf", "--paper", paper, "--lang", language, "--out", file)
    assert made == (0, b"", "")
    assert file.stat().st_mode & 0o777 == 0o600
    assert sorted(payloads_of(file.read_bytes(), "slip")) == payloads(slip)


def test_the_printers_bytes_are_written_for_the_roll(run: Any, slip: Any) -> None:
    status, wide, _ = run("slip", slip.code, "--format", "escpos")
    narrow = run("slip", slip.code, "--format", "escpos", "--paper", "58mm")[1]
    assert (status, wide[:2], narrow[:2]) == (0, b"\x1b@", b"\x1b@")
    assert wide[6:8] == (72).to_bytes(2, "little") and narrow[6:8] == (48).to_bytes(2, "little")


def test_a_slip_is_printed_and_its_copies_are_counted(run: Any, slip: Any, machine: VirtualPrinter) -> None:
    said = [run("slip", slip.code, "--printer", "reception")[1].decode() for _ in range(2)]
    copies = [int(one.split("copy ")[1].split(":")[0]) for one in said]
    assert copies == [copies[0], copies[0] + 1]
    for page in machine.printed:
        assert read_by_both(page.picture().convert("L")) == payloads(slip)
    assert run("slip", slip.code, "--printer", "other")[2] == (
        "mesotui: There is no printer other. There are reception.\n"
    )


@pytest.mark.parametrize(
    ("behaviour", "state", "says"),
    [
        (Behaviour.OUT_OF_PAPER, "paper out", "reception is out of paper. Load some and print again"),
        (Behaviour.RUNS_OUT, "paper out", "reception is out of paper. Load some and print again"),
        (Behaviour.SLOW, "failed", "reception takes too long. Throw away what it printed of it"),
        (None, "failed", "reception can't be reached (connection refused). Switch it on"),
        (Behaviour.LYING, "sent", "Look whether all of it came out; if not, print again"),
    ],
)
def test_a_printer_in_trouble_is_a_sentence_and_kept(
    run: Any,
    slip: Any,
    demo: Demo,
    machine: VirtualPrinter,
    behaviour: Behaviour | None,
    state: str,
    says: str,
) -> None:
    if behaviour is None:
        machine.close()
    else:
        machine.behaviour = behaviour
    if behaviour is Behaviour.SLOW:
        own = demo.folder / "clinic" / "printers.toml"
        own.write_text(re.sub(r"(job_seconds = \{ value =) \d+", r"\1 1", own.read_text("utf-8")), "utf-8")
    status, out, err = run("slip", slip.code, "--printer", "reception")
    assert status == (0 if state == "sent" else 1)
    said = out.decode() + err
    assert says in said and "the slip is kept" in said and said.count("\n") == 1
    session = next(one for one in demo.sessions() if slip.id in [each.id for each in one.slips])
    shown = run("session", "show", session.id)[1].decode()
    kept = [line.split() for line in shown.split("Slips printed")[1].splitlines() if slip.code in line]
    assert " ".join(kept[-1]).endswith(f"reception 80mm {state}")


def test_what_does_not_go_together_is_said(run: Any, slip: Any) -> None:
    assert "for --format pdf and escpos only" in run("slip", slip.code, "--paper", "a6")[2]
    assert "Choose 80mm or 58mm" in run("slip", slip.code, "--format", "escpos", "--paper", "a5")[2]
