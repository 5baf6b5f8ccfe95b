"""Sets pieces of text into few lines."""

from collections.abc import Sequence

from textual.content import Content

_BETWEEN = " · "


def packed(pieces: Sequence[Content], width: int, between: str = _BETWEEN) -> list[Content]:
    """Set pieces side by side, as many on a line as fit whole; what is longer than a line is broken."""
    lines: list[Content] = []
    for piece in pieces:
        if lines and lines[-1].cell_length + len(between) + piece.cell_length <= width:
            lines[-1] = lines[-1] + Content(between) + piece
        elif piece.cell_length > width:
            lines += piece.wrap(width)
        else:
            lines.append(piece)
    return lines


def fitting(lines: Sequence[Content], room: int) -> list[Content]:
    """Give as many lines as there is room for; the last one tells what had none."""
    if len(lines) <= room:
        return list(lines)
    more = Content.styled(f"… and {len(lines) - room + 1} lines more under limits", "$quiet")
    return [*lines[: room - 1], more]
