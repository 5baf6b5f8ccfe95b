"""Packs scanned in the room: the lot that the next entries are drawn from, or a sentence."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from textual.events import Key
from textual.widgets import Input

from mesotui.clinic import ClinicData
from mesotui.domain.products import Category, ProductFacts
from mesotui.domain.stock import Lot
from mesotui.domain.treatment import Step
from mesotui.records import products, recall, sessions, stock
from mesotui.ui.modals.receive_lot import ReceiveLot
from tests.consenting import agree
from tests.records.given import suitable
from tests.records.stocked import LIDOCAINE
from tests.scanned.code import FRENCH, GS, LONE, PACK
from tests.ui.console import until
from tests.ui.treatment_room import Prepared, Terminal, TreatmentRoom, prepare

_KEYS = {"]": "right_square_bracket", GS: "ctrl+right_square_bracket", "-": "minus"}
_EXPIRY = date(2027, 6, 30)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    return prepare(tmp_path_factory.mktemp("prepared"))


@pytest.fixture
def room(tmp_path: Path, clinic: ClinicData, prepared: Prepared) -> Iterator[TreatmentRoom]:
    room = TreatmentRoom(tmp_path, clinic, prepared)
    room.write(sessions.confirm_identity, room.session_id, initials="lm", birth_year_digits="85")
    room.write(suitable, room.session_id)
    room.write(agree, room.session_id)
    yield room
    room.database.close()


def received(room: TreatmentRoom, number: str, *, facts: ProductFacts = LIDOCAINE, **values: Any) -> Lot:
    known = {one.name: one for one in room.read(products.list_products)}
    gtin = PACK if facts is LIDOCAINE else LONE
    product = known.get(facts.name) or room.write(products.learn_product, facts, gtins=[gtin])
    values = {"expiry": _EXPIRY, "volume_ml": Decimal(20), **values}
    return room.write(stock.receive, product.id, number=number, **values)


async def scan(terminal: Terminal, code: str) -> None:
    for character in "]d2" + code:
        terminal.app.post_message(Key(_KEYS.get(character, character), character))
    terminal.app.post_message(Key("enter", "\r"))
    await terminal.settle()


async def says(terminal: Terminal, *texts: str) -> None:
    await until(terminal.pilot, lambda: all(text in terminal.seen for text in texts))


async def test_the_next_entry_is_drawn_from_the_lot_that_was_scanned(room: TreatmentRoom) -> None:
    received(room, "A1")
    lot = received(room, "B2")
    room.write(sessions.go_to_step, room.session_id, Step.INJECT)
    async with room.console() as terminal:
        await terminal.type("tl")
        await scan(terminal, f"01{PACK}1727063010B2{GS}21S1")
        await says(terminal, "lot B2: ✓ usable", "Xylocaine 1 % lot B2")
        assert terminal.app.screen.query_one("#entry-zone", Input).value == "tl"
        await terminal.type("l24\r")
        await terminal.press("m")
    logged = room.session.injections
    assert [(one.entry.zone_code, one.entry.points, one.entry.lot_id) for one in logged] == [
        ("tll", 24, lot.id),
        ("tlr", 24, lot.id),
    ]


async def test_what_is_scanned_before_the_injections_waits_for_them(room: TreatmentRoom) -> None:
    lot = received(room, "A1")
    async with room.console() as terminal:
        await scan(terminal, f"01{PACK}1727063010A1")
        await says(terminal, "lot A1: ✓ usable")
        room.write(sessions.go_to_step, room.session_id, Step.INJECT)
        await terminal.app.look_for_changes()
        await until(terminal.pilot, lambda: room.session.step is Step.INJECT and "Zone" in terminal.seen)
        await terminal.settle()
        await terminal.type("tll24\r")
    assert [one.entry.lot_id for one in room.session.injections] == [lot.id]


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (f"01{PACK}1726010110OLD", "Lot OLD of Xylocaine 1 % has expired"),
        (f"01{PACK}1727063010BAD", "is recalled: Particles"),
        (f"01{PACK}1727062910A1", "the pack says 2027-06-29"),
        (f"01{LONE}10CREAM", "isn't to be injected"),
        (f"01{PACK}1726133010A1", "is no day of the calendar"),
        (f"01{PACK}17270630", "says no lot"),
    ],
)
async def test_what_may_not_be_injected_is_said_and_not_taken(
    room: TreatmentRoom, code: str, sentence: str
) -> None:
    received(room, "A1")
    received(room, "OLD", expiry=date(2026, 1, 1))
    room.write(recall.block, received(room, "BAD").id, reason="Particles")
    received(room, "CREAM", facts=ProductFacts(name="Cream", injectable=False))
    room.write(sessions.go_to_step, room.session_id, Step.INJECT)
    async with room.console() as terminal:
        await scan(terminal, code)
        await says(terminal, sentence)
        assert terminal.app.screen.query_one("#entry-product", Input).value == ""


async def test_an_unknown_lot_is_taken_in_and_then_injected(room: TreatmentRoom) -> None:
    received(room, "A1")
    room.write(sessions.go_to_step, room.session_id, Step.INJECT)
    async with room.console() as terminal:
        await scan(terminal, f"01{PACK}1727063010N9{GS}21S9")
        await until(terminal.pilot, lambda: isinstance(terminal.app.screen, ReceiveLot))
        await says(terminal, "N9", "30 June 2027")
        await terminal.pilot.press(*"10", "enter")
        await says(terminal, "lot N9: ✓ usable", "Xylocaine 1 % lot N9")
        await terminal.type("tll24\r")
    (logged,) = room.session.injections
    assert logged.components[0].lot_number == "N9"


async def test_a_question_on_the_way_is_not_answered_by_a_code(room: TreatmentRoom) -> None:
    received(room, "A1")
    async with room.console(notices=True) as terminal:
        await terminal.press("f8")
        await terminal.type("ab")
        await scan(terminal, f"01{PACK}1727063010A1")
        await until(terminal.pilot, lambda: bool(terminal.app._notifications))
        (notice,) = terminal.app._notifications
        assert "the code was not used. It says: Xylocaine 1 % lot A1" in notice.message
        assert terminal.app.screen.query_one("#ask-note", Input).value == "ab"


async def test_an_unknown_product_is_named_by_its_number(room: TreatmentRoom) -> None:
    room.write(sessions.go_to_step, room.session_id, Step.INJECT)
    async with room.console() as terminal:
        await scan(terminal, f"01{FRENCH}10X1")
        await until(terminal.pilot, lambda: isinstance(terminal.app.screen, ReceiveLot))
        await says(terminal, f"{FRENCH} is not known yet", "X1")


async def test_the_lot_of_a_cream_is_noted_whether_it_is_scanned_before_or_after(room: TreatmentRoom) -> None:
    cream = ProductFacts(name="Cream", category=Category.TOPICAL, injectable=False)
    received(room, "C1", facts=cream)
    received(room, "C2", facts=cream)
    room.write(sessions.go_to_step, room.session_id, Step.ANAESTHETIC)
    async with room.console() as terminal:
        await scan(terminal, f"01{LONE}1727063010C1")
        await says(terminal, "For the skin: Cream lot C1")
        await terminal.press("1", "enter")
        await says(terminal, "Cream lot C1")
        await until(terminal.pilot, lambda: _lot_of_cream(room) == "C1")
        await scan(terminal, f"01{LONE}1727063010C2")
        await until(terminal.pilot, lambda: _lot_of_cream(room) == "C2")
        await terminal.press("l")
        await terminal.type("t9")
        await terminal.press("enter")
        await until(terminal.pilot, lambda: _lot_of_cream(room) == "t9")
        await says(terminal, "lot t9")


async def test_the_lot_of_an_antiseptic_is_noted(room: TreatmentRoom) -> None:
    agent = ProductFacts(name="Agent", category=Category.ANTISEPTIC, injectable=False)
    received(room, "G1", facts=agent)
    room.write(sessions.go_to_step, room.session_id, Step.CLEANSE)
    async with room.console() as terminal:
        await terminal.press("l")
        await says(terminal, "Put it on first")
        await terminal.press("1")
        await scan(terminal, f"01{LONE}1727063010G1")
        await says(terminal, "Agent lot G1")
        (cleansing,) = room.session.antisepses
        assert cleansing.lot is not None
        assert cleansing.lot.number == "G1"


def _lot_of_cream(room: TreatmentRoom) -> str:
    applied = room.session.anaesthetics
    return applied[-1].lot.number if applied and applied[-1].lot else ""
