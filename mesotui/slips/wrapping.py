"""Breaks lines by the cells that they take, in every script a slip can be written in."""

import re
from collections.abc import Iterator
from unicodedata import combining, east_asian_width

# What may stand on a line of its own: a word with the space before it, or one wide letter, with closing
# punctuation that must not begin a line, also where French sets a space before it.
_PIECE = re.compile(
    r"\s*(?:[^\s\u1100-\u11ff\u2e80-\uffef]+|[\u1100-\u11ff\u2e80-\uffef])[、。，：！？）」』〕】]*"
    r"(?: [:;!?](?=\s|$))?"
)
_HANGUL = re.compile(r"\s*[^\s]+")


def cells(text: str) -> int:
    """Give how many cells of a terminal a text takes."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text if not combining(letter))


def wrapped(line: str, columns: int, *, indent: str = "") -> list[str]:
    """Break a line into parts of at most so many cells, at spaces or between letters that are two cells wide.

    Args:
        line: what is broken; an empty one stays one empty line.
        columns: cells of a part; a longer word has a part of its own.
        indent: what later parts begin with.
    """
    parts: list[str] = []
    current = ""
    for piece in _pieces(line):
        if current.strip() and cells(current + piece) > columns:
            parts.append(current)
            current = indent + piece.lstrip()
        else:
            current += piece
    return [*parts, current]


def _pieces(line: str) -> Iterator[str]:
    # Korean has spaces between its words and is broken there, although its letters are wide.
    hangul = any("\uac00" <= letter <= "\ud7a3" for letter in line)
    return (found[0] for found in (_HANGUL if hangul else _PIECE).finditer(line))
