"""The packs of the demo clinic can be scanned, and are nobody's."""

from pathlib import Path

from mesotui.domain.gtin import kept_gtin
from mesotui.records import products, scans
from mesotui.scanning import read_scan
from tests.demo.clinic import Demo

_TRIED = "010952000000001110XA4471"
"""The code that README has people try."""
_README = Path(__file__).parents[2] / "README.md"


def test_every_product_of_the_demo_has_a_number_that_no_pack_has(demo: Demo) -> None:
    found = demo.database.read(products.list_products, demo.actor)
    assert len(found) > 10
    numbers = [number for product in found for number in product.gtins]
    assert len(set(numbers)) == len(numbers) == len(found)
    assert all(kept_gtin(number) == number and number.startswith("0952") for number in numbers)


def test_the_code_in_readme_is_a_lot_of_the_demo(demo: Demo) -> None:
    assert f"`{_TRIED}`" in _README.read_text(encoding="utf-8")
    found = demo.database.read(scans.look_up, demo.actor, read_scan(_TRIED))
    assert found.product is not None and found.lot is not None
    assert (found.product.name, found.lot.number, found.problem) == ("Xylocaine 1 %", "XA4471", "")
