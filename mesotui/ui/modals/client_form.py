"""A new client, without leaving what one was about to do."""

from __future__ import annotations

import re
from datetime import date

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option
from typing_extensions import override

from mesotui.domain.dates import age_years, read_birth_date, spoken_date
from mesotui.domain.errors import Refused
from mesotui.domain.people import NO_KNOWN_ALLERGY, AlertKind, Client
from mesotui.domain.text import folded, required_text
from mesotui.records import clients
from mesotui.ui import local_time
from mesotui.ui.context import Context
from mesotui.ui.modals.saving_form import SavingForm
from mesotui.ui.widgets.form_field import FormField
from mesotui.ui.widgets.person import alert_mark, name_content

_NAME_LETTERS = 80
_PHONE_CHARACTERS = 40
_ALLERGY_LETTERS = 200
_NO_ALLERGY = frozenset(
    {"none", "none known", "no", "nil", "nka", "nkda", "no known allergy", "no known allergies"}
)


class ClientForm(SavingForm[Client]):
    """Asks for a person at the bottom of the screen; gives the one who was added, or who was on file already.

    Args:
        context: what every screen is handed.
        typed: what was typed in the search: a name, a birth date or a telephone number.
    """

    def __init__(self, context: Context, typed: str = "") -> None:
        super().__init__()
        self._given = context
        self._typed = begun_with(typed)
        self._similar: tuple[Client, ...] = ()

    def compose(self) -> ComposeResult:
        """Lay out the five fields and the place where similar people are shown."""
        typed = self._typed
        with Vertical(classes="modal-body") as body:
            body.border_title = Content("New client")
            yield FormField("Family name", id="family", value=typed.get("family", ""), limit=_NAME_LETTERS)
            yield FormField("Given name", id="given", value=typed.get("given", ""), limit=_NAME_LETTERS)
            yield FormField(
                "Birth date",
                id="birth",
                value=typed.get("birth", ""),
                hint="12.03.1985 (day first)",
                limit=20,
            )
            yield FormField("Phone", id="phone", value=typed.get("phone", ""), limit=_PHONE_CHARACTERS)
            yield FormField(
                "Allergies",
                id="allergies",
                hint="commas between · none = no allergy · empty = not asked",
                limit=_ALLERGY_LETTERS,
            )
            yield Static(id="similar-title")
            yield OptionList(id="similar")
            yield Static(id="form-problem")
            yield Static(_keys(), classes="modal-keys")

    def on_mount(self) -> None:
        """Begin at the first field that is empty."""
        empty = [field for field in self.query(FormField) if not field.value]
        (empty or self.fields)[0].input.focus()
        self._show_similar(())

    @on(Input.Changed)
    def _look(self, event: Input.Changed) -> None:
        field = event.input.parent.parent if event.input.parent else None
        if isinstance(field, FormField) and field.id == "birth":
            self._say_birth_date(field)
        elif isinstance(field, FormField) and field.id == "allergies":
            field.say(_allergies_said(field.value))
        elif isinstance(field, FormField) and field.has_problem:
            field.say("")
        self._look_for_similar()

    @work(exclusive=True, group="similar")
    async def _look_for_similar(self) -> None:
        family, given = self._value("family"), self._value("given")
        birth = self._birth_date()
        if not (family.strip() and given.strip()) and birth is None:
            self._show_similar(())
            return
        found = await self._given.work.read(
            "similar",
            clients.similar,
            self._given.actor,
            family_name=family,
            given_name=given,
            birth_date=birth,
        )
        self._show_similar(found)

    def _show_similar(self, found: tuple[Client, ...]) -> None:
        self._similar = found
        title, listed = self.query_one("#similar-title", Static), self.query_one("#similar", OptionList)
        title.display = listed.display = bool(found)
        title.update(
            Content.styled("▲ On file already with this name or birth date. ↓ to pick one:", "$warn")
        )
        listed.clear_options()
        listed.add_options(
            Option(
                Content("  ").join(
                    [
                        name_content(client),
                        Content.styled(spoken_date(client.birth_date), "$quiet"),
                        Content.styled(client.phone, "$quiet"),
                        alert_mark(client),
                    ]
                )
            )
            for client in found
        )

    @on(OptionList.OptionSelected, "#similar")
    def _pick(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._similar[event.option_index])

    @override
    def entered(self, field: FormField) -> None:
        """Go on from a field that is right; save when all are."""
        if self._is_wrong(field):
            return
        wrong = [other for other in self.fields if self._is_wrong(other)] if field is self.fields[-1] else []
        if wrong:
            wrong[0].input.focus()
        else:
            super().entered(field)

    @override
    async def written(self) -> Client:
        """Add the client."""
        now = self._given.now()
        return await self._given.work.write(
            clients.add_client,
            self._given.actor,
            family_name=self._value("family"),
            given_name=self._value("given"),
            birth_date=read_birth_date(self._value("birth"), today=local_time.today(now)),
            phone=self._value("phone"),
            alerts=read_allergies(self._value("allergies")),
            now=now,
        )

    def _is_wrong(self, field: FormField) -> bool:
        try:
            if field.id == "birth":
                read_birth_date(field.value, today=local_time.today(self._given.now()))
            elif field.id in ("family", "given"):
                required_text(field.value, field=f"{field.id.capitalize()} name", limit=_NAME_LETTERS)
        except Refused as refused:
            field.complain(str(refused))
            return True
        return False

    def _say_birth_date(self, field: FormField) -> None:
        born = self._birth_date()
        today = local_time.today(self._given.now())
        field.say(f"{spoken_date(born)}, {age_years(born, today=today)} years" if born else "")

    def _birth_date(self) -> date | None:
        try:
            return read_birth_date(self._value("birth"), today=local_time.today(self._given.now()))
        except Refused:
            return None

    def _value(self, name: str) -> str:
        return self.query_one(f"#{name}", FormField).value


