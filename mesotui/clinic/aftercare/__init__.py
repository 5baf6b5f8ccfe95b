"""Reads the aftercare texts: what a client takes home, in their language, from versioned files."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

from mesotui.clinic.aftercare.advice import ADVICE_FILE, FIGURES, SPANS, Advice, load_advice, short, until
from mesotui.clinic.aftercare.advice import version_of as _version
from mesotui.clinic.reading import Document, Table, read_toml
from mesotui.domain.errors import NotFound
from mesotui.domain.slip_choices import LANGUAGES

SECTIONS = ("after", "treated", "normal", "avoid", "pain", "call", "emergency", "visit", "doctor", "codes")
"""The keys of a text's sections, in the order of the shipped ones; each must be there once."""
LABELS = ("unapproved",)
CAPTIONS = ("instructions", "into_contacts", "as_text", "visit", "into_calendar", "call", "dials", "check")
FACTS = frozenset(
    {"clinic", "phone", "emergency", "ended", "code", "visit", "volume_ml", "language", "version"}
)
"""What the session and the clinic fill in."""
ZONE_FACTS = frozenset({"zone", "zone_volume_ml"})
"""What each treated zone fills in, on a line of its own."""
PRODUCT_FACTS = frozenset({"product", "product_volume_ml"})
"""What each product fills in, on a line of its own."""
LOT_FACTS = PRODUCT_FACTS | {"lot"}
"""What each lot fills in, on a line of its own."""
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class AftercareLine:
    """One line, placeholders unfilled."""

    text: str
    family: str = ""
    """Which sessions alone it is for; empty for all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AftercareSection:
    """One heading with its lines, placeholders unfilled."""

    key: str
    """One of ``SECTIONS``."""
    title: str
    lines: tuple[AftercareLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AftercareText:
    """One language's aftercare text, with the clinic's numbers."""

    language: str
    """A key of ``LANGUAGES``."""
    version: str
    dated: date
    sha256: str
    """Of the two files it was read from, text and advice: what an approval is given to."""
    advice: Advice
    sections: tuple[AftercareSection, ...]
    note: str
    """The short form that fits into the instructions code."""
    visit: str
    """What the phone's calendar calls the next visit."""
    labels: Mapping[str, str]
    """By the names of ``LABELS``."""
    captions: Mapping[str, str]
    """By the names of ``CAPTIONS``: what stands over the codes, what a phone makes of them, and what names
    the code by which the slip is checked."""
    sides: Mapping[str, str]
    """The client's own side in words, by L and R."""
    zones: Mapping[str, str]
    """What a person calls a zone, by its name in the vocabulary without the side."""


AftercareTexts = Callable[[str], AftercareText]
"""Gives the text of a language: NotFound where there is none, Refused where its file is wrong."""


def load_aftercare(find: Callable[[str], Path], language: str) -> AftercareText:
    """Read the aftercare text of one language.

    Args:
        find: gives the path of a file by its name, the clinic's own before the shipped one.
        language: a key of ``LANGUAGES``.

    Raises:
        NotFound: there is no text in this language.
        Refused: a file is wrong; the sentence names file, line and key.
    """
    if language not in LANGUAGES:
        raise NotFound(f"There is no aftercare text in {language!r}. Take one of {', '.join(LANGUAGES)}.")
    advice = load_advice(find)
    document = read_toml(find(f"aftercare/{language}/aftercare.toml"))
    document.only(*_TOP_KEYS, "labels", "captions", "section", "codes", "sides", "zones")
    top, codes, sides = document.top(), document.table("codes"), document.table("sides")
    if top.text("language") != language:
        raise top.wrong("language", f'must be "{language}", as its folder is called')
    text = AftercareText(
        language=language,
        version=_version(top),
        dated=_date(top),
        sha256=_sha256(find(f"aftercare/{language}/aftercare.toml"), find(ADVICE_FILE)),
        advice=advice,
        sections=_sections(document, {family.code for family in advice.families}),
        note=_filled_by(codes, "note", codes.text("note"), _KNOWN),
        visit=_filled_by(codes, "visit", codes.text("visit"), frozenset({"clinic", "code"})),
        labels=_named(document, "labels", LABELS),
        captions=_named(document, "captions", CAPTIONS),
        sides=MappingProxyType({side: sides.text(side) for side in ("L", "R")}),
        zones=_zones(document.table("zones")),
    )
    for table in (top, codes, sides):
        table.done()
    return text


