"""What is known of a product: typed once, changed where the box says otherwise."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static
from typing_extensions import override

from mesotui.domain.dose import trimmed
from mesotui.domain.errors import Refused
from mesotui.domain.found import Found
from mesotui.domain.products import Category, Ingredient, Legal, LegalStatus, Product, ProductFacts
from mesotui.records import products
from mesotui.ui.context import Context
from mesotui.ui.law_lines import law_of_facts
from mesotui.ui.modals.form_keys import form_keys
from mesotui.ui.modals.saving_form import SavingForm
from mesotui.ui.modals.stock_move import read_ml
from mesotui.ui.widgets.form_field import FormField

_LETTERS = 120
_LIST_LETTERS = 600


class ProductForm(SavingForm[Product]):
    """Asks for what is known of a product; gives the product as it is kept.

    Args:
        context: what every screen is handed.
        product: the one to change; None adds one.
        name: what a new one is called, as far as it was typed.
        gtin: the number on its pack that was scanned.
    """

    def __init__(self, context: Context, product: Product | None, *, name: str = "", gtin: str = "") -> None:
        super().__init__()
        self._given = context
        self._product = product
        self._before = product.facts if product else ProductFacts(name=name)
        self._gtins = [*(product.gtins if product else ()), *([gtin] if gtin else [])]

    def compose(self) -> ComposeResult:
        """Lay out the fields."""
        facts, product = self._before, self._product
        with Vertical(classes="modal-body") as body:
            body.border_title = Content(product.name if product else "New product")
            for name, label, hint in _FIELDS:
                value = " ".join(self._gtins) if name == "gtins" else _written(facts, name)
                limit = _LIST_LETTERS if name in ("ingredients", "legal", "gtins") else _LETTERS
                yield FormField(label, id=f"product-{name}", value=value, hint=hint, limit=limit)
            yield Static(id="form-problem")
            yield Static(form_keys("save"), classes="modal-keys")

    def on_mount(self) -> None:
        """Begin with the name."""
        self.fields[0].input.focus()

    def take_scan(self, found: Found) -> None:
        """Add the number of a pack that was scanned."""
        gtin, field = found.scan.gtin, self.query_one("#product-gtins", FormField)
        if not gtin:
            field.complain(
                " ".join(found.scan.problems) or "This code says no product. Scan another one of the pack."
            )
        elif gtin in field.value.split():
            field.say(f"{gtin} was scanned, and is there already")
        else:
            field.input.value = f"{field.value} {gtin}".strip()
            field.say(f"{gtin} was scanned")

    @on(Input.Changed)
    def _say_law(self) -> None:
        """Say under the legal status what the clinic's law has against the product as it is typed."""
        legal = self.query_one("#product-legal", FormField)
        try:
            facts = read_facts(self._before, {name: self._value(name) for name, _, _ in _FIELDS})
        except Refused:
            # A word is being typed; what is wrong with it is said when it is saved.
            return
        legal.say(law_of_facts(facts, self._given.clinic))

    @override
    async def written(self) -> Product:
        """Keep what is known now."""
        write, actor, now = self._given.work.write, self._given.actor, self._given.now()
        facts = read_facts(self._before, {name: self._value(name) for name, _, _ in _FIELDS})
        gtins = self._value("gtins").replace(",", " ").split()
        if self._product is None:
            return await write(products.learn_product, actor, facts, gtins=gtins, now=now)
        product = await write(products.edit_product, actor, self._product.id, facts, now=now)
        for gtin in gtins:
            product = await write(products.add_gtin, actor, product.id, gtin, now=now)
        return product

    def _value(self, name: str) -> str:
        return self.query_one(f"#product-{name}", FormField).value.strip()


_FIELDS = (
    ("name", "Name", "as on the box"),
    ("generic", "Generic name", "lidocaine hydrochloride"),
    ("strength", "Strength", "10 mg/mL"),
    ("form", "Form", "vial 20 mL"),
    ("category", "Category", ", ".join(Category)),
    ("manufacturer", "Manufacturer", "a lot is unique only with it"),
    ("container", "mL in a vial", "20; m after it for several doses: 20 m"),
    ("hours", "Hours in use", "after opening; 672 are 28 days; empty: not opened before use"),
    ("ingredients", "Ingredients", "lidocaine 10, methylparaben: mg/mL where known"),
    ("anaesthetic", "Anaesthetic", "lidocaine 10: mg/mL; empty where it holds none"),
    ("legal", "Legal status", "FR banned, US off-label"),
    ("low", "Low below mL", "20; empty: no warning"),
    ("gtins", "GTIN", "numbers on its packs, or scan one"),
)


