"""Mixes: recipes with versions, batches of lots, what injections carry of them, and what is thrown away."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from mesotui.clinic import load
from mesotui.domain.errors import NeedsReason, Refused
from mesotui.domain.mixing_rules import Law
from mesotui.domain.mixture import Drawn, Place
from mesotui.domain.products import Legal, LegalStatus
from mesotui.domain.stock import MovementKind
from mesotui.domain.treatment import Status
from mesotui.records import injections, leftovers, mixes, products, recall, recipes, stock, taking
from mesotui.records.bench import Bench
from mesotui.records.bench import bench as bench_of
from mesotui.slips.content import compose
from tests.records.given import ENTRY, NOW, PIN, Given, close, later
from tests.records.mixed import RULES, Mixed, add_colleague, mixed
from tests.slips.sessions import site


@pytest.fixture
def bench(clinic: Given) -> Mixed:
    return mixed(clinic)


def test_a_recipe_has_versions_and_batches_keep_theirs(bench: Mixed) -> None:
    first = bench.make()
    changed = bench.write(
        recipes.save_recipe,
        name="Cellulite A",
        parts=((bench.shelf.product.id, Decimal(1)), (bench.saline.id, Decimal(9))),
        recipe_id=bench.recipe.id,
    )
    assert (changed.version, [part.volume_ml for part in changed.parts]) == (2, [Decimal(1), Decimal(9)])
    assert bench.batch(first.id).recipe_version == 1
    (current,) = bench.clinic.database.read(recipes.list_recipes, bench.clinic.actor)
    assert current == changed
    again = bench.write(
        recipes.save_recipe,
        name="Cellulite A",
        parts=tuple((part.product_id, part.volume_ml) for part in changed.parts),
        recipe_id=changed.id,
    )
    assert again == changed


@pytest.mark.parametrize(
    ("name", "volumes", "sentence"),
    [(" ", ("1", "1"), "name"), ("cellulite a", ("1", "1"), "Another recipe"), ("B", ("0", "1"), "above 0")],
)
def test_a_recipe_that_cannot_be_one_is_refused(
    bench: Mixed, name: str, volumes: tuple[str, str], sentence: str
) -> None:
    ids = (bench.shelf.product.id, bench.saline.id)
    parts = tuple(zip(ids, map(Decimal, volumes), strict=True))
    with pytest.raises(Refused, match=sentence):
        bench.write(recipes.save_recipe, name=name, parts=parts)
    with pytest.raises(Refused, match="twice"):
        bench.write(recipes.save_recipe, name="C", parts=((ids[0], Decimal(1)), (ids[0], Decimal(2))))


def test_a_batch_tells_all_of_itself_and_draws_from_its_lots(bench: Mixed) -> None:
    made = bench.make()
    assert (made.name, made.number) == ("Mix 1", 1)
    assert made.total_ml == made.left_ml == 10
    assert [(part.product_name, part.lot_number, part.volume_ml, part.is_diluent) for part in made.parts] == [
        ("Xylocaine 1 %", "A1", Decimal(2), False),
        ("NaCl 0.9 %", "S1", Decimal(8), True),
    ]
    assert [(one.name, one.mg_per_ml) for one in made.contents] == [("lidocaine", Decimal(2))]
    assert (made.made_by, made.made_at, made.place) == (bench.clinic.actor.name, NOW, Place.ROOM)
    assert made.use_until == NOW + timedelta(hours=24)
    assert bench.on_hand(bench.lidocaine_lot) == 18
    assert bench.on_hand(bench.saline_lot) == 92
    assert bench.make().number == 2


def test_a_batch_sent_twice_is_made_once(bench: Mixed) -> None:
    first = bench.make(batch_id=UUID(int=5))
    assert bench.make(batch_id=UUID(int=5)) == first
    assert bench.on_hand(bench.lidocaine_lot) == 18


def test_an_injection_carries_its_share_of_every_component(bench: Mixed) -> None:
    made, opened = bench.make(), bench.clinic.identified()
    (logged,) = bench.inject(opened.id, made, 24).injections
    carried = [(one.lot_number, one.volume_ml, one.batch_id) for one in logged.components]
    assert carried == [("A1", Decimal("0.24"), made.id), ("S1", Decimal("0.96"), made.id)]
    assert (logged.entry.batch_id, logged.entry.lot_id) == (made.id, None)
    assert bench.batch(made.id).left_ml == Decimal("8.8")
    # What was drawn left the lots when the mix was made.
    assert bench.on_hand(bench.lidocaine_lot) == 18
    bench.write(injections.void_injection, opened.id, logged.id, reason="Wrong zone")
    assert bench.batch(made.id).left_ml == 10
    assert bench.on_hand(bench.lidocaine_lot) == 18


def test_the_slip_of_a_session_names_the_lots_that_its_mix_was_made_of(bench: Mixed) -> None:
    made, opened = bench.make(), bench.clinic.identified()
    bench.inject(opened.id, made, 24)
    told = compose(
        bench.clinic.read(opened.id), site(), None, load(None).aftercare("en"), code="7K3M9QWX", now=NOW
    )
    assert "- Xylocaine 1 % (Aspen), lot A1: 0.24 mL\n- NaCl 0.9 % (B. Braun), lot S1: 0.96 mL\n" in told.text


def test_a_ready_made_product_is_injected_from_its_lot(bench: Mixed) -> None:
    opened = bench.clinic.identified()
    bench.write(mixes.approve_product, bench.lidocaine_lot.id, rules=RULES, jurisdiction="")
    (logged,) = bench.clinic.inject(opened.id, entry=replace(ENTRY, lot_id=bench.lidocaine_lot.id)).injections
    (carried,) = logged.components
    assert (carried.lot_number, carried.volume_ml, carried.batch_id) == ("A1", Decimal("1.2"), None)
    assert logged.entry.lot_id == bench.lidocaine_lot.id
    assert bench.on_hand(bench.lidocaine_lot) == Decimal("18.8")
    bench.write(injections.void_injection, opened.id, logged.id, reason="Wrong zone")
    assert bench.on_hand(bench.lidocaine_lot) == 20


def test_the_lots_of_another_product_are_not_a_recipes(bench: Mixed) -> None:
    drawn = (Drawn(lot_id=bench.lidocaine_lot.id, volume_ml=Decimal(1)),)
    with pytest.raises(Refused, match="aren't those of the recipe"):
        bench.make(drawn=drawn)


def block(bench: Mixed, how: str) -> dict[str, Any]:
    """Make the lidocaine unusable; give the time at which it is."""
    if how == "recalled":
        bench.write(recall.block, bench.lidocaine_lot.id, reason="Particles")
        return {}
    if how == "expired":
        return {"now": NOW.replace(year=2027, month=7, day=1)}
    bench.write(stock.open_vial, bench.lidocaine_lot.id)
    return {"now": NOW + timedelta(hours=672)}


@pytest.mark.parametrize("how", ["recalled", "expired", "over-age"])
def test_what_may_not_be_used_is_only_mixed_for_a_late_record(bench: Mixed, how: str) -> None:
    at = block(bench, how)
    with pytest.raises(NeedsReason, match=rf"(?i)lot A1 of Xylocaine 1 % is {how}") as needed:
        bench.make(**at)
    assert needed.value.parameter == "late_reason"
    assert bench.on_hand(bench.lidocaine_lot) == 20
    made = bench.make(**at, late_reason="Injected yesterday, written today")
    assert made.late_reason == "Injected yesterday, written today"
    lines = bench.clinic.database.read(stock.movements, bench.clinic.actor, bench.lidocaine_lot.id, limit=1)
    assert (lines[0].kind, lines[0].status_then, lines[0].reason) == (MovementKind.USE, how, made.late_reason)


def test_a_recall_stops_a_mix_that_was_made_before(bench: Mixed) -> None:
    made, opened = bench.make(), bench.clinic.identified()
    block(bench, "recalled")
    with pytest.raises(NeedsReason, match="in Mix 1 is recalled"):
        bench.inject(opened.id, made)
    logged = bench.inject(opened.id, made, late_reason="Was injected before the letter came")
    assert [one.reason for one in logged.limit_reasons] == ["Was injected before the letter came"]
    found = bench.clinic.database.read(recall.recall, bench.clinic.actor, bench.lidocaine_lot.id)
    assert [(one.client.id, one.volume_ml, one.through_mix) for one in found.recipients] == [
        (bench.clinic.lea.id, Decimal("0.24"), True)
    ]


def test_a_mix_over_its_hours_is_not_injected(bench: Mixed) -> None:
    made, opened = bench.make(), bench.clinic.identified()
    bench.inject(opened.id, made, now=later(hours=23, minutes=59))
    with pytest.raises(NeedsReason, match="over its hours"):
        bench.inject(opened.id, made, now=later(hours=24))


def test_a_ready_made_lot_that_may_not_be_used_is_stopped(bench: Mixed) -> None:
    block(bench, "recalled")
    opened = bench.clinic.identified()
    entry = replace(ENTRY, lot_id=bench.lidocaine_lot.id)
    with pytest.raises(NeedsReason, match="recalled"):
        bench.write(mixes.approve_product, bench.lidocaine_lot.id, rules=RULES, jurisdiction="")
    with pytest.raises(NeedsReason, match="recalled"):
        bench.clinic.inject(opened.id, entry=entry)
    assert bench.clinic.read(opened.id).injections == ()
    late = bench.clinic.inject(opened.id, entry=entry, late_reason="Late record")
    assert late.injections[0].components[0].lot_number == "A1"


def test_the_law_is_answered_once_for_a_version_and_the_answer_is_kept(bench: Mixed) -> None:
    with pytest.raises(NeedsReason, match="decree 2011-382"):
        bench.make(jurisdiction="FR")
    made = bench.make(jurisdiction="FR", answer="Medical indication, not aesthetic")
    (kept,) = made.answers
    assert (kept.rule, kept.source, kept.answer) == ("FR mixes", "S10", "Medical indication, not aesthetic")
    assert bench.make(jurisdiction="FR").answers == (kept,)
    assert bench.make(jurisdiction="FR", place=Place.PHARMACY).place is Place.PHARMACY
    bench.write(
        recipes.save_recipe,
        name="Cellulite A",
        parts=((bench.shelf.product.id, Decimal(1)), (bench.saline.id, Decimal(9))),
        recipe_id=bench.recipe.id,
    )
    newer = bench.clinic.database.read(recipes.list_recipes, bench.clinic.actor)[0]
    with pytest.raises(NeedsReason):
        replace(bench, recipe=newer).make(jurisdiction="FR")


def test_a_products_own_status_is_answered_too(bench: Mixed) -> None:
    facts = replace(
        bench.shelf.product.facts,
        legal=(LegalStatus(jurisdiction="EU", status=Legal.SUSPENDED, source="S109"),),
    )
    bench.write(products.edit_product, bench.shelf.product.id, facts)
    values: dict[str, Any] = {"rules": RULES, "jurisdiction": "ES"}
    with pytest.raises(NeedsReason, match="suspended in EU"):
        bench.write(mixes.approve_product, bench.lidocaine_lot.id, **values)
    bench.write(mixes.approve_product, bench.lidocaine_lot.id, answer="Old stock, agreed", **values)
    bench.write(mixes.approve_product, bench.lidocaine_lot.id, **values)


def test_the_second_check_is_another_persons_with_their_own_pin(bench: Mixed) -> None:
    made, colleague = bench.make(), add_colleague(bench.clinic)
    with pytest.raises(Refused, match="another person"):
        bench.write(mixes.check_batch, made.id, bench.clinic.actor.staff_id, pin=PIN)
    with pytest.raises(Refused, match="PIN is wrong"):
        bench.write(mixes.check_batch, made.id, colleague, pin="9999")
    checked = bench.write(mixes.check_batch, made.id, colleague, pin=PIN, now=later(minutes=2))
    assert (checked.checked_by, checked.checked_at) == ("B. Okoye", later(minutes=2))
    with pytest.raises(Refused, match="already"):
        bench.write(mixes.check_batch, made.id, colleague, pin=PIN)


def test_what_is_left_is_thrown_away_as_waste_of_its_lots(bench: Mixed) -> None:
    made, opened = bench.make(), bench.clinic.identified()
    bench.inject(opened.id, made, 24)
    colleague = add_colleague(bench.clinic)
    gone = bench.write(mixes.discard_batch, made.id, reason="End of the day", witness_id=colleague)
    assert gone.discarded is not None
    assert (gone.discarded.volume_ml, gone.discarded.witness, gone.left_ml) == (Decimal("8.8"), "B. Okoye", 0)
    lines = bench.clinic.database.read(stock.movements, bench.clinic.actor, bench.lidocaine_lot.id, limit=2)
    assert [(line.kind, line.volume_ml, line.witness) for line in lines] == [
        (MovementKind.WASTE, Decimal("-1.76"), "B. Okoye"),
        (MovementKind.RETURN, Decimal("1.76"), ""),
    ]
    assert bench.on_hand(bench.lidocaine_lot) == 18
    with pytest.raises(Refused, match="thrown away"):
        bench.inject(opened.id, made)
    with pytest.raises(Refused, match="already"):
        bench.write(mixes.discard_batch, made.id, reason="Again")
    (gone,) = bench.clinic.database.read(mixes.recent_batches, bench.clinic.actor, now=NOW)
    assert gone.discarded is not None


def test_more_may_be_injected_than_was_mixed_and_it_shows(bench: Mixed) -> None:
    made, opened = bench.make("0.2", "0.8"), bench.clinic.identified()
    bench.inject(opened.id, made, 24)
    assert bench.batch(made.id).left_ml == Decimal("-0.2")
    with pytest.raises(Refused, match="Nothing is left"):
        bench.write(mixes.discard_batch, made.id, reason="x")


def test_lots_that_fall_below_zero_are_marked(bench: Mixed) -> None:
    bench.make("21", "8")
    assert bench.shelf.lot(bench.lidocaine_lot.id).below_zero


def test_the_lidocaine_of_a_mix_counts_in_mg(bench: Mixed) -> None:
    made, opened = bench.make("9", "1"), bench.clinic.identified()
    # 9 mg/mL: 33.3 mL are within 300 mg, 33.4 mL are not.
    entry = replace(ENTRY, batch_id=made.id, volume_ml_per_point=Decimal("0.1"))
    bench.clinic.inject(opened.id, entry=replace(entry, points=333))
    with pytest.raises(NeedsReason, match="above 300 mg"):
        bench.clinic.inject(opened.id, entry=replace(entry, points=1))


def test_an_administrator_mixes_nothing(bench: Mixed) -> None:
    with pytest.raises(Refused, match="administrator"):
        bench.clinic.database.write(
            mixes.make_batch,
            bench.clinic.administrator,
            bench.recipe.version_id,
            (),
            place=Place.ROOM,
            rules=RULES,
            jurisdiction="",
            now=NOW,
        )


def test_batches_are_offered_the_newest_first_until_they_are_old(bench: Mixed) -> None:
    first, second = bench.make(), bench.make(now=later(minutes=5))

    def offered(**after: float) -> list[UUID]:
        found = bench.clinic.database.read(mixes.recent_batches, bench.clinic.actor, now=later(**after))
        return [one.id for one in found]

    assert offered(hours=1) == [second.id, first.id]
    assert offered(days=3) == []
    assert date(2026, 11, 22) == NOW.date()
    close(bench.clinic, bench.clinic.identified(), Status.STOPPED)


def test_what_somebody_mixed_last_comes_first_with_the_lots_it_would_be_made_of(bench: Mixed) -> None:
    second = bench.write(recipes.save_recipe, name="B", parts=((bench.saline.id, Decimal(5)),))
    soon = bench.shelf.receive("A0", "5", expiry=date(2027, 1, 31))
    used_up = bench.shelf.receive("A2", "5", expiry=date(2027, 1, 1))
    bench.write(stock.waste, used_up.id, Decimal(5), reason="Broken", witness_id=None)

    def seen() -> Bench:
        return bench.clinic.database.read(bench_of, bench.clinic.actor, expired_after=NOW.date(), now=NOW)

    before = next(plan for plan in seen().plans if plan.recipe == bench.recipe)
    assert [[lot.number for lot in part.lots] for part in before.parts] == [["A0", "A1"], ["S1"]]
    assert before.parts[0].lot_id == soon.id
    bench.make()
    first, other = seen().plans
    assert (first.recipe, other.recipe) == (bench.recipe, second)
    assert [one.name for one in seen().batches] == ["Mix 1"]
    # The vial that was opened for the mix ends before the other lot does.
    assert first.parts[0].lot_id == bench.lidocaine_lot.id
    bench.write(taking.choose_day_lot, soon.id)
    assert seen().plans[0].parts[0].lot_id == soon.id


def test_what_is_left_is_to_be_thrown_away_once_it_may_not_be_used(bench: Mixed) -> None:
    made, opened = bench.make(), bench.clinic.identified()
    bench.inject(opened.id, made, 24)
    read, actor = bench.clinic.database.read, bench.clinic.actor
    (left,) = read(leftovers.left_of_session, actor, bench.clinic.read(opened.id))
    assert (left.id, left.left_ml) == (made.id, Decimal("8.8"))
    assert read(leftovers.to_discard, actor, now=later(hours=1)) == ()
    assert [one.id for one in read(leftovers.to_discard, actor, now=later(hours=24))] == [made.id]
    bench.write(mixes.discard_batch, made.id, reason="Left over")
    assert read(leftovers.to_discard, actor, now=later(hours=24)) == ()
    assert read(leftovers.left_of_session, actor, bench.clinic.read(opened.id)) == ()


def test_a_product_is_held_against_the_law_when_it_is_injected_as_it_is(bench: Mixed) -> None:
    facts = replace(
        bench.shelf.product.facts, legal=(LegalStatus(jurisdiction="BR", status=Legal.BANNED, source="S13"),)
    )
    bench.write(products.edit_product, bench.shelf.product.id, facts)
    opened, law = bench.clinic.identified(), Law(rules=RULES, jurisdiction="BR")
    entry = replace(ENTRY, lot_id=bench.lidocaine_lot.id)
    with pytest.raises(NeedsReason, match="banned in BR") as needed:
        bench.clinic.inject(opened.id, entry=entry, law=law)
    assert (needed.value.parameter, bench.on_hand(bench.lidocaine_lot)) == ("answer", Decimal(20))
    bench.clinic.inject(opened.id, entry=entry, law=law, answer="Given abroad")
    bench.clinic.inject(opened.id, entry=entry, law=law)
    assert bench.on_hand(bench.lidocaine_lot) == Decimal("17.6")
