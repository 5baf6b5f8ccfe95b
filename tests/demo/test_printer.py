"""The demo's printer: what it prints comes out as a picture in the demo's folder."""

from pathlib import Path

from mesotui import clinic
from mesotui.demo.printer import FOLDER, NAME, demo_printer
from mesotui.domain.printers import PrintState
from mesotui.slips.printing import prepare, send
from tests.slips.decoding import opened, read_by_both
from tests.slips.test_content import slip


def test_a_slip_comes_out_as_a_picture_that_reads(tmp_path: Path) -> None:
    given = slip()
    for number in (1, 2):
        with demo_printer(tmp_path):
            printer = clinic.load(tmp_path).printers.named(NAME)
            assert send(prepare(given, printer), printer).state is PrintState.SENT
        picture = tmp_path / FOLDER / f"slip-{number}.png"
        assert read_by_both(opened(picture.read_bytes())) == sorted(
            [given.instructions, given.visit, given.call]
        )


def test_printers_that_somebody_chose_are_left_alone(tmp_path: Path) -> None:
    own = tmp_path / "clinic" / "printers.toml"
    with demo_printer(tmp_path):
        chosen = own.read_text(encoding="utf-8").removeprefix("#")
    own.write_text(chosen, encoding="utf-8")
    with demo_printer(tmp_path):
        assert own.read_text(encoding="utf-8") == chosen
