"""Consent that is taken back, and the session that ends because of it: from any step."""

from functools import partial

from mesotui.domain.consent import Consent, ConsentKind
from mesotui.records import consents, sessions
from mesotui.ui.messages import Go
from mesotui.ui.modals.ask import Ask
from mesotui.ui.screens.steps.step import Asking, StepPanel

_WITHDRAWAL, _END = "withdrawal", "without-consent"
_PHOTOS = "photographs only"


def asking(panel: StepPanel, topic: str) -> Asking | None:
    """Give what asks about a topic of this module; None where it isn't one, or nothing is left to ask."""
    session = panel.session
    if session is None or not session.is_open:
        return None
    if topic == _END:
        return partial(end_without_consent, panel)
    return partial(withdraw, panel) if topic == _WITHDRAWAL and _given(panel) else None


async def withdraw(panel: StepPanel, typed: str = "") -> None:
    """Ask why the client takes their consent back, and record it.

    With the consent to the treatment the session ends too, unless whoever treats leaves it open.

    Args:
        panel: the step that is shown.
        typed: what was typed before the console ended.
    """
    given = _given(panel)
    if not given:
        panel.post_message(panel.Told("There is no consent that could be taken back."))
        return
    reasons = panel.context.clinic.consent_rules().refusals
    kinds = [one.kind for one in given]
    only_photos = [_PHOTOS] if ConsentKind.PHOTOS in kinds and len(kinds) > 1 else []
    reason = await panel.app.push_screen_wait(
        Ask(
            "The client takes their consent back. Why?",
            "Nothing more can be injected then. The reason is kept; Esc leaves the consent as it is.",
            topic=_WITHDRAWAL,
            typed=typed,
            suggestions=(*reasons, *only_photos),
        )
    )
    if not reason:
        return
    kind = ConsentKind.PHOTOS if reason == _PHOTOS else kinds[0]
    fresh = await panel.record(consents.withdraw_here, kind=kind, reason=reason)
    if fresh is not None and kind is ConsentKind.TREATMENT:
        await end_without_consent(panel, f"Consent withdrawn: {reason}")


async def end_without_consent(panel: StepPanel, reason: str) -> None:
    """Ask whether the session ends now, with a reason that is typed already.

    Args:
        panel: the step that is shown.
        reason: why it ends.
    """
    session = panel.session
    if session is None:
        return
    is_begun = bool(session.standing_injections)
    title = "Stop the session early?" if is_begun else "End the session as not done?"
    said = await panel.app.push_screen_wait(
        Ask(title, "Enter ends it with this reason. Esc leaves it open.", topic=_END, typed=reason)
    )
    if not said:
        return
    ended = await panel.record(sessions.stop_early if is_begun else sessions.mark_not_done, said)
    if ended is not None:
        panel.post_message(Go("slip", ended.id) if is_begun else Go("today"))


def _given(panel: StepPanel) -> list[Consent]:
    """Give the consents that stand, the one to the treatment first."""
    if panel.session is None:
        return []
    known = panel.session.consent
    return [one for one in (known.treatment, known.photos) if one is not None and one.is_given]
