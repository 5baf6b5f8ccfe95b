"""A client's page: alerts, visits and past sessions, by the keys that a person presses."""

from datetime import UTC, date, datetime
from decimal import Decimal

from mesotui.domain.consent import ConsentAnswer, ConsentKind, latest
from mesotui.domain.people import Client
from mesotui.domain.treatment import InjectionEntry
from mesotui.records import appointments, clients, closing, consents, injections, sessions
from mesotui.ui import local_time
from mesotui.ui.messages import Go
from tests.consenting import ON_PAPER, TEXT, agree
from tests.records.given import suitable
from tests.ui.console import Clinic, sees, session_shown, until

LEA = ("Martin", "Léa", date(1985, 3, 12), "06 12 34 56 78")


def _stored(parc: Clinic, client: Client) -> Client:
    return parc.database.read(clients.client, parc.who, client.id)


def _past_session(parc: Clinic, client: Client) -> None:
    """Record a session with two zones, one of them taken back, that was stopped early."""
    from mesotui.clinic import load

    clinic = load(None)
    technique = clinic.protocol.techniques[0]
    opened = parc.opened(client, parc.rooms()[0])
    parc.database.write(sessions.override_identity, parc.who, opened.id, "known here", now=parc.wall.now())
    parc.database.write(suitable, parc.who, opened.id, now=parc.wall.now())
    parc.database.write(agree, parc.who, opened.id, now=parc.wall.now())
    for zone in clinic.anatomy.zones[:2]:
        entry = InjectionEntry(
            zone_code=zone.code,
            technique_code=technique.code,
            depth_mm=Decimal(2),
            points=24,
            volume_ml_per_point=Decimal("0.05"),
            product_name="Mix 12",
            needle_gauge=30,
            needle_length_mm=Decimal(4),
        )
        last = parc.database.write(
            injections.log_injection,
            parc.who,
            opened.id,
            entry=entry,
            zone=zone,
            technique=technique,
            vocabulary_version=clinic.anatomy.version,
            protocol=clinic.protocol,
            now=parc.wall.now(),
        )
    parc.database.write(
        injections.void_injection,
        parc.who,
        opened.id,
        last.injections[-1].id,
        reason="wrong side",
        now=parc.wall.now(),
    )
    parc.wall.goes_on(minutes=33)
    parc.database.write(closing.stop_early, parc.who, opened.id, "felt faint", now=parc.wall.now())
    parc.wall.goes_on(days=3)


async def test_the_page_is_reached_from_today_and_leads_to_a_session(parc: Clinic) -> None:
    lea = parc.client(*LEA, "procaine")
    parc.due(lea, 10)
    async with parc.console().run_test() as pilot:
        await sees(pilot, "MARTIN")
        await pilot.press("ctrl+o")
        await sees(pilot, "born 12 March 1985, 41 years", "▲ ALLERGY procaine", "Next visit")
        await pilot.press("s")
        await session_shown(pilot)

    assert [session.client.id for session in parc.open_sessions()] == [lea.id]


async def test_that_nobody_asked_for_allergies_is_not_that_there_is_none(parc: Clinic) -> None:
    asked = parc.client("Asked", "Ann", date(1980, 1, 1), "", "none known")
    unasked = parc.client(*LEA)
    async with parc.console().run_test() as pilot:
        await sees(pilot, "Nobody is due")
        pilot.app.post_message(Go("client", asked.id))
        assert "ALLERGY" not in await sees(pilot, "ASKED Ann", "no known allergy")
        pilot.app.post_message(Go("client", unasked.id))
        await sees(pilot, "MARTIN Léa", "allergies not asked")


async def test_an_allergy_is_added_and_taken_back_with_a_reason(parc: Clinic) -> None:
    lea = parc.client(*LEA)
    async with parc.console().run_test() as pilot:
        await sees(pilot, "Nobody is due")
        pilot.app.post_message(Go("client", lea.id))
        await sees(pilot, "allergies not asked")
        await pilot.press("a")
        await sees(pilot, "What is this client allergic to?")
        await pilot.press(*"latex", "enter")
        await sees(pilot, "▲ ALLERGY latex")
        assert [alert.text for alert in _stored(parc, lea).allergies] == ["latex"]
        await pilot.press("up", "delete")
        await sees(pilot, "Take back: latex")
        await pilot.press(*"typed by mistake", "enter")
        await sees(pilot, "allergies not asked")

    assert _stored(parc, lea).alerts == ()


