"""What is said around a slip's code: the words beside it, its caption, and what to do without room."""

from collections.abc import Sequence

from textual.content import Content

from mesotui.domain.treatment import GivenSlip
from mesotui.slips.slip import Code, Slip, is_heading
from mesotui.slips.terminal import Room, room_needed
from mesotui.slips.wrapping import wrapped

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