def read_facts(before: ProductFacts, typed: dict[str, str]) -> ProductFacts:
    """Read what is typed in the form.

    Args:
        before: what was known; what the form doesn't ask for stays.
        typed: by field.

    Raises:
        Refused: a word or number isn't understood.
    """
    container, multi_dose = typed["container"].casefold(), typed["container"].casefold().endswith("m")
    anaesthetic = _ingredient(typed["anaesthetic"]) if typed["anaesthetic"] else None
    return replace(
        before,
        name=typed["name"],
        generic_name=typed["generic"],
        strength=typed["strength"],
        form=typed["form"],
        category=_category(typed["category"]),
        manufacturer=typed["manufacturer"],
        container_ml=_amount(container.removesuffix("ml").removesuffix("m")),
        multi_dose=multi_dose and not container.endswith("ml"),
        in_use_hours=_hours(typed["hours"]),
        ingredients=tuple(_ingredient(part) for part in typed["ingredients"].split(",") if part.strip()),
        anaesthetic_name=anaesthetic.name if anaesthetic else "",
        anaesthetic_mg_per_ml=anaesthetic.mg_per_ml if anaesthetic else None,
        legal=tuple(_legal(part, before) for part in typed["legal"].split(",") if part.strip()),
        low_stock_ml=_amount(typed["low"]),
    )


def _written(facts: ProductFacts, name: str) -> str:
    container = "" if facts.container_ml is None else trimmed(facts.container_ml)
    anaesthetic = Ingredient(name=facts.anaesthetic_name, mg_per_ml=facts.anaesthetic_mg_per_ml)
    return {
        "name": facts.name,
        "generic": facts.generic_name,
        "strength": facts.strength,
        "form": facts.form,
        "category": "" if facts.category is Category.OTHER else facts.category.value,
        "manufacturer": facts.manufacturer,
        "container": f"{container} m" if container and facts.multi_dose else container,
        "hours": "" if facts.in_use_hours is None else str(facts.in_use_hours),
        "ingredients": ", ".join(map(_spelled, facts.ingredients)),
        "anaesthetic": _spelled(anaesthetic) if facts.anaesthetic_name else "",
        "legal": ", ".join(f"{one.jurisdiction} {one.status.value}" for one in facts.legal),
        "low": "" if facts.low_stock_ml is None else trimmed(facts.low_stock_ml),
    }.get(name, "")


def _spelled(one: Ingredient) -> str:
    return one.name if one.mg_per_ml is None else f"{one.name} {trimmed(one.mg_per_ml)}"


def _ingredient(typed: str) -> Ingredient:
    name, _, last = typed.strip().rpartition(" ")
    try:
        amount = read_ml(last)
    except Refused:
        return Ingredient(name=typed.strip())
    return Ingredient(name=name.strip(), mg_per_ml=amount)


def _category(typed: str) -> Category:
    try:
        return Category(typed.casefold()) if typed else Category.OTHER
    except ValueError:
        raise Refused(f"The category must be one of {', '.join(Category)}.") from None


def _legal(typed: str, before: ProductFacts) -> LegalStatus:
    """Read one jurisdiction; one that says what it said before keeps its source."""
    place, _, word = typed.strip().partition(" ")
    try:
        status = Legal(word.strip().casefold())
    except ValueError:
        raise Refused(f"Write each legal status as FR banned; known are {', '.join(Legal)}.") from None
    same = (one for one in before.legal if (one.jurisdiction, one.status) == (place.upper(), status))
    return next(same, LegalStatus(jurisdiction=place, status=status, source="clinic"))


def _amount(typed: str) -> Decimal | None:
    return read_ml(typed) if typed.strip() else None


def _hours(typed: str) -> int | None:
    if not typed:
        return None
    if not (typed.isascii() and typed.isdecimal()):
        raise Refused("Hours in use must be a whole number of hours, such as 672.")
    return int(typed)
