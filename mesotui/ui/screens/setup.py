"""The first start: three answers, and the clinic is open."""

from pathlib import Path

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, Static

from mesotui.domain.errors import Refused
from mesotui.domain.text import required_text
from mesotui.records import sites
from mesotui.ui.context import Opened
from mesotui.ui.messages import SignedIn
from mesotui.ui.slip_key import signing_key
from mesotui.ui.widgets.form_field import FormField

_NAME_CELLS = 80
_PIN_DIGITS = 12


class SetupScreen(Screen[None]):
    """Asks for the clinic, the first practitioner and a PIN; nothing else is needed to treat.

    Args:
        opened: the clinic's empty folder, opened.
        key_folder: where the key that signs its slips is made; None for a clinic that doesn't sign.
    """

    scope = "setup"

    def __init__(self, opened: Opened, *, key_folder: Path | None = None) -> None:
        super().__init__()
        self._work = opened.work
        self._now = opened.now
        self._key_folder = key_folder

    def compose(self) -> ComposeResult:
        """Lay out a greeting, the three fields, and where the answers go."""
        with Vertical(id="setup-form"):
            yield Static(Content("Welcome to mesotui"), id="setup-title")
            yield Static(Content("Three answers, and the treatment room is open."), id="setup-lead")
            yield FormField("Clinic", id="clinic", hint="as your clients know it", limit=_NAME_CELLS)
            yield FormField("Your name", id="practitioner", hint="as it signs a record", limit=_NAME_CELLS)
            yield FormField(
                "PIN",
                id="pin",
                hint="4 to 12 digits; it signs for you",
                secret=True,
                limit=_PIN_DIGITS,
                restrict="[0-9]*",
            )
            yield Static(
                Content("Records stay on this computer; mesotui paths shows where."),
                id="setup-where",
            )
            yield Static(
                Content.assemble(
                    ("Enter", "$accent"),
                    " next field, then open    ",
                    ("Shift+Tab", "$accent"),
                    " field before",
                ),
                id="setup-keys",
            )

    def on_mount(self) -> None:
        """Begin at the first field."""
        self.query_one("#clinic", FormField).input.focus()

    @on(Input.Submitted)
    def _go_on(self) -> None:
        fields = list(self.query(FormField))
        for position, field in enumerate(fields):
            if field.input.has_focus and position + 1 < len(fields):
                if self._is_filled(field):
                    fields[position + 1].input.focus()
                return
        if not [field for field in fields if not self._is_filled(field)]:
            self._set_up(*(field.value for field in fields))

    def _is_filled(self, field: FormField) -> bool:
        names = {"clinic": "Clinic", "practitioner": "Your name", "pin": "PIN"}
        try:
            required_text(field.value, field=names[field.id or ""], limit=_NAME_CELLS)
        except Refused as refused:
            field.complain(str(refused))
            field.input.focus()
            return False
        field.say("")
        return True

    @work(exclusive=True, group="set-up")
    async def _set_up(self, clinic_name: str, practitioner_name: str, pin: str) -> None:
        try:
            actor = await self._work.write(
                sites.set_up,
                clinic_name=clinic_name,
                practitioner_name=practitioner_name,
                pin=pin,
                now=self._now(),
            )
        except Refused as refused:
            # The names were looked at before, so it is the PIN that is left to refuse.
            self.query_one("#pin", FormField).complain(str(refused))
            return
        # Where it can't be made now, the first slip tries again and says why it can't.
        await signing_key(self._work, actor, self._key_folder, self._now)
        self.post_message(SignedIn(actor))
