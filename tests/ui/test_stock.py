"""The stock screen: what there is, how it stands, and what comes and goes, pressed by key."""

import threading
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from mesotui.domain.errors import Refused
from mesotui.domain.products import Category, Legal, ProductFacts
from mesotui.domain.stock import Lot
from mesotui.records import products, recall, stock
from mesotui.ui.modals.product_form import read_facts
from mesotui.ui.modals.receive_lot import read_volume
from tests.records.stocked import LIDOCAINE
from tests.ui.console import Clinic, sees

SIZES = [(80, 24), (120, 40)]


def received(parc: Clinic, number: str, volume_ml: str = "20", **values: Any) -> Lot:
    now = parc.wall.now()
    found = parc.database.read(products.list_products, parc.who)
    product = next((one for one in found if one.name == LIDOCAINE.name), None) or parc.database.write(
        products.learn_product, parc.who, LIDOCAINE, now=now
    )
    values = {"expiry": date(2027, 6, 30), "now": now, **values}
    return parc.database.write(
        stock.receive, parc.who, product.id, number=number, volume_ml=Decimal(volume_ml), **values
    )


def lots(parc: Clinic) -> dict[str, Lot]:
    return {lot.number: lot for lot in parc.database.read(stock.list_lots, parc.who)}


@pytest.mark.parametrize("size", SIZES)
async def test_every_lot_says_how_it_stands_and_what_to_see_to(parc: Clinic, size: tuple[int, int]) -> None:
    today = parc.wall.now().date()
    received(parc, "FINE")
    received(parc, "SOON", expiry=today + timedelta(days=10))
    received(parc, "OLD", expiry=today - timedelta(days=1))
    bad = received(parc, "BAD")
    below = received(parc, "BELOW", "1")
    parc.database.write(recall.block, parc.who, bad.id, reason="Particles", now=parc.wall.now())
    parc.database.write(
        stock.adjust, parc.who, below.id, Decimal(-3), reason="Miscounted", now=parc.wall.now()
    )
    async with parc.console().run_test(size=size) as pilot:
        await sees(pilot, "Nobody is due")
        await pilot.press("ctrl+s")
        glass = await sees(pilot, "✓ usable", "expires in 10 days", "▲ expired", "▲ RECALLED", "below zero")
        assert "▲ 1 below zero · ▲ 1 recalled · ▲ 1 expired · ▲ 1 within 60 days of expiry" in glass
        assert "-2.00 mL" in glass
        await pilot.press("slash", *"old")
        glass = await sees(pilot, "› Xylocaine")
        assert ("OLD" in glass, "SOON" in glass) == (True, False)


async def test_a_product_of_the_catalogue_is_taken_in_with_its_lot(parc: Clinic) -> None:
    async with parc.console().run_test(size=(80, 24)) as pilot:
        await sees(pilot, "Nobody is due")
        await pilot.press("ctrl+s")
        await sees(pilot, "There is nothing in stock yet")
        await pilot.press("r", *"xylo")
        await sees(pilot, "from the catalogue")
        await pilot.press("enter", *"l77", "enter", *"06/27")
        await sees(pilot, "30 June 2027")
        await pilot.press("enter", *"2 x 20")
        await sees(pilot, "40 mL")
        await pilot.press("enter")
        await sees(pilot, "› Xylocaine 1 %", "l77", "40.00 mL")
    lot = lots(parc)["l77"]
    assert (lot.on_hand_ml, lot.expiry, lot.product.code) == (Decimal(40), date(2027, 6, 30), "xylocaine-1")


async def test_what_the_law_says_of_a_product_is_told_where_it_is_taken_in_and_changed(parc: Clinic) -> None:
    parc.jurisdiction = "BR"
    async with parc.console().run_test(size=(100, 40)) as pilot:
        await sees(pilot, "Nobody is due")
        await pilot.press("ctrl+s")
        await sees(pilot, "There is nothing in stock yet")
        await pilot.press("r", *"lipo")
        await sees(pilot, "from the catalogue")
        await pilot.press("enter")
        await sees(pilot, "▲ Lipostabil N is banned in BR (source S13)")
        await pilot.press(*"l77", "enter", *"06/27", "enter", *"5", "enter")
        await sees(pilot, "› Lipostabil N")
        await pilot.press("enter")
        await sees(pilot, "▲ Lipostabil N is banned in BR (source S13)", "receive")
        await pilot.press("escape")
        await sees(pilot, "lot of the day")
        await pilot.press("e")
        await sees(pilot, "▲ Lipostabil N is banned in BR", "BR: Lipostabil and phosphatidylcholine")


async def test_what_is_wrong_in_a_form_is_said_and_stays_typed(parc: Clinic) -> None:
    received(parc, "A1")
    async with parc.console().run_test(size=(80, 24)) as pilot:
        await sees(pilot, "Nobody is due")
        await pilot.press("ctrl+s")
        await sees(pilot, "A1")
        await pilot.press("r", *"a1", "enter", *"07/27", "enter", *"5", "enter")
        await sees(pilot, "known with the expiry 2027-06-30", "07/27")


