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


def whole_pieces(pieces: Sequence[Content], width: int, room: int, between: str = _BETWEEN) -> list[Content]:
    """Set as many pieces as fit whole into some lines, and tell how many had no room."""
    for count in range(len(pieces), 0, -1):
        left = len(pieces) - count
        more = [Content.styled(f"… {left} more under limits", "$quiet")] if left else []
        lines = packed([*pieces[:count], *more], width, between)
        if len(lines) <= room:
            return lines
    return packed(pieces[:1], width, between)[:room]
