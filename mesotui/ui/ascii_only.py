"""Text for terminals that draw ASCII only: every character has a stand-in of the same width."""

import unicodedata
from functools import lru_cache

from rich.cells import cell_len

_STAND_INS = {
    **dict.fromkeys("✓", "v"),
    **dict.fromkeys("✖✗✘×", "x"),
    **dict.fromkeys("●○◉•◆■", "*"),
    **dict.fromkeys("▲△⚠", "!"),
    **dict.fromkeys("·‧∙–—−‐‑―", "-"),
    **dict.fromkeys("…≈∼", "~"),
    **dict.fromkeys("’‘ʼ′´", "'"),
    **dict.fromkeys("“”„«»″", '"'),
    **dict.fromkeys("→›❯▸▶≥⇒", ">"),
    **dict.fromkeys("←‹❮◂◀≤⇐⏎", "<"),
    **dict.fromkeys("↑⇑▴", "^"),
    **dict.fromkeys("↓⇓▾▼", "v"),
    **dict.fromkeys("▏▎▍▕‖▐▌┃│", "|"),
    **dict.fromkeys("▋▊▉", "="),
    **dict.fromkeys("▁▂▃▄", "_"),
    **dict.fromkeys("▔▀", '"'),
    **dict.fromkeys("▅▆▇█▓■▙▛▜▟", "#"),
    **dict.fromkeys("▒▚▞", ":"),
    **dict.fromkeys("░▖▗▘▝", "."),
    **dict.fromkeys("œø", "o"),
    **dict.fromkeys("ŒØ", "O"),
    **dict.fromkeys("æ", "a"),
    **dict.fromkeys("Æ", "A"),
    **dict.fromkeys("ł", "l"),
    **dict.fromkeys("Ł", "L"),
    **dict.fromkeys("đð", "d"),
    **dict.fromkeys("ĐÐ", "D"),
    **dict.fromkeys("þ", "t"),
    **dict.fromkeys("Þ", "T"),
    **dict.fromkeys("ßẞ", "s"),
    **dict.fromkeys("µμ", "u"),
    **dict.fromkeys("✎", "/"),
    **dict.fromkeys("°ºª", "o"),
    **dict.fromkeys("Σ∑", "S"),
    **dict.fromkeys("±", "+"),
    **dict.fromkeys("ı", "i"),
    **dict.fromkeys("İ", "I"),
    **dict.fromkeys("¿", "?"),
    **dict.fromkeys("¡", "!"),
}


def ascii_only(text: str) -> str:
    """Give a text in ASCII that takes as many cells.

    Accents are dropped, signs get the nearest sign; a letter of another script is a question mark, for
    nothing better can be drawn.

    >>> ascii_only("✓ Léa · 1,20 cm² ▕██▌▏")
    'v Lea - 1,20 cm2 |##||'
    """
    return text if text.isascii() else "".join(map(_stand_in, text))


@lru_cache(4096)
def _stand_in(character: str) -> str:
    if character.isascii():
        return character
    cells = cell_len(character)
    found = _STAND_INS.get(character) or _drawn(character) or _letter(character) or "?"
    return found[:1] * cells


def _drawn(character: str) -> str:
    name = unicodedata.name(character, "")
    if not name.startswith("BOX DRAWINGS"):
        return ""
    if "DIAGONAL" in name:
        return "/"
    across = any(word in name for word in ("HORIZONTAL", "LEFT", "RIGHT"))
    upright = any(word in name for word in ("VERTICAL", "UP", "DOWN"))
    return "+" if across and upright else "-" if across else "|"


def _letter(character: str) -> str:
    """Give the letter without its accents."""
    return unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
