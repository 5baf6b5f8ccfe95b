"""What may be injected: which is offered first, and what typed words mean."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from mesotui.domain.errors import Refused
from mesotui.domain.injectables import Injectable, injectables, typed_for
from mesotui.domain.mix_plan import MixPlan, plan_part
from mesotui.domain.mixing_rules import JurisdictionRule, Law, MixingRules
from mesotui.domain.mixture import Answer, Batch, BatchPart, Discarded, Place, Recipe, RecipePart
from mesotui.domain.products import Category, Product, ProductFacts
from mesotui.domain.protocol import Figure
from mesotui.domain.stock import Lot

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
RULES = MixingRules(
    rules=(),
    usual_parts=Figure(value=Decimal(1), source="S1"),
    use_within_hours=Figure(value=Decimal(24), source="S2"),
    jurisdictions=(
        JurisdictionRule(
            code="mixes", jurisdiction="FR", substances=(), mixing_only=True, sentence="no", source="S3"
        ),
    ),
)


def product(number: int, name: str, **facts: Any) -> Product:
    return Product(id=UUID(int=number), code="", version=1, facts=ProductFacts(name=name, **facts))


SILICON = product(1, "Silicon", category=Category.COLLAGEN)
SALINE = product(2, "Saline", category=Category.DILUENT)
SWAB = product(3, "Swab", injectable=False)


def lot(number: str, of: Product = SILICON, **values: Any) -> Lot:
    values = {"expiry": date(2027, 6, 30), "on_hand_ml": Decimal(20), **values}
    return Lot(id=UUID(bytes=number.encode().rjust(16)), product=of, number=number, **values)


def batch(number: int, **values: Any) -> Batch:
    part = BatchPart(
        product_id=SILICON.id,
        product_name="Silicon",
        manufacturer="",
        lot_id=UUID(int=9),
        lot_number="L",
        expiry=None,
        volume_ml=Decimal(10),
        is_diluent=False,
    )
    values = {
        "made_at": NOW - timedelta(hours=1),
        "use_until": NOW + timedelta(hours=23),
        "injected_ml": Decimal(0),
        **values,
    }
    return Batch(
        id=UUID(int=100 + number),
        number=number,
        recipe_id=UUID(int=7),
        recipe_name="Thighs",
        recipe_version=1,
        parts=(part,),
        contents=(),
        place=Place.ROOM,
        made_by="A. Ruiz",
        checked_at=None,
        checked_by="",
        **values,
    )


def known(*batches: Batch, lots: tuple[Lot, ...] = ()) -> tuple[Injectable, ...]:
    return injectables(batches, lots, NOW)


def test_mixes_come_first_then_the_lots_that_go_first_and_the_rest_is_only_found_by_typing() -> None:
    gone = Discarded(volume_ml=Decimal(10), reason="x", witness="", discarded_at=NOW, discarded_by="A. Ruiz")
    found = known(
        batch(4),
        batch(3, discarded=gone),
        batch(2, use_until=NOW),
        batch(1, injected_ml=Decimal(10)),
        lots=(
            lot("LATE"),
            lot("SOON", expiry=date(2026, 12, 1)),
            lot("OLD", expiry=date(2026, 11, 21)),
            lot("BAD", recalled=True),
            lot("SALT", SALINE),
            lot("SWAB", SWAB),
        ),
    )
    assert [(one.name, one.against) for one in found] == [
        ("Mix 4", ""),
        ("Silicon lot SOON", ""),
        ("Silicon lot LATE", ""),
        ("Mix 3", "thrown away"),
        ("Mix 2", "over its hours"),
        ("Mix 1", "used up"),
        ("Silicon lot OLD", "expired"),
        ("Silicon lot BAD", "recalled"),
        ("Saline lot SALT", "a diluent"),
    ]
    assert [one.is_mix for one in found[:2]] == [True, False]


def test_a_mix_of_yesterday_is_never_taken_for_one_of_today() -> None:
    found = known(batch(1), batch(1, made_at=NOW - timedelta(hours=20)))
    assert [one.name for one in found] == ["Mix 1", "Mix 1 of 21 Nov 2026"]
    assert typed_for("1", found) == found[0]
    assert typed_for("mix 1 of 21 nov 2026", found) == found[1]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("mix 4", "Mix 4"),
        (" 4 ", "Mix 4"),
        ("late", "Silicon lot LATE"),
        ("silicon late", "Silicon lot LATE"),
        ("Silicon lot LATE", "Silicon lot LATE"),
        ("Silicon", None),
        ("Mix 5", None),
        ("", None),
    ],
)
def test_what_is_typed_names_a_mix_or_a_lot_or_nothing(typed: str, name: str | None) -> None:
    meant = typed_for(typed, known(batch(4), lots=(lot("LATE"), lot("SOON"))))
    assert (meant.name if meant else None) == name


def test_a_number_that_two_products_have_names_neither() -> None:
    other = product(5, "Zinc")
    assert typed_for("A1", known(lots=(lot("A1"), lot("A1", other)))) is None


def plan(**values: Any) -> MixPlan:
    lots = values.pop("lots", (lot("LATE"), lot("SOON", expiry=date(2026, 12, 1)), lot("BAD", recalled=True)))
    part = plan_part(
        SILICON,
        Decimal(4),
        lots,
        NOW,
        is_diluent=False,
        day_lot_id=values.pop("day_lot_id", None),
        most_lots=5,
    )
    diluent = plan_part(
        SALINE,
        Decimal(6),
        (lot("SALT", SALINE),),
        NOW,
        is_diluent=True,
        day_lot_id=None,
        most_lots=5,
    )
    parts = tuple(
        RecipePart(product_id=one.id, product_name=one.name, volume_ml=ml, is_diluent=one is SALINE)
        for one, ml in ((SILICON, Decimal(4)), (SALINE, Decimal(6)))
    )
    recipe = Recipe(
        id=UUID(int=7),
        version_id=UUID(int=8),
        version=1,
        name="Thighs",
        parts=parts,
        recorded_at=NOW,
        recorded_by="A. Ruiz",
    )
    return MixPlan(recipe=recipe, parts=(part, diluent), answers=(), **values)


def numbers(made: MixPlan) -> list[str]:
    return [part.lot.number if part.lot else "" for part in made.parts]


def test_the_lot_of_the_day_is_suggested_before_the_one_that_goes_first() -> None:
    assert numbers(plan()) == ["SOON", "SALT"]
    assert numbers(plan(day_lot_id=lot("LATE").id)) == ["LATE", "SALT"]
    assert numbers(plan(day_lot_id=lot("BAD").id)) == ["SOON", "SALT"]
    assert [one.name for one in plan(lots=(lot("BAD", recalled=True),)).lacking] == ["Silicon"]


def test_lots_amounts_and_the_place_are_changed_one_by_one() -> None:
    made = plan()
    assert [one.number for one in made.parts[0].lots] == ["SOON", "LATE", "BAD"]
    assert numbers(made.with_next_lot(0)) == ["LATE", "SALT"]
    assert numbers(made.with_next_lot(0, -1)) == ["BAD", "SALT"]
    assert made.with_volume(1, Decimal("2.5")).total_ml == Decimal("6.5")
    assert [one.volume_ml for one in made.with_volume(1, Decimal("2.5")).drawn] == [4, Decimal("2.5")]
    assert made.at_next_place().at_next_place().at_next_place() == made
    for wrong in ("0", "-1", "NaN", "1000"):
        with pytest.raises(Refused, match="must be above 0"):
            made.with_volume(0, Decimal(wrong))


def test_a_scanned_lot_is_taken_for_its_component_even_where_the_list_lacks_it() -> None:
    scanned = lot("NEW")
    changed = plan().with_lot(scanned)
    assert changed is not None
    assert numbers(changed) == ["NEW", "SALT"]
    assert plan().with_lot(lot("Z", product(5, "Zinc"))) is None
    # What was changed stays, while the facts about it are the newest.
    assert numbers(plan().as_changed(changed)) == ["NEW", "SALT"]
    again = plan().restored([(lot("LATE").id, Decimal(1)), (None, Decimal(2))], Place.PHARMACY)
    assert (numbers(again), again.total_ml, again.place) == (["LATE", "SALT"], Decimal(3), Place.PHARMACY)
    assert plan().restored([], Place.PHARMACY) == plan()


def test_warnings_know_their_answers() -> None:
    law = Law(rules=RULES, jurisdiction="FR")
    first, second = plan().warnings(law)
    assert (first.rule, first.must_answer, second.rule) == ("FR mixes", True, "count")
    assert plan().answer_to(first) is None
    answer = Answer(
        rule="FR mixes", warning="no", source="S3", answer="yes", answered_at=NOW, answered_by="A. Ruiz"
    )
    assert replace(plan(), answers=(answer,)).answer_to(first) == answer
    assert len(plan(place=Place.PHARMACY).warnings(law)) == 1
