"""What the forms about a mix share: which mix it is, above the fields."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from mesotui.domain.mixture import Batch
from mesotui.ui.context import Context
from mesotui.ui.modals.form_keys import form_keys
from mesotui.ui.modals.saving_form import SavingForm
from mesotui.ui.widgets.form_field import FormField


class BatchForm(SavingForm[Batch]):
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

    def on_mount(self) -> None:
        """Begin with the first field."""
        self.fields[0].input.focus()

    def typed(self, name: str) -> str:
        """Give what stands in a field."""
        return self.query_one(f"#{name}", FormField).value
