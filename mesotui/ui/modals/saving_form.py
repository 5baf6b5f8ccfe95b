"""What forms share that save: Enter leads from field to field, and saves in the last."""

from typing import TypeVar

from textual import on
from textual.content import Content
from textual.widgets import Input, Static

from mesotui.domain.errors import Refused
from mesotui.ui.modals.form import Form
from mesotui.ui.widgets.form_field import FormField

T = TypeVar("T")


class SavingForm(Form[T]):
    """A form that stays open, and says why, where what is typed can't be saved.

    It has a Static ``#form-problem`` for that.
    """

    _saves = False

    async def written(self) -> T:
        """Save what is typed, and give what is on disk then.

        Raises:
            Refused: it can't be saved.
        """
        raise NotImplementedError

    def save(self) -> None:
        """Save once, however often Enter is pressed while the disk is slow."""
        if not self._saves:
            self._saves = True
            self.run_worker(self._save())

    def entered(self, field: FormField) -> None:
        """Go on from a field: to the next, or by saving."""
        self.go_on_from(field, self.fields)

    def go_on_from(self, field: FormField, fields: list[FormField]) -> None:
        """Go on to the next of some fields; from the last by saving."""
        at = fields.index(field)
        if at + 1 < len(fields):
            fields[at + 1].input.focus()
        else:
            self.save()

    @on(Input.Submitted)
    def _enter(self, event: Input.Submitted) -> None:
        event.stop()
        self.entered(next(field for field in self.fields if field.input is event.input))

    async def _save(self) -> None:
        is_saved = False
        try:
            kept = await self.written()
            is_saved = True
        except Refused as refused:
            problem = self.query_one("#form-problem", Static)
            problem.update(Content(f"▲ {refused}"))
            problem.display = True
        else:
            self.dismiss(kept)
        finally:
            # What was saved stays so: another Enter may come before the form is gone.
            self._saves = is_saved
