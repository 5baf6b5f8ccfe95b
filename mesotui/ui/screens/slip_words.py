"""What the slip screen says of a slip."""

from textual.content import Content

from mesotui.domain.slip_choices import LANGUAGES
from mesotui.domain.treatment import GivenSlip
from mesotui.records.handover import Handover
from mesotui.slips.content import SlipContent
from mesotui.slips.slip import verification
from mesotui.ui.slip_desk import Written

CORRECTIONS = ("Next visit changed", "Telephone was wrong", "An entry was voided", "Wrong language")
"""Usual reasons for a corrected slip; each is one key away."""


def state(written: Written, known: Handover, *, reason: str, saved: str) -> Content:
    """Say where a slip stands, what it is written in, and what is missing on it.

    Args:
        written: the slip.
        known: what it was written from.
        reason: why it is about to take another's place.
        saved: where its files are; empty while there are none.
    """
    slip, shown = written.slip, written.shown
    if slip is None or shown is None:
        return Content("")
    said = [_standing(slip)]
    if shown.language != slip.language:
        said.append(Content.styled(f"Shown here in {_name(shown.language)}: read it on the paper", "$warn"))
    if written.replaces:
        why = written.replaces.replace_reason or reason
        said.append(Content(f"In place of {written.replaces.code}: {why}"))
    if isinstance(slip, GivenSlip):
        said.append(Content(verification(slip, named_by=shown)))
    else:
        said += [Content.styled(warning, "$warn") for warning in _missing(slip, written, known)]
    if saved:
        said.append(Content(saved))
    return Content("\n").join(said)


def _standing(slip: SlipContent | GivenSlip) -> Content:
    if isinstance(slip, GivenSlip):
        given_at = slip.given_at.astimezone()
        who = f"✓ Given {given_at:%d.%m.%Y %H:%M} by {slip.given_by}"
        return Content.assemble((who, "$ok"), f" · {_name(slip.language)}")
    return Content.assemble(("Not given yet", "bold $accent"), f" · {_name(slip.language)}")


def _name(language: str) -> str:
    return LANGUAGES.get(language, language)


def _missing(slip: SlipContent, written: Written, known: Handover) -> list[str]:
    warnings = []
    if not written.is_approved:
        warnings.append(f"This text is not approved yet: mesotui aftercare approve {slip.language}")
    if not slip.call:
        warnings.append("The clinic has no telephone: press t")
    if not known.site.emergency_number:
        warnings.append("No emergency number is set: press e")
    if written.unsigned:
        warnings.append(f"Not signed: {written.unsigned}")
    return warnings
