"""The mix on the screen: two keys for the mix of the day, every component in sight, and what became of it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from mesotui.clinic import ClinicData
from mesotui.domain.found import Found
from mesotui.domain.gs1 import Scan
from mesotui.domain.mixture import Batch, Drawn, Place, Recipe
from mesotui.domain.people import Role
from mesotui.domain.products import Product, ProductFacts
from mesotui.domain.stock import Lot
from mesotui.domain.treatment import Step
from mesotui.records import mixes, products, recall, recipes, sessions, staff, stock
from mesotui.ui.screens.mix import MixScreen
from tests.consenting import agree
from tests.records.given import suitable
from tests.records.stocked import LIDOCAINE, SALINE
from tests.ui.console import Clinic, sees, until
from tests.ui.treatment_room import Prepared, Terminal, TreatmentRoom, prepare

ZINC = ProductFacts(name="Zinc")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    return prepare(tmp_path_factory.mktemp("prepared"))


def _identified(room: TreatmentRoom) -> None:
    room.write(sessions.confirm_identity, room.session_id, initials="lm", birth_year_digits="85")
    room.write(suitable, room.session_id)
    room.write(agree, room.session_id)
    room.write(sessions.go_to_step, room.session_id, Step.INJECT)


@pytest.fixture
def room(tmp_path: Path, clinic: ClinicData, prepared: Prepared) -> Iterator[TreatmentRoom]:
    room = TreatmentRoom(tmp_path, clinic, prepared)
    _identified(room)
    yield room
    room.database.close()


class Shelf:
    """Lots of lidocaine and saline, and a recipe of both."""

    def __init__(self, room: TreatmentRoom) -> None:
        self.room = room
        self.lidocaine: Product = room.write(products.learn_product, LIDOCAINE)
        self.saline: Product = room.write(products.learn_product, SALINE)
        self.first = self.receive(self.lidocaine, "A1", date(2027, 1, 31))
        self.second = self.receive(self.lidocaine, "A2", date(2027, 6, 30))
        self.diluent = self.receive(self.saline, "S1", None, "100")
        self.recipe: Recipe = room.write(
            recipes.save_recipe,
            name="Cellulite A",
            parts=((self.lidocaine.id, Decimal(2)), (self.saline.id, Decimal(8))),
        )

    def receive(self, product: Product, number: str, expiry: date | None, volume_ml: str = "20") -> Lot:
        return self.room.write(
            stock.receive, product.id, number=number, expiry=expiry, volume_ml=Decimal(volume_ml)
        )

    def make(self, **values: Any) -> Batch:
        drawn = (
            Drawn(lot_id=self.first.id, volume_ml=Decimal(2)),
            Drawn(lot_id=self.diluent.id, volume_ml=Decimal(8)),
        )
        clinic = self.room.clinic
        words = {"place": Place.ROOM, "rules": clinic.mixing(), "jurisdiction": "", **values}
        return self.room.write(mixes.make_batch, self.recipe.version_id, drawn, **words)

    def on_hand(self, lot: Lot) -> Decimal:
        return self.room.read(stock.lot, lot.id).on_hand_ml

    @property
    def batches(self) -> tuple[Batch, ...]:
        return self.room.read(mixes.recent_batches, now=self.room.time)


async def shows(terminal: Terminal, *texts: str) -> str:
    """Wait until texts stand on the screen: what is read under a question isn't waited for."""
    await until(terminal.pilot, lambda: all(text in terminal.seen for text in texts))
    return terminal.seen


async def mixing(terminal: Terminal, *keys: str) -> None:
    """Open the mix, and press keys once it is there."""
    await terminal.press("ctrl+d")
    await shows(terminal, "Recipes", "= ")
    await terminal.press(*keys)


@pytest.fixture
def shelf(room: TreatmentRoom) -> Shelf:
    return Shelf(room)


