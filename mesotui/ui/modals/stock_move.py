"""What becomes of a lot: some of it thrown away, counted, or corrected in the book."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static
from typing_extensions import override

from mesotui.domain.dose import plain
from mesotui.domain.errors import NotFound, Refused
from mesotui.domain.people import Staff
from mesotui.domain.stock import Lot, MovementKind
from mesotui.domain.text import folded
from mesotui.records import staff, stock
from mesotui.ui import local_time
from mesotui.ui.context import Context
from mesotui.ui.modals.form_keys import form_keys
from mesotui.ui.modals.saving_form import SavingForm
from mesotui.ui.widgets.form_field import FormField

_REASON_LETTERS = 200
_AMOUNT = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)", re.ASCII)
_TITLES = {
    MovementKind.WASTE: "Throw away",
    MovementKind.COUNT: "Count",
    MovementKind.ADJUST: "Correct the book",
}
_AMOUNTS = {
    MovementKind.WASTE: "mL thrown away",
    MovementKind.COUNT: "mL counted",
    MovementKind.ADJUST: "mL up or down",
}


class StockMove(SavingForm[Lot]):
    """Asks how much and why; gives the lot as it stands then.

    Args:
        context: what every screen is handed.
        lot: which lot.
        kind: waste, count or adjust.
    """

    def __init__(self, context: Context, lot: Lot, kind: MovementKind) -> None:
        super().__init__()
        self._given = context
        self._lot = lot
        self._kind = kind

    def compose(self) -> ComposeResult:
        """Lay out the amount, the reason, and for waste the witness."""
        lot = self._lot
        with Vertical(classes="modal-body") as body:
            body.border_title = Content(f"{_TITLES[self._kind]}: {lot.product.name}, lot {lot.number}")
            yield Static(Content(f"The book says {plain(lot.on_hand_ml)} mL."), classes="modal-lead")
            hint = "-0.5 or 2" if self._kind is MovementKind.ADJUST else "0.5"
            yield FormField(_AMOUNTS[self._kind], id="move-ml", hint=hint, limit=12)
            why = (
                "where it differs from the book" if self._kind is MovementKind.COUNT else "spilt, left over …"
            )
            yield FormField("Reason", id="move-reason", hint=why, limit=_REASON_LETTERS)
            if self._kind is MovementKind.WASTE:
                yield FormField(
                    "Witness",
                    id="move-witness",
                    hint="login or name of somebody else; empty: nobody",
                    limit=80,
                )
            yield Static(id="form-problem")
            yield Static(form_keys("save"), classes="modal-keys")

    def on_mount(self) -> None:
        """Begin with the amount."""
        self.query_one("#move-ml", FormField).input.focus()

    @on(Input.Changed)
    def _say_difference(self) -> None:
        if self._kind is not MovementKind.COUNT:
            return
        field = self.query_one("#move-ml", FormField)
        try:
            difference = read_ml(field.value) - self._lot.on_hand_ml
        except Refused:
            field.say("")
            return
        field.say(
            f"{'+' if difference > 0 else ''}{plain(difference)} mL" if difference else "as in the book"
        )

    @override
    async def written(self) -> Lot:
        """Record it, and give the lot as it stands then."""
        write, actor, now = self._given.work.write, self._given.actor, local_time.local(self._given.now())
        volume, reason = read_ml(self._value("ml")), self._value("reason")
        if self._kind is MovementKind.COUNT:
            return await write(stock.count, actor, self._lot.id, volume, reason=reason, now=now)
        if self._kind is MovementKind.ADJUST:
            return await write(stock.adjust, actor, self._lot.id, volume, reason=reason, now=now)
        people = await self._given.work.read("move-staff", staff.list_staff)
        witness = person_named(people, self._value("witness"), whom="the witness")
        return await write(
            stock.waste,
            actor,
            self._lot.id,
            volume,
            reason=reason,
            witness_id=witness.id if witness else None,
            now=now,
        )

    def _value(self, name: str) -> str:
        return self.query_one(f"#move-{name}", FormField).value


def person_named(people: Iterable[Staff], typed: str, *, whom: str) -> Staff | None:
    """Find somebody by their login or whole name; None where nothing is typed.

    Raises:
        NotFound: nobody is called so.
    """
    wanted = folded(typed)
    found = [one for one in people if wanted and wanted in (folded(one.login), folded(one.name))]
    if wanted and not found:
        raise NotFound(f"Nobody here is called like {whom}. Type a login or a whole name.")
    return next(iter(found), None)


def read_ml(typed: str) -> Decimal:
    """Read an amount with a point or a comma.

    Raises:
        Refused: it is no plain number.
    """
    if _AMOUNT.fullmatch(typed.strip()) is None:
        raise Refused("Type the amount as a number of mL, such as 5 or 0.5.")
    return Decimal(typed.strip().replace(",", "."))
