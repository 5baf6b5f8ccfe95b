"""A few pictures of whole screens, for looks; what screens do is asserted elsewhere."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from mesotui.clinic import ClinicData
from mesotui.domain.treatment import Step
from mesotui.records import sessions
from tests.consenting import agree
from tests.records.given import suitable
from tests.ui.treatment_room import Prepared, Terminal, TreatmentRoom, prepare

Compare = Callable[..., bool]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    return prepare(tmp_path_factory.mktemp("prepared"))


@pytest.fixture
def room(tmp_path: Path, clinic: ClinicData, prepared: Prepared) -> Iterator[TreatmentRoom]:
    room = TreatmentRoom(tmp_path, clinic, prepared)
    yield room
    room.database.close()


async def _stilled(terminal: Terminal) -> None:
    """Let no cursor blink: a picture must not depend on the moment in which it was taken."""
    for field in terminal.app.screen.query(Input):
        field.cursor_blink = False
    await terminal.opened()


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
def test_inject(room: TreatmentRoom, snap_compare: Compare, size: tuple[int, int]) -> None:
    room.write(sessions.confirm_identity, room.session_id, initials="lm", birth_year_digits="85")
    room.write(suitable, room.session_id)
    room.write(agree, room.session_id)
    room.write(sessions.go_to_step, room.session_id, Step.INJECT)
    room.passes(minutes=12)
    app = room.terminal()

    async def log(pilot: Pilot[Any]) -> None:
        terminal = Terminal(app, pilot)
        await terminal.opened()
        await terminal.type("tll24")
        await terminal.press("enter")
        await terminal.type("Mix 12")
        await terminal.press("enter", "m")
        await terminal.type("bul")
        await _stilled(terminal)

    assert snap_compare(app, terminal_size=size, run_before=log)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
def test_today(room: TreatmentRoom, snap_compare: Compare, size: tuple[int, int]) -> None:
    app = room.terminal(at_session=False)

    async def wait(pilot: Pilot[Any]) -> None:
        terminal = Terminal(app, pilot)
        await terminal.opened()
        await _stilled(terminal)

    assert snap_compare(app, terminal_size=size, run_before=wait)
