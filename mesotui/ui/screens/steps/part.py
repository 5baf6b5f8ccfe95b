"""A part of the check: shown large while it is the current one, and as one line before and after."""

from textual.content import Content

from mesotui.domain.treatment import Step, TreatmentSession
from mesotui.ui.context import Context
from mesotui.ui.screens.steps.step import StepPanel


class CheckPart(StepPanel):
    """One thing that is made sure of before anything is done to the client.

    A part is given the session, entered, asked what it would ask, and left as a whole step is. It posts
    ``LeaveAsked`` when it is over; the check then shows the next part that isn't done.
    """

    step = Step.CHECK
    code: str
    """Its name in scopes of keys; its id is this with ``-part``."""
    title: str
    """What it is called while it is still ahead."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, id=f"{self.code}-part")

    def is_done(self, session: TreatmentSession) -> bool:
        """Tell whether nothing is left to do here."""
        raise NotImplementedError

    def line(self, session: TreatmentSession) -> Content | None:
        """Give what became of it, in one line; None while there is nothing to tell."""
        raise NotImplementedError

    @property
    def scope(self) -> str:
        """The scope of its keys."""
        return f"session.{self.step}.{self.code}"
