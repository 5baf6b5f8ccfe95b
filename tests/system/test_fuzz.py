"""Whatever bytes a console is sent: it never ends, hangs, or runs a command that wasn't typed."""

from pathlib import Path

import pytest

from tests.system.broken import INPUT_ARMS
from tests.system.clinic import Clinic
from tests.system.fuzz import PLACES, Broken, Fuzz

STREAMS = 100_000
_A_FEW = 500
_SHARE = -(-STREAMS // len(PLACES))
_OFTEN = ("client", "suitability", "inject", "clients")
"""The places that a few are sent to each time; all of them get their share of the 100,000."""
_PATIENCE_WITH_A_BROKEN_ARM = 5


@pytest.mark.parametrize(
    ("place", "streams"),
    [
        *((place, _A_FEW) for place in _OFTEN),
        *(pytest.param(place, _SHARE, marks=pytest.mark.soak) for place in PLACES),
    ],
)
def test_no_bytes_end_it_or_hang_it_or_run_what_was_not_typed(
    place: str, streams: int, tmp_path: Path, program: Path
) -> None:
    fuzz = Fuzz(Clinic(tmp_path, program), place, streams)
    fuzz.send(streams)
    print(
        f"{streams} streams, {fuzz.sent_bytes} bytes; the slowest answer after {fuzz.slowest_seconds:.2f} s"
    )


@pytest.mark.parametrize("arm", INPUT_ARMS)
def test_the_same_streams_break_a_console_without_its_protections(
    arm: str, tmp_path: Path, program: Path
) -> None:
    clinic = Clinic(tmp_path, program, (str(Path(__file__).with_name("broken.py")), arm))
    clinic.patience = _PATIENCE_WITH_A_BROKEN_ARM
    with pytest.raises(Broken):
        Fuzz(clinic, "cleanse", _A_FEW).send(_A_FEW)
