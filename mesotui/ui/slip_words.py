"""What the slip screen says around the code."""

from collections.abc import Sequence

from textual.content import Content

from mesotui.domain.slip_choices import LANGUAGES
from mesotui.domain.treatment import GivenSlip
from mesotui.records.handover import Handover
from mesotui.slips.content import SlipContent
from mesotui.slips.slip import Code, Slip, is_heading, verification
from mesotui.slips.terminal import Room, room_needed
from mesotui.slips.wrapping import wrapped
from mesotui.ui.slip_desk import Written

CORRECTIONS = ("Next visit changed", "Telephone was wrong", "An entry was voided", "Wrong language")
"""Usual reasons for a corrected slip; each is one key away."""
_NARROWEST = 10


def words(text: str, columns: int) -> Content:
    """Give a slip's text, wrapped, with its headings in bold and what is listed indented."""
    lines = text.rstrip("\n").split("\n")
    broken = []
    for index, line in enumerate(lines):
        indent = "  " if line.startswith("- ") else ""
        parts = wrapped(line, max(_NARROWEST, columns), indent=indent)
        style = "bold" if is_heading(lines, index) else ""
        broken += [Content.styled(part, style) for part in parts]
    return Content("\n").join(broken)


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


def too_large(captions: Sequence[str]) -> Content:
    """Name the codes that the screen has no room for; empty where it has room for all."""
    return Content.styled(f"Too large here: {', '.join(captions)}", "$warn") if captions else Content("")


def caption(index: int, shown: Sequence[Code], *, full: bool) -> Content:
    """Name a code and what a phone makes of it.

    Args:
        index: which of them, from 0.
        shown: all codes of the slip.
        full: whether the code has the whole screen, so that nothing else names the key that leaves it.
    """
    code = shown[index]
    return Content.assemble(
        (f"{index + 1}/{len(shown)} {code.caption}", "bold"),
        f" {code.does}",
        (" · f back" if full else "", "$quiet"),
    )


def hint(slip: Slip, code: Code, terminal: Room, *, wide: bool, full: bool) -> str:
    """Say how a code that doesn't fit can be had all the same, one sentence a line.

    Args:
        slip: whose code it is.
        code: what doesn't fit.
        terminal: all there is.
        wide: whether codes are drawn with two cells a module.
        full: whether the code has the whole screen already.
    """
    needed = room_needed(code.payload, wide=False)
    if needed is None:
        return "Give the client the text."
    if wide:
        return "Press w for narrow cells."
    with_caption = Room(columns=needed.columns, rows=needed.rows + 1)
    if not full and terminal.holds(with_caption):
        return "Press f to give it the whole screen."
    picture = (
        f"Press s for a picture of it, or run:\nmesotui slip {slip.code} --format png"
        if isinstance(slip, GivenSlip)
        else "Or press Enter once the client has the slip, then s for a picture of it."
    )
    return f"Enlarge the terminal to {with_caption.columns} × {with_caption.rows} and press f.\n{picture}"
