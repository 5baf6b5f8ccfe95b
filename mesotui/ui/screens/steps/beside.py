"""What may be recorded beside any step: a note, and that the session is interrupted."""

from functools import partial

from mesotui.domain.treatment import TreatmentSession
from mesotui.records import sessions
from mesotui.ui.modals.ask import Ask
from mesotui.ui.screens.steps.step import Asking, StepPanel

_NOTE, _INTERRUPTION = "note", "interruption"
_NOTE_LETTERS = 4000


def asking(panel: StepPanel, topic: str) -> Asking | None:
    """Give what asks for a note, or why the session is interrupted unless it is; None for other topics."""
    if topic == _NOTE:
        return partial(write_note, panel)
    if topic == _INTERRUPTION and not _is_paused(panel.session):
        return partial(interrupt, panel)
    return None


async def write_note(panel: StepPanel, typed: str = "") -> None:
    """Write a note."""
    text = await panel.app.push_screen_wait(
        Ask("Note", "It is kept with the time and your name.", topic=_NOTE, typed=typed, limit=_NOTE_LETTERS)
    )
    if text and await panel.record(sessions.add_note, text) is not None:
        # Told after what was recorded is shown, which takes earlier words away.
        panel.post_message(StepPanel.Told("✓ Note saved", problem=False))


async def interrupt(panel: StepPanel, typed: str = "") -> None:
    """Interrupt the session with a reason, or go on with it."""
    if _is_paused(panel.session):
        await panel.record(sessions.resume)
        return
    reason = await panel.app.push_screen_wait(
        Ask(
            "Why is the session interrupted?",
            "The same key goes on with it; both times are kept.",
            topic=_INTERRUPTION,
            suggestions=panel.context.clinic.protocol.interruptions,
            typed=typed,
        )
    )
    if reason:
        await panel.record(sessions.interrupt, reason)


def _is_paused(session: TreatmentSession | None) -> bool:
    return session is not None and any(pause.ended_at is None for pause in session.interruptions)