async def test_a_warning_is_added(parc: Clinic) -> None:
    lea = parc.client(*LEA)
    async with parc.console().run_test() as pilot:
        await sees(pilot, "Nobody is due")
        pilot.app.post_message(Go("client", lea.id))
        await sees(pilot, "allergies not asked")
        await pilot.press("w", *"anticoagulants", "enter")
        await sees(pilot, "▲ anticoagulants", "allergies not asked")


async def test_a_consent_is_shown_and_taken_back_with_a_reason(parc: Clinic) -> None:
    lea = parc.client(*LEA)
    parc.database.write(
        consents.take, parc.who, lea.id, text=TEXT, taken=ON_PAPER, photos=True, now=parc.wall.now()
    )
    async with parc.console().run_test() as pilot:
        await sees(pilot, "Nobody is due")
        pilot.app.post_message(Go("client", lea.id))
        await sees(pilot, "Treatment: given, English text 1, signed on paper", "Photos: given")
        await pilot.press("home", "v")
        await sees(pilot, "The client takes back: treatment")
        await pilot.press("2")
        await sees(pilot, "Treatment: withdrawn, English text 1, Changed their mind")
    treatment = latest(parc.database.read(consents.consents, parc.who, lea.id), ConsentKind.TREATMENT)
    assert treatment is not None and treatment.answer is ConsentAnswer.WITHDRAWN


async def test_a_visit_is_booked_in_words_one_can_check(parc: Clinic) -> None:
    lea = parc.client(*LEA)
    async with parc.console().run_test() as pilot:
        await sees(pilot, "Nobody is due")
        pilot.app.post_message(Go("client", lea.id))
        await sees(pilot, "No visit is booked")
        await pilot.press("b")
        await sees(pilot, "Book a visit")
        await pilot.press(*"+2w")
        await sees(pilot, "Sunday 6 December 2026")
        await pilot.press("enter", *"25:00", "enter")
        await sees(pilot, "▲ Time is not understood", "+2w")
        await pilot.press(*(["backspace"] * 5), *"1430", "enter")
        await sees(pilot, "Next visit  Sun 6 Dec 14:30")

    visit = parc.database.read(appointments.next_visit, parc.who, lea.id, after=parc.wall.now())
    assert visit is not None
    assert visit.due_at == local_time.at(date(2026, 12, 6), datetime(2026, 1, 1, 14, 30, tzinfo=UTC).time())


async def test_a_past_session_is_listed_and_read_but_not_written(parc: Clinic) -> None:
    lea = parc.client(*LEA)
    _past_session(parc, lea)
    async with parc.console().run_test(size=(120, 40)) as pilot:
        await sees(pilot, "Nobody is due")
        pilot.app.post_message(Go("client", lea.id))
        await sees(pilot, "22 November 2026", "1 zone", "1.20 mL", "▲ stopped")
        await sees(pilot, "Screened 22 Nov 2026", "Suitable, A. Ruiz")
        await pilot.press("enter")
        await sees(
            pilot, "Session 1", "stopped: felt faint", "24 × 0.05", "by A. Ruiz: wrong side", "known here"
        )
        await sees(pilot, "Suitability", "Suitable, A. Ruiz")
        await pilot.press("s")
        await sees(pilot, "Not given yet", "AFTER YOUR TREATMENT AT", "1.2 mL")
        await pilot.press("escape")
        await sees(pilot, "known here")
        await pilot.press("escape")
        await sees(pilot, "▲ stopped")


async def test_an_open_session_in_the_history_is_resumed(parc: Clinic) -> None:
    lea = parc.client(*LEA)
    running = parc.opened(lea, parc.rooms()[0])
    async with parc.console().run_test() as pilot:
        await until(pilot, lambda: pilot.app.screen.is_current)
        await sees(pilot, "MARTIN")
        pilot.app.post_message(Go("client", lea.id))
        await sees(pilot, "● open")
        await pilot.press("enter")
        assert await session_shown(pilot) == running.id
