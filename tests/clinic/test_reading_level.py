"""A twelve-year-old reads the texts, by the formula that each language's own readers were measured with.

English has its own in ``test_languages``. Arabic, Hebrew, Chinese, Japanese and Korean have no formula that
letters alone could feed; there short sentences have to do.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pytest

from mesotui.clinic import load
from mesotui.clinic.aftercare import PLACEHOLDER, AftercareText

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_WORD = re.compile(r"[^\W\d_]+")
_SILENT_IN_FRENCH = re.compile("(?<=[bcdfghjklmnpqrstvwxzç])(?:e|es|ent)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What formulas are made of."""

    words: int
    a_sentence: float
    """Words."""
    syllables: float
    """Of a word."""
    letters: float
    """Of a word."""
    single: float
    """How many of 100 words have one syllable."""
    three: float
    """How many have three or more."""
    four: float
    long: float
    """How many have more than six letters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A formula, and what a twelve-year-old reads of it; hard text goes up in the one, down in the other."""

    syllable: str
    hardness: Callable[[Counted], float]
    most: float
    hard: str
    """A sentence that no twelve-year-old reads."""


SCALES: Mapping[str, Scale] = {
    # Bamberger and Vanecek 1984, Wiener Sachtextformel 1: school years.
    "de": Scale(
        syllable="[aeiouyäöü]+",
        hardness=lambda of: (
            0.1935 * of.three + 0.1672 * of.a_sentence + 0.1297 * of.long - 0.0327 * of.single - 0.875
        ),
        most=6,
        hard="Lokalisierte Erytheme repräsentieren antizipierbare physiologische Manifestationen.",
    ),
    # Kandel and Moles 1958: from 70 on it is fairly easy.
    "fr": Scale(
        syllable="[aeiouyàâäéèêëîïôöùûüœæ]+",
        hardness=lambda of: -(207 - 1.015 * of.a_sentence - 73.6 * of.syllables),
        most=-70,
        hard="Des érythèmes localisés représentent des manifestations physiologiques prévisibles.",
    ),
    # Fernández Huerta 1959: from 70 on it is fairly easy.
    "es": Scale(
        syllable="[aeiouáéíóúü]+",
        hardness=lambda of: -(206.84 - 60 * of.syllables - 1.02 * of.a_sentence),
        most=-70,
        hard="Eritemas localizados representan manifestaciones fisiológicas previsibles.",
    ),
    # Lucisano and Piemontese 1988, Gulpease: from 60 on for who left school at fourteen, 80 at eleven.
    "it": Scale(
        syllable="[aeiouàèéìòóù]+",
        hardness=lambda of: -(89 + 300 / of.a_sentence - 10 * of.letters),
        most=-70,
        hard="Eritemi localizzati rappresentano manifestazioni fisiologiche prevedibili nei soggetti"
        " predisposti.",
    ),
    # Martins and others 1996: from 50 to 75 for school years five to eight, above for younger ones.
    "pt": Scale(
        syllable="[aeiouáâãàéêíóôõúü]+",
        hardness=lambda of: -(248.835 - 1.015 * of.a_sentence - 84.6 * of.syllables),
        most=-60,
        hard="Eritemas localizados representam manifestações fisiológicas previsíveis.",
    ),
    # Pisarek 1969 after Gunning, with words of four syllables for hard ones: school years.
    "pl": Scale(
        syllable="i?[aeouyąęó]|i",
        hardness=lambda of: 0.4 * (of.a_sentence + of.four),
        most=6,
        hard="Zlokalizowane zaczerwienienia reprezentują przewidywalne fizjologiczne manifestacje.",
    ),
    # Oborneva 2006: from 60 on for the middle years of school.
    "ru": Scale(
        syllable="[аеёиоуыэюя]",
        hardness=lambda of: -(206.835 - 1.3 * of.a_sentence - 60.1 * of.syllables),
        most=-60,
        hard="Локализованные эритемы представляют предсказуемые физиологические проявления.",
    ),
    # Ateşman 1997: from 70 on it is easy.
    "tr": Scale(
        syllable="[aeıioöuü]",
        hardness=lambda of: -(198.825 - 40.175 * of.syllables - 2.61 * of.a_sentence),
        most=-70,
        hard="Lokalize kızarıklıklar öngörülebilir fizyolojik manifestasyonları değerlendirmektedir.",
    ),
}


@pytest.mark.parametrize("language", SCALES)
def test_a_twelve_year_old_reads_it(language: str) -> None:
    scale = SCALES[language]
    text = counted(sentences(load(None).aftercare(language)), language)
    assert text.words > 200
    assert scale.hardness(text) <= scale.most


@pytest.mark.parametrize("language", SCALES)
def test_each_scale_tells_hard_words_from_plain_ones(language: str) -> None:
    scale = SCALES[language]
    assert scale.hardness(counted([scale.hard], language)) > scale.most


def sentences(text: AftercareText) -> list[str]:
    """Every sentence that can come to stand on a slip, without what is filled in."""
    lines = [line for part in text.sections for line in (part.title, *(line.text for line in part.lines))]
    bare = (PLACEHOLDER.sub(" ", line.removeprefix("- ")) for line in lines)
    return [part for line in bare for part in _SENTENCE_END.split(line) if _WORD.search(part)]


def counted(texts: Sequence[str], language: str) -> Counted:
    words = [word.lower() for text in texts for word in _WORD.findall(text)]
    syllables = [_syllables(word, language) for word in words]

    def of_100(*are: bool) -> float:
        return 100 * sum(are) / len(words)

    return Counted(
        words=len(words),
        a_sentence=len(words) / len(texts),
        syllables=sum(syllables) / len(words),
        letters=sum(map(len, words)) / len(words),
        single=of_100(*(count == 1 for count in syllables)),
        three=of_100(*(count >= 3 for count in syllables)),
        four=of_100(*(count >= 4 for count in syllables)),
        long=of_100(*(len(word) > 6 for word in words)),
    )


def _syllables(word: str, language: str) -> int:
    heard = _SILENT_IN_FRENCH.sub("", word) if language == "fr" and len(word) > 3 else word
    return max(1, len(re.findall(SCALES[language].syllable, heard)))
