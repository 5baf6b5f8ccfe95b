"""Reads the catalogue of products that the clinic can take into its stock."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from mesotui.clinic.reading import Table, read_toml
from mesotui.domain.errors import Refused
from mesotui.domain.gtin import kept_gtin
from mesotui.domain.products import (
    Catalogue,
    CatalogueProduct,
    Category,
    Ingredient,
    Legal,
    LegalStatus,
    ProductFacts,
)

_Word = TypeVar("_Word", bound=StrEnum)


def load_products(find: Callable[[str], Path]) -> Catalogue:
    """Read the catalogue.

    Args:
        find: gives the path of a file by its name, the clinic's own before the shipped one.

    Raises:
        Refused: the file is wrong, with file, line and key.
    """
    document = read_toml(find("products.toml"))
    document.only("stock", "product")
    stock = document.table("stock")
    warning, shown = stock.figure("expiry_warning_days"), stock.figure("shown_after_expiry_days")
    stock.done()
    products: dict[str, CatalogueProduct] = {}
    for table in document.tables("product"):
        entry = _product(table)
        table.done()
        if entry.code in products:
            raise table.wrong("code", "is used twice")
        products[entry.code] = entry
    return Catalogue(
        products=tuple(products.values()),
        expiry_warning_days=int(warning.value),
        shown_after_expiry_days=int(shown.value),
    )


def _product(table: Table) -> CatalogueProduct:
    hours, low = table.optional_figure("in_use_hours"), table.optional_figure("low_stock_ml")
    if hours is not None and hours.value != int(hours.value):
        raise table.wrong("in_use_hours", "must be whole hours")
    anaesthetic = table.value("anaesthetic")
    numbed = None if anaesthetic is None else _ingredient(table, "anaesthetic", anaesthetic)
    if numbed is not None and numbed.mg_per_ml is None:
        raise table.wrong("anaesthetic", 'must be written { name = "lidocaine", mg_per_ml = 10 }')
    return CatalogueProduct(
        code=table.text("code"),
        facts=ProductFacts(
            name=table.text("name"),
            generic_name=table.text("generic_name", default=""),
            strength=table.text("strength", default=""),
            form=table.text("form", default=""),
            category=_word(table, "category", table.text("category"), Category),
            manufacturer=table.text("manufacturer"),
            container_ml=table.decimal("container_ml") if "container_ml" in table.row else None,
            multi_dose=table.flag("multi_dose", default=False),
            in_use_hours=None if hours is None else int(hours.value),
            injectable=table.flag("injectable", default=True),
            ingredients=tuple(_ingredient(table, "ingredients", row) for row in _rows(table, "ingredients")),
            anaesthetic_name=numbed.name if numbed else "",
            anaesthetic_mg_per_ml=numbed.mg_per_ml if numbed else None,
            legal=tuple(_legal(table, row) for row in _rows(table, "legal")),
            low_stock_ml=None if low is None else low.value,
            source=table.text("source"),
        ),
        gtins=_gtins(table),
    )


def _rows(table: Table, key: str) -> list[Mapping[str, Any]]:
    rows = table.value(key) or []
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise table.wrong(key, "must be a list of { … }")
    return rows


def _ingredient(table: Table, key: str, row: object) -> Ingredient:
    wrong = table.wrong(key, 'must be written { name = "lidocaine", mg_per_ml = 10 }')
    if not isinstance(row, dict) or not {"name"} <= set(row) <= {"name", "mg_per_ml"}:
        raise wrong
    name, amount = row["name"], row.get("mg_per_ml")
    if not isinstance(name, str) or not name.strip():
        raise wrong
    if amount is None:
        return Ingredient(name=name)
    if isinstance(amount, bool) or not isinstance(amount, int | Decimal):
        raise wrong
    exact = Decimal(amount)
    if not exact.is_finite() or exact <= 0:
        raise wrong
    return Ingredient(name=name, mg_per_ml=exact)


def _legal(table: Table, row: Mapping[str, Any]) -> LegalStatus:
    texts = all(isinstance(value, str) and value.strip() for value in row.values())
    if set(row) != {"jurisdiction", "status", "source"} or not texts:
        raise table.wrong(
            "legal", 'must be written { jurisdiction = "FR", status = "banned", source = "S10" }'
        )
    return LegalStatus(
        jurisdiction=row["jurisdiction"],
        status=_word(table, "legal", row["status"], Legal),
        source=row["source"],
    )


def _gtins(table: Table) -> tuple[str, ...]:
    numbers = table.texts("gtins") if "gtins" in table.row else ()
    try:
        return tuple(map(kept_gtin, numbers))
    except Refused:
        raise table.wrong("gtins", "must be numbers as on the packs, whose last digit fits") from None


def _word(table: Table, key: str, word: str, words: type[_Word]) -> _Word:
    try:
        return words(word)
    except ValueError:
        raise table.wrong(key, f"must be one of {', '.join(words)}") from None
