"""Text that people typed: what may be stored, and how names are compared."""

import unicodedata

from mesotui.domain.errors import Refused

# Characters that change how the text around them is read, while showing nothing themselves
# (Unicode bidirectional controls: UAX 9, section 2).
BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_KEPT_CONTROLS = frozenset("\n\t")
# Controls, surrogates, and what is invisible by purpose: format characters, line and paragraph separators.
_NOT_SHOWN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


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
    unbroken = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = unicodedata.normalize("NFC", "".join(c for c in unbroken if _may_be_stored(c)))
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
    # Some letters decompose only once their case is folded, and the other way round.
    plain = _decomposed(_decomposed(text.translate(_APOSTROPHES)).casefold()).casefold()
    letters = plain.translate(_SPELLED)
    words = "".join(c if c.isalnum() else " " for c in letters if not unicodedata.combining(c))
    return " ".join(words.split())


def shown(text: str) -> str:
    """Give one line that is safe to print on a terminal: no control, bidirectional or invisible characters.

    Line breaks and tabs become spaces.
    """
    spaced = "".join(" " if c.isspace() else c for c in text)
    return "".join(c for c in spaced if unicodedata.category(c) not in _NOT_SHOWN)


def digits(text: str) -> str:
    """Give only the ASCII digits of a text, as phone numbers are compared."""
    return "".join(c for c in text if c in "0123456789")


# Names are written with all of these, and typed with none: O’Brien is obrien.
_APOSTROPHES = dict.fromkeys(map(ord, "'’‘`´ʼ"))
# Letters that NFKD leaves whole though people type them without the stroke.
_SPELLED = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"})


def _decomposed(text: str) -> str:
    return unicodedata.normalize("NFKD", text)


def _may_be_stored(character: str) -> bool:
    if character in _KEPT_CONTROLS:
        return True
    return unicodedata.category(character) not in ("Cc", "Cs") and character not in BIDI_CONTROLS
