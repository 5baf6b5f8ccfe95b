"""Reads what clients are asked to consent to: versioned texts, a file a language, and the clinic's rules."""

import hashlib
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

from mesotui.clinic.aftercare import PLACEHOLDER
from mesotui.clinic.aftercare.advice import version_of
from mesotui.clinic.reading import Document, Table, document_of, read_toml, unlike
from mesotui.domain.consent import Alternative, ConsentMethod, ConsentRules, ConsentSection, ConsentText
from mesotui.domain.errors import NotFound, Refused
from mesotui.domain.slip_choices import LANGUAGES

SECTIONS = ("treatment", "evidence", "off-label", "risks", "rights", "contact")
"""The keys of a text's sections; each must be there once."""
DISCLOSED = ("treatment", "evidence", "off-label", "risks")
"""Those of them that somebody says were told."""
ALTERNATIVES = ("topical", "massage", "laser", "radio-frequency", "ultrasound", "lifestyle", "nothing")
"""The codes of what must be in a text as something else that could be done."""
ALWAYS = "nothing"
"""The alternative that no text may leave to chance."""
FACTS = frozenset({"clinic", "phone", "emergency"})
"""What the clinic fills in. A line that names one which isn't known is left out."""
LARGEST_BYTES = 60_000
_LARGEST_NAME = 60
_CODE = re.compile(r"[a-z][a-z-]{0,19}")

ConsentTexts = Callable[[str], ConsentText]
"""Gives the text of a language: NotFound where there is none, Refused where its file is wrong."""


def load_consent(find: Callable[[str], Path], language: str) -> ConsentText:
    """Read the consent text of one language.

    Args:
        find: gives the path of a file by its name, the clinic's own before the shipped one.
        language: ISO 639-1.

    Raises:
        NotFound: there is no text in this language.
        Refused: the file is wrong; the sentence names file, line and key.
    """
    path = find(f"consent/{language}/consent.toml")
    if language not in LANGUAGES or not path.is_file():
        raise NotFound(f"There is no consent text in {language!r}. Add one, or take another language.")
    try:
        body = path.read_bytes()
    except OSError as error:
        raise Refused(f"{path.name} can't be read ({type(error).__name__}). Mend or remove it.") from None
    if len(body) > LARGEST_BYTES:
        raise Refused(f"{path.name} has more than {LARGEST_BYTES} bytes. Shorten it.")
    return read_text(body, language, path)


def read_text(body: bytes, language: str, path: Path = Path("consent.toml")) -> ConsentText:
    """Read a consent text from its bytes, also from those that were kept with an answer to it.

    Args:
        body: what the file holds.
        language: the one that it must say it is in.
        path: what the file is called where something is wrong.

    Raises:
        Refused: something is wrong; the sentence names file, line and key.
    """
    document = document_of(path, body)
    document.only("language", "version", "date", "labels", "section", "photos", "alternative")
    top, labels, photos = document.top(), document.table("labels"), document.table("photos")
    if top.text("language") != language:
        raise top.wrong("language", f'must be "{language}", as its folder is called')
    text = ConsentText(
        language=language,
        version=version_of(top),
        dated=_date(top),
        body=body,
        sha256=hashlib.sha256(body).hexdigest(),
        unapproved=_line(labels, "unapproved", labels.text("unapproved"), frozenset()),
        sections=_sections(document),
        photos=_section(photos, "photos"),
        alternatives=_alternatives(document),
    )
    for table in (top, labels, photos):
        table.done()
    return text


def load_consent_rules(find: Callable[[str], Path]) -> ConsentRules:
    """Read what the clinic chose about consents.

    Raises:
        Refused: the file is wrong; the sentence names file, line and key.
    """
    document = read_toml(find("consent/rules.toml"))
    document.only("languages", "valid_days", "refusals", "method")
    # A number with its source is a table to TOML, but not to a person.
    top = Table(document, "", {name: document.values.get(name) for name in _RULES}, 1)
    rules = ConsentRules(
        languages=top.texts("languages"),
        valid_days=top.figure("valid_days"),
        methods=unlike(document, "method", _method),
        refusals=top.texts("refusals"),
    )
    if not rules.languages or not set(rules.languages) <= set(LANGUAGES):
        raise top.wrong("languages", f"must be some of {', '.join(LANGUAGES)}")
    return rules


