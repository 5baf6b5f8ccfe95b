"""The keystroke budget of the design, proved by pressing the keys; the README prints the table made here."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from mesotui.clinic import ClinicData
from mesotui.domain.treatment import Status, Step
from mesotui.records import appointments, clients, consents, mixes, products, recipes, sessions, stock
from mesotui.ui.screens.session import SessionScreen
from tests.consenting import ON_PAPER, TEXT, agree
from tests.records.given import suitable
from tests.records.stocked import LIDOCAINE
from tests.ui.console import until
from tests.ui.treatment_room import Prepared, TreatmentRoom, prepare

README = Path(__file__).parents[2] / "README.md"

# What the design allows, and what these tests press.
BUDGET = {
    "client on today's list → session open": (2, 1),
    "identity at the chair": (5, 5),
    "suitability: one key an item": (25, 25),
    "what is told with it, and the decision": (12, 9),
    "a consent that holds, confirmed at the chair": (1, 1),
    "anaesthetic clock on, with the clinic's defaults": (2, 2),
    "anaesthetic clock off": (1, 1),
    "the mix of the day, with its lots": (2, 2),
    "one zone": (6, 6),
    "its mirror": (1, 1),
    "six zones, three of them mirrored": (21, 21),
    "undo the last entry": (1, 1),
    "a routine session, from the list to the slip in hand": (100, 83),
}


def table() -> str:
    """The table as the README prints it."""
    rows = ["| flow | at most | pressed |", "| --- | --- | --- |"]
    rows += [f"| {flow} | {most} | {pressed} |" for flow, (most, pressed) in BUDGET.items()]
    return "\n".join(rows)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    return prepare(tmp_path_factory.mktemp("prepared"))


@pytest.fixture
def room(tmp_path: Path, clinic: ClinicData, prepared: Prepared) -> Iterator[TreatmentRoom]:
    room = TreatmentRoom(tmp_path, clinic, prepared)
    yield room
    room.database.close()


def _identified(room: TreatmentRoom, step: Step) -> None:
    room.write(sessions.confirm_identity, room.session_id, initials="lm", birth_year_digits="85")
    room.write(suitable, room.session_id)
    room.write(agree, room.session_id)
    room.write(sessions.go_to_step, room.session_id, step)


def _expect(room: TreatmentRoom, given: str, family: str) -> None:
    """Book a client for now, with the room free."""
    room.write(sessions.mark_not_done, room.session_id, "Came too early")
    client = room.write(
        clients.add_client,
        family_name=family,
        given_name=given,
        birth_date=room.client.birth_date,
        phone="",
        alerts=(),
    )
    room.write(consents.take, client.id, text=TEXT, taken=ON_PAPER, photos=False)
    room.write(appointments.book, client.id, room.time)


async def test_from_the_list_to_the_open_session(room: TreatmentRoom) -> None:
    _expect(room, "Ana", "Costa")
    async with room.console(at_session=False) as terminal:
        await terminal.press("enter")
        assert isinstance(terminal.app.screen, SessionScreen)
        assert "COSTA Ana" in terminal.seen
        assert terminal.pressed == BUDGET["client on today's list → session open"][1]


async def test_identity(room: TreatmentRoom) -> None:
    async with room.console() as terminal:
        await terminal.type("lm85")
        await terminal.press("enter")
        assert room.session.identity is not None
        assert terminal.pressed == BUDGET["identity at the chair"][1]


async def test_suitability(room: TreatmentRoom) -> None:
    room.write(sessions.confirm_identity, room.session_id, initials="lm", birth_year_digits="85")
    async with room.console() as terminal:
        for _ in room.clinic.screening().asked:
            await terminal.press("n")
        assert len(room.session.screening.answers) == len(room.clinic.screening().asked)
        assert terminal.pressed == BUDGET["suitability: one key an item"][1]
        await terminal.type("64")
        await terminal.press(*["enter"] * 6, "g")
        assert room.session.screening.may_inject and str(room.session.weight_kg) == "64"
        told = terminal.pressed - len(room.clinic.screening().asked)
        assert told == BUDGET["what is told with it, and the decision"][1]
        await terminal.press("y")
        assert room.session.consent.lack == ""
        assert room.session.step is Step.CLEANSE
        assert terminal.pressed == sum(BUDGET[flow][1] for flow in _CHECK[1:])


_CHECK = (
    "identity at the chair",
    "suitability: one key an item",
    "what is told with it, and the decision",
    "a consent that holds, confirmed at the chair",
)


async def test_anaesthetic_on_and_off(room: TreatmentRoom) -> None:
    _identified(room, Step.ANAESTHETIC)
    async with room.console() as terminal:
        await terminal.press("1", "enter")
        assert room.session.anaesthetics[0].ended_at is None
        assert terminal.pressed == BUDGET["anaesthetic clock on, with the clinic's defaults"][1]
        room.passes(minutes=61)
        await terminal.press("r")
        assert room.session.anaesthetics[0].ended_at is not None
        assert terminal.pressed == sum(BUDGET[f"anaesthetic clock {way}"][1] for way in _ON_AND_OFF)


_ON_AND_OFF = ("on, with the clinic's defaults", "off")


async def test_zones_mirrors_and_undo(room: TreatmentRoom) -> None:
    _identified(room, Step.INJECT)
    async with room.console() as terminal:
        await terminal.type("tll24")
        await terminal.press("enter")
        await terminal.type("Mix")
        await terminal.press("enter")
        before = terminal.pressed
        for zone in ("tpl", "bul", "bll"):
            start = terminal.pressed
            await terminal.type(f"{zone}24")
            await terminal.press("enter")
            assert terminal.pressed - start == BUDGET["one zone"][1]
            await terminal.press("m")
            assert terminal.pressed - start == BUDGET["one zone"][1] + BUDGET["its mirror"][1]
        assert terminal.pressed - before == BUDGET["six zones, three of them mirrored"][1]
        logged = [injection.entry.zone_code for injection in room.session.standing_injections]
        assert logged == ["tll", "tpl", "tpr", "bul", "bur", "bll", "blr"]
        await terminal.press("ctrl+z")
        assert len(room.session.standing_injections) == 6


async def test_the_mix_of_the_day(room: TreatmentRoom) -> None:
    _identified(room, Step.INJECT)
    product = room.write(products.learn_product, LIDOCAINE)
    volume = Decimal(20)
    room.write(stock.receive, product.id, number="A1", expiry=None, volume_ml=volume)
    room.write(recipes.save_recipe, name="Comfort", parts=((product.id, Decimal(5)),))
    async with room.console() as terminal:
        await terminal.press("ctrl+d")
        await until(terminal.pilot, lambda: "A1" in terminal.seen)
        await terminal.press("enter")
        assert terminal.pressed == BUDGET["the mix of the day, with its lots"][1]
        (made,) = room.read(mixes.recent_batches, now=room.time)
        assert [part.lot_number for part in made.parts] == ["A1"]
        await terminal.type("tll24")
        await terminal.press("enter")
        assert room.session.standing_injections[0].entry.batch_id == made.id


async def test_a_routine_session(room: TreatmentRoom) -> None:
    _expect(room, "Ana", "Costa")
    async with room.console(at_session=False) as terminal:
        await terminal.press("enter")
        opened = terminal.session_screen.session_id
        assert opened is not None
        room.session_id = opened
        await terminal.type("ac85")
        await terminal.press("enter", *["n"] * len(room.clinic.screening().asked), *"64", *["enter"] * 6, "g")
        await terminal.press("y", "1")
        room.passes(seconds=30)
        await terminal.press("enter")
        room.passes(seconds=30)
        await terminal.press("enter", "1", "enter")
        room.passes(minutes=60)
        await terminal.press("r")
        await terminal.type("tll24")
        await terminal.press("enter")
        await terminal.type("Mix 12")
        await terminal.press("enter", "m")
        for zone in ("tpl", "bul"):
            await terminal.type(f"{zone}24")
            await terminal.press("enter", "m")
        room.passes(minutes=10)
        await terminal.press("f9", "1", "2", "0", "enter")
        room.passes(minutes=15)
        await terminal.press("enter", "enter", "enter")
        session = room.session
        assert session.status is Status.DONE
        assert len(session.standing_injections) == 6
        assert len(session.slips) == 1
        most, pressed = BUDGET["a routine session, from the list to the slip in hand"]
        assert terminal.pressed == pressed <= most


def test_the_budget_is_kept_and_the_readme_prints_it() -> None:
    assert all(pressed <= most for most, pressed in BUDGET.values())
    assert table() in README.read_text(encoding="utf-8")
