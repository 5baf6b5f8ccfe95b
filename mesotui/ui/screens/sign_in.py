"""Who works at this terminal: one key for the person, then the PIN if there is one."""

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from mesotui.domain.errors import Refused
from mesotui.domain.people import Staff
from mesotui.records import sites, staff
from mesotui.ui.context import Opened
from mesotui.ui.messages import SignedIn
from mesotui.ui.widgets.columns import Column, Row
from mesotui.ui.widgets.form_field import FormField

_COLUMNS = (Column(width=3), Column(width=12, grows=1), Column(width=13))


class SignInScreen(Screen[None]):
    """Lists the staff; somebody who is alone here and has no PIN is let in at once.

    Args:
        opened: the clinic, opened.
    """

    scope = "sign-in"
    BINDINGS = [("escape", "back", "back")]

    def __init__(self, opened: Opened) -> None:
        super().__init__()
        self._work = opened.work
        self._now = opened.now
        self._staff: tuple[Staff, ...] = ()
        self._chosen: Staff | None = None

    def compose(self) -> ComposeResult:
        """Lay out the clinic's name, the people, and a place for the PIN."""
        with Vertical(id="sign-in-form"):
            yield Static(id="sign-in-clinic", markup=False)
            yield Static(Content("Who works here now?"), id="sign-in-lead")
            yield OptionList(id="sign-in-people")
            yield FormField("PIN", id="pin", secret=True, limit=12, restrict="[0-9]*")
            yield Static(
                Content.assemble(
                    ("1–9", "$accent"),
                    " or ",
                    ("↑ ↓ Enter", "$accent"),
                    " choose    ",
                    ("Esc", "$accent"),
                    " back",
                ),
                id="sign-in-keys",
            )

    def on_mount(self) -> None:
        """Read who works here."""
        self.query_one("#pin").display = False
        self._read_staff()

    @work(exclusive=True, group="staff")
    async def _read_staff(self) -> None:
        site = await self._work.read("sign-in-site", sites.current_site)
        people = await self._work.read("sign-in-staff", staff.list_staff)
        self._staff = tuple(person for person in people if person.active)
        if len(self._staff) == 1 and not self._staff[0].has_pin:
            self._let_in(self._staff[0])
            return
        self.query_one("#sign-in-clinic", Static).update(Content(site.name if site else "mesotui"))
        listed = self.query_one("#sign-in-people", OptionList)
        listed.clear_options()
        listed.add_options(
            Option(
                Row(
                    _COLUMNS,
                    (
                        Content.styled(f"{number}" if number < 10 else "", "$accent"),
                        Content(person.name),
                        Content.styled(person.role.value, "$quiet"),
                    ),
                ),
                id=str(person.id),
            )
            for number, person in enumerate(self._staff, start=1)
        )
        listed.highlighted = 0
        listed.focus()

    def on_key(self, event: events.Key) -> None:
        """Take a person by their number, as long as nobody is chosen."""
        if self._chosen is None and event.character and event.character in "123456789":
            position = int(event.character) - 1
            if position < len(self._staff):
                event.stop()
                self._choose(self._staff[position])

    @on(OptionList.OptionSelected, "#sign-in-people")
    def _take_highlighted(self, event: OptionList.OptionSelected) -> None:
        self._choose(self._staff[event.option_index])

    @on(Input.Submitted)
    def _try_pin(self, event: Input.Submitted) -> None:
        if self._chosen:
            self._sign_in(self._chosen, event.value)

    def action_back(self) -> None:
        """Choose somebody else."""
        self._chosen = None
        self.query_one("#pin").display = False
        self.query_one("#sign-in-people").focus()

    def _choose(self, person: Staff) -> None:
        self._chosen = person
        listed = self.query_one("#sign-in-people", OptionList)
        listed.highlighted = self._staff.index(person)
        pin = self.query_one("#pin", FormField)
        pin.input.value = ""
        pin.say("")
        pin.display = True
        pin.input.focus()

    @work(exclusive=True, group="sign-in")
    async def _let_in(self, person: Staff) -> None:
        self.post_message(SignedIn(await self._work.read("sign-in", staff.actor_of, person.id)))

    @work(exclusive=True, group="sign-in")
    async def _sign_in(self, person: Staff, pin: str) -> None:
        try:
            actor = await self._work.write(staff.sign_in, person.id, pin, now=self._now())
        except Refused as refused:
            field = self.query_one("#pin", FormField)
            field.complain(str(refused))
            field.display = True
            # A wrong PIN is typed anew: nobody can correct dots.
            field.input.value = ""
            field.input.focus()
            return
        self.post_message(SignedIn(actor))
