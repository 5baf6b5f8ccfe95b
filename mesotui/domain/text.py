"""Text that people typed: what may be stored, and how names are compared."""

import unicodedata

from mesotui.domain.errors import Refused

# Characters that change how the text around them is read, while showing nothing themselves
# (Unicode bidirectional controls: UAX 9, section 2).
BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_KEPT_CONTROLS = frozenset("\n\t")


def clean_text(text: str, *, field: str, limit: int, lines: bool = False) -> str:
    """Give text that may be stored: NFC, trimmed, without control characters.

    Args:
        text: what was typed.
        field: the field's name on the screen, for the sentence in a refusal.
        limit: the most characters the field holds.
        lines: whether line breaks and tabs may stay; else they become spaces.

    Raises:
        Refused: the text is longer than the limit.
    """
    normal = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "".join(character for character in normal if _may_be_stored(character))
    if not lines:
        kept = " ".join(kept.split())
    kept = kept.strip()
    if len(kept) > limit:
        raise Refused(f"{field} is too long: {len(kept)} characters, {limit} at most. Shorten it.")
    return kept


def required_text(text: str, *, field: str, limit: int, lines: bool = False) -> str:
    """Give text that may be stored and isn't empty.

    Raises:
        Refused: the text is empty or longer than the limit.
    """
    kept = clean_text(text, field=field, limit=limit, lines=lines)
    if not kept:
        raise Refused(f"{field} is empty. Type it.")
    return kept


def folded(text: str) -> str:
    """Give text as it is compared in searches: no accents, no case, digits and letters only.

    >>> folded("  Éloïse  O’Brien-Łuć ")
    'eloise obrien luc'
    """
    spelled = text.translate(_SPELLED)
    plain = "".join(c for c in unicodedata.normalize("NFKD", spelled) if not unicodedata.combining(c))
    words = "".join(_searchable(c) for c in plain.casefold())
    return " ".join(words.split())


def digits(text: str) -> str:
    """Give only the ASCII digits of a text, as phone numbers are compared."""
    return "".join(c for c in text if c in "0123456789")


# Letters that NFKD leaves whole though people type them without the stroke.
_SPELLED = str.maketrans(
    {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ı": "i", "æ": "ae", "Æ": "AE"}
)


def _searchable(character: str) -> str:
    if character.isalnum():
        return character
    return "" if character in "'’`´" else " "


def _may_be_stored(character: str) -> bool:
    if character in _KEPT_CONTROLS:
        return True
    return unicodedata.category(character) not in ("Cc", "Cs") and character not in BIDI_CONTROLS