async def test_the_mix_of_the_day_is_two_keys_and_drawn_from(room: TreatmentRoom, shelf: Shelf) -> None:
    async with room.console() as terminal:
        await mixing(terminal, "enter")
        (made,) = shelf.batches
        assert (made.name, made.recipe_name, made.total_ml) == ("Mix 1", "Cellulite A", Decimal(10))
        assert [(part.lot_number, part.volume_ml) for part in made.parts] == [
            ("A1", Decimal(2)),
            ("S1", Decimal(8)),
        ]
        await shows(terminal, "Mix 1 ")
        await shows(terminal, "10.00 mL left Cellulite A")
        await terminal.type("tll24")
        await terminal.press("enter", "m")
        first, mirrored = room.session.standing_injections
        assert first.entry.batch_id == mirrored.entry.batch_id == made.id
        assert first.entry.product_name == "Mix 1"
        assert [part.lot_number for part in mirrored.components] == ["A1", "S1"]
        await shows(terminal, "9.04 mL left")
        await terminal.press("full_stop")
        assert room.session.standing_injections[-1].entry.batch_id == made.id
        # Two mg/mL of lidocaine in three times 0.48 mL.
        await shows(terminal, "lidocaine 2.88")
    async with room.console() as again:
        await shows(again, "8.56 mL left")


async def test_what_is_said_of_a_key_goes_with_the_next_key(room: TreatmentRoom, shelf: Shelf) -> None:
    async with room.console() as terminal:
        await mixing(terminal, "c")
        await shows(terminal, "Choose one of the mixes that were made")
        await terminal.press("right")
        assert "Choose one of the mixes" not in terminal.seen
        await terminal.press("d")
        await shows(terminal, "Choose one of the mixes that were made")


@pytest.mark.parametrize("typed", ["abc", "nan", "1e9", "-3", "0", "99999"])
async def test_what_is_no_amount_stays_in_its_question(room: TreatmentRoom, shelf: Shelf, typed: str) -> None:
    async with room.console((80, 24)) as terminal:
        await mixing(terminal, "v")
        await terminal.type(typed)
        # Enter pressed once more, by somebody who hasn't looked, makes no mix.
        await terminal.press("enter", "enter")
        field = terminal.app.screen.query_one("#ask-mix-volume", Input)
        assert field.value == typed and field.has_focus
        assert "mL" in terminal.text("#ask-fault")
        await terminal.press(*["backspace"] * len(typed), "3", "enter")
        await shows(terminal, "3.00 mL A1")
    assert shelf.batches == ()


async def test_every_component_is_in_sight_before_enter(room: TreatmentRoom, shelf: Shelf) -> None:
    async with room.console((80, 24)) as terminal:
        await mixing(terminal)
        for text in ("› 1  Xylocaine 1 %", "2.00 mL A1", "31 Jan 2027", "of 20 mL", "✓ goes first"):
            await shows(terminal, text)
        await shows(
            terminal, "Esc back", "= 10 mL · 8 mL of it diluent · lidocaine 2 mg/mL", "ALLERGY procaine"
        )
        await terminal.press("l")
        await shows(terminal, "2.00 mL A2")
        await terminal.press("right", "v")
        await terminal.type("3,5")
        await terminal.press("enter")
        await shows(terminal, "= 5.5 mL")
        await terminal.press("p", "enter")
    (made,) = shelf.batches
    assert ([part.lot_number for part in made.parts], made.place.value) == (["A2", "S1"], "pharmacy")
    assert made.total_ml == Decimal("5.5")


async def test_a_recipe_is_written_and_changed_in_lines(room: TreatmentRoom, shelf: Shelf) -> None:
    async with room.console((80, 24)) as terminal:
        await mixing(terminal, "n")
        await terminal.type("Glow")
        await terminal.press("enter")
        await terminal.type("1 nothing")
        await shows(terminal, "No product is called so")
        await terminal.press(*["backspace"] * 7)
        await terminal.type("laros")
        await shows(terminal, "1 mL Laroscorbine 500 mg/5 mL")
        await shows(terminal, "catalogue")
        await terminal.press("enter")
        await terminal.type("4 nacl")
        await terminal.press("enter", "enter")
        await shows(terminal, "Glow, version 1, is kept")
        await shows(terminal, "▲ no lot")
        await terminal.press("enter")
        await shows(terminal, "There is no lot of Laroscorbine")
        await terminal.press("e", "enter", "backspace", *["home", "delete"], "2", "enter", "enter", "enter")
    found = {one.name: one for one in room.read(recipes.list_recipes)}
    assert [part.volume_ml for part in found["Glow"].parts] == [Decimal(2), Decimal(4)]
    assert found["Glow"].version == 2


