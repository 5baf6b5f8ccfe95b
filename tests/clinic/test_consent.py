"""What clients are asked to consent to: the texts, and what each must hold."""

import hashlib
import re
from pathlib import Path

import pytest

from mesotui.clinic import load
from mesotui.clinic.consent import ALTERNATIVES, DISCLOSED, SECTIONS, filled, read_text
from mesotui.domain.consent import ConsentText
from mesotui.domain.errors import NotFound, Refused

SHIPPED = ("en", "fr", "es")
_BRACES = re.compile(r"\{\w+\}")


def shipped(name: str = "en/consent.toml") -> str:
    import mesotui.clinic.consent as package

    return (Path(package.__file__).parent / name).read_text(encoding="utf-8")


def own(folder: Path, text: str, name: str = "en/consent.toml") -> Path:
    path = folder / "clinic" / "consent" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return folder


def all_lines(text: ConsentText) -> list[str]:
    return [line for section in (*text.sections, text.photos) for line in section.lines]


def test_the_languages_that_are_offered_each_have_a_text() -> None:
    data = load(None)
    assert data.consent_rules().languages == SHIPPED
    for language in SHIPPED:
        assert data.consent(language).language == language


@pytest.mark.parametrize("language", SHIPPED)
def test_every_language_tells_the_same(language: str) -> None:
    text, english = load(None).consent(language), load(None).consent("en")
    assert [section.key for section in text.sections] == list(SECTIONS)
    assert [section.key for section in text.disclosures] == list(DISCLOSED)
    assert [one.code for one in text.alternatives] == list(ALTERNATIVES)
    assert [one.code for one in text.alternatives if one.always] == ["nothing"]
    assert [one.source for one in text.alternatives] == [one.source for one in english.alternatives]
    for section, original in zip(
        (*text.sections, text.photos), (*english.sections, english.photos), strict=True
    ):
        assert section.sources == original.sources
        assert len(section.lines) == len(original.lines)
        told = [sorted(_BRACES.findall(line)) for line in section.lines]
        assert told == [sorted(_BRACES.findall(line)) for line in original.lines]


@pytest.mark.parametrize("language", SHIPPED)
def test_every_claim_and_every_alternative_has_a_source_that_exists(language: str) -> None:
    data = load(None)
    text, known = data.consent(language), data.sources()
    for section in (*text.sections, text.photos):
        assert section.sources and set(section.sources) <= set(known), section.key
    for one in text.alternatives:
        assert one.source in known
        assert re.fullmatch(r"[^.!?]+[.!?]", one.sentence), one.code


@pytest.mark.parametrize("language", SHIPPED)
def test_a_text_is_known_by_its_own_bytes(language: str, tmp_path: Path) -> None:
    name = f"{language}/consent.toml"
    text = load(None).consent(language)
    assert text.sha256 == hashlib.sha256(text.body).hexdigest()
    assert text.body.decode() == shipped(name)
    assert read_text(text.body, language) == text
    assert load(own(tmp_path, shipped(name) + "\n", name)).consent(language).sha256 != text.sha256


def test_a_clinic_may_add_a_language(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no consent text in 'de'"):
        load(tmp_path).consent("de")
    german = shipped().replace('language = "en"', 'language = "de"')
    assert load(own(tmp_path, german, "de/consent.toml")).consent("de").language == "de"


def test_what_the_clinic_has_not_told_is_left_out() -> None:
    lines = ("Call {clinic}: {phone}.", "In an emergency call {emergency}.", "Rest.")
    facts = {"clinic": "Clinique des Lilas", "phone": "", "emergency": "112"}
    assert filled(lines, facts) == ("In an emergency call 112.", "Rest.")
    for language in SHIPPED:
        everything = dict.fromkeys(("clinic", "phone", "emergency"), "x")
        told = filled(tuple(all_lines(load(None).consent(language))), everything)
        assert len(told) == len(all_lines(load(None).consent(language)))
        assert not any("{" in line for line in told)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{phone}", "{fone}", r"lines names {fone}, which is not known"),
        ("{phone}", "{0.x}", "has a brace that is no placeholder"),
        ('language = "en"', 'language = "fr"', 'language must be "en"'),
        ('version = "1"', 'version = "1 b"', "version must be"),
        ('date = "2026-11-28"', 'date = "28.11.2026"', "date must be written"),
        ('key = "risks"', 'key = "risk"', "key must be one of treatment"),
        ('key = "contact"', 'key = "rights"', "key must be one of treatment"),
        ('told = "common and serious risks"', "", "told is missing"),
        ('told = "common and serious risks"', f'told = "{"x" * 61}"', "told must be 60 characters"),
        ('code = "nothing"', 'code = "wait"', '"nothing" is missing'),
        ('code = "laser"', 'code = "A laser"', "code must be 1 to 20 small letters"),
        ('source = "S02"', "", "source is missing"),
        ('source = "S02"', 'source = ""', "source must not be empty"),
        ("unapproved =", "unaproved =", "unapproved is missing"),
        ("[photos]", "[photo]", "photo is not known here"),
    ],
)
def test_what_is_wrong_in_a_text_is_said_with_file_line_and_key(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert old in shipped()
    with pytest.raises(Refused, match=said) as refused:
        load(own(tmp_path, shipped().replace(old, new))).consent("en")
    assert str(refused.value).startswith("consent.toml, line ")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('languages = ["en", "fr", "es"]', 'languages = ["xx"]', "languages must be some of"),
        ('languages = ["en", "fr", "es"]', "languages = []", "languages must be some of"),
        ("valid_days =", "valid_day =", "valid_day is not known here"),
        ('{ value = 365, source = "clinic" }', "365", "valid_days must be written"),
        ("witness = true", "witnes = true", "witnes is not known here"),
        ('code = "device"', 'code = "paper"', "code is used twice"),
    ],
)
def test_what_is_wrong_in_the_rules_is_said(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = shipped("rules.toml")
    assert old in text
    with pytest.raises(Refused, match=said):
        load(own(tmp_path, text.replace(old, new), "rules.toml")).consent_rules()


def test_a_text_that_is_too_long_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="more than 60000 bytes"):
        load(own(tmp_path, shipped() + "#" * 60_000)).consent("en")
