"""Lots come in, are opened, used, wasted and counted; the ledger tells all of it."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from mesotui.domain.errors import NotFound, Refused
from mesotui.domain.people import Role
from mesotui.domain.products import Category
from mesotui.domain.stock import LotStatus, MovementKind, status_of
from mesotui.records import injections, products, recall, staff, stock, taking
from tests.records.given import NOW, Given, later
from tests.records.stocked import EXPIRY, SALINE, Stocked, stocked


@pytest.fixture
def shelf(clinic: Given) -> Stocked:
    return stocked(clinic)


def test_what_comes_in_is_on_hand(shelf: Stocked) -> None:
    shelf.receive("lot 1a", "20")
    lot = shelf.receive("LOT1A", "2.50")
    assert (lot.number, lot.expiry, lot.on_hand_ml) == ("lot 1a", EXPIRY, Decimal("22.5"))
    lines = shelf.clinic.database.read(stock.movements, shelf.clinic.actor, lot.id, limit=9)
    assert [(line.kind, line.volume_ml, line.balance_ml) for line in lines] == [
        (MovementKind.RECEIVE, Decimal("2.5"), Decimal("22.5")),
        (MovementKind.RECEIVE, Decimal(20), Decimal(20)),
    ]
    assert {line.recorded_by for line in lines} == {"Ana Ruiz"}


def test_a_lot_number_is_unique_only_with_its_maker(shelf: Stocked) -> None:
    clinic = shelf.clinic
    saline = clinic.database.write(products.learn_product, clinic.actor, SALINE, now=NOW)
    shelf.receive("A1")
    shelf.receive("A1", product_id=saline.id, expiry=None)
    found = clinic.database.read(stock.lots_by_number, clinic.actor, "a 1")
    assert sorted(lot.product.manufacturer for lot in found) == ["Aspen", "B. Braun"]


def test_another_expiry_for_a_known_lot_is_refused(shelf: Stocked) -> None:
    shelf.receive()
    with pytest.raises(Refused, match="2027-06-30"):
        shelf.receive(expiry=date(2027, 7, 31))


def test_an_opened_vial_has_its_hours(shelf: Stocked) -> None:
    clinic, lot = shelf.clinic, shelf.receive(volume_ml="20")
    opened = clinic.database.write(stock.open_vial, clinic.actor, lot.id, now=NOW)
    (vial,) = opened.vials
    assert (vial.use_until, vial.remaining_ml) == (NOW + timedelta(hours=672), Decimal(20))
    assert status_of(opened, later(days=27)) is LotStatus.USABLE
    assert status_of(opened, later(days=28)) is LotStatus.OVER_AGE


def test_using_opens_a_vial_and_uses_it_up(shelf: Stocked) -> None:
    clinic, lot = shelf.clinic, shelf.receive(volume_ml="40")

    def take(volume: str) -> taking.Taken:
        return clinic.database.write(taking.take_from_lot, clinic.actor, lot.id, Decimal(volume), now=NOW)

    first = take("15")
    assert [vial.remaining_ml for vial in first.lot.vials] == [Decimal(5)]
    assert take("5").lot.vials == ()
    third = take("1")
    assert [vial.remaining_ml for vial in third.lot.vials] == [Decimal(19)]
    assert third.lot.on_hand_ml == Decimal(19)


def test_more_than_there_is_may_be_used_but_not_unnoticed(shelf: Stocked) -> None:
    clinic, lot = shelf.clinic, shelf.receive(volume_ml="1")
    taken = clinic.database.write(taking.take_from_lot, clinic.actor, lot.id, Decimal("1.2"), now=NOW)
    assert taken.lot.below_zero
    assert taken.lot.on_hand_ml == Decimal("-0.2")
    line = clinic.database.read(stock.movements, clinic.actor, lot.id, limit=1)[0]
    assert line.below_zero


@pytest.mark.parametrize("why", ["expired", "recalled", "over-age"])
def test_what_may_not_be_used_needs_a_reason_and_is_marked(shelf: Stocked, why: str) -> None:
    clinic = shelf.clinic
    lot = shelf.receive(expiry=NOW.date() - timedelta(days=1) if why == "expired" else EXPIRY)
    if why == "recalled":
        clinic.database.write(recall.block, clinic.actor, lot.id, reason="Maker's letter", now=NOW)
    if why == "over-age":
        clinic.database.write(stock.open_vial, clinic.actor, lot.id, now=later(days=-28))
    session = clinic.identified()
    with pytest.raises(Refused, match="A1 of Xylocaine"):
        shelf.inject(session.id, lot.id)
    assert clinic.read(session.id).injections == ()
    shelf.inject(session.id, lot.id, late_reason="Was injected yesterday")
    line = clinic.database.read(stock.movements, clinic.actor, lot.id, limit=1)[0]
    assert (line.status_then.value, line.reason) == (why, "Was injected yesterday")


def test_an_injection_says_what_it_carried(shelf: Stocked) -> None:
    clinic, lot = shelf.clinic, shelf.receive()
    session = clinic.identified()
    shelf.inject(session.id, lot.id)
    (carried,) = clinic.read(session.id).injections[0].components
    assert (carried.product_name, carried.manufacturer) == ("Xylocaine 1 %", "Aspen")
    assert (carried.lot_number, carried.expiry, carried.volume_ml) == ("A1", EXPIRY, Decimal("1.2"))
    assert carried.category is Category.ANAESTHETIC


def test_a_voided_injection_gives_back_what_it_took_once(shelf: Stocked) -> None:
    clinic, lot = shelf.clinic, shelf.receive()
    session = clinic.identified()
    injected = shelf.inject(session.id, lot.id).injections[0]
    assert shelf.lot(lot.id).on_hand_ml == Decimal("18.8")
    write = clinic.database.write
    write(injections.void_injection, clinic.actor, session.id, injected.id, reason="Wrong side", now=NOW)
    write(taking.return_for_injection, clinic.actor, injected.id, reason="Again", now=NOW)
    assert shelf.lot(lot.id).on_hand_ml == Decimal(20)
    assert shelf.lot(lot.id).vials[0].remaining_ml == Decimal(20)


def test_waste_names_a_witness_who_is_somebody_else(shelf: Stocked) -> None:
    clinic, lot = shelf.clinic, shelf.receive()
    write = clinic.database.write
    bea = write(staff.add_staff, clinic.actor, login="bea", name="Bea Lund", role=Role.SUPERVISOR, now=NOW)

    def waste(**values: object) -> object:
        words = {"reason": "Rest of the vial", "witness_id": bea.id, "now": NOW, **values}
        return write(stock.waste, clinic.actor, lot.id, Decimal("0.5"), **words)  # type: ignore[arg-type]

    waste()
    waste(witness_id=None)
    assert shelf.lot(lot.id).on_hand_ml == Decimal(19)
    lines = clinic.database.read(stock.movements, clinic.actor, lot.id, limit=2)
    assert [line.witness for line in lines] == ["", "Bea Lund"]
    for wrong in ({"reason": " "}, {"witness_id": clinic.actor.staff_id}, {"witness_id": lot.id}):
        with pytest.raises(Refused):
            waste(**wrong)


def test_wasting_an_open_vial_puts_it_away(shelf: Stocked) -> None:
    clinic, lot = shelf.clinic, shelf.receive()
    (vial,) = clinic.database.write(stock.open_vial, clinic.actor, lot.id, now=NOW).vials

    def waste() -> None:
        clinic.database.write(
            stock.waste,
            clinic.actor,
            lot.id,
            Decimal(20),
            reason="Open too long",
            witness_id=None,
            vial_id=vial.id,
            now=NOW,
        )

    waste()
    assert (shelf.lot(lot.id).vials, shelf.lot(lot.id).on_hand_ml) == ((), Decimal(0))
    with pytest.raises(NotFound, match="vial"):
        waste()


def test_the_book_follows_the_count(shelf: Stocked) -> None:
    clinic, lot = shelf.clinic, shelf.receive()
    write = clinic.database.write
    with pytest.raises(Refused, match="reason"):
        write(stock.count, clinic.actor, lot.id, Decimal("17.5"), now=NOW)
    write(stock.count, clinic.actor, lot.id, Decimal("17.5"), reason="Spilt", now=NOW)
    counted = write(stock.count, clinic.actor, lot.id, Decimal("17.50"), now=NOW)
    assert counted.on_hand_ml == Decimal("17.5")
    adjusted = write(stock.adjust, clinic.actor, lot.id, Decimal(-2), reason="Loaned", now=NOW)
    assert adjusted.on_hand_ml == Decimal("15.5")
    for wrong in (Decimal("NaN"), Decimal(-1), Decimal("1e9")):
        with pytest.raises(Refused):
            write(stock.count, clinic.actor, lot.id, wrong, reason="x", now=NOW)
    with pytest.raises(Refused):
        write(stock.adjust, clinic.actor, lot.id, Decimal(0), reason="x", now=NOW)


def test_the_lot_of_the_day_is_the_chosen_one_until_midnight(shelf: Stocked) -> None:
    clinic = shelf.clinic
    soon, late = shelf.receive("SOON", expiry=date(2026, 12, 31)), shelf.receive("LATE")

    def of_day(now: datetime = NOW) -> dict[UUID, UUID]:
        return clinic.database.read(taking.day_lots, clinic.actor, now=now)

    assert of_day() == {}
    for lot in (soon, late):
        clinic.database.write(taking.choose_day_lot, clinic.actor, lot.id, now=NOW)
        assert of_day() == {shelf.product.id: lot.id}
    assert of_day(later(days=1)) == {}
    clinic.database.write(recall.block, clinic.actor, soon.id, reason="Letter", now=NOW)
    with pytest.raises(Refused, match="recalled"):
        clinic.database.write(taking.choose_day_lot, clinic.actor, soon.id, now=NOW)


def test_lots_are_listed_with_the_first_to_expire_first(shelf: Stocked) -> None:
    clinic = shelf.clinic
    for number, expiry in (("C", None), ("B", date(2028, 1, 1)), ("A", date(2025, 1, 1))):
        shelf.receive(number, expiry=expiry)
    everything = clinic.database.read(stock.list_lots, clinic.actor)
    assert [lot.number for lot in everything] == ["A", "B", "C"]
    recent = clinic.database.read(stock.list_lots, clinic.actor, expired_after=date(2026, 1, 1))
    assert [lot.number for lot in recent] == ["B", "C"]
    with pytest.raises(NotFound):
        clinic.database.read(stock.lot, clinic.actor, clinic.lea.id)