async def test_what_may_not_be_used_asks_for_a_reason(room: TreatmentRoom, shelf: Shelf) -> None:
    room.write(recall.block, shelf.first.id, reason="Particles")
    async with room.console() as terminal:
        await mixing(terminal)
        await shows(terminal, "2.00 mL A2")
        await terminal.press("l")
        await shows(terminal, "▲ RECALLED")
        await terminal.press("enter")
        await shows(terminal, "Is this a late or corrected record?")
        await terminal.press("escape")
        assert not shelf.batches
        await terminal.press("enter")
        await terminal.type("Mixed yesterday")
        await terminal.press("enter")
    (made,) = shelf.batches
    assert (made.late_reason, made.parts[0].lot_number) == ("Mixed yesterday", "A1")


async def test_the_law_is_answered_once(tmp_path: Path, clinic: ClinicData, prepared: Prepared) -> None:
    room = TreatmentRoom(tmp_path / "fr", replace(clinic, jurisdiction="FR"), prepared)
    shelf = Shelf(room)
    async with room.console() as terminal:
        await mixing(terminal)
        await shows(terminal, "▲ to be answered: FR: mesotherapy mixtures")
        await terminal.press("enter")
        await terminal.type("Pain, not aesthetic")
        await terminal.press("enter")
        await mixing(terminal)
        await shows(terminal, "Pain, not aesthetic, A. Ruiz")
        await terminal.press("enter")
    assert [one.name for one in shelf.batches] == ["Mix 2", "Mix 1"]
    room.database.close()


async def test_a_mix_is_checked_by_another_person_and_thrown_away(room: TreatmentRoom, shelf: Shelf) -> None:
    made = shelf.make()
    room.database.write(
        staff.add_staff,
        replace(room.actor, role=Role.ADMINISTRATOR),
        login="okoye",
        name="B. Okoye",
        role=Role.PRACTITIONER,
        pin="9753",
        now=room.time,
    )
    async with room.console((80, 24)) as terminal:
        await mixing(terminal, "c")
        await shows(terminal, "Choose one of the mixes")
        await terminal.press("down", "c")
        await terminal.type("okoye")
        await terminal.press("enter")
        await terminal.type("1111")
        await terminal.press("enter")
        await shows(terminal, "The PIN is wrong")
        await terminal.type("9753")
        await terminal.press("enter")
        await shows(terminal, "Mix 1 is checked by B. Okoye")
        await terminal.press("d", "enter")
        await terminal.type("okoye")
        await terminal.press("enter")
        await shows(terminal, "thrown away")
        await terminal.press("enter")
        await shows(terminal, "was thrown away. Make another mix.")
    gone = room.read(mixes.batch, made.id)
    assert gone.discarded is not None
    assert (gone.checked_by, gone.discarded.witness, gone.discarded.reason) == (
        "B. Okoye",
        "B. Okoye",
        "Left over",
    )


async def test_the_product_field_goes_through_mixes_and_lots(room: TreatmentRoom, shelf: Shelf) -> None:
    old = shelf.make()
    made = shelf.make()
    room.write(mixes.discard_batch, old.id, reason="Fell down")
    async with room.console() as terminal:
        field = terminal.app.screen.query_one("#entry-product", Input)
        await terminal.type("tll24")
        await terminal.press("enter")
        assert field.has_focus
        seen = []
        for _ in range(4):
            await terminal.press("down")
            seen.append(field.value)
        assert seen == ["Mix 2", "Xylocaine 1 % lot A1", "Xylocaine 1 % lot A2", "Mix 2"]
        await terminal.press("up", "enter")
        (logged,) = room.session.standing_injections
        assert (logged.entry.lot_id, logged.entry.product_name) == (shelf.second.id, "Xylocaine 1 %")
        assert shelf.on_hand(shelf.second) == Decimal("19.52")
        # What is typed may name it, too: a mix by its number.
        field.focus()
        field.value = ""
        await terminal.type("2")
        await shows(terminal, "10.00 mL left")
        await terminal.press("enter")
        await terminal.type("tpl10")
        await terminal.press("enter")
        assert room.session.standing_injections[-1].entry.batch_id == made.id
        field.focus()
        field.value = ""
        await terminal.type("1")
        await shows(terminal, "▲ thrown away")


