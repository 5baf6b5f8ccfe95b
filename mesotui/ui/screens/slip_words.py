"""What the slip screen says around the code."""

import textwrap
from collections.abc import Sequence

from textual.content import Content

from mesotui.domain.treatment import GivenSlip
from mesotui.slips.content import SlipContent
from mesotui.slips.slip import Code, is_heading, verification
from mesotui.slips.terminal import Room, room_needed

_NARROWEST = 10


def words(text: str, columns: int) -> Content:
    """Give a slip's text, wrapped, with its headings in bold and what is listed indented."""
    lines = text.rstrip("\n").split("\n")
    wrapped = []
    for index, line in enumerate(lines):
        indent = "  " if line.startswith("- ") else ""
        parts = textwrap.wrap(line, max(_NARROWEST, columns), subsequent_indent=indent) or [""]
        style = "bold" if is_heading(lines, index) else ""
        wrapped += [Content.styled(part, style) for part in parts]
    return Content("\n").join(wrapped)


def state(
    slip: SlipContent | GivenSlip,
    *,
    too_large: Sequence[str],
    is_approved: bool,
    unsigned: str,
    saved: str,
) -> Content:
    """Say where a slip stands, and what keeps something from being shown.

    Args:
        slip: given, or about to be.
        too_large: the captions of the codes that the screen has no room for.
        is_approved: whether somebody in the clinic approved the text that new slips are made from.
        unsigned: why it isn't signed though the clinic signs its slips; empty otherwise.
        saved: where its files are; empty while there are none.
    """
    if isinstance(slip, GivenSlip):
        given_at = slip.given_at.astimezone()
        said = [
            Content.styled(f"✓ Given {given_at:%d.%m.%Y %H:%M} by {slip.given_by}", "$ok"),
            Content(verification(slip)),
        ]
    else:
        said = [Content.styled("Not given yet", "bold $accent")]
        if not is_approved:
            said.append(Content.styled("This text is not approved yet", "$warn"))
        if not slip.call:
            said.append(Content.styled("The clinic has no telephone: press t", "$warn"))
        if unsigned:
            said.append(Content.styled(f"Not signed: {unsigned}", "$warn"))
    if too_large:
        said.append(Content.styled(f"Too large here: {', '.join(too_large)}", "$warn"))
    if saved:
        said.append(Content(saved))
    return Content("\n").join(said)


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


def hint(slip: SlipContent | GivenSlip, code: Code, terminal: Room, *, wide: bool, full: bool) -> str:
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
