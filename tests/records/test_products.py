"""Products are learnt in one step, known by the numbers on their packs, and never overwritten."""

from dataclasses import replace
from decimal import Decimal

import pytest

from mesotui.domain.errors import NotFound, Refused
from mesotui.records import products
from tests.records.given import NOW, Given, later
from tests.records.stocked import LIDOCAINE, SALINE, stocked

# A pack that is sold (clinical.md 8.1), and the same number as a shop's till reads it.
GTIN = "07680669330019"


def test_a_product_is_kept_as_it_was_learnt(clinic: Given) -> None:
    learnt = clinic.database.write(
        products.learn_product, clinic.actor, LIDOCAINE, gtins=[GTIN[1:]], code="xylocaine-1", now=NOW
    )
    assert (learnt.facts, learnt.gtins, learnt.version) == (LIDOCAINE, (GTIN,), 1)
    assert clinic.database.read(products.product, clinic.actor, learnt.id) == learnt
    assert clinic.database.read(products.product_by_gtin, clinic.actor, f" {GTIN} ") == learnt
    assert clinic.database.read(products.product_by_code, clinic.actor, "xylocaine-1") == learnt
    assert clinic.database.read(products.product_by_gtin, clinic.actor, "67548320187766") is None


def test_taking_it_from_the_catalogue_again_adds_nothing(clinic: Given) -> None:
    def learn() -> None:
        clinic.database.write(
            products.learn_product, clinic.actor, LIDOCAINE, code="xylocaine-1", gtins=[GTIN], now=NOW
        )

    learn()
    learn()
    assert len(clinic.database.read(products.list_products, clinic.actor)) == 1


def test_the_same_name_and_maker_is_the_same_product(clinic: Given) -> None:
    stocked(clinic)
    with pytest.raises(Refused, match="already"):
        stocked(clinic)
    other = replace(LIDOCAINE, manufacturer="Another maker")
    clinic.database.write(products.learn_product, clinic.actor, other, now=NOW)


def test_a_change_is_a_version_more(clinic: Given) -> None:
    place = stocked(clinic)
    changed = replace(LIDOCAINE, low_stock_ml=Decimal("12.5"), in_use_hours=None)
    write = clinic.database.write
    after = write(products.edit_product, clinic.actor, place.product.id, changed, now=later(minutes=1))
    assert (after.version, after.facts) == (2, changed)
    again = write(products.edit_product, clinic.actor, place.product.id, changed, now=later(minutes=2))
    assert again.version == 2


def test_lots_keep_their_maker(clinic: Given) -> None:
    place = stocked(clinic)
    place.receive()
    with pytest.raises(Refused, match="manufacturer"):
        clinic.database.write(
            products.edit_product,
            clinic.actor,
            place.product.id,
            replace(LIDOCAINE, manufacturer="Another maker"),
            now=NOW,
        )


def test_a_number_is_of_one_product(clinic: Given) -> None:
    place = stocked(clinic)
    write = clinic.database.write
    write(products.add_gtin, clinic.actor, place.product.id, GTIN, now=NOW)
    write(products.add_gtin, clinic.actor, place.product.id, "67548320187766", now=NOW)
    with pytest.raises(Refused, match="is that of Xylocaine"):
        write(products.learn_product, clinic.actor, SALINE, gtins=[GTIN], now=NOW)
    assert [one.name for one in clinic.database.read(products.list_products, clinic.actor)] == [
        "Xylocaine 1 %"
    ]


@pytest.mark.parametrize("number", ["", "12345", "07680669330018", "abc", "0768066933001９"])
def test_what_is_no_pack_number_is_refused(clinic: Given, number: str) -> None:
    with pytest.raises(Refused, match="GTIN"):
        clinic.database.read(products.product_by_gtin, clinic.actor, number)


def test_what_cannot_be_is_refused(clinic: Given) -> None:
    for wrong in (
        replace(LIDOCAINE, name=" "),
        replace(LIDOCAINE, anaesthetic_name=""),
        replace(LIDOCAINE, anaesthetic_mg_per_ml=None),
        replace(LIDOCAINE, container_ml=Decimal(0)),
        replace(LIDOCAINE, in_use_hours=0),
        replace(LIDOCAINE, strength="x" * 81),
    ):
        with pytest.raises(Refused):
            clinic.database.write(products.learn_product, clinic.actor, wrong, now=NOW)
    with pytest.raises(NotFound):
        clinic.database.read(products.product, clinic.actor, clinic.lea.id)
