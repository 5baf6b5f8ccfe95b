"""What is said around a slip's code: the words beside it, its caption, and what to do without room."""

from collections.abc import Sequence
from dataclasses import replace

from textual.content import Content

from mesotui.domain.treatment import GivenSlip
from mesotui.slips.slip import FRAMED, Code, Slip, is_framed
from mesotui.slips.terminal import Cells, Room, room_needed
from mesotui.slips.wrapping import cells, wrapped

_NARROWEST = 10
_SIDES = "│  │"


def words(text: str, columns: int) -> Content:
    """Give a slip's text, wrapped, with headings in bold, what is listed indented, what is urgent framed."""
    room = max(_NARROWEST, columns)
    blocks = text.rstrip("\n").split("\n\n")
    return Content("\n\n").join(Content("\n").join(_block(block, room)) for block in blocks)


def _block(block: str, columns: int) -> list[Content]:
    framed = is_framed(block)
    broken = []
    for index, line in enumerate(block.removeprefix(FRAMED).split("\n")):
        indent = "  " if line.startswith("- ") else ""
        parts = wrapped(line, columns - (len(_SIDES) if framed else 0), indent=indent)
        broken += [Content.styled(part, "" if index else "bold") for part in parts]
    return _framed(broken, columns) if framed else broken


def _framed(lines: Sequence[Content], columns: int) -> list[Content]:
    edge, side = "─" * (columns - 2), _SIDES[:2]
    inside = columns - len(_SIDES)
    sides = [
        Content.assemble((side, "$danger"), line, " " * (inside - cells(line.plain)), (_SIDES[2:], "$danger"))
        for line in lines
    ]
    return [Content.styled(f"┌{edge}┐", "$danger"), *sides, Content.styled(f"└{edge}┘", "$danger")]


def around(too_large: Sequence[str], cells: Cells) -> Content:
    """Name the codes that the screen has no room for, and what their drawing asks for; empty for nothing.

    Args:
        too_large: the captions of those codes.
        cells: how codes are drawn.
    """
    said = []
    if cells is Cells.DENSE:
        said.append("Drawn dense, which few terminals show well: try it with your own phone. d goes back.")
    if too_large:
        said.append(f"Too large here: {', '.join(too_large)}")
    return Content.styled("\n".join(said), "$warn")


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


def hint(slip: Slip, code: Code, terminal: Room, *, cells: Cells, full: bool) -> str:
    """Say how a code that doesn't fit can be had all the same, one sentence a line.

    Args:
        slip: whose code it is.
        code: what doesn't fit.
        terminal: all there is.
        cells: how codes are drawn.
        full: whether the code has the whole screen already.
    """
    needed = room_needed(code.payload)
    if needed is None:
        return "Give the client the text."
    if cells is Cells.WIDE:
        return "Press w for narrow cells."
    with_caption = Room(columns=needed.columns, rows=needed.rows + 1)
    if not full and terminal.holds(with_caption):
        return "Press f to give it the whole screen."
    picture = (
        f"Press s for a picture of it, or run:\nmesotui slip {slip.code} --format png"
        if isinstance(slip, GivenSlip)
        else "Or press Enter once the client has the slip, then s for a picture of it."
    )
    dense = room_needed(code.payload, Cells.DENSE)
    if cells is Cells.HALF and dense and terminal.holds(replace(dense, rows=dense.rows + 1)):
        picture = f"Or press f and d to draw it dense, where a phone reads that.\n{picture}"
    return f"Enlarge the terminal to {with_caption.columns} × {with_caption.rows} and press f.\n{picture}"
