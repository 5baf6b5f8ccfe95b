"""The console signs what it gives, from the first start on, and gives a slip all the same where it can't."""

from pathlib import Path

from mesotui.records import slip_keys, staff
from mesotui.slips.key_file import FILE_NAME, own_key
from mesotui.slips.signing import Finding, public_bytes, verify
from mesotui.slips.slip import verification
from tests.slips.console import console, settled
from tests.slips.treated import Treated, treat
from tests.ui.console import Clinic, sees
from tests.ui.test_slip import given, press, said


def known(treated: Treated) -> list[tuple[bytes, bool]]:
    keys = treated.database.read(slip_keys.known_keys, treated.actor)
    return [(key.public_key, key.is_own) for key in keys]


async def test_a_given_slip_is_signed_and_shows_its_telephone_code(tmp_path: Path) -> None:
    treated = treat(tmp_path / "data")
    app = console(treated, tmp_path / "data", "meso-dark")
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        assert "Check code" not in said(app, "#slip-state")
        await press(pilot, app, "enter")
        slip = given(treated)
        assert verification(slip) in said(app, "#slip-state")
    keys = treated.database.read(slip_keys.known_keys, treated.actor)
    verdict = verify(slip.instructions, keys)
    assert (verdict.finding, verdict.slip_code) == (Finding.GENUINE, slip.code)
    # The room is an hour ahead of UTC.
    assert str(verdict.signed_on) == "2026-11-22"


async def test_the_key_is_made_with_the_first_slip_and_stays(tmp_path: Path) -> None:
    treated = treat(tmp_path / "data")
    assert known(treated) == []
    for _ in range(2):
        app = console(treated, tmp_path / "data", "meso-dark")
        async with app.run_test(size=(120, 40)) as pilot:
            await settled(pilot)
    assert known(treated) == [(public_bytes(own_key(tmp_path / "data")), True)]


async def test_without_a_key_the_slip_is_given_and_says_that_it_is_not_signed(tmp_path: Path) -> None:
    treated = treat(tmp_path / "data")
    (tmp_path / "data" / FILE_NAME).write_text("damaged")
    app = console(treated, tmp_path / "data", "meso-dark")
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        assert "Not signed: " in said(app, "#slip-state")
        await press(pilot, app, "enter")
    assert verify(given(treated).instructions, []).finding is Finding.NOT_SIGNED


async def test_the_key_is_made_when_the_clinic_is_set_up(tmp_path: Path) -> None:
    empty = Clinic(tmp_path / "new")
    async with empty.console(entrance="setup").run_test() as pilot:
        await sees(pilot, "Welcome to mesotui")
        await pilot.press(*"Parc", "enter", *"Ana Ruiz", "enter", *"1234", "enter")
        await sees(pilot, "Today · Ana Ruiz")
    (person,) = empty.database.read(staff.list_staff)
    actor = empty.database.read(staff.actor_of, person.id)
    (key,) = empty.database.read(slip_keys.known_keys, actor)
    empty.database.close()
    assert (key.public_key, key.clinic_name) == (public_bytes(own_key(empty.folder)), "Parc")
