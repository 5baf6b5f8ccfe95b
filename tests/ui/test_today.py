"""Today, by the keys that a person presses."""

from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session
from textual.pilot import Pilot
from textual.widgets._toast import Toast

from mesotui.records import anaesthetics, appointments, room_clocks
from mesotui.ui.widgets.find_field import FindField
from tests.ui.console import Clinic, seen, sees, session_shown, until

LEA = ("Martin", "Léa", date(1985, 3, 12), "06 12 34 56 78")
ANNA = ("Dubois", "Anna", date(1971, 11, 2), "06 98 76 54 32")


async def test_the_first_who_is_due_is_in_a_session_after_one_key(parc: Clinic) -> None:
    lea, anna = parc.client(*LEA), parc.client(*ANNA)
    visit = parc.due(lea, 10)
    parc.due(anna, 11)
    async with parc.console().run_test() as pilot:
        await sees(pilot, "10:00", "MARTIN Léa", "1985")
        await pilot.press("enter")
        shown = await session_shown(pilot)

    [opened] = parc.open_sessions()
    assert (shown, opened.client.id) == (opened.id, lea.id)
    assert opened.target_minutes == (30, 60)
    assert parc.database.read(_due_session, parc, visit.id) == opened.id


async def test_another_who_is_due_is_in_a_session_after_two_keys(parc: Clinic) -> None:
    parc.due(parc.client(*LEA), 10)
    anna = parc.client(*ANNA)
    parc.due(anna, 11)
    async with parc.console().run_test() as pilot:
        await sees(pilot, "DUBOIS")
        await pilot.press("down", "enter")
        await session_shown(pilot)

    assert [session.client.id for session in parc.open_sessions()] == [anna.id]


async def test_an_open_session_is_resumed_and_not_begun_again(parc: Clinic) -> None:
    second = parc.room("Room 2")
    lea = parc.client(*LEA)
    parc.due(lea, 10)
    running = parc.opened(lea, second)
    async with parc.console().run_test() as pilot:
        await sees(pilot, "● in Room 2")
        await pilot.press("enter")
        assert await session_shown(pilot) == running.id

    assert len(parc.open_sessions()) == 1


async def test_the_arrows_reach_the_rooms(parc: Clinic) -> None:
    parc.room("Room 2")
    running = parc.opened(parc.client(*ANNA), parc.rooms()[0])
    parc.due(parc.client(*LEA), 10)
    async with parc.console().run_test() as pilot:
        await sees(pilot, "DUBOIS Anna", "› 10:00")
        await pilot.press("up")
        await sees(pilot, "› Room 1")
        await pilot.press("enter")
        assert await session_shown(pilot) == running.id


async def test_the_room_of_the_appointment_is_taken(parc: Clinic) -> None:
    third = [parc.room("Room 2"), parc.room("Room 3")][1]
    parc.due(parc.client(*LEA), 10, third)
    async with parc.console().run_test() as pilot:
        await sees(pilot, "MARTIN")
        await pilot.press("enter")
        await session_shown(pilot)

    assert [session.room.name for session in parc.open_sessions()] == ["Room 3"]


async def test_one_key_chooses_among_several_free_rooms(parc: Clinic) -> None:
    parc.room("Room 2")
    parc.due(parc.client(*LEA), 10)
    async with parc.console().run_test() as pilot:
        await sees(pilot, "MARTIN")
        await pilot.press("enter")
        await sees(pilot, "In which room?")
        await pilot.press("2")
        await session_shown(pilot)

    assert [session.room.name for session in parc.open_sessions()] == ["Room 2"]


async def test_nothing_is_opened_when_every_room_is_in_use(parc: Clinic) -> None:
    parc.opened(parc.client(*ANNA), parc.rooms()[0])
    parc.due(parc.client(*LEA), 10)
    async with parc.console().run_test(notifications=True, size=(100, 30)) as pilot:
        await sees(pilot, "MARTIN")
        await pilot.press("enter")
        await sees(pilot, "Every room is in use.")

    assert len(parc.open_sessions()) == 1


async def test_typing_searches_without_accents_or_case(parc: Clinic) -> None:
    parc.client("Ødegård", "Siri", date(1990, 1, 30))
    parc.client(*LEA)
    async with parc.console().run_test() as pilot:
        await sees(pilot, "Nobody is due today")
        await pilot.press(*"ODEG")
        shown = await sees(pilot, "ØDEGÅRD Siri", "30 Jan 1990", "+ New client «ODEG»")
        assert "MARTIN" not in shown
        await pilot.press("escape")
        await sees(pilot, "Nobody is due today")


async def test_digits_search_a_birth_date_or_a_phone(parc: Clinic) -> None:
    parc.client(*LEA)
    parc.client(*ANNA)
    async with parc.console().run_test() as pilot:
        await sees(pilot, "Nobody is due")
        await pilot.press(*"12.03.1985")
        assert "DUBOIS" not in await sees(pilot, "MARTIN Léa")
        await pilot.press("escape", *"0698")
        assert "MARTIN" not in await sees(pilot, "DUBOIS Anna")


