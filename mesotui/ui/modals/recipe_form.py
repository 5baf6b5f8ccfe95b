"""A recipe, or a new version of one: its name, and a line for each component."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static
from typing_extensions import override

from mesotui.domain.dose import plain, trimmed
from mesotui.domain.errors import Refused
from mesotui.domain.mixture import MOST_PARTS, Recipe
from mesotui.domain.products import CatalogueProduct, Category, Product
from mesotui.domain.text import folded
from mesotui.records import products, recipes
from mesotui.ui.context import Context
from mesotui.ui.mix_draft import RECIPE_OF
from mesotui.ui.modals.form_keys import form_keys
from mesotui.ui.modals.saving_form import SavingForm
from mesotui.ui.modals.stock_move import read_ml
from mesotui.ui.widgets.form_field import FormField

Offer = Product | CatalogueProduct

_NAME_LETTERS = 60
_PART_LETTERS = 160
_MOST_NAMED = 3


class RecipeForm(SavingForm[Recipe]):
    """Asks for a recipe; gives it as it is kept.

    Args:
        context: what every screen is handed.
        known: the clinic's products.
        recipe: the one of which this is a new version; None writes one.
        fields: what a draft kept of it before the console ended.
    """

    def __init__(
        self,
        context: Context,
        known: Sequence[Product],
        recipe: Recipe | None,
        fields: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__()
        self._given = context
        self._recipe = recipe
        self._fields = fields
        taken = {(folded(one.name), folded(one.manufacturer)) for one in known}
        codes = {one.code for one in known}
        offers: list[Offer] = [*known]
        for one in context.clinic.catalogue().products:
            named = (folded(one.facts.name), folded(one.facts.manufacturer))
            if one.code not in codes and named not in taken:
                offers.append(one)
        self._offers = tuple(one for one in offers if one.facts.injectable)

    def compose(self) -> ComposeResult:
        """Lay out the name and as many components as there may be."""
        recipe = self._recipe
        shown = _written(recipe) if self._fields is None else self._fields
        with VerticalScroll(classes="modal-body", can_focus=False) as body:
            body.border_title = Content(
                f"{recipe.name}, version {recipe.version + 1}" if recipe else "New recipe"
            )
            yield FormField("Name", id="recipe-name", value=shown.get("recipe-name", ""), limit=_NAME_LETTERS)
            for number in range(MOST_PARTS):
                yield FormField(
                    f"Component {number + 1}",
                    id=f"recipe-part-{number}",
                    value=shown.get(f"recipe-part-{number}", ""),
                    hint="2 xylocaine: mL, then the product" if number == 0 else "or nothing: Enter saves",
                    limit=_PART_LETTERS,
                )
            yield Static(id="recipe-total")
            yield Static(id="form-problem")
            yield Static(form_keys("save"), classes="modal-keys")

    @property
    def kept_fields(self) -> dict[str, str]:
        """What a draft keeps of the recipe that is being written."""
        typed = {field.id: field.value for field in self.fields if field.id and field.value}
        return {RECIPE_OF: str(self._recipe.id) if self._recipe else "", **typed}

    def on_mount(self) -> None:
        """Begin with the name."""
        self.fields[0].input.focus()
        self._show()

    @on(Input.Changed)
    def _show(self) -> None:
        """Say how each line is understood, and show one more than are filled."""
        total = Decimal(0)
        filled = 0
        for number, field in enumerate(self._parts, start=1):
            if field.value.strip():
                filled = number
            try:
                read = read_part(field.value, self._offers)
            except Refused as refusal:
                # Half a word is no mistake yet.
                field.say(Content.styled(str(refusal), "$quiet"))
                continue
            field.say(_understood(*read) if read else "")
            total += read[0] if read else 0
        for number, field in enumerate(self._parts):
            field.display = number <= filled
        self.query_one("#recipe-total", Static).update(Content(f"= {plain(total)} mL" if total else ""))

    @override
    def entered(self, field: FormField) -> None:
        """Go on to the next component; save from the first line that is left empty."""
        shown = [field for field in self.fields if field.display]
        if field is not shown[0] and not field.value.strip():
            self.save()
        else:
            self.go_on_from(field, shown)

    @override
    async def written(self) -> Recipe:
        """Keep the recipe as its next version."""
        write, actor, now = self._given.work.write, self._given.actor, self._given.now()
        read = [read_part(field.value, self._offers) for field in self._parts]
        parts: list[tuple[UUID, Decimal]] = []
        for volume, offer in (one for one in read if one is not None):
            product = offer
            if isinstance(product, CatalogueProduct):
                product = await write(
                    products.learn_product,
                    actor,
                    product.facts,
                    code=product.code,
                    gtins=product.gtins,
                    now=now,
                )
            parts.append((product.id, volume))
        return await write(
            recipes.save_recipe,
            actor,
            name=self.query_one("#recipe-name", FormField).value,
            parts=parts,
            recipe_id=self._recipe.id if self._recipe else None,
            now=now,
        )

    @property
    def _parts(self) -> list[FormField]:
        return self.fields[1:]


def _written(recipe: Recipe | None) -> dict[str, str]:
    """Give a recipe as it is typed, by field."""
    if recipe is None:
        return {}
    parts = enumerate(recipe.parts)
    fields = {f"recipe-part-{at}": f"{trimmed(part.volume_ml)} {part.product_name}" for at, part in parts}
    return {"recipe-name": recipe.name, **fields}


def read_part(typed: str, offers: Sequence[Offer]) -> tuple[Decimal, Offer] | None:
    """Read a component as it is typed: the mL, then a product's name or its beginning; None for nothing.

    Raises:
        Refused: there is no amount, or no product or several are called so.
    """
    if not typed.strip():
        return None
    amount, _, name = typed.strip().partition(" ")
    volume = read_ml(amount.casefold().removesuffix("ml"))
    words = folded(name.strip().removeprefix("mL ").removeprefix("ml ")).split()
    if not words:
        raise Refused("Type the product after the mL, such as 2 xylocaine.")
    exact = [one for one in offers if folded(one.facts.name).split() == words]
    named = [
        (one, folded(f"{one.facts.name} {one.facts.generic_name} {one.facts.manufacturer}")) for one in offers
    ]
    found = (
        exact
        if len(exact) == 1
        else [one for one, text in named if all(f" {word}" in f" {text}" for word in words)]
    )
    if not found:
        raise Refused("No product is called so. Add it on the stock screen, or look at its name there.")
    if len(found) > 1:
        names = ", ".join(one.facts.name for one in found[:_MOST_NAMED])
        more = " …" if len(found) > _MOST_NAMED else ""
        raise Refused(f"Several are called so: {names}{more}. Type more of the name.")
    return volume, found[0]


def _understood(volume_ml: Decimal, offer: Offer) -> Content:
    facts = offer.facts
    kind = " · diluent" if facts.category is Category.DILUENT else ""
    new = "" if isinstance(offer, Product) else " · from the catalogue"
    return Content.assemble(
        (f"{trimmed(volume_ml)} mL {facts.name}", "bold"),
        (f" {facts.manufacturer} {facts.strength}{kind}", "$quiet"),
        (new, "$accent"),
    )
