"""Clients are found, and added without leaving what one was about to do."""

from datetime import date

import pytest
from textual.events import Key

from mesotui.domain.people import NO_KNOWN_ALLERGY
from mesotui.ui.modals.client_form import begun_with, read_allergies
from tests.ui.console import Clinic, sees, session_shown

LEA = ("Martin", "Léa", date(1985, 3, 12), "06 12 34 56 78")


async def test_a_new_client_is_typed_once_and_is_in_a_session(parc: Clinic) -> None:
    async with parc.console().run_test() as pilot:
        await sees(pilot, "Nobody is due")
        await pilot.press(*"martin lea")
        await sees(pilot, "› + New client «martin lea»")
        await pilot.press("enter")
        await sees(pilot, "Family name", "Martin", "Lea")
        await pilot.press(*"12031985")
        await sees(pilot, "12 March 1985, 41 years")
        await pilot.press("enter", *"0612", "enter", *"procaine, latex")
        await sees(pilot, "Shown on every screen: procaine · latex")
        await pilot.press("enter")
        await session_shown(pilot)

    [client] = parc.everybody()
    [opened] = parc.open_sessions()
    assert client.name == "MARTIN Lea"
    assert client.birth_date == date(1985, 3, 12)
    assert client.phone == "0612"
    assert {alert.text for alert in client.allergies} == {"procaine", "latex"}
    assert opened.client.id == client.id


async def test_the_same_name_or_birth_date_is_told_at_once_and_can_be_picked(parc: Clinic) -> None:
    lea = parc.client(*LEA)
    async with parc.console().run_test() as pilot:
        await sees(pilot, "Nobody is due")
        await pilot.press("ctrl+n")
        await sees(pilot, "New client")
        await pilot.press(*"Marten", "enter", *"Leah", "enter", *"12.03.1985")
        await sees(pilot, "On file already", "MARTIN Léa")
        await pilot.press("down", "down", "down", "enter")
        await session_shown(pilot)

    assert len(parc.everybody()) == 1
    assert [session.client.id for session in parc.open_sessions()] == [lea.id]


async def test_the_arrows_go_into_the_list_of_similar_people_and_out_again(parc: Clinic) -> None:
    parc.client(*LEA)
    async with parc.console().run_test() as pilot:
        await sees(pilot, "Nobody is due")
        await pilot.press("ctrl+n")
        await sees(pilot, "New client")
        await pilot.press("down", "down", *"12.03.1985")
        await sees(pilot, "On file already")
        await pilot.press("down", "down", "down", "up", *"latex")
        await sees(pilot, "Shown on every screen: latex")


async def test_a_wrong_birth_date_is_told_and_nothing_is_lost(parc: Clinic) -> None:
    async with parc.console().run_test() as pilot:
        await sees(pilot, "Nobody is due")
        await pilot.press(*"roe jo")
        await sees(pilot, "«roe jo»")
        await pilot.press("enter")
        await sees(pilot, "Roe", "Jo")
        await pilot.press(*"31.02.1990", "enter")
        await sees(pilot, "▲ Birth date is no day of the calendar", "31.02.1990", "Roe", "Jo")
        await pilot.press(*(["backspace"] * 10), *"28.02.1990", "enter", "enter", "enter")
        await session_shown(pilot)

    assert [client.birth_date for client in parc.everybody()] == [date(1990, 2, 28)]


async def test_escape_leaves_the_form_and_keeps_the_search(parc: Clinic) -> None:
    async with parc.console().run_test() as pilot:
        await sees(pilot, "Nobody is due")
        await pilot.press(*"roe jo")
        await sees(pilot, "«roe jo»")
        await pilot.press("enter")
        await sees(pilot, "Family name")
        await pilot.press("escape")
        await sees(pilot, "› + New client «roe jo»")

    assert parc.everybody() == ()


async def test_the_list_of_clients_is_searched_and_opens_a_page(parc: Clinic) -> None:
    parc.client(*LEA)
    parc.client("Dubois", "Anna", date(1971, 11, 2))
    async with parc.console().run_test() as pilot:
        await sees(pilot, "Nobody is due")
        await pilot.press("f3")
        await sees(pilot, "› DUBOIS Anna", "MARTIN Léa")
        await pilot.press(*"lea")
        await sees(pilot, "› MARTIN Léa")
        await pilot.press("enter")
        await sees(pilot, "MARTIN Léa  born 12 March 1985, 41 years", "06 12 34 56 78")


async def test_the_arrows_stop_at_the_ends_of_the_list(parc: Clinic) -> None:
    parc.client(*LEA)
    parc.client("Dubois", "Anna", date(1971, 11, 2))
    async with parc.console().run_test() as pilot:
        await sees(pilot, "Nobody is due")
        await pilot.press("f3")
        await sees(pilot, "› DUBOIS Anna")
        await pilot.press("up")
        await sees(pilot, "› DUBOIS Anna")
        await pilot.press("down", "down", "down")
        await sees(pilot, "› + New client")


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ("martin  lea anne", {"family": "Martin", "given": "Lea anne"}),
        ("o'brien", {"family": "O'brien"}),
        ("12.03.1985", {"birth": "12.03.1985"}),
        ("1985-03-12", {"birth": "1985-03-12"}),
        ("+33 6 12 34", {"phone": "+33 6 12 34"}),
        ("", {"family": ""}),
    ],
)
def test_what_was_typed_in_the_search_is_sorted_into_the_form(typed: str, fields: dict[str, str]) -> None:
    assert begun_with(typed) == fields


def test_no_allergy_and_not_asked_are_different_answers() -> None:
    assert read_allergies("") == ()
    for typed in ("none", "None known", "NKDA"):
        assert [text for _, text in read_allergies(typed)] == [NO_KNOWN_ALLERGY]
    assert [text for _, text in read_allergies("latex; , nuts")] == ["latex", "nuts"]


async def test_an_enter_before_the_list_was_read_opens_whom_the_list_then_shows(parc: Clinic) -> None:
    parc.client(*LEA)
    async with parc.console().run_test() as pilot:
        await sees(pilot, "Nobody is due")
        await pilot.press("f3")
        await sees(pilot, "open page")
        for key in (*"martin", "enter"):
            pilot.app.post_message(Key(key, key if len(key) == 1 else "\r"))
        await sees(pilot, "start session")
