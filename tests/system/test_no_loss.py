"""The built wheel in a real terminal, killed at random points of whole sessions: nothing may be lost.

Killing a process says nothing about power loss; that is the file system's and the engine's matter.
"""

import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from mesotui.domain.anatomy import Anatomy
from tests.system import on_screen
from tests.system.broken import ARMS
from tests.system.clinic import Clinic
from tests.system.siege import Lost, Siege, besiege
from tests.system.terminal import Console

KILLS = 200
GROUPS = 20
# A broken arm is noticed within a few kills; this many make an unlucky seed impossible to blame.
_KILLS_OF_A_BROKEN_ARM = 60
_PATIENCE_WITH_A_BROKEN_ARM = 10


@pytest.mark.parametrize(
    "group", [0, *(pytest.param(group, marks=pytest.mark.soak) for group in range(1, GROUPS))]
)
def test_nothing_acknowledged_or_typed_is_lost(
    group: int, tmp_path: Path, program: Path, anatomy: Anatomy
) -> None:
    siege = Siege(Clinic(tmp_path, program), seed=group, anatomy=anatomy)
    rate = besiege(siege, KILLS // GROUPS)
    print(f"{siege.kills} kills in {siege.sessions} sessions, {rate:.0f} a minute")
    assert siege.kills == KILLS // GROUPS


@pytest.mark.parametrize("arm", ARMS)
def test_the_same_checks_notice_a_broken_promise(
    arm: str, tmp_path: Path, program: Path, anatomy: Anatomy
) -> None:
    broken = Clinic(tmp_path, program, (str(Path(__file__).with_name("broken.py")), arm))
    broken.patience = _PATIENCE_WITH_A_BROKEN_ARM
    siege = Siege(broken, seed=1, anatomy=anatomy, dwells=0.8)
    with pytest.raises(Lost):
        besiege(siege, _KILLS_OF_A_BROKEN_ARM)
    print(f"noticed at kill {siege.kills + 1}")


def _hang_up(console: Console) -> None:
    console.hang_up()


def _signal(number: signal.Signals) -> Callable[[Console], None]:
    def send(console: Console) -> None:
        console.signal(number)

    return send


@pytest.mark.parametrize(
    ("end", "statuses"),
    [
        (_signal(signal.SIGHUP), (128 + signal.SIGHUP,)),
        (_signal(signal.SIGTERM), (128 + signal.SIGTERM,)),
        # The kernel sends SIGHUP with it; whichever is noticed first tells the status. 120 is Python's own,
        # for output that has nowhere to go.
        (_hang_up, (1, 120, 128 + signal.SIGHUP)),
    ],
    ids=["SIGHUP", "SIGTERM", "terminal closed"],
)
def test_a_session_that_is_ended_from_outside_keeps_even_the_last_letter(
    end: Callable[[Console], None], statuses: tuple[int, ...], tmp_path: Path, program: Path
) -> None:
    clinic = Clinic(tmp_path, program)
    with clinic.console() as console:
        clinic.enter(console)
        console.until(lambda text: on_screen.typed(text, "identity") == "")
        console.press("lm8")
        console.until(lambda text: on_screen.typed(text, "identity") == "lm8")
        end(console)
        assert console.ended() in statuses
        assert b"Traceback" not in console.raw
    with closing(sqlite3.connect(clinic.folder / "records.sqlite")) as database:
        ((draft,),) = database.execute("SELECT fields FROM draft").fetchall()
    assert '"identity": "lm8"' in draft
    with clinic.console(columns=80, rows=24, term="linux") as other:
        clinic.enter(other)
        other.until(lambda text: on_screen.typed(text, "identity") == "lm8")