def begun_with(typed: str) -> dict[str, str]:
    """Sort what was typed in a search into the fields of the form.

    >>> begun_with("martin lea"), begun_with("12.03.1985"), begun_with("06 12 34 56 78")
    ({'family': 'Martin', 'given': 'Lea'}, {'birth': '12.03.1985'}, {'phone': '06 12 34 56 78'})
    """
    text = " ".join(typed.split())
    if re.fullmatch(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{1,2}-\d{1,2}", text):
        return {"birth": text}
    if re.fullmatch(r"[\d\s().+/-]+", text):
        return {"phone": text} if text else {}
    family, _, given = text.partition(" ")
    return {"family": _capitalised(family)} | ({"given": _capitalised(given)} if given else {})


def read_allergies(typed: str) -> tuple[tuple[AlertKind, str], ...]:
    """Read the allergies of the form: several with commas, the answer "none", or nothing where nobody asked.

    >>> [text for _, text in read_allergies("procaine, latex")], [text for _, text in read_allergies("None")]
    (['procaine', 'latex'], ['none known'])
    """
    named = [part.strip() for part in re.split("[,;]", typed) if part.strip()]
    if len(named) == 1 and folded(named[0]) in _NO_ALLERGY:
        named = [NO_KNOWN_ALLERGY]
    return tuple((AlertKind.ALLERGY, text) for text in named)


def _allergies_said(typed: str) -> str:
    named = [text for _, text in read_allergies(typed)]
    if named == [NO_KNOWN_ALLERGY]:
        return "Recorded: asked, no known allergy."
    return f"Shown on every screen: {' · '.join(named)}" if named else ""


def _capitalised(name: str) -> str:
    return name[:1].upper() + name[1:]


def _keys() -> Content:
    keys = (("Enter", "next field, then save"), ("↑ ↓", "move"), ("Esc", "back"))
    return Content(" · ").join(
        Content.assemble((key, "bold $accent"), (f" {label}", "$quiet")) for key, label in keys
    )
