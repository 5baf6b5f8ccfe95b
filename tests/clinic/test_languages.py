"""Every language says what English says, all of it, in short plain sentences."""

import re
from collections.abc import Iterator

import pytest

from mesotui.clinic import ClinicData, load
from mesotui.clinic.aftercare import PLACEHOLDER, AftercareText
from mesotui.domain.slip_choices import LANGUAGES

OTHERS = [language for language in LANGUAGES if language != "en"]
UNSPACED = {"zh", "ja"}
"""Written without spaces between words, so that letters are counted."""
MOST_WORDS, MOST_LETTERS = 20, 50
HIGHEST_GRADE = 6
"""School years on the Flesch-Kincaid scale: what a twelve-year-old reads."""
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])")
_VOWELS = re.compile("[aeiouy]+")


@pytest.fixture(scope="module")
def clinic() -> ClinicData:
    return load(None)


def said(text: AftercareText) -> Iterator[str]:
    """Every line that can come to stand on a slip, with a word for what is filled in."""
    for section in text.sections:
        yield section.title
        yield from (line.text for line in section.lines)


def sentences(text: AftercareText) -> Iterator[str]:
    for line in said(text):
        words = PLACEHOLDER.sub("Monday", line.removeprefix("- "))
        yield from (sentence for sentence in _SENTENCE_END.split(words) if sentence)


@pytest.mark.parametrize("language", OTHERS)
def test_each_section_fills_in_what_the_english_one_fills_in(clinic: ClinicData, language: str) -> None:
    english, other = clinic.aftercare("en"), clinic.aftercare(language)
    assert [section.key for section in other.sections] == [section.key for section in english.sections]
    for theirs, ours in zip(other.sections, english.sections, strict=True):
        assert sorted(PLACEHOLDER.findall(theirs.title)) == sorted(PLACEHOLDER.findall(ours.title))
        assert [(sorted(PLACEHOLDER.findall(line.text)), line.family) for line in theirs.lines] == [
            (sorted(PLACEHOLDER.findall(line.text)), line.family) for line in ours.lines
        ], theirs.key


@pytest.mark.parametrize("language", OTHERS)
def test_no_line_was_left_in_english(clinic: ClinicData, language: str) -> None:
    english, other = clinic.aftercare("en"), clinic.aftercare(language)
    words = [line for line in said(english) if PLACEHOLDER.sub("", line).strip(" -:.")]
    left = set(said(other)) & set(words)
    assert left <= {"- {product}: {product_volume_ml} mL", "- {zone}: {zone_volume_ml} mL"}
    for theirs, ours in (
        (other.captions, english.captions),
        (other.labels, english.labels),
        (other.sides, english.sides),
    ):
        assert not [name for name in ours if theirs[name] == ours[name]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_zone_of_the_vocabulary_has_plain_words_with_its_side(
    clinic: ClinicData, language: str
) -> None:
    words = clinic.aftercare(language).zones
    sided = {zone.name.removesuffix(f" {zone.side}"): bool(zone.side) for zone in clinic.anatomy.zones}
    assert set(words) == set(sided)
    assert {name: "{side}" in text for name, text in words.items()} == sided
    assert len(set(words.values())) == len(words), "two zones would be told apart by nothing"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_number_stands_in_the_words_themselves(clinic: ClinicData, language: str) -> None:
    text = clinic.aftercare(language)
    lines = [*said(text), text.note, *text.labels.values(), *text.captions.values()]
    for line in lines:
        assert not re.search(r"\d", PLACEHOLDER.sub("", line)), line


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_short(clinic: ClinicData, language: str) -> None:
    for sentence in sentences(clinic.aftercare(language)):
        if language in UNSPACED:
            assert len(sentence) <= MOST_LETTERS, sentence
        else:
            assert len(sentence.split()) <= MOST_WORDS, sentence


def test_a_twelve_year_old_reads_the_english_text(clinic: ClinicData) -> None:
    text = [sentence.lower() for sentence in sentences(clinic.aftercare("en"))]
    words = re.findall("[a-z']+", " ".join(text))
    assert grade(len(text), words) <= HIGHEST_GRADE


def test_the_scale_tells_hard_words_from_plain_ones() -> None:
    assert grade(1, ["you", "may", "have", "a", "small", "red", "mark"]) < 2
    hard = "localised erythema and induration represent anticipated physiological manifestations"
    assert grade(1, hard.split()) > 15


def grade(sentence_count: int, words: list[str]) -> float:
    """The Flesch-Kincaid grade (Kincaid and others, 1975)."""
    syllables = sum(map(_syllables, words))
    return 0.39 * len(words) / sentence_count + 11.8 * syllables / len(words) - 15.59


def _syllables(word: str) -> int:
    # An e at the end is silent, except in -le after a consonant.
    heard = word if re.search("[^aeiouy]le$", word) else word.removesuffix("e")
    return max(1, len(_VOWELS.findall(heard)))
