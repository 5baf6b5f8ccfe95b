"""What is known of a product, between the screens and the columns of a version."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from mesotui.domain.errors import Refused
from mesotui.domain.products import Ingredient, Legal, LegalStatus, ProductFacts
from mesotui.domain.text import clean_text, required_text
from mesotui.records.guards import measured, whole
from mesotui.records.tables import ProductVersionRow
from mesotui.records.tables.stock import LIST_LENGTH, PRODUCT_NAME_LENGTH, SHORT_LENGTH

_MOST_HOURS = 24 * 366


def kept_facts(facts: ProductFacts) -> ProductFacts:
    """Give facts as they are kept: texts cleaned, amounts rounded.

    Raises:
        Refused: there is no name, a text is too long, or a number can't be.
    """

    def words(value: str, field: str, limit: int = SHORT_LENGTH) -> str:
        return clean_text(value, field=field, limit=limit)

    def amount(value: Decimal | None, field: str) -> Decimal | None:
        return None if value is None else measured(value, field)

    hours = facts.in_use_hours
    kept = replace(
        facts,
        name=required_text(facts.name, field="The product's name", limit=PRODUCT_NAME_LENGTH),
        generic_name=words(facts.generic_name, "The generic name", PRODUCT_NAME_LENGTH),
        strength=words(facts.strength, "The strength"),
        form=words(facts.form, "The form"),
        manufacturer=words(facts.manufacturer, "The manufacturer", PRODUCT_NAME_LENGTH),
        container_ml=amount(facts.container_ml, "mL in a vial"),
        in_use_hours=None if hours is None else whole(hours, "Hours after opening", most=_MOST_HOURS),
        ingredients=tuple(
            Ingredient(
                name=required_text(one.name, field="An ingredient", limit=SHORT_LENGTH),
                mg_per_ml=amount(one.mg_per_ml, "mg per mL"),
            )
            for one in facts.ingredients
        ),
        anaesthetic_name=words(facts.anaesthetic_name, "The local anaesthetic"),
        anaesthetic_mg_per_ml=amount(facts.anaesthetic_mg_per_ml, "The anaesthetic's mg per mL"),
        legal=tuple(
            LegalStatus(
                jurisdiction=required_text(one.jurisdiction, field="The jurisdiction", limit=8).upper(),
                status=one.status,
                source=words(one.source, "The source"),
            )
            for one in facts.legal
        ),
        low_stock_ml=amount(facts.low_stock_ml, "The low-stock mark in mL"),
        source=words(facts.source, "The source"),
    )
    if bool(kept.anaesthetic_name) is not (kept.anaesthetic_mg_per_ml is not None):
        raise Refused("A local anaesthetic needs its name and its mg per mL. Type both, or neither.")
    for lines, field in ((_ingredient_lines(kept), "ingredients"), (_legal_lines(kept), "jurisdictions")):
        if len(lines) > LIST_LENGTH:
            raise Refused(f"The list of {field} is too long. Shorten it.")
    return kept


def version_values(facts: ProductFacts) -> dict[str, Any]:
    """Give facts as the columns of a version."""
    return {
        "name": facts.name,
        "generic_name": facts.generic_name,
        "strength": facts.strength,
        "form": facts.form,
        "category": facts.category,
        "manufacturer": facts.manufacturer,
        "container_ml": facts.container_ml,
        "multi_dose": facts.multi_dose,
        "in_use_hours": facts.in_use_hours,
        "injectable": facts.injectable,
        "ingredients": _ingredient_lines(facts),
        "anaesthetic_name": facts.anaesthetic_name,
        "anaesthetic_mg_per_ml": facts.anaesthetic_mg_per_ml,
        "legal": _legal_lines(facts),
        "low_stock_ml": facts.low_stock_ml,
        "source": facts.source,
    }


def facts_of(row: ProductVersionRow) -> ProductFacts:
    """Give what a version says."""
    return ProductFacts(
        name=row.name,
        generic_name=row.generic_name,
        strength=row.strength,
        form=row.form,
        category=row.category,
        manufacturer=row.manufacturer,
        container_ml=row.container_ml,
        multi_dose=row.multi_dose,
        in_use_hours=row.in_use_hours,
        injectable=row.injectable,
        ingredients=tuple(_ingredient(line) for line in row.ingredients.split("\n") if line),
        anaesthetic_name=row.anaesthetic_name,
        anaesthetic_mg_per_ml=row.anaesthetic_mg_per_ml,
        legal=tuple(_legal(line) for line in row.legal.split("\n") if line),
        low_stock_ml=row.low_stock_ml,
        source=row.source,
    )


def _ingredient_lines(facts: ProductFacts) -> str:
    return "\n".join(
        one.name if one.mg_per_ml is None else f"{one.name}\t{one.mg_per_ml:f}" for one in facts.ingredients
    )


def _ingredient(line: str) -> Ingredient:
    name, _, amount = line.partition("\t")
    return Ingredient(name=name, mg_per_ml=Decimal(amount) if amount else None)


def _legal_lines(facts: ProductFacts) -> str:
    return "\n".join(f"{one.jurisdiction}\t{one.status}\t{one.source}" for one in facts.legal)


def _legal(line: str) -> LegalStatus:
    jurisdiction, status, source = line.split("\t")
    return LegalStatus(jurisdiction=jurisdiction, status=Legal(status), source=source)
