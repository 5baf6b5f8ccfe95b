"""The first start, by the keys that a person presses."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mesotui.records import sites, staff
from tests.ui.console import Clinic, sees


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Clinic]:
    made = Clinic(tmp_path / "new")
    yield made
    made.database.close()


async def test_three_answers_open_the_clinic(empty: Clinic) -> None:
    async with empty.console(entrance="setup").run_test() as pilot:
        await sees(pilot, "Welcome to mesotui", "Clinic", "Your name", "PIN")
        await pilot.press(*"Parc", "enter", *"Ana Ruiz", "enter", *"1234", "enter")
        await sees(pilot, "Today · Ana Ruiz", "Room 1", "free")

    site = empty.database.read(sites.current_site)
    [person] = empty.database.read(staff.list_staff)
    assert site is not None
    assert (site.name, person.name, person.has_pin) == ("Parc", "Ana Ruiz", True)


async def test_the_pin_is_shown_as_dots_and_takes_only_digits(empty: Clinic) -> None:
    async with empty.console(entrance="setup").run_test() as pilot:
        await sees(pilot, "Welcome")
        await pilot.press(*"Parc", "enter", *"Ana", "enter", *"12x34")
        shown = await sees(pilot, "••••")

    assert "•••••" not in shown
    assert "1234" not in shown


async def test_a_short_pin_is_told_under_its_field_and_nothing_is_cleared(empty: Clinic) -> None:
    async with empty.console(entrance="setup").run_test() as pilot:
        await sees(pilot, "Welcome")
        await pilot.press(*"Parc", "enter", *"Ana", "enter", *"12", "enter")
        await sees(pilot, "▲ A PIN is 4 to 12 digits", "Parc", "Ana", "••")
        await pilot.press(*"34", "enter")
        await sees(pilot, "Today · Ana")


async def test_an_empty_name_is_told_and_stays_in_its_field(empty: Clinic) -> None:
    async with empty.console(entrance="setup").run_test() as pilot:
        await sees(pilot, "Welcome")
        await pilot.press("enter")
        await sees(pilot, "▲ Clinic is empty. Type it.")
        await pilot.press(*"Parc", "enter", "enter")
        await sees(pilot, "▲ Your name is empty. Type it.", "Parc")

    assert empty.database.read(sites.current_site) is None
