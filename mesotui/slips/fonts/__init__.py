"""The fonts of the paper slips, under the SIL Open Font License that stands beside them in ``OFL.txt``.

Latin, Greek, Cyrillic, Arabic and Hebrew are shipped; ``tests/make_fonts.py`` makes them. Chinese, Japanese
and Korean come with the extra ``fonts-cjk``, twenty times as large. No font of the machine is used: a slip
looks the same everywhere, and what a clinic approved is what it prints.
"""

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typst

_SHIPPED = Path(__file__).parent
LATIN_FONT = _SHIPPED / "NotoSans-Regular.ttf"
"""The font with the Latin, Greek and Cyrillic letters."""
_EXTRA = "noto_cjk_sans_otc"
_FAMILIES = ("Noto Sans", "Noto Sans Hebrew", "Almarai")
# The same character is drawn differently in these languages, so each has a family of its own.
_EXTRA_FAMILIES = {
    "ja": "Noto Sans CJK JP",
    "ko": "Noto Sans CJK KR",
    "zh": "Noto Sans CJK SC",
}


def has_extra() -> bool:
    """Tell whether the fonts of the extra ``fonts-cjk`` are installed."""
    return find_spec(_EXTRA) is not None


def families(language: str) -> list[str]:
    """Give the font families for a language, in the order in which a letter is looked for in them."""
    if not has_extra():
        return list(_FAMILIES)
    extra = _EXTRA_FAMILIES.get(language, _EXTRA_FAMILIES["zh"])
    return [*_FAMILIES, extra]


@cache
def typeset_with() -> "typst.Fonts":
    """Read the fonts once for this process: reading them anew would take ten times as long as a slip does."""
    import typst

    spec = find_spec(_EXTRA)
    extra = [str(Path(spec.origin).parent)] if spec is not None and spec.origin is not None else []
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(_SHIPPED), *extra]
    )
