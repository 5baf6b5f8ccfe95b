"""What the slip screen says of a slip."""

from collections.abc import Sequence

from textual.content import Content

from mesotui.domain.slip_choices import LANGUAGES
from mesotui.domain.treatment import GivenSlip
from mesotui.records.handover import Handover
from mesotui.slips.content import SlipContent
from mesotui.slips.payloads import dialled
from mesotui.slips.slip import verification
from mesotui.ui.keymap import Command
from mesotui.ui.modals.ask import Ask
from mesotui.ui.slip_desk import Written

_USED = (
    "slip.give",
    "slip.print",
    "slip.next",
    "slip.language",
    "slip.full",
    "everywhere.back",
    "slip.phone",
    "slip.emergency",
    "slip.printer",
    "slip.save",
    "slip.paper",
    "slip.correct",
    "slip.aloud",
    "slip.give-unprinted",
    "slip.wide",
    "slip.dense",
    "everywhere.help",
)
_PHONE_LETTERS = 40
_EMERGENCY_NUMBERS = ("112", "911", "999", "000", "119")

CORRECTIONS = ("Next visit changed", "Telephone was wrong", "An entry was voided", "Wrong language")
"""Usual reasons for a corrected slip; each is one key away."""


def state(written: Written, known: Handover, *, reason: str, told: Sequence[str]) -> Content:
    """Say where a slip stands, what it is written in, and what is missing on it.

    Args:
        written: the slip.
        known: what it was written from.
        reason: why it is about to take another's place.
        told: where its files are and how it was printed; empty while there is nothing to tell.
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
    said += [Content(line) for line in told if line]
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


def emergency_question() -> Ask:
    """Ask for the emergency number."""
    return Ask(
        "The emergency number",
        "What clients call when it's urgent, in this country. It stands on every slip.",
        suggestions=_EMERGENCY_NUMBERS,
        topic="emergency",
        check=dialled,
        limit=_PHONE_LETTERS,
    )


def phone_question() -> Ask:
    """Ask for the clinic's telephone."""
    return Ask(
        "The clinic's telephone",
        "It stands on every slip and in its codes.",
        topic="phone",
        check=dialled,
        limit=_PHONE_LETTERS,
    )


def useful(
    slip: SlipContent | GivenSlip | None,
    known: Handover | None,
    commands: Sequence[Command],
    *,
    printers: int,
) -> tuple[Command, ...]:
    """Give the commands that do something now, the most used first: there may be no room for all.

    Args:
        slip: the one on the screen.
        known: what it was written from.
        commands: those of the screen.
        printers: how many the clinic has.
    """
    useless = {"slip.give", "slip.phone", "slip.emergency", "slip.save", "slip.correct"}
    useless |= {"slip.print", "slip.printer", "slip.give-unprinted", "slip.paper"}
    if slip is None:
        useless |= {name for name in _USED if name.startswith("slip.")}
    if isinstance(slip, SlipContent) and known is not None:
        useless -= {"slip.give", "slip.paper"}
        useless -= {"slip.give-unprinted"} if printers else set()
        useless -= set() if slip.call else {"slip.phone"}
        useless -= set() if known.site.emergency_number else {"slip.emergency"}
    elif slip is not None:
        useless -= {"slip.save", "slip.correct", "slip.paper"}
        useless -= {"slip.print"} if printers else set()
        useless -= {"slip.printer"} if printers > 1 else set()
    by_id = {command.id: command for command in commands}
    return tuple(by_id[name] for name in _USED if name not in useless)
