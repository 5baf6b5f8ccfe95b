"""What rendering needs of a slip, whether it was given or is about to be."""

import unicodedata
from dataclasses import dataclass
from typing import Protocol

from mesotui.domain.spelling import grouped
from mesotui.domain.text import BIDI_CONTROLS
from mesotui.slips.telephone_code import telephone_code

# Slips were in English alone while their captions weren't kept with them.
_ENGLISH = (
    *("INSTRUCTIONS", "into your contacts"),
    *("NEXT VISIT", "into your calendar"),
    *("CALL US", "dials the clinic"),
    "Check code",
)


FRAMED = "! "
"""Begins the heading of a section that stands in a frame wherever one can be drawn."""


class Slip(Protocol):
    """A given slip, or one that is about to be given."""

    @property
    def code(self) -> str:
        """Eight base-32 characters."""

    @property
    def language(self) -> str:
        """The ISO 639-1 code of its language."""

    @property
    def text(self) -> str:
        """Everything in words."""

    @property
    def instructions(self) -> bytes:
        """What the instructions code holds."""

    @property
    def visit(self) -> bytes:
        """What the next visit's code holds; empty without one."""

    @property
    def call(self) -> bytes:
        """What the telephone's code holds; empty without one."""

    @property
    def captions(self) -> tuple[str, ...]:
        """The words around the codes, as ``SlipContent`` has them; empty on slips that didn't keep them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One of a slip's codes."""

    caption: str
    does: str
    """What a phone makes of it."""
    payload: bytes


def codes(slip: Slip, *, in_english: bool = False) -> tuple[Code, ...]:
    """Give the codes that a slip has, the most useful first.

    Args:
        slip: which.
        in_english: whether their captions are the English ones, whatever the slip's language.
    """
    captions = _ENGLISH if in_english or not slip.captions else slip.captions
    payloads = (slip.instructions, slip.visit, slip.call)
    every = (
        Code(caption=caption, does=does, payload=payload)
        for caption, does, payload in zip(captions[:-1:2], captions[1::2], payloads, strict=True)
    )
    return tuple(code for code in every if code.payload)


def check_code(slip: Slip) -> tuple[str, str]:
    """Give the sixteen letters by which a slip is checked on the telephone, in groups, after their name."""
    return (slip.captions or _ENGLISH)[-1], grouped(telephone_code(slip.code, slip.instructions))


def verification(slip: Slip, *, named_by: Slip | None = None, in_english: bool = False) -> str:
    """Give the line by which a slip is checked on the telephone; it stands wherever the slip does.

    Args:
        slip: which.
        named_by: the same slip in the language that names the line; None for its own.
        in_english: whether English names it, whatever the languages.
    """
    name, _ = check_code(named_by or slip)
    return f"{_ENGLISH[-1] if in_english else name}: {check_code(slip)[1]}"


def whole_text(slip: Slip) -> str:
    """Give a slip's text with the line by which it is checked."""
    return f"{slip.text.rstrip()}\n\n{verification(slip)}\n"


def is_heading(lines: list[str], index: int) -> bool:
    """Whether a line of a slip's text heads a section: the first one, and each after an empty line."""
    return bool(lines[index]) and (index == 0 or not lines[index - 1])


def is_framed(heading: str) -> bool:
    """Whether a section stands in a frame, by its heading: what to do in an emergency."""
    return heading.startswith(FRAMED)


def safe(line: str) -> str:
    """Give a line without anything that could steer a terminal, break a file or turn the text around."""
    return "".join(c for c in line if unicodedata.category(c)[0] != "C" and c not in BIDI_CONTROLS)