async def test_vials_waste_counts_and_corrections(parc: Clinic) -> None:
    received(parc, "A1")
    async with parc.console().run_test(size=(120, 40)) as pilot:
        await sees(pilot, "Nobody is due")
        await pilot.press("ctrl+s")
        await sees(pilot, "A1")
        await pilot.press("o")
        await sees(pilot, "vial until 20 Dec 2026")
        await pilot.press("w", *"1,5", "enter", *"spilt", "enter", *"nobody here", "enter")
        await sees(pilot, "Nobody here is called like the witness")
        await pilot.press(*["backspace"] * 11, "enter")
        await sees(pilot, "18.50 mL")
        await pilot.press("c", *"18")
        await sees(pilot, "-0.50 mL")
        await pilot.press("enter", "enter")
        await sees(pilot, "give a reason for the difference")
        await pilot.press(*"miscounted", "enter")
        await sees(pilot, "18.00 mL")
        await pilot.press("a", *"-20", "enter", *"lent", "enter")
        await sees(pilot, "-2.00 mL", "below zero: count it")
        await pilot.press("enter")
        glass = await sees(pilot, "lent", "miscounted", "spilt", "receive")
        assert "A. Ruiz" in glass
        await pilot.press("escape")
        await sees(pilot, "lot of the day")
    assert lots(parc)["A1"].on_hand_ml == Decimal(-2)


async def test_enter_that_is_pressed_twice_while_the_disk_is_slow_saves_once(
    parc: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    received(parc, "A1")
    gate, wasted = threading.Event(), stock.waste

    def slowly(*args: Any, **inputs: Any) -> Lot:
        gate.wait()
        return wasted(*args, **inputs)

    monkeypatch.setattr(stock, "waste", slowly)
    async with parc.console().run_test(size=(120, 40)) as pilot:
        await sees(pilot, "Nobody is due")
        await pilot.press("ctrl+s")
        await sees(pilot, "A1")
        await pilot.press("w", *"1,5", "enter", *"spilt", "enter", "enter", "enter", "enter")
        gate.set()
        await sees(pilot, "18.50 mL")
        await pilot.press("enter")
        await sees(pilot, "spilt", "receive")
    assert lots(parc)["A1"].on_hand_ml == Decimal("18.5")


async def test_the_lot_of_the_day_is_chosen_with_one_key(parc: Clinic) -> None:
    received(parc, "FIRST", expiry=date(2027, 1, 31))
    received(parc, "SECOND")
    async with parc.console().run_test(size=(120, 40)) as pilot:
        await sees(pilot, "Nobody is due")
        await pilot.press("ctrl+s")
        await sees(pilot, "FIRST")
        await pilot.press("down", "d")
        glass = await sees(pilot, "● of the day")
        assert "SECOND" in next(
            line for line in glass.splitlines() if "of the day ·" in line and "Xylo" in line
        )


async def test_a_product_is_changed_and_added(parc: Clinic) -> None:
    received(parc, "A1")
    async with parc.console().run_test(size=(80, 24), notifications=True) as pilot:
        await sees(pilot, "Nobody is due")
        await pilot.press("ctrl+s")
        await sees(pilot, "A1")
        await pilot.press("e")
        await sees(pilot, "lidocaine 10, methyl parahydroxybenzoate", "FR licensed", "Enter next field")
        await pilot.press(*["enter"] * 11, *"5", "enter", "enter")
        await sees(pilot, "› Xylocaine", "new product")
        await pilot.press("n")
        await sees(pilot, "New product")
        await pilot.press(*"Zinc 1", *["enter"] * 13)
        await sees(pilot, "Zinc 1 is added")
    assert lots(parc)["A1"].product.facts.low_stock_ml == Decimal(205)
    names = [one.name for one in parc.database.read(products.list_products, parc.who)]
    assert names == ["Xylocaine 1 %", "Zinc 1"]


def test_a_form_reads_what_it_writes_and_keeps_sources() -> None:
    typed = {
        "name": "Mix",
        "generic": "",
        "strength": "",
        "form": "",
        "category": "Vitamin",
        "manufacturer": "Us",
        "container": "20 m",
        "hours": "672",
        "ingredients": "lidocaine 10, benzyl alcohol",
        "anaesthetic": "lidocaine 10",
        "legal": "fr licensed, US banned",
        "low": "2,5",
    }
    facts = read_facts(LIDOCAINE, typed)
    assert (facts.category, facts.multi_dose, facts.in_use_hours) == (Category.VITAMIN, True, 672)
    assert [(one.name, one.mg_per_ml) for one in facts.ingredients] == [
        ("lidocaine", Decimal(10)),
        ("benzyl alcohol", None),
    ]
    assert (facts.anaesthetic_name, facts.low_stock_ml) == ("lidocaine", Decimal("2.5"))
    assert [(one.status, one.source) for one in facts.legal] == [
        (Legal.LICENSED, "box"),
        (Legal.BANNED, "clinic"),
    ]
    for wrong in ({"category": "sweet"}, {"hours": "1.5"}, {"legal": "FR fine"}, {"low": "little"}):
        with pytest.raises(Refused):
            read_facts(ProductFacts(name="x"), {**typed, **wrong})


def test_packs_are_multiplied() -> None:
    assert read_volume("6 x 5") == Decimal(30)
    assert read_volume("2,5×2") == Decimal(5)
    with pytest.raises(Refused):
        read_volume("x")
