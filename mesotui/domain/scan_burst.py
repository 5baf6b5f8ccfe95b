"""Which keys, coming as fast as a scanner types, are a code: the text alone must tell."""

import re

from mesotui.domain.gs1 import SEPARATOR
from mesotui.domain.gtin import GTIN_LENGTHS
from mesotui.domain.scan_text import is_gtin

STARTS = frozenset("0123456789hH[+")
"""What a code without a prefix begins with: digits, a link, an envelope, or another maker's code."""
SURE_LETTERS = 8
"""From so many characters on, keys that come so fast are no person's."""

_AUTOREPEAT = 8
_DATE = r"\d\d(?:0\d|1[0-2])(?:[0-2]\d|3[01])"
_FIELD_BEFORE_LETTERS = re.compile(
    rf"(?:0[12]\d{{14}}|00\d{{18}}|1[12356 7]{_DATE})*(?:10|21|240|241|30|37|7\d\d|8\d\d|9\d)".replace(
        " ", ""
    )
)
_DATED = re.compile(rf"1[1357]{_DATE}(?:1|2|\Z|\x1d)")
_HAS_NUMBER = re.compile(r"01(?P<gtin>\d{14})")
_LINK = re.compile(r"https?://\S{4,}", re.IGNORECASE)
_PREFIXED = re.compile(r"\x02?\][A-Za-z][0-9A-Za-z]\S{4,}")
_OTHER_MAKERS = re.compile(r"\+[A-Z][A-Z0-9]{3}\S{4,}")


def may_become_code(text: str) -> bool:
    """Tell whether what came so far, without a prefix, may still become a code."""
    if " " in text or text[:_AUTOREPEAT] == text[:1] * _AUTOREPEAT:
        # A key that is held down comes as fast.
        return False
    if text[0] == "[":
        return text[:3] == "[)>"[: len(text)]
    if text[0] == "+":
        return len(text) < 2 or (text[1].isascii() and text[1].isupper())
    if text[0] in "hH":
        begun = text[:8].lower()
        return "https://".startswith(begun) or begun.startswith("http://")
    leading = re.match(r"\d+", text)
    if leading is not None and leading[0] == text:
        return True
    return _FIELD_BEFORE_LETTERS.match(text) is not None


def is_code(text: str, *, wanted: bool) -> bool:
    """Tell whether what came without a prefix, up to its end, is a code.

    Args:
        text: all of it.
        wanted: whether codes are taken where it was typed: then digits alone are one, whether right or not.
    """
    if text[0] == "[":
        return len(text) > SURE_LETTERS
    if text[0] in "hH":
        return _LINK.fullmatch(text) is not None
    if text[0] == "+":
        return _OTHER_MAKERS.fullmatch(text) is not None
    if text.isdecimal() and len(text) >= SURE_LETTERS and (wanted or is_gtin(text)):
        return len(text) in GTIN_LENGTHS or wanted or _holds_pack(text)
    return _holds_pack(text)


def pasted_codes(text: str) -> tuple[str, ...]:
    """Give the codes that a paste consists of, one a line; none where a person may have pasted it."""
    lines = tuple(line for line in (part.strip(" \t") for part in text.split("\n")) if line)
    are_codes = all(_is_pasted_code(line) for line in lines)
    return lines if are_codes else ()


def _is_pasted_code(line: str) -> bool:
    if _PREFIXED.match(line) or line.startswith(("[)>", SEPARATOR)):
        return True
    # A number alone may have been copied from anywhere, and so may a link.
    is_long = SEPARATOR in line or len(line) > max(GTIN_LENGTHS) + 2
    return line[0].isdecimal() and is_long and is_code(line, wanted=False)


def _holds_pack(text: str) -> bool:
    """Tell whether it has a product's number, a date or a separator where fields have them."""
    if len(text) < SURE_LETTERS:
        return False
    if any(is_gtin(found["gtin"]) for found in _HAS_NUMBER.finditer(text)):
        return True
    return (
        _DATED.match(text) is not None
        or (SEPARATOR in text and _FIELD_BEFORE_LETTERS.match(text) is not None)
        or (text.startswith("01") and text[:16].isdecimal() and len(text) > 16)
    )
