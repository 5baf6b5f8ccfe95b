"""What the forms about a mix share: fields, and a save that says what is wrong."""

from __future__ import annotations

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from mesotui.domain.errors import Refused
from mesotui.domain.mixture import Batch
from mesotui.ui.context import Context
from mesotui.ui.modals.form import Form
from mesotui.ui.modals.form_keys import form_keys
from mesotui.ui.widgets.form_field import FormField


class BatchForm(Form[Batch]):
    """Asks about one mix; gives the mix as it stands then.

    Args:
        context: what every screen is handed.
        batch: which mix.
    """

    last_key: ClassVar[str]
    """What Enter does in the last field."""

    def __init__(self, context: Context, batch: Batch) -> None:
        super().__init__()
        self._given = context
        self._batch = batch

    def compose(self) -> ComposeResult:
        """Lay out the fields between what is asked and the keys."""
        with Vertical(classes="modal-body") as body:
            body.border_title = Content(self.title_of(self._batch))
            yield Static(Content(self.lead_of(self._batch)), classes="modal-lead")
            yield from self.fields_of()
            yield Static(id="form-problem")
            yield Static(form_keys(self.last_key), classes="modal-keys")

    def title_of(self, batch: Batch) -> str:
        """Say what is done to a mix."""
        raise NotImplementedError

    def lead_of(self, batch: Batch) -> str:
        """Say what it is about."""
        raise NotImplementedError

    def fields_of(self) -> ComposeResult:
        """Lay out the fields."""
        raise NotImplementedError

    async def written(self) -> Batch:
        """Do it, and give the mix as it stands then.

        Raises:
            Refused: it can't be done.
        """
        raise NotImplementedError

    def on_mount(self) -> None:
        """Begin with the first field."""
        self.fields[0].input.focus()

    def typed(self, name: str) -> str:
        """Give what stands in a field."""
        return self.query_one(f"#{name}", FormField).value

    @on(Input.Submitted)
    def _go_on(self, event: Input.Submitted) -> None:
        event.stop()
        fields = self.fields
        at = next(index for index, field in enumerate(fields) if field.input is event.input)
        if at + 1 < len(fields):
            fields[at + 1].input.focus()
        else:
            self._save()

    @work(exclusive=True, group="save-batch")
    async def _save(self) -> None:
        try:
            batch = await self.written()
        except Refused as refused:
            problem = self.query_one("#form-problem", Static)
            problem.update(Content(f"▲ {refused}"))
            problem.display = True
            return
        self.dismiss(batch)