async def test_a_product_as_it_is_is_held_against_the_law(
    tmp_path: Path, clinic: ClinicData, prepared: Prepared
) -> None:
    room = TreatmentRoom(tmp_path / "br", replace(clinic, jurisdiction="BR"), prepared)
    shelf = Shelf(room)
    banned = replace(
        LIDOCAINE, name="Lipostabil", legal=(), ingredients=(replace(LIDOCAINE.ingredients[0], name="x"),)
    )
    product = room.write(products.learn_product, banned)
    lot = shelf.receive(product, "L9", None)
    _identified(room)
    async with room.console() as terminal:
        terminal.app.screen.query_one("#entry-product", Input).value = "L9"
        await terminal.type("tll2")
        await terminal.press("enter")
        await shows(terminal, "Lipostabil and phosphatidylcholine may not be")
        assert not room.session.injections
        await terminal.type("Given abroad")
        await terminal.press("enter")
        assert [one.entry.lot_id for one in room.session.injections] == [lot.id]
        await terminal.press("m")
        assert len(room.session.injections) == 2
    room.database.close()


async def test_a_scanned_lot_is_taken_for_its_component(room: TreatmentRoom, shelf: Shelf) -> None:
    async with room.console() as terminal:
        await mixing(terminal)
        bench = terminal.app.screen
        assert isinstance(bench, MixScreen)
        bench.take_scan(Found(scan=Scan(raw=""), product=shelf.second.product, lot=shelf.second))
        await terminal.settle()
        await shows(terminal, "Xylocaine 1 % is drawn from lot A2.")
        await shows(terminal, "2.00 mL A2")
        other = shelf.receive(room.write(products.learn_product, ZINC), "Z1", None)
        bench.take_scan(Found(scan=Scan(raw=""), product=other.product, lot=other))
        await shows(terminal, "Zinc isn't in this recipe.")


async def test_a_draft_keeps_what_is_drawn_from(room: TreatmentRoom, shelf: Shelf) -> None:
    made = shelf.make()
    async with room.console() as terminal:
        terminal.app.screen.query_one("#entry-product", Input).value = "1"
        await terminal.settle()
        await terminal.session_screen.save_draft()
    room.passes(minutes=1)
    shelf.make()
    async with room.console() as again:
        await again.type("tll24")
        await again.press("enter")
        (logged,) = room.session.standing_injections
        assert logged.entry.batch_id == made.id


async def test_the_stock_screen_opens_the_mix_too(parc: Clinic) -> None:
    async with parc.console().run_test(size=(80, 24)) as pilot:
        await sees(pilot, "Nobody is due")
        await pilot.press("ctrl+s")
        await sees(pilot, "There is nothing in stock yet")
        await pilot.press("m")
        await sees(pilot, "There is no recipe yet: n writes one.")
        await pilot.press("escape")
        await sees(pilot, "lot of the day")


async def test_a_mix_that_was_being_prepared_is_back(
    tmp_path: Path, clinic: ClinicData, prepared: Prepared
) -> None:
    room = TreatmentRoom(tmp_path / "fr", replace(clinic, jurisdiction="FR"), prepared)
    shelf = Shelf(room)
    async with room.console() as terminal:
        await mixing(terminal, "l", "p", "p", "p", "enter")
        await shows(terminal, "How do you answer this?")
        await terminal.type("For pa")
        await terminal.session_screen_below.save_draft()
    async with room.console() as again:
        await shows(again, "How do you answer this?", "For pa")
        await again.type("in")
        await again.press("enter")
    (made,) = shelf.batches
    assert (made.answers[0].answer, made.parts[0].lot_number) == ("For pain", "A2")
    async with room.console() as terminal:
        await mixing(terminal, "n")
        await terminal.type("Glow")
        await terminal.press("enter")
        await terminal.type("2 nac")
        await terminal.session_screen_below.save_draft()
    async with room.console() as again:
        await shows(again, "New recipe", "Glow", "2 nac", "2 mL NaCl 0.9 %")
    room.database.close()


async def test_what_is_left_over_is_told_at_the_end_and_the_day_after(
    room: TreatmentRoom, shelf: Shelf
) -> None:
    shelf.make()
    async with room.console() as terminal:
        terminal.app.screen.query_one("#entry-product", Input).value = "Mix 1"
        await terminal.type("tll24")
        await terminal.press("enter")
        assert len(room.session.standing_injections) == 1
        await terminal.press("f9", "f9")
        await shows(terminal, "Left over: Mix 1 9.52 mL. Throw it away (Ctrl+D)")
    room.passes(days=1)
    async with room.console(at_session=False) as terminal:
        await shows(terminal, "Throw away what is left of Mix 1 of 22 Nov 9.52 mL")
    (made,) = room.read(mixes.list_batches, limit=9)
    room.write(mixes.discard_batch, made.id, reason="Left over")
    async with room.console(at_session=False) as terminal:
        await terminal.settle()
        assert "Throw away" not in terminal.seen
