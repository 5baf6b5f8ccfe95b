"""When a client comes next: a day and a time, typed as one says them."""

from __future__ import annotations

from datetime import datetime

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from mesotui.domain.dates import read_time_of_day, read_visit_date, spoken_day
from mesotui.domain.errors import Refused
from mesotui.ui import local_time
from mesotui.ui.modals.form import Form
from mesotui.ui.widgets.form_field import FormField


class BookVisit(Form[datetime]):
    """Asks at the bottom of the screen; gives the aware time of the visit, or None.

    Args:
        now: the time, for days that are counted from today.
    """

    def __init__(self, now: datetime) -> None:
        super().__init__()
        self._now = now

    def compose(self) -> ComposeResult:
        """Lay out the day, the time and the keys."""
        with Vertical(classes="modal-body") as body:
            body.border_title = Content("Book a visit")
            yield FormField("Day", id="day", hint="24.11, 24.11.2026, +14 days or +2w", limit=20)
            yield FormField("Time", id="time", hint="14:30", limit=8)
            yield Static(
                Content.assemble(
                    ("Enter", "bold $accent"),
                    (" next field, then book · ", "$quiet"),
                    ("Esc", "bold $accent"),
                    (" back", "$quiet"),
                ),
                classes="modal-keys",
            )

    def on_mount(self) -> None:
        """Begin with the day."""
        self.query_one("#day", FormField).input.focus()

    @on(Input.Changed)
    def _say_day(self) -> None:
        day = self.query_one("#day", FormField)
        try:
            day.say(spoken_day(read_visit_date(day.value, today=local_time.today(self._now))))
        except Refused:
            # It is being typed; what is wrong with it is said when it is done.
            day.say("")

    @on(Input.Submitted)
    def _go_on(self, event: Input.Submitted) -> None:
        event.stop()
        day, time = self.query_one("#day", FormField), self.query_one("#time", FormField)
        try:
            on_day = read_visit_date(day.value, today=local_time.today(self._now))
        except Refused as refused:
            day.complain(str(refused))
            day.input.focus()
            return
        if not time.input.has_focus:
            time.input.focus()
            return
        try:
            moment = local_time.at(on_day, read_time_of_day(time.value))
        except Refused as refused:
            time.complain(str(refused))
            return
        if moment <= self._now:
            time.complain("This time has passed. Type a later one.")
            return
        self.dismiss(moment)
