"""What came in: a product of the clinic or of the catalogue, its lot, its expiry and how much."""

from __future__ import annotations

from decimal import Decimal

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option
from typing_extensions import override

from mesotui.domain.dates import spoken_date
from mesotui.domain.dose import trimmed
from mesotui.domain.errors import Refused
from mesotui.domain.expiry import read_expiry
from mesotui.domain.found import Found
from mesotui.domain.products import CatalogueProduct, Product
from mesotui.domain.stock import Lot
from mesotui.domain.text import folded
from mesotui.records import products, stock
from mesotui.ui import local_time
from mesotui.ui.context import Context
from mesotui.ui.law_lines import law_of_facts
from mesotui.ui.modals.form_keys import form_keys
from mesotui.ui.modals.product_form import ProductForm
from mesotui.ui.modals.saving_form import SavingForm
from mesotui.ui.modals.stock_move import read_ml
from mesotui.ui.widgets.form_field import FormField

_OFFERED = 5
_LOT_LETTERS = 40

Offer = Product | CatalogueProduct


class ReceiveLot(SavingForm[Lot]):
    """Asks what came in; gives the lot as it stands then.

    Args:
        context: what every screen is handed.
        known: the clinic's products.
        chosen: the lot that is marked; its product stands in the form already.
        scanned: the code of a pack; what it says stands in the form already.
    """

    def __init__(
        self,
        context: Context,
        known: tuple[Product, ...],
        chosen: Lot | None,
        *,
        scanned: Found | None = None,
    ) -> None:
        super().__init__()
        self._given = context
        self._scanned = scanned
        self._gtin = ""
        """A number that is taught to the product: it was scanned, and nobody knew it."""
        self._serial = ""
        taken = {one.code for one in known}
        catalogue = context.clinic.catalogue().products
        self._offers: tuple[Offer, ...] = (*known, *(one for one in catalogue if one.code not in taken))
        self._found: tuple[Offer, ...] = ()
        self._taken: Offer | None = chosen.product if chosen else None
        self._begun_with = chosen.product.name if chosen else ""

    def compose(self) -> ComposeResult:
        """Lay out the four fields and the products that the first one finds."""
        with Vertical(classes="modal-body") as body:
            body.border_title = Content("Receive")
            yield FormField(
                "Product", id="receive-product", value=self._begun_with, hint="name as on the box", limit=120
            )
            yield OptionList(id="receive-products")
            yield FormField("Lot", id="receive-lot", hint="as printed", limit=_LOT_LETTERS)
            yield FormField("Expiry", id="receive-expiry", hint="06/2027, 30.06.2027, or none", limit=12)
            yield FormField("mL", id="receive-ml", hint="20, or 6 x 5 for six of 5 mL", limit=16)
            yield Static(id="form-problem")
            yield Static(form_keys("save"), classes="modal-keys")

    def on_mount(self) -> None:
        """Begin with the product, or with the lot where the product is known."""
        self.query_one("#receive-products").display = False
        if self._taken is not None:
            self._field("product").say(law_of_facts(self._taken.facts, self._given.clinic))
        self.query_one("#receive-lot" if self._taken else "#receive-product", FormField).input.focus()
        if self._scanned is not None:
            self.take_scan(self._scanned)

    def take_scan(self, found: Found) -> None:
        """Fill in what a pack's code says, and go to what it doesn't say."""
        scan, product = found.scan, self._field("product")
        offer = found.product or self._given.clinic.catalogue().by_gtin(scan.gtin)
        if offer is not None:
            self._gtin = ""
            self._take(offer)
            product.say("")
        elif scan.gtin and scan.gtin != self._gtin:
            self._gtin, self._taken = scan.gtin, None
            product.input.value = ""
            product.say(f"{scan.gtin} is not known yet: choose its product, or type the name of a new one")
        for name, said in (("lot", scan.lot), ("expiry", scan.expiry.isoformat() if scan.expiry else "")):
            if said:
                self._field(name).input.value = said
        self._serial = scan.serial
        self._field("lot").say("")
        if doubts := " ".join((*scan.problems, *([scan.warning] if scan.warning else []))) or found.problem:
            self._field("lot").complain(doubts)
        empty = (field for field in self.fields if not field.value)
        (self._field("lot") if scan.warning else next(empty, self.fields[-1])).input.focus()

    @on(Input.Changed)
    def _look(self, event: Input.Changed) -> None:
        if event.input is self._field("product").input:
            if self._taken is None or event.value != self._taken.facts.name:
                self._taken = None
                self._field("product").say("")
                self._show_found(event.value)
        elif event.input is self._field("expiry").input:
            self._say_expiry()
        elif event.input is self._field("ml").input:
            self._say_volume()

    def _show_found(self, typed: str) -> None:
        words = folded(typed).split()
        named = [(offer, folded(f"{offer.facts.name} {offer.facts.generic_name}")) for offer in self._offers]
        self._found = tuple(offer for offer, name in named if words and all(word in name for word in words))[
            :_OFFERED
        ]
        listed = self.query_one("#receive-products", OptionList)
        listed.display = bool(words)
        listed.clear_options()
        listed.add_options(
            Option(
                Content.assemble(
                    (offer.facts.name, "bold"),
                    (f"  {offer.facts.manufacturer}  {offer.facts.form}", "$quiet"),
                    ("" if isinstance(offer, Product) else "  from the catalogue", "$accent"),
                )
            )
            for offer in self._found
        )
        if words:
            listed.add_option(
                Option(Content.styled(f"a new product “{typed.strip()}”: fill in its form", "$accent"))
            )

    def _say_expiry(self) -> None:
        field = self._field("expiry")
        try:
            day = read_expiry(field.value)
        except Refused:
            # It is being typed; what is wrong with it is said when it is done.
            field.say("")
            return
        if day is None:
            field.say("no expiry on the pack" if field.value else "")
        elif day < local_time.today(self._given.now()):
            field.say(Content.styled(f"▲ {spoken_date(day)}: it has expired", "$warn"))
        else:
            field.say(spoken_date(day))

    def _say_volume(self) -> None:
        field = self._field("ml")
        try:
            volume = read_volume(field.value)
        except Refused:
            field.say("")
            return
        field.say(f"{trimmed(volume)} mL" if "x" in field.value.casefold() else "")

    @on(OptionList.OptionSelected, "#receive-products")
    def _pick(self, event: OptionList.OptionSelected) -> None:
        if event.option_index < len(self._found):
            self._take(self._found[event.option_index])
        else:
            self._learn()

    @work(exclusive=True, group="learn-product")
    async def _learn(self) -> None:
        """Add the product that nobody knows yet, and go on with its lot."""
        form = ProductForm(self._given, None, name=self._field("product").value.strip(), gtin=self._gtin)
        product = await self.app.push_screen_wait(form)
        if product is not None:
            self._gtin = ""
            self._take(product)

    def _take(self, offer: Offer) -> None:
        self._taken = offer
        self._field("product").input.value = offer.facts.name
        self._field("product").say(law_of_facts(offer.facts, self._given.clinic))
        self.query_one("#receive-products").display = False
        empty = (field for field in self.fields[1:] if not field.value)
        next(empty, self.fields[-1]).input.focus()

    @override
    def entered(self, field: FormField) -> None:
        """Go on once the product is known."""
        if field is not self.fields[0] or self._taken is not None:
            super().entered(field)
        elif len(self._found) == 1:
            self._take(self._found[0])
        elif self._found:
            self.query_one("#receive-products").focus()
        elif field.value.strip():
            self._learn()
        else:
            field.complain("Type the product's name, or scan its pack.")

    @override
    async def written(self) -> Lot:
        """Take the lot in; a product that nobody had is learnt with it."""
        write, actor, now = self._given.work.write, self._given.actor, local_time.local(self._given.now())
        if self._taken is None:
            raise Refused("Choose the product first.")
        expiry, volume = read_expiry(self._field("expiry").value), read_volume(self._field("ml").value)
        product = self._taken
        if isinstance(product, CatalogueProduct):
            self._taken = product = await write(
                products.learn_product, actor, product.facts, code=product.code, gtins=product.gtins, now=now
            )
        if self._gtin:
            await write(products.add_gtin, actor, product.id, self._gtin, now=now)
        return await write(
            stock.receive,
            actor,
            product.id,
            number=self._field("lot").value,
            expiry=expiry,
            volume_ml=volume,
            note=f"serial number {self._serial}" if self._serial else "",
            now=now,
        )

    def _field(self, name: str) -> FormField:
        return self.query_one(f"#receive-{name}", FormField)


def read_volume(typed: str) -> Decimal:
    """Read how much came: 20, or 6 x 5 for six vials of 5 mL.

    Raises:
        Refused: it is no such amount.
    """
    many, times, each = typed.casefold().replace("×", "x").replace("*", "x").partition("x")
    return read_ml(many) * read_ml(each) if times else read_ml(many)
