"""What was recorded, a line each: the same words in the step and in the record beside it."""

from textual.content import Content

from mesotui.domain.clocks import spoken
from mesotui.domain.consent import Consent, ConsentKind, in_words
from mesotui.domain.dates import spoken_date
from mesotui.domain.dose import plain, trimmed
from mesotui.domain.limits import Passed
from mesotui.domain.people import Alert, AlertKind
from mesotui.domain.treatment import Anaesthetic, Antisepsis, AppliedLot, FindingKind, TreatmentSession
from mesotui.ui.screening_words import screening_lines

_DONE = ("✓ ", "$ok")
_RUNNING = ("● ", "$accent")


def alert_line(alert: Alert) -> Content:
    """Write an alert; an allergy is danger."""
    style = "$danger bold" if alert.kind is AlertKind.ALLERGY else "$warn"
    return Content.assemble((f"▲ {alert.kind.upper()} ", style), alert.text)


def identity_line(session: TreatmentSession) -> Content | None:
    """Write how the identity was made sure of; None while it wasn't."""
    identity = session.identity
    if identity is None:
        return None
    time = (identity.confirmed_at + session.utc_offset).strftime("%H:%M")
    if identity.override_reason:
        told = (f"! {time} Identity not confirmed, {identity.confirmed_by}: ", "$warn")
        return Content.assemble(told, identity.override_reason)
    return Content.assemble(_DONE, f"{time} Identity confirmed by {identity.confirmed_by}")


def consent_lines(session: TreatmentSession) -> list[Content]:
    """Write the answers that stand, about the treatment and about photographs; none while nobody asked."""
    known, lines = session.consent, []
    if treatment := known.treatment:
        if confirmed := known.confirmation:
            time = (confirmed.confirmed_at + session.utc_offset).strftime("%H:%M")
            told = f"{time} Consent confirmed, {confirmed.confirmed_by}: {_on_day(treatment, session)}"
            lines.append(Content.assemble(_DONE, told))
        else:
            sign = ("! ", "$warn") if treatment.is_given else ("▲ ", "$danger")
            lines.append(Content.assemble(sign, f"{known.lack}: {_on_day(treatment, session)}"))
    if photos := known.latest(ConsentKind.PHOTOS):
        sign = _DONE if photos.is_given else ("– ", "$warn")
        lines.append(Content.assemble(sign, f"Photographs {_on_day(photos, session)}"))
    return lines


def _on_day(consent: Consent, session: TreatmentSession) -> str:
    return f"{in_words(consent)}, {spoken_date((consent.recorded_at + session.utc_offset).date())}"


def cleansing_line(cleansing: Antisepsis, session: TreatmentSession) -> Content:
    """Write a cleansing with its two times."""
    time = (cleansing.contact_started_at + session.utc_offset).strftime("%H:%M")
    parts = [f"{time} {cleansing.agent_name}"]
    if cleansing.dry_started_at:
        parts.append(f"contact {spoken(cleansing.dry_started_at - cleansing.contact_started_at)}")
        if cleansing.ended_at:
            parts.append(f"dry {spoken(cleansing.ended_at - cleansing.dry_started_at)}")
    parts += _lot_words(cleansing.lot)
    if cleansing.early_reason:
        parts.append(f"early: {cleansing.early_reason}")
    return Content.assemble(_DONE if cleansing.ended_at else _RUNNING, ", ".join(parts))


def anaesthetic_line(applied: Anaesthetic, session: TreatmentSession) -> Content:
    """Write an anaesthetic with its amount and time, or that none was decided."""
    time = (applied.started_at + session.utc_offset).strftime("%H:%M")
    if applied.is_none:
        return Content.assemble(_DONE, f"{time} No anaesthetic, decided")
    parts = [f"{time} {applied.product_name}"]
    if applied.amount_g:
        parts.append(f"{trimmed(applied.amount_g)} g")
    if applied.area_cm2:
        parts.append(f"{trimmed(applied.area_cm2)} cm²")
    if applied.occluded:
        parts.append("under film")
    parts += _lot_words(applied.lot)
    if applied.ended_at:
        parts.append(f"off after {spoken(applied.ended_at - applied.started_at)}")
    if applied.early_reason:
        parts.append(f"early: {applied.early_reason}")
    return Content.assemble(_DONE if applied.ended_at else _RUNNING, ", ".join(parts))


def _lot_words(lot: AppliedLot | None) -> list[str]:
    return [f"{lot.product_name} lot {lot.number}".strip()] if lot else []


def passed_words(passed: Passed) -> str:
    """Write a limit that was passed, with its source."""
    return f"▲ {passed.sentence} (source {passed.source})"


def record_lines(session: TreatmentSession) -> list[Content]:
    """Write everything that was recorded so far, in the order of the steps."""
    lines = [alert_line(alert) for alert in session.client.alerts]
    identity = identity_line(session)
    lines += [identity] if identity else []
    lines += screening_lines(session)
    lines += consent_lines(session)
    lines += [cleansing_line(cleansing, session) for cleansing in session.antisepses]
    lines += [anaesthetic_line(applied, session) for applied in session.anaesthetics]
    standing = session.standing_injections
    if standing:
        zones = len({injection.entry.zone_code for injection in standing})
        lines.append(Content.assemble(_DONE, f"{plain(session.volume_ml)} mL in {zones} zones"))
    for finding in session.findings:
        label = "Pain " if finding.kind is FindingKind.PAIN else ""
        reaction = "Reaction: " if finding.kind is FindingKind.REACTION else ""
        time = (finding.recorded_at + session.utc_offset).strftime("%H:%M")
        detail = f", {finding.detail}" if finding.detail else ""
        told = f"{time} {label}{reaction}{finding.value}{detail}"
        if finding.counts:
            lines.append(Content.assemble(_DONE, told))
        else:
            lines.append(Content.styled(f"× {told} (taken back: {finding.void_reason})", "$quiet"))
    for pause in session.interruptions:
        until = spoken(pause.ended_at - pause.started_at) if pause.ended_at else "going on"
        lines.append(Content.assemble(("‖ ", "$warn"), f"Interrupted, {until}: {pause.reason}"))
    for passed in session.limit_reasons:
        time = (passed.recorded_at + session.utc_offset).strftime("%H:%M")
        told = f"{time} {passed.limit} (source {passed.source}): {passed.reason}, {passed.recorded_by}"
        lines.append(Content.assemble(("▲ ", "$danger"), told))
    for note in session.notes:
        time = (note.recorded_at + session.utc_offset).strftime("%H:%M")
        lines.append(Content.assemble(("✎ ", "$quiet"), f"{time} {note.text}"))
    return lines
