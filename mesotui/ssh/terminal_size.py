"""What a client may say about its terminal."""

import re

from mesotui.ssh.limits import Limits

UNKNOWN_TERM = "xterm-256color"
"""What a terminal counts as that says nothing usable: every current client draws it."""
_TERM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,31}", re.ASCII)
_USUAL_COLUMNS, _USUAL_ROWS = 80, 24


def checked_term(said: str | None) -> str:
    """Give the kind of a terminal as it was said, if it is a plain word; it becomes ``TERM``."""
    return said if said is not None and _TERM.fullmatch(said) else UNKNOWN_TERM


def checked_size(columns: int, rows: int, limits: Limits) -> tuple[int, int]:
    """Give columns and rows within the limits; a terminal that doesn't know its size has 80 by 24."""
    return (
        min(columns, limits.columns) if columns > 0 else _USUAL_COLUMNS,
        min(rows, limits.rows) if rows > 0 else _USUAL_ROWS,
    )
