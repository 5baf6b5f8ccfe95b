"""Reads the advice behind every language's text: its numbers, and which sessions need other ones."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

from mesotui.clinic.reading import Document, Table, read_toml
from mesotui.domain.products import Category
from mesotui.domain.protocol import Figure

FIGURES = (
    "dry_hours",
    "heat_hours",
    "pool_hours",
    "sport_hours",
    "massage_hours",
    "alcohol_hours",
    "beauty_days",
    "sting_hours",
    "redness_days",
    "swelling_days",
    "bruise_days",
    "bump_hours",
    "firm_weeks",
    "lump_weeks",
    "sun_factor",
    "fever_celsius",
)
"""The numbers of the advice; the ending is the unit."""
SPANS = ("hours", "days", "weeks")
"""The units that are a length of time, so that the number also gives dates."""
ADVICE_FILE = "aftercare/advice.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Sessions that need advice of their own, by what was done in them."""

    code: str
    techniques: frozenset[str]
    """Codes of techniques."""
    zones: frozenset[str]
    """Codes of zones."""
    categories: frozenset[Category]
    """Of products."""
    products: tuple[str, ...]
    """Words, in small letters, that stand in the name of a product or of what it holds."""
    figures: Mapping[str, Figure]
    """The numbers that differ."""

    def holds(
        self,
        *,
        techniques: Collection[str],
        zones: Collection[str],
        categories: Collection[Category],
        products: Collection[str],
    ) -> bool:
        """Whether a session in which these were used belongs to the family."""
        return (
            not self.techniques.isdisjoint(techniques)
            or not self.zones.isdisjoint(zones)
            or not self.categories.isdisjoint(categories)
            or any(word in product.casefold() for word in self.products for product in products)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """The clinic's numbers for the time after a treatment."""

    version: str
    figures: Mapping[str, Figure]
    """By the names of ``FIGURES``."""
    families: tuple[Family, ...]

    def figures_for(self, families: Collection[Family]) -> Mapping[str, Figure]:
        """Give the numbers of a session: of several that apply, the largest, which is the most careful."""
        return {
            name: max((usual, *(family.figures.get(name, usual) for family in families)), key=_size)
            for name, usual in self.figures.items()
        }


def until(figure_name: str) -> str:
    """Name the date that a number gives.

    >>> until("dry_hours")
    'dry_until'
    """
    return figure_name.rpartition("_")[0] + "_until"


def short(figure_name: str) -> str:
    """Name the short form of the date that a number gives.

    >>> short("dry_hours")
    'dry_short'
    """
    return figure_name.rpartition("_")[0] + "_short"


def load_advice(find: Callable[[str], Path]) -> Advice:
    """Read the advice.

    Args:
        find: gives the path of a file by its name, the clinic's own before the shipped one.

    Raises:
        Refused: the file is wrong; the sentence names file, line and key.
    """
    document = read_toml(find(ADVICE_FILE))
    document.only("version", "figures", "family")
    top, figures = document.top(), document.table("figures")
    advice = Advice(
        version=version_of(top),
        figures=MappingProxyType({name: figures.figure(name) for name in FIGURES}),
        families=_families(document),
    )
    top.done()
    figures.done()
    return advice


def version_of(top: Table) -> str:
    """Read the version of a file.

    Raises:
        Refused: it is missing, or no version.
    """
    version = top.text("version")
    if not re.fullmatch(r"[A-Za-z0-9.-]{1,20}", version):
        raise top.wrong("version", "must be 1 to 20 letters, digits, dots or hyphens")
    return version


def _size(figure: Figure) -> Decimal:
    return figure.value


def _families(document: Document) -> tuple[Family, ...]:
    families = []
    for table in document.tables("family") if "family" in document.values else ():
        figures = Table(document, "figures", table.value("figures") or {}, table.line)
        family = Family(
            code=table.text("code"),
            techniques=frozenset(_words(table, "techniques")),
            zones=frozenset(_words(table, "zones")),
            categories=frozenset(_categories(table)),
            products=tuple(word.casefold() for word in _words(table, "products")),
            figures=MappingProxyType({name: figures.figure(name) for name in FIGURES if name in figures.row}),
        )
        if not re.fullmatch(r"[a-z][a-z0-9-]{0,39}", family.code):
            raise table.wrong("code", "must be small letters, digits and hyphens")
        figures.done()
        table.done()
        families.append(family)
    return tuple(families)


def _categories(table: Table) -> Iterator[Category]:
    for word in _words(table, "categories"):
        try:
            yield Category(word)
        except ValueError:
            raise table.wrong("categories", f"names {word}; known are {', '.join(Category)}") from None


def _words(table: Table, key: str) -> tuple[str, ...]:
    words = table.texts(key) if key in table.row else ()
    if not all(word.strip() for word in words):
        raise table.wrong(key, "must not hold an empty word: it would be found in everything")
    return words
