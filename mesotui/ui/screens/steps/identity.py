"""Identity: the right client lies here, and what must not be forgotten about them is read aloud."""

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Label

from mesotui.domain.treatment import TreatmentSession
from mesotui.records import sessions
from mesotui.ui.modals.ask import Ask
from mesotui.ui.record_lines import alert_line, identity_line
from mesotui.ui.screens.steps.part import CheckPart
from mesotui.ui.screens.steps.step import Asking
from mesotui.ui.widgets.field import Field
from mesotui.ui.widgets.steady import Steady

_OVERRIDE = "identity-override"


class IdentityPart(CheckPart):
    """Identity by what the client says: two initials and the last two digits of the birth year."""

    code = "identity"
    title = "Identity"

    def compose(self) -> ComposeResult:
        """Lay out alerts, then the identity field."""
        yield Steady(id="identity-alerts")
        yield Label("Ask the client for their name and birth year, and type what they say:")
        yield Field(placeholder="initials + two digits, such as LM85", id="identity", max_length=4)
        yield Steady(id="identity-told")

    def enter(self) -> None:
        """Wait for the initials."""
        self.screen.set_focus(self.query_one("#identity"))

    def is_done(self, session: TreatmentSession) -> bool:
        """Tell whether the client is who the record says, or why it was gone on all the same."""
        return session.identity is not None

    def line(self, session: TreatmentSession) -> Content | None:
        """Write how the identity was made sure of."""
        return identity_line(session)

    def watch_session(self, session: TreatmentSession | None) -> None:
        """Show alerts and whether the identity is confirmed."""
        if session is None or not self.is_mounted:
            return
        self.query_one("#identity-alerts", Steady).tell(_alerts(session))
        self.query_one("#identity-told", Steady).tell(identity_line(session) or "")

    def asking(self, topic: str) -> Asking | None:
        """Give what asks why the identity isn't confirmed, while it isn't."""
        unconfirmed = self.session is not None and self.session.identity is None
        return self._go_on_unconfirmed if topic == _OVERRIDE and unconfirmed else None

    async def may_leave(self) -> bool:
        """Ask for a reason when the identity isn't confirmed."""
        if self.session is None or self.session.identity is not None:
            return True
        return await self._overridden()

    async def _go_on_unconfirmed(self, typed: str) -> None:
        if await self._overridden(typed):
            self.post_message(self.LeaveAsked())

    async def _overridden(self, typed: str = "") -> bool:
        reason = await self.app.push_screen_wait(
            Ask(
                "Identity is not confirmed. Why go on?",
                "The reason is kept in the record with your name.",
                topic=_OVERRIDE,
                typed=typed,
                suggestions=("Known to me personally", "An escort answered for the client"),
            )
        )
        return bool(reason) and await self.record(sessions.override_identity, reason) is not None

    @on(Input.Submitted, "#identity")
    def _confirm(self, event: Input.Submitted) -> None:
        event.stop()
        self.run_worker(self._confirmed(event.value.strip()))

    async def _confirmed(self, typed: str) -> None:
        fresh = await self.record(
            sessions.confirm_identity, initials=typed[:2], birth_year_digits=typed[2:].strip()
        )
        if fresh is not None:
            self.query_one("#identity", Input).value = ""
            self.post_message(self.LeaveAsked())


def _alerts(session: TreatmentSession) -> Content:
    if not session.client.alerts:
        return Content.styled("No allergy or warning is on record. Ask.", "$quiet")
    return Content("\n").join([alert_line(alert) for alert in session.client.alerts])
