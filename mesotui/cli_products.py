"""The products on the command line: those of the clinic, and those that it can take from the catalogue."""

from argparse import Namespace
from collections.abc import Callable
from datetime import datetime

from mesotui import clinic
from mesotui.bootstrap import Options, open_clinic
from mesotui.cli_output import Json, say, say_json, table
from mesotui.cli_staff import signed_in
from mesotui.domain import dose
from mesotui.domain.errors import NotFound, Refused
from mesotui.domain.people import Actor
from mesotui.domain.products import CatalogueProduct, Product, ProductFacts
from mesotui.domain.text import digits, folded, shown
from mesotui.records import products
from mesotui.records.database import Database


def list_products(options: Options, *, with_catalogue: bool, as_json: bool) -> int:
    """List the products by name, and after them those of the catalogue; 1 when there are none."""
    with open_clinic(options) as (database, reader):
        own = database.read(products.list_products, reader)
    taken = {one.code for one in own}
    offered = clinic.load(options.folder).catalogue().products if with_catalogue else ()
    others = [one for one in offered if one.code not in taken]
    rows = [("yes", one.code, one.facts, one.gtins) for one in own]
    rows += [("no", one.code, one.facts, one.gtins) for one in others]
    if as_json:
        say_json([_json(facts, code, gtins, in_use=in_use) for in_use, code, facts, gtins in rows])
    elif rows:
        cells = (
            (facts.name, facts.manufacturer, facts.category.value, code, in_use, " ".join(gtins))
            for in_use, code, facts, gtins in rows
        )
        say(table(("NAME", "MANUFACTURER", "CATEGORY", "CODE", "IN USE", "GTIN"), cells))
    return 0 if rows else 1


def add_product(options: Options, chosen: Namespace, pins: Callable[[str], str], *, now: datetime) -> int:
    """Add a product: from the catalogue by its code, or a new one by its name."""
    entry = _in_catalogue(options, chosen.product)
    facts = (
        entry.facts
        if entry
        else ProductFacts(name=chosen.product, manufacturer=chosen.manufacturer, strength=chosen.strength)
    )
    with open_clinic(options) as (database, _):
        actor = signed_in(database, chosen.acting, pins, now)
        added = database.write(
            products.learn_product,
            actor,
            facts,
            code=entry.code if entry else "",
            gtins=[*(entry.gtins if entry else ()), *chosen.gtin],
            now=now,
        )
    _tell(added, as_json=chosen.json)
    return 0


def add_gtin(options: Options, chosen: Namespace, pins: Callable[[str], str], *, now: datetime) -> int:
    """Teach the number on a product's packs."""
    with open_clinic(options) as (database, reader):
        product = product_named(database, reader, chosen.product)
        actor = signed_in(database, chosen.acting, pins, now)
        taught = database.write(products.add_gtin, actor, product.id, chosen.gtin, now=now)
    _tell(taught, as_json=chosen.json)
    return 0


def product_named(database: Database, reader: Actor, name: str) -> Product:
    """Find the product that is meant: by its whole name, its code, its pack's number, or a name's beginning.

    Raises:
        NotFound: there is none.
        Refused: several names begin so.
    """
    found = _named(database, reader, name)
    if found is None:
        raise NotFound("No product has this name. mesotui stock product list --catalogue shows them.")
    return found


def product_to_receive(
    options: Options, database: Database, actor: Actor, name: str, *, now: datetime
) -> Product:
    """Find the product that came; one of the catalogue is taken into the clinic's products.

    Raises:
        NotFound: there is none.
        Refused: several names begin so.
    """
    found = _named(database, actor, name)
    if found is not None:
        return found
    entry = _in_catalogue(options, name)
    if entry is None:
        raise NotFound(
            "No product has this name. Add it: mesotui stock product add NAME, or take one of the catalogue:"
            " mesotui stock product list --catalogue."
        )
    return database.write(
        products.learn_product, actor, entry.facts, code=entry.code, gtins=entry.gtins, now=now
    )


def _named(database: Database, reader: Actor, name: str) -> Product | None:
    number = digits(name)
    if number and number == name.strip():
        return database.read(products.product_by_gtin, reader, name)
    everything = database.read(products.list_products, reader)
    wanted = folded(name)
    exact = [one for one in everything if wanted == folded(one.name) or name.strip() == one.code]
    begun = exact or [one for one in everything if wanted and folded(one.name).startswith(wanted)]
    if len(begun) > 1:
        names = ", ".join(f"{one.name} ({one.manufacturer})" for one in begun)
        raise Refused(f"Several products are called so: {names}. Type the code or the pack's number.")
    return begun[0] if begun else None


def _in_catalogue(options: Options, name: str) -> CatalogueProduct | None:
    offered = clinic.load(options.folder).catalogue().products
    wanted = folded(name)
    named = [one for one in offered if name.strip() == one.code or wanted == folded(one.facts.name)]
    return next(iter(named), None)


def _tell(product: Product, *, as_json: bool) -> None:
    if as_json:
        say_json(_json(product.facts, product.code, product.gtins, in_use="yes"))
    else:
        numbers = f", on packs {' '.join(product.gtins)}" if product.gtins else ""
        say(f"{shown(product.name)} is one of the products{numbers}.")


def _json(facts: ProductFacts, code: str, gtins: tuple[str, ...], *, in_use: str) -> Json:
    return {
        "name": facts.name,
        "generic_name": facts.generic_name,
        "strength": facts.strength,
        "form": facts.form,
        "category": facts.category.value,
        "manufacturer": facts.manufacturer,
        "gtins": list(gtins),
        "code": code or None,
        "in_use": in_use == "yes",
        "container_ml": None if facts.container_ml is None else dose.trimmed(facts.container_ml),
        "multi_dose": facts.multi_dose,
        "in_use_hours": facts.in_use_hours,
        "injectable": facts.injectable,
        "ingredients": [one.name for one in facts.ingredients],
        "anaesthetic": facts.anaesthetic_name or None,
        "anaesthetic_mg_per_ml": None
        if facts.anaesthetic_mg_per_ml is None
        else dose.trimmed(facts.anaesthetic_mg_per_ml),
        "legal": [
            {"jurisdiction": one.jurisdiction, "status": one.status.value, "source": one.source}
            for one in facts.legal
        ],
        "source": facts.source,
    }
