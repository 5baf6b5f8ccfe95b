"""Makes the fonts of the paper slips: ``python -m tests.make_fonts FOLDER`` with the originals in the folder.

The originals are in the packages fontpkg-noto-sans, manimgx-fonts and fontpkg-almarai, under the SIL Open
Font License without a reserved name. They are cut to the scripts of the slips and to two weights.
"""

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fontTools.misc.transform import Offset
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables import otTables
from fontTools.varLib.instancer import instantiateVariableFont

from mesotui.slips import fonts

_WEIGHTS = {"Regular": 400, "Bold": 700}
_EXTRA_NAMES = (16, 17, 21, 22, 25)
_WINDOWS_ENGLISH = (3, 1, 0x409)
_REGULAR, _BOLD = 0x40, 0x20
_LAM = ("uniFEDF", "uniFEE0")
_IGNORE_MARKS = 8


@dataclass(frozen=True, kw_only=True)
class Font:
    """One family, where it comes from and what is kept of it."""

    family: str
    file: str
    """With ``{style}`` where each weight has a file of its own."""
    axes: Mapping[str, float] = field(default_factory=dict)
    ranges: tuple[tuple[int, int], ...]


FONTS = (
    Font(
        family="Noto Sans",
        file="NotoSans[wdth,wght].ttf",
        axes={"wdth": 100},
        ranges=((0, 0x52F), (0x1C80, 0x1C8F), (0x1D00, 0x1FFF), (0x2000, 0x2BFF), (0xA640, 0xA7FF)),
    ),
    Font(
        family="Noto Sans Hebrew", file="NotoSansHebrew[wght].ttf", ranges=((0x590, 0x5FF), (0xFB1D, 0xFB4F))
    ),
    Font(family="Almarai", file="Almarai-{style}.ttf", ranges=((0x600, 0x6FF), (0x200C, 0x200D))),
)


def make(font: Font, style: str, originals: Path) -> TTFont:
    """Make one weight of one family."""
    made = TTFont(originals / font.file.format(style=style))
    if "fvar" in made:
        made = instantiateVariableFont(made, {**font.axes, "wght": _WEIGHTS[style]})
    if font.family == "Almarai":
        _part_lam_from_alef(made)
    options = Options(
        hinting=False, notdef_outline=True, layout_features=["*"], drop_tables=["DSIG", "STAT", "meta"]
    )
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[c for first, last in font.ranges for c in range(first, last + 1)])
    subsetter.subset(made)
    _name(made, font.family, style)
    return made


def _name(font: TTFont, family: str, style: str) -> None:
    names = font["name"]
    for number in _EXTRA_NAMES:
        names.removeNames(nameID=number)
    full = {1: family, 2: style, 4: f"{family} {style}", 6: f"{family.replace(' ', '')}-{style}"}
    for number, text in full.items():
        names.setName(text, number, *_WINDOWS_ENGLISH)
    metrics = font["OS/2"]
    metrics.usWeightClass = _WEIGHTS[style]
    metrics.fsSelection = _BOLD if style == "Bold" else _REGULAR
    font["head"].macStyle = int(style == "Bold")


def _part_lam_from_alef(font: TTFont) -> None:
    """Draw lam-alef by two glyphs that look as the one did.

    Whatever reads the text of a PDF turns the letters of one glyph around where text runs from right to left:
    what is copied or read aloud would be misspelt in nearly every line.
    """
    substitutions = font["GSUB"].table
    ligatures = {
        (first, one.Component[0]): one.LigGlyph
        for table in _lookup(substitutions, "rlig").SubTable
        for first, ones in table.ligatures.items()
        for one in ones
        if first in _LAM
    }
    contexts = []
    for (lam, alef), ligature in ligatures.items():
        drawn, empty = _in_two(font, ligature)
        changes = [
            _append(substitutions, 1, [_single(old, new)]) for old, new in ((lam, drawn), (alef, empty))
        ]
        contexts.append(_context((lam, alef), changes))
    together = _append(substitutions, 6, contexts, flag=_IGNORE_MARKS)
    for record in substitutions.FeatureList.FeatureRecord:
        if record.FeatureTag in ("rlig", "liga"):
            record.Feature.LookupListIndex = [together] if record.FeatureTag == "rlig" else []
            record.Feature.LookupCount = len(record.Feature.LookupListIndex)


def _lookup(substitutions: Any, tag: str) -> Any:
    record = next(one for one in substitutions.FeatureList.FeatureRecord if one.FeatureTag == tag)
    return substitutions.LookupList.Lookup[record.Feature.LookupListIndex[0]]


def _in_two(font: TTFont, ligature: str) -> tuple[str, str]:
    """Make a glyph that draws a ligature leftwards of itself, and an empty one that has its place there."""
    width, left = font["hmtx"][ligature]
    share = width // 2
    glyphs = font.getGlyphSet()
    pen = TTGlyphPen(glyphs)
    glyphs[ligature].draw(TransformPen(pen, Offset(-share, 0)))
    drawn, empty = f"{ligature}.lam", f"{ligature}.alef"
    for name, glyph, metrics in (
        (drawn, pen.glyph(), (width - share, left - share)),
        (empty, TTGlyphPen(None).glyph(), (share, 0)),
    ):
        font.setGlyphOrder([*font.getGlyphOrder(), name])
        font["glyf"].glyphs[name] = glyph
        font["glyf"].glyphOrder = font.getGlyphOrder()
        font["hmtx"][name] = metrics
    return drawn, empty


def _append(substitutions: Any, kind: int, tables: Iterable[Any], *, flag: int = 0) -> int:
    lookup = otTables.Lookup()
    lookup.LookupType, lookup.LookupFlag = kind, flag
    lookup.SubTable = list(tables)
    lookup.SubTableCount = len(lookup.SubTable)
    lookups = substitutions.LookupList
    lookups.Lookup.append(lookup)
    lookups.LookupCount = len(lookups.Lookup)
    return int(lookups.LookupCount) - 1


def _single(old: str, new: str) -> Any:
    table = otTables.SingleSubst()
    table.mapping = {old: new}
    return table


def _context(glyphs: tuple[str, ...], changes: list[int]) -> Any:
    table = otTables.ChainContextSubst()
    table.Format = 3
    table.BacktrackCoverage, table.LookAheadCoverage = [], []
    table.InputCoverage = [_covering(glyph) for glyph in glyphs]
    table.SubstLookupRecord = []
    for place, change in enumerate(changes):
        record = otTables.SubstLookupRecord()
        record.SequenceIndex, record.LookupListIndex = place, change
        table.SubstLookupRecord.append(record)
    return table


def _covering(glyph: str) -> Any:
    coverage = otTables.Coverage()
    coverage.glyphs = [glyph]
    return coverage


if __name__ == "__main__":
    folder = Path(fonts.__file__).parent
    for font in FONTS:
        for style in _WEIGHTS:
            make(font, style, Path(sys.argv[1])).save(folder / f"{font.family.replace(' ', '')}-{style}.ttf")