_TOP_KEYS = ("language", "version", "date")
_SPANS_OF_TIME = tuple(name for name in FIGURES if name.rpartition("_")[2] in SPANS)
_KNOWN = FACTS.union(FIGURES, map(until, _SPANS_OF_TIME), map(short, _SPANS_OF_TIME))


def _sha256(*files: Path) -> str:
    """Give the digest of files, each after its length, so that none can run into the next."""
    digest = hashlib.sha256()
    for file in files:
        content = file.read_bytes()
        digest.update(len(content).to_bytes(8, "big") + content)
    return digest.hexdigest()


def _sections(document: Document, families: set[str]) -> tuple[AftercareSection, ...]:
    sections: list[AftercareSection] = []
    for table in document.tables("section"):
        key = table.text("key")
        if key not in SECTIONS or key in {section.key for section in sections}:
            raise table.wrong("key", f"must be one of {', '.join(SECTIONS)}, each once")
        title = _filled_by(table, "title", table.text("title"), _KNOWN)
        lines = tuple(_lines(table, families))
        if not title.strip() or not lines or not all(line.text.strip() for line in lines):
            raise table.wrong("lines", "and title must not be empty")
        table.done()
        sections.append(AftercareSection(key=key, title=title, lines=lines))
    if missing := [key for key in SECTIONS if key not in {section.key for section in sections}]:
        raise document.top().wrong("section", f'with the key "{missing[0]}" is missing')
    return tuple(sections)


def _lines(table: Table, families: set[str]) -> Iterator[AftercareLine]:
    lines = table.value("lines")
    if not isinstance(lines, list):
        raise table.wrong("lines", "must be a list of texts")
    for line in lines:
        text, family = (line, "") if isinstance(line, str) else (line.get("text"), line.get("family"))
        if not isinstance(text, str) or (family and family not in families):
            raise table.wrong(
                "lines", 'must be texts, or { family = "…", text = "…" } of a family in advice.toml'
            )
        known = _KNOWN | ZONE_FACTS | LOT_FACTS
        yield AftercareLine(text=_filled_by(table, "lines", text, known), family=family)


def _filled_by(table: Table, key: str, text: str, known: frozenset[str]) -> str:
    """Give the text if it is one line whose every brace is a placeholder that will be filled in."""
    for name in PLACEHOLDER.findall(text):
        if name not in known:
            raise table.wrong(
                key, f"names {{{name}}}, which is not known; known are {', '.join(sorted(known))}"
            )
    if "{" in PLACEHOLDER.sub("", text) or "}" in PLACEHOLDER.sub("", text):
        raise table.wrong(key, "has a brace that is no placeholder such as {phone}")
    if not text.isprintable():
        raise table.wrong(key, "must be one line without control characters")
    return text


def _named(document: Document, name: str, keys: tuple[str, ...]) -> Mapping[str, str]:
    """Read a table whose every key must be there, with a text without placeholders."""
    table = document.table(name)
    texts = {key: _filled_by(table, key, table.text(key), frozenset()) for key in keys}
    for key, text in texts.items():
        if not text.strip():
            raise table.wrong(key, "must not be empty")
    table.done()
    return MappingProxyType(texts)


def _zones(table: Table) -> Mapping[str, str]:
    sided = frozenset({"side"})
    zones = {name: _filled_by(table, name, table.text(name), sided) for name in table.row}
    table.done()
    return MappingProxyType(zones)


def _date(top: Table) -> date:
    try:
        return date.fromisoformat(top.text("date"))
    except ValueError:
        raise top.wrong("date", 'must be written "2026-11-22"') from None
