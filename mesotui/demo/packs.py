"""Gives the demo clinic's products the numbers that stand on their packs in no shop of the world."""

from dataclasses import replace
from pathlib import Path

from mesotui.clinic.reading import read_toml
from mesotui.domain.products import Catalogue, CatalogueProduct

_FILE = Path(__file__).with_name("packs.toml")


def with_packs(catalogue: Catalogue) -> Catalogue:
    """Give the catalogue with a number on the packs of all that the demo clinic uses."""
    numbers = read_toml(_FILE).table("gtins")

    def packed(one: CatalogueProduct) -> CatalogueProduct:
        number = numbers.text(one.code, default="")
        return replace(one, gtins=(*one.gtins, number)) if number else one

    return replace(catalogue, products=tuple(map(packed, catalogue.products)))
