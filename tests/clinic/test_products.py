"""The catalogue says where each thing is from, and what is wrong in it is said with file, line and key."""

from pathlib import Path

import pytest

from mesotui import clinic
from mesotui.domain.errors import Refused
from mesotui.domain.products import Category
from mesotui.records.product_facts import kept_facts

BEGINNING = """[stock]
expiry_warning_days = { value = 60, source = "clinic" }
shown_after_expiry_days = { value = 366, source = "clinic" }

[[product]]
code = "a"
name = "A"
manufacturer = "Maker"
category = "vitamin"
source = "box"
"""


def test_the_shipped_catalogue_can_be_kept_as_it_is() -> None:
    catalogue = clinic.load(None).catalogue()
    assert len({(one.facts.name, one.facts.manufacturer) for one in catalogue.products}) >= 25
    for one in catalogue.products:
        assert kept_facts(one.facts) == one.facts
        assert one.facts.source
        assert one.facts.ingredients
        assert all(status.source for status in one.facts.legal)
        assert (one.facts.category is Category.ANAESTHETIC) is bool(one.facts.anaesthetic_name)
        assert not one.facts.multi_dose or one.facts.in_use_hours


def test_every_category_of_a_cocktail_is_in_the_shipped_catalogue() -> None:
    found = {one.facts.category for one in clinic.load(None).catalogue().products}
    assert found >= set(Category) - {Category.TOPICAL, Category.STEROID, Category.OTHER}


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('category = "sweet"', "category must be one of"),
        ("in_use_hours = 5", "in_use_hours must be written"),
        ('ingredients = ["lidocaine"]', "ingredients must be"),
        ('ingredients = [{ name = "x", mg_per_ml = 0 }]', "ingredients must be written"),
        ('anaesthetic = { name = "lidocaine" }', "anaesthetic must be written"),
        ('legal = [{ jurisdiction = "FR", status = "fine", source = "S1" }]', "legal must be one of"),
        ('legal = [{ jurisdiction = "FR", status = "banned" }]', "legal must be written"),
        ('gtins = ["123"]', "gtins must be numbers"),
        ('colour = "red"', "colour is not known here"),
        ("container_ml = -1", "container_ml must be above 0"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, line: str, says: str) -> None:
    text = BEGINNING if not line.startswith("category") else BEGINNING.replace('category = "vitamin"\n', "")
    (tmp_path / "clinic").mkdir()
    (tmp_path / "clinic" / "products.toml").write_text(f"{text}{line}\n", encoding="utf-8")
    with pytest.raises(Refused, match=rf"products\.toml, line \d+: {says}"):
        clinic.load(tmp_path).catalogue()


def test_two_products_of_a_code_are_refused(tmp_path: Path) -> None:
    (tmp_path / "clinic").mkdir()
    twice = BEGINNING + BEGINNING[BEGINNING.index("[[product]]") :]
    (tmp_path / "clinic" / "products.toml").write_text(twice, encoding="utf-8")
    with pytest.raises(Refused, match="line 12: code is used twice"):
        clinic.load(tmp_path).catalogue()
