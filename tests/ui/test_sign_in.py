"""Signing in, by the keys that a person presses."""

from pathlib import Path

from mesotui.domain.people import Role
from mesotui.records import staff
from tests.ui.console import Clinic, sees


def _hire(parc: Clinic, name: str, pin: str = "") -> None:
    parc.database.write(
        staff.add_staff,
        parc.who,
        login=name.casefold(),
        name=name,
        role=Role.SUPERVISOR,
        pin=pin,
        now=parc.wall.now(),
    )


async def test_a_number_and_the_pin_let_a_person_in(parc: Clinic) -> None:
    _hire(parc, "B. Olsen", "2345")
    async with parc.console(signed_in=False).run_test() as pilot:
        await sees(pilot, "Parc", "1   A. Ruiz", "2   B. Olsen", "supervisor")
        await pilot.press("2")
        await sees(pilot, "PIN")
        await pilot.press(*"2345", "enter")
        await sees(pilot, "Today · B. Olsen")


async def test_the_arrows_choose_too(parc: Clinic) -> None:
    _hire(parc, "B. Olsen", "2345")
    async with parc.console(signed_in=False).run_test() as pilot:
        await sees(pilot, "B. Olsen")
        await pilot.press("down", "enter", *"2345", "enter")
        await sees(pilot, "Today · B. Olsen")


async def test_a_wrong_pin_is_told_and_another_can_be_typed(parc: Clinic) -> None:
    async with parc.console(signed_in=False).run_test() as pilot:
        await sees(pilot, "A. Ruiz")
        await pilot.press("1", *"9999", "enter")
        shown = await sees(pilot, "The PIN is wrong")
        assert "9999" not in shown
        await pilot.press(*"1234", "enter")
        await sees(pilot, "Today · A. Ruiz")


async def test_escape_goes_back_to_the_people(parc: Clinic) -> None:
    _hire(parc, "B. Olsen", "2345")
    async with parc.console(signed_in=False).run_test() as pilot:
        await sees(pilot, "B. Olsen")
        await pilot.press("1")
        await sees(pilot, "PIN")
        await pilot.press("escape", "2", *"2345", "enter")
        await sees(pilot, "Today · B. Olsen")


async def test_somebody_without_a_pin_among_others_is_told_so(parc: Clinic) -> None:
    _hire(parc, "B. Olsen")
    async with parc.console(signed_in=False).run_test() as pilot:
        await sees(pilot, "B. Olsen")
        await pilot.press("2", "enter")
        await sees(pilot, "This person has no PIN yet.")


async def test_a_name_with_markup_is_only_a_name(parc: Clinic) -> None:
    _hire(parc, "[red]C[/] \\[x", "2345")
    async with parc.console(signed_in=False).run_test() as pilot:
        await sees(pilot, "[red]C[/] \\[x")


async def test_who_is_alone_and_has_no_pin_goes_straight_in(tmp_path: Path) -> None:
    clinic = Clinic(tmp_path / "alone")
    clinic.set_up()
    clinic.forget_pins()
    async with clinic.console(signed_in=False).run_test() as pilot:
        await sees(pilot, "Today · A. Ruiz")
    clinic.database.close()