_RULES = ("languages", "valid_days", "refusals")


def filled(lines: tuple[str, ...], facts: dict[str, str]) -> tuple[str, ...]:
    """Fill in what the clinic is called; a line that names what isn't known is left out."""
    return tuple(
        PLACEHOLDER.sub(lambda match: facts[match[1]], line)
        for line in lines
        if all(facts.get(name) for name in PLACEHOLDER.findall(line))
    )


def _method(table: Table) -> ConsentMethod:
    return ConsentMethod(
        code=_coded(table),
        name=_line(table, "name", table.text("name"), frozenset(), longest=_LARGEST_NAME),
        needs_witness=table.flag("witness", default=False),
    )


def _sections(document: Document) -> tuple[ConsentSection, ...]:
    sections: list[ConsentSection] = []
    for table in document.tables("section"):
        key = table.text("key")
        if key not in SECTIONS or key in {section.key for section in sections}:
            raise table.wrong("key", f"must be one of {', '.join(SECTIONS)}, each once")
        sections.append(_section(table, key))
        table.done()
    if missing := [key for key in SECTIONS if key not in {section.key for section in sections}]:
        raise document.top().wrong("section", f'with the key "{missing[0]}" is missing')
    return tuple(sections)


def _section(table: Table, key: str) -> ConsentSection:
    section = ConsentSection(
        key=key,
        title=_line(table, "title", table.text("title"), FACTS),
        lines=tuple(_line(table, "lines", line, FACTS) for line in table.texts("lines")),
        sources=table.texts("sources") if "sources" in table.row else (),
        disclosure=(
            _line(table, "told", table.text("told"), frozenset(), longest=_LARGEST_NAME)
            if key in DISCLOSED
            else ""
        ),
    )
    if not section.lines:
        raise table.wrong("lines", "must not be empty")
    return section


def _alternatives(document: Document) -> tuple[Alternative, ...]:
    alternatives = unlike(document, "alternative", _alternative)
    codes = {one.code for one in alternatives}
    if missing := [code for code in ALTERNATIVES if code not in codes]:
        raise document.top().wrong("alternative", f'with the code "{missing[0]}" is missing')
    return alternatives


def _alternative(table: Table) -> Alternative:
    code = _coded(table)
    return Alternative(
        code=code,
        name=_line(table, "name", table.text("name"), frozenset(), longest=_LARGEST_NAME),
        sentence=_line(table, "sentence", table.text("sentence"), frozenset()),
        source=_line(table, "source", table.text("source"), frozenset()),
        always=table.flag("always", default=False) or code == ALWAYS,
    )


def _coded(table: Table) -> str:
    code = table.text("code")
    if not _CODE.fullmatch(code):
        raise table.wrong("code", "must be 1 to 20 small letters or hyphens")
    return code


def _line(table: Table, key: str, text: str, known: frozenset[str], *, longest: int = 0) -> str:
    """Give the text if it is one line whose every brace is a placeholder that will be filled in."""
    if not text.strip():
        raise table.wrong(key, "must not be empty")
    for name in PLACEHOLDER.findall(text):
        if name not in known:
            raise table.wrong(key, f"names {{{name}}}, which is not known here")
    if "{" in PLACEHOLDER.sub("", text) or "}" in PLACEHOLDER.sub("", text):
        raise table.wrong(key, "has a brace that is no placeholder such as {phone}")
    if not text.isprintable():
        raise table.wrong(key, "must be one line without control characters")
    if longest and len(text) > longest:
        raise table.wrong(key, f"must be {longest} characters at most")
    return text


def _date(top: Table) -> date:
    try:
        return date.fromisoformat(top.text("date"))
    except ValueError:
        raise top.wrong("date", 'must be written "2026-11-28"') from None
