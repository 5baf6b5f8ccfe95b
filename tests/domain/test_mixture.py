"""A mix divided into shares, and what speaks against one."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from mesotui.clinic import load
from mesotui.domain.mixing_rules import MixWarning, mix_warnings
from mesotui.domain.mixture import MOST_PARTS, STEP_ML, Place, contents_of, shares_ml
from mesotui.domain.products import Category, Ingredient, Product, ProductFacts

RULES = load(None).mixing()
CATALOGUE = {one.code: one.facts for one in load(None).catalogue().products}


def product(facts: ProductFacts) -> Product:
    return Product(id=UUID(int=abs(hash(facts.name)) % 2**120), code="", version=1, facts=facts)


def of_catalogue(code: str) -> Product:
    return product(CATALOGUE[code])


def plain(name: str, *ingredients: str, **facts: Any) -> Product:
    held = tuple(Ingredient(name=one) for one in ingredients)
    return product(ProductFacts(name=name, manufacturer="X", ingredients=held, **facts))


def warned(*products: Product, jurisdiction: str = "", place: Place = Place.ROOM) -> list[MixWarning]:
    return list(mix_warnings(products, RULES, jurisdiction=jurisdiction, place=place))


parts = some.lists(some.decimals("0.001", "100", places=3), min_size=1, max_size=MOST_PARTS)


@given(some.decimals("0.001", "200", places=3), parts)
def test_shares_add_up_exactly_and_nobody_is_left_out(volume: Decimal, of: list[Decimal]) -> None:
    shares = shares_ml(volume, of)
    assert sum(shares) == volume
    assert all(share > 0 and share % STEP_ML == 0 for share in shares)
    total = sum(of)
    for share, part in zip(shares, of, strict=True):
        # Within a step of the exact share, but for the step that the smallest are given.
        assert abs(share - volume * part / total) <= STEP_ML * len(of)


@given(some.decimals("0.01", "20", places=3), some.integers(1, 10))
def test_equal_parts_have_equal_shares_but_for_one_step(volume: Decimal, count: int) -> None:
    shares = shares_ml(volume, [Decimal(2)] * count)
    assert max(shares) - min(shares) <= STEP_ML


def test_shares_of_a_usual_mix() -> None:
    assert shares_ml(Decimal("1.2"), [Decimal(2), Decimal(1), Decimal(7)]) == (
        Decimal("0.24"),
        Decimal("0.12"),
        Decimal("0.84"),
    )
    assert shares_ml(Decimal("0.001"), [Decimal(1)] * 10) == (STEP_ML,) * 10


@pytest.mark.parametrize(
    ("volume", "of"), [("0.001", []), ("0.001", ["1"] * 11), ("1", ["1", "0"]), ("0.00005", ["1"])]
)
def test_what_cannot_be_divided_is_refused(volume: str, of: list[str]) -> None:
    with pytest.raises(ValueError, match=r"mix|volume"):
        shares_ml(Decimal(volume), [Decimal(part) for part in of])


def test_the_resulting_strength_is_told_of_the_whole() -> None:
    lidocaine, saline = of_catalogue("lidocain-braun-2"), of_catalogue("nacl-braun")
    contents = contents_of([(lidocaine, Decimal(2)), (saline, Decimal(6))])
    assert ("lidocaine", Decimal(5)) in [(one.name, one.mg_per_ml) for one in contents]


def codes(warnings: list[MixWarning]) -> list[str]:
    return [warning.rule for warning in warnings]


def test_incompatible_pairs_are_told_with_their_source() -> None:
    hylase, procaine = of_catalogue("hylase-dessau"), of_catalogue("procaine-lavoisier-2")
    (warning,) = warned(hylase, procaine)
    assert (warning.rule, warning.source, warning.must_answer) == ("hyaluronidase-anaesthetic", "S117", False)
    assert warned(hylase) == []
    furosemide = plain("Lasix", "furosemide")
    (stop,) = warned(furosemide, hylase)
    assert (stop.source, stop.must_answer) == ("S116", True)
    assert "Hylase" in stop.sentence and "Lasix" in stop.sentence


@pytest.mark.parametrize(
    ("name", "ingredient", "rule"),
    [
        ("Camphor in ethanol", "ethanol", "alcohol-or-oil"),
        ("Vitamin E", "arachis oil", "alcohol-or-oil"),
        ("Kenalog", "triamcinolone acetonide", "corticosteroid"),
        ("Lipo", "phosphatidylcholine (soy)", "phosphatidylcholine"),
    ],
)
def test_what_never_belongs_into_a_mix_is_told(name: str, ingredient: str, rule: str) -> None:
    saline = plain("NaCl", category=Category.DILUENT)
    assert rule in codes(warned(plain(name, ingredient), saline))
    assert rule not in codes(warned(plain(name, ingredient)))


def test_more_than_the_usual_components_warn() -> None:
    three = [plain(f"P{place}") for place in range(3)]
    assert warned(*three) == []
    (warning,) = warned(*three, plain("P4"))
    assert (warning.rule, warning.source, warning.must_answer) == ("count", "S114", False)


def test_the_jurisdiction_warns_of_mixing_in_the_room() -> None:
    two = (of_catalogue("conjonctyl"), of_catalogue("esberiven"))
    assert "FR mixes" in codes(warned(*two, jurisdiction="FR"))
    assert "FR mixes" not in codes(warned(*two, jurisdiction="FR", place=Place.READY_MADE))
    assert "FR mixes" not in codes(warned(two[0], jurisdiction="FR"))
    assert "BR injectable-cosmetic" in codes(warned(*two, jurisdiction="BR"))
    assert codes(warned(*two)) == []


def test_the_jurisdiction_warns_of_a_product_and_a_union_of_its_countries() -> None:
    fonzylane = of_catalogue("fonzylane")
    told = warned(fonzylane, jurisdiction="ES")
    assert all(warning.must_answer for warning in told)
    assert {"EU buflomedil"} < set(codes(told))
    assert any("suspended in EU" in warning.sentence for warning in told)
    assert warned(fonzylane, jurisdiction="US") == []


def test_what_is_for_the_skin_only_must_be_answered() -> None:
    (warning,) = warned(plain("Serum", injectable=False))
    assert warning.must_answer
