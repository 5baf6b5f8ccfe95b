"""The session screen: what is pressed, what is seen, and what is on disk."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mesotui.clinic import ClinicData
from mesotui.domain.treatment import Step
from tests.ui.treatment_room import TreatmentRoom


@pytest.fixture
def room(tmp_path: Path, clinic: ClinicData) -> Iterator[TreatmentRoom]:
    room = TreatmentRoom(tmp_path, clinic)
    yield room
    room.database.close()


async def test_identity_is_confirmed_by_five_keys_and_leads_to_cleansing(room: TreatmentRoom) -> None:
    async with room.console() as terminal:
        assert "ALLERGY procaine (esters)" in terminal.seen
        await terminal.press("l", "m", "8", "5", "enter")
        assert terminal.pressed == 5
        assert room.session.identity is not None
        assert room.session.step is Step.CLEANSE
        assert "Which agent?" in terminal.seen


async def test_observation(room: TreatmentRoom) -> None:
    from mesotui.records import sessions
    room.write(sessions.confirm_identity, room.session_id, initials="lm", birth_year_digits="85")
    room.write(sessions.go_to_step, room.session_id, Step.OBSERVE)
    async with room.console() as terminal:
        await terminal.press("1")
        print(terminal.seen)
        await terminal.press("3")
        await terminal.press("0")
        assert [f.value for f in room.session.findings] == ["well", "3", "none"]