async def test_enter_before_the_answer_opens_only_who_is_the_only_one(parc: Clinic) -> None:
    parc.client(*LEA)
    parc.client("Martinez", "Carmen", date(1963, 7, 9))
    async with parc.console().run_test() as pilot:
        await sees(pilot, "Nobody is due")
        await _typed_in_one_burst(pilot, "mart")
        await sees(pilot, "MARTIN Léa", "MARTINEZ Carmen")
        assert not parc.open_sessions()
        await _typed_in_one_burst(pilot, "martine")
        await session_shown(pilot)

    assert [session.client.given_name for session in parc.open_sessions()] == ["Carmen"]


async def test_somebody_who_is_found_and_due_takes_their_visit(parc: Clinic) -> None:
    visit = parc.due(parc.client(*LEA), 10)
    async with parc.console().run_test() as pilot:
        await sees(pilot, "MARTIN")
        await pilot.press(*"lea")
        await sees(pilot, "due 10:00")
        await pilot.press("enter")
        shown = await session_shown(pilot)

    assert parc.database.read(_due_session, parc, visit.id) == shown


async def test_what_another_terminal_does_is_shown(parc: Clinic) -> None:
    lea = parc.client(*LEA)
    async with parc.console().run_test() as pilot:
        await sees(pilot, "Room 1", "free")
        parc.opened(lea, parc.rooms()[0])
        shown = await sees(pilot, "MARTIN Léa", "Check")

    assert "free" not in shown


async def test_clocks_go_on_and_ring_once_with_the_room_and_without_the_client(parc: Clinic) -> None:
    session = parc.opened(parc.client(*LEA), parc.rooms()[0])
    app = parc.console()
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await sees(pilot, "MARTIN")
        assert app.context is not None
        cream = app.context.clinic.protocol.anaesthetics[0]
        parc.database.write(
            anaesthetics.apply,
            parc.who,
            session.id,
            product=cream,
            amount_g=None,
            area_cm2=None,
            occluded=True,
            protocol=app.context.clinic.protocol,
            now=parc.wall.now(),
        )
        await sees(pilot, "● EMLA", "ready in")
        parc.wall.goes_on(minutes=int(cream.minimum_minutes), seconds=1)
        await sees(pilot, "✓ EMLA", "ready, max in")
        await until(pilot, lambda: len(app.screen.query(Toast)) == 2)
        parc.wall.goes_on(seconds=5)
        shown = await sees(pilot, "1:00:06", "is over its target")

        assert len(app.screen.query(Toast)) == 2
    assert "MARTIN" not in "".join(line for line in shown.splitlines() if "▌" in line)


async def test_a_room_clock_is_started_seen_and_stopped(parc: Clinic) -> None:
    async with parc.console().run_test() as pilot:
        await sees(pilot, "Room 1")
        await pilot.press("f6")
        await sees(pilot, "Room clock", "1 Room 1")
        await pilot.press(*"Ice", "enter", *"10", "enter")
        await sees(pilot, "● Ice", "10:00 left")
        [clock] = parc.database.read(room_clocks.running, parc.who)
        assert (clock.label, clock.seconds) == ("Ice", 600)
        await pilot.press("f6")
        await sees(pilot, "Running")
        await pilot.press("down", "down", "down", "enter")
        await until(pilot, lambda: not parc.database.read(room_clocks.running, parc.who))
        await pilot.press("escape")
        await until(pilot, lambda: "Ice" not in seen(pilot.app))


async def test_minutes_that_are_none_are_refused_and_the_label_stays(parc: Clinic) -> None:
    async with parc.console().run_test() as pilot:
        await sees(pilot, "Room 1")
        await pilot.press("f6", *"Ice", "enter", "0", "enter")
        await sees(pilot, "Minutes must be a whole number", "Ice")

    assert parc.database.read(room_clocks.running, parc.who) == ()


async def test_an_allergy_of_who_is_due_or_inside_is_marked(parc: Clinic) -> None:
    inside = parc.client(*ANNA, "latex")
    parc.opened(inside, parc.rooms()[0])
    parc.due(parc.client(*LEA, "procaine"), 10)
    async with parc.console().run_test() as pilot:
        await sees(pilot, "▲ ALLERGY latex", "▲ procaine")


async def test_markup_in_a_name_is_shown_as_it_is(parc: Clinic) -> None:
    parc.due(parc.client("[red]Roe[/]", "[@click=quit]Jo", date(1980, 1, 1), "", "[b]wax"), 10)
    async with parc.console().run_test() as pilot:
        await sees(pilot, "[RED]ROE[/]", "▲ [b]wax")


async def test_the_day_turns_at_midnight(parc: Clinic) -> None:
    lea = parc.client(*LEA)
    parc.due(lea, 24 + 9)
    async with parc.console().run_test() as pilot:
        await sees(pilot, "Nobody is due")
        parc.wall.goes_on(days=1)
        await sees(pilot, "09:00 MARTIN")


async def _typed_in_one_burst(pilot: Pilot[None], text: str) -> None:
    field = pilot.app.screen.query_one(FindField)
    field.value = text
    await field.action_submit()


def _due_session(db: Session, parc: Clinic, appointment_id: UUID) -> UUID | None:
    day_from = parc.wall.now() - timedelta(days=1)
    due = appointments.due(db, parc.who, day_from=day_from, day_to=day_from + timedelta(days=3))
    return next(visit.session_id for visit in due if visit.id == appointment_id)
