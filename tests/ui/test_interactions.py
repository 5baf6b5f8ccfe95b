"""Allergies and interactions on the screen: marked before a choice, told of what was used, asked about."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from textual.widgets import Input, Static

from mesotui.clinic import ClinicData
from mesotui.domain.people import AlertKind
from mesotui.domain.products import Ingredient, ProductFacts
from mesotui.domain.screening import Reply
from mesotui.domain.treatment import Step
from mesotui.records import antisepsis, clients, products, recipes, screening, sessions, stock
from mesotui.ui.modals.ask import Ask
from mesotui.ui.screens.session import SessionScreen
from tests.consenting import agree
from tests.records.given import suitable
from tests.ui.treatment_room import Prepared, Terminal, TreatmentRoom, prepare

BOTH = pytest.mark.parametrize("size", [(80, 24), (120, 40)])


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    return prepare(tmp_path_factory.mktemp("prepared"))


@pytest.fixture
def room(tmp_path: Path, clinic: ClinicData, prepared: Prepared) -> Iterator[TreatmentRoom]:
    """A room whose client is allergic to procaine, and may be injected."""
    room = TreatmentRoom(tmp_path, clinic, prepared)
    room.write(sessions.confirm_identity, room.session_id, initials="lm", birth_year_digits="85")
    room.write(suitable, room.session_id)
    room.write(agree, room.session_id)
    yield room
    room.database.close()


def at(room: TreatmentRoom, step: Step, *alerts: str, kind: AlertKind = AlertKind.ALLERGY) -> TreatmentRoom:
    for text in alerts:
        room.write(clients.add_alert, room.client.id, kind, text)
    room.write(sessions.go_to_step, room.session_id, step)
    return room


def words(terminal: Terminal) -> str:
    """Give all that is seen, as one line."""
    return " ".join(terminal.seen.replace("│", " ").split())


def question_of(terminal: Terminal) -> str:
    """Give what a question says, and make sure that it hides no allergy."""
    assert isinstance(terminal.app.screen, Ask)
    assert "ALLERGY procaine (esters)" in terminal.seen
    body = terminal.app.screen.query_one(".modal-body")
    return f"{body.border_title} {terminal.app.screen.query_one('.modal-lead', Static).content}"


@BOTH
async def test_an_agent_is_marked_before_it_is_chosen_and_asks_for_a_reason(
    room: TreatmentRoom, size: tuple[int, int]
) -> None:
    at(room, Step.CLEANSE, "Chlorhexidine")
    async with room.console(size) as terminal:
        lines = terminal.seen.splitlines()
        (row,) = (at for at, line in enumerate(lines) if " 1  Chlorhexidine 2 % / alcohol 70 %" in line)
        assert "▲ chlorhexidine: allergy Chlorhexidine" in lines[row + 1]
        assert terminal.seen.count("▲ chlorhexidine: allergy") == 2, "both strengths, and nothing else"
        await terminal.press("1")
        asked = question_of(terminal)
        assert "Why use it all the same?" in asked and "source S44" in asked
        await terminal.press("escape")
        assert room.session.antisepses == ()
        await terminal.press("1")
        await terminal.type("Patch test negative")
        await terminal.press("enter")
        (kept,) = room.session.limit_reasons
        assert (kept.reason, kept.recorded_by) == ("Patch test negative", "A. Ruiz")
        assert len(room.session.antisepses) == 1
        await terminal.press("1")
        assert len(room.session.antisepses) == 2, "asked once in a session"


async def test_another_agent_is_taken_with_one_key(room: TreatmentRoom) -> None:
    at(room, Step.CLEANSE, "Chlorhexidine")
    async with room.console() as terminal:
        await terminal.press("3")
        assert room.session.antisepses[0].agent_code == "ipa70"
        assert terminal.text("#session-against") == ""


@BOTH
async def test_creams_are_marked_and_a_warning_asks_nothing(
    room: TreatmentRoom, size: tuple[int, int]
) -> None:
    at(room, Step.ANAESTHETIC, "parabens")
    at(room, Step.ANAESTHETIC, "takes amiodarone", kind=AlertKind.WARNING)
    async with room.console(size) as terminal:
        seen = words(terminal)
        assert (
            "Tetracaine 4 % (Ametop) ▲ esters: allergy procaine (esters) ▲ parabens: allergy parabens" in seen
        )
        await terminal.press("1", "enter")
        assert [one.product_code for one in room.session.anaesthetics] == ["emla5"]
        assert room.session.limit_reasons == ()
        told = " ".join(terminal.text("#session-against").split())
        assert "▲ class III antiarrhythmic: warning takes amiodarone · EMLA 5 % (used)" in told
        await terminal.press("3", "enter")
        assert "cross-react through PABA" in question_of(terminal)
        await terminal.type("Tolerated it in May")
        await terminal.press("enter")
        assert len(room.session.anaesthetics) == 2
        assert "esters" not in terminal.text("#session-against"), "what has its reason is told no more"


@BOTH
async def test_a_typed_product_is_told_before_it_is_logged_and_asked_about(
    room: TreatmentRoom, size: tuple[int, int]
) -> None:
    at(room, Step.INJECT)
    async with room.console(size) as terminal:
        await terminal.type("tll24")
        await terminal.press("enter")
        assert terminal.text("#session-against") == ""
        await terminal.type("Procaine 2 %")
        assert "▲ esters: allergy procaine (esters) · Procaine 2 %" in terminal.text("#session-against")
        assert "▲ esters: allergy procaine (esters) · Procaine 2 %" in terminal.seen
        await terminal.press("enter")
        assert "Procaine 2 %, procaine against esters" in question_of(terminal)
        assert not room.session.injections
        await terminal.type("Late entry")
        await terminal.press("enter")
        assert {shot.entry.product_name for shot in room.session.injections} == {"Procaine 2 %"}
        before = terminal.pressed
        await terminal.press("m")
        assert terminal.pressed - before == 1
        assert len(room.session.injections) == 2, "asked once for the substance"


async def test_an_allergy_that_is_told_later_shows_at_once_on_every_terminal(room: TreatmentRoom) -> None:
    agent = room.clinic.protocol.antiseptic("chg2-ipa70")
    room.write(antisepsis.start_contact, room.session_id, agent=agent, protocol=room.clinic.protocol)
    at(room, Step.OBSERVE)
    async with room.console() as terminal:
        assert terminal.text("#session-against") == ""
        room.write(clients.add_alert, room.client.id, AlertKind.ALLERGY, "chlorhexidine wipes")
        assert terminal.app.context is not None
        terminal.app.context.data_changed.publish(None)
        for _ in range(3):
            await terminal.settle()
        told = "▲ chlorhexidine: allergy chlorhexidine wipes · Chlorhexidine 2 % / alcohol 70 % (used)"
        assert told in terminal.seen


async def test_the_limits_sheet_has_every_finding_with_its_source(room: TreatmentRoom) -> None:
    g6pd = next(item for item in room.clinic.screening().asked if item.code == "g6pd")
    room.write(screening.answer, room.session_id, item=g6pd, reply=Reply.UNKNOWN)
    at(room, Step.ANAESTHETIC)
    async with room.console() as terminal:
        assert "▲ G6PD deficiency: answered unknown" in terminal.seen
        await terminal.press("ctrl+u")
        seen = words(terminal)
        assert "Allergies and interactions" in seen
        assert "▲ esters: allergy procaine (esters) against Tetracaine 4 %, BLT" in seen
        assert "(S121!)" in seen and "(S36)" in seen


async def test_a_reason_that_was_being_typed_survives_the_console(room: TreatmentRoom) -> None:
    at(room, Step.CLEANSE, "Chlorhexidine")
    async with room.console() as terminal:
        await terminal.press("1")
        await terminal.type("Patch test")
        below = terminal.app.screen_stack[-2]
        assert isinstance(below, SessionScreen)
        await below.save_draft()
    async with room.console() as terminal:
        assert "Why use it all the same?" in question_of(terminal)
        await terminal.type(" negative")
        await terminal.press("enter")
        (kept,) = room.session.limit_reasons
        assert kept.reason == "Patch test negative"
        assert room.session.antisepses[0].agent_code == "chg2-ipa70"


async def test_a_mix_and_a_lot_are_told_of_by_what_they_hold(room: TreatmentRoom) -> None:
    facts = ProductFacts(
        name="Comfort 7", manufacturer="Maker", ingredients=(Ingredient(name="procaine hydrochloride"),)
    )
    product = room.write(products.learn_product, facts)
    room.write(stock.receive, product.id, number="P1", expiry=date(2027, 6, 30), volume_ml=Decimal(20))
    room.write(recipes.save_recipe, name="Soft", parts=((product.id, Decimal(5)),))
    at(room, Step.INJECT)
    async with room.console() as terminal:
        await terminal.press("ctrl+d")
        assert "▲ esters: allergy procaine (esters) · Comfort 7" in terminal.seen
        await terminal.press("escape")
        terminal.app.screen.query_one("#entry-product", Input).focus()
        await terminal.press("down")
        assert "▲ esters: allergy procaine (esters) · Comfort 7" in terminal.text("#session-against")
