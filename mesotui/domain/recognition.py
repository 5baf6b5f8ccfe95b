"""Finds what is named in people's free text, such as ``not allergic to soya; wasps``, and not denied there.

When in doubt something is found: a question too many is answered, one too few is never asked.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from mesotui.domain.text import folded

_BREAKS = re.compile(r"([.;,/()\[\]\n•·|+!—–]|\s-\s)")
_NOT = re.compile(r"n['’]t\b", re.IGNORECASE)
_APOSTROPHES = re.compile(r"['’‘`´ʼ]")
_LOOSE = frozenset({".", ";", "\n", "•", "|", "!"})
_COMPOUND = ("allerg", "unvertrag", "intoleran")
"""Parts that German writes together with what one is allergic to."""
_ENDINGS = frozenset({"s", "es", "e", "n", "en", "x"})
_INFLECTED = 4
"""Letters from which on a word may have an ending."""
_MISSPELT = 8
"""Letters from which on one wrong letter is forgiven."""
_CYRILLIC, _AFTER_CYRILLIC = "\u0400", "\u0530"
_UNSPACED = "\u1100"
"""From here on scripts set no spaces: a denial stands in the same word."""
_NEAR = 5
"""Words between a denial and the allergy it denies, at most: *no known egg, milk or soya allergy*."""


class Reading(StrEnum):
    """How a denial is understood."""

    ALLERGY = "allergy"
    """Only an allergy is denied: ``no soya`` is an order to keep it away, ``no soya allergy`` a denial."""
    STATE = "state"
    """Medicines and conditions: ``no aspirin`` is none."""
    CONTENTS = "contents"
    """The name of a product: ``paraben-free`` is without."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Grammar:
    """The small words that turn a sentence, folded; in as many languages as the clinic's data has."""

    no: frozenset[str]
    not_this: frozenset[str]
    """Those that deny what was just compared: ``procaine, not lidocaine``."""
    allergy: tuple[str, ...]
    """Beginnings of words for allergies and reactions."""
    tolerated: tuple[str, ...]
    """Beginnings of words for tolerating."""
    denies: frozenset[str]
    but: frozenset[str]
    excepted: frozenset[str]
    answers: frozenset[str]
    """What says no behind a name, as in ``latex: negative``."""
    nor: frozenset[str]
    between: frozenset[str]
    """What may stand between a denial and what it denies."""
    keeps_away: frozenset[str]
    """What makes a denial an order: ``no soya please: allergy``."""
    doubts: frozenset[str]
    """What takes a denial back: ``not only``, ``not tested``."""
    free: frozenset[str]
    known: frozenset[str]
    """Words that are what they are, and no misspelling of another."""


@dataclass(frozen=True, slots=True, eq=False)
class Phrases:
    """What something is called, each as the words of it, folded."""

    phrases: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, words: Sequence[str]) -> "Phrases":
        """Make phrases of words as people write them."""
        kept = (tuple(_plain(word).split()) for word in words)
        return cls(tuple(dict.fromkeys(phrase for phrase in kept if phrase)))


NO_PHRASES = Phrases(())


@dataclass(frozen=True, slots=True)
class _Clause:
    words: tuple[str, ...]
    break_before: str
    contrasts: str
    """``but`` or ``except`` where it begins with such a word."""


@lru_cache(maxsize=2048)
def names(
    text: str, phrases: Phrases, grammar: Grammar, reading: Reading, unless: Phrases = NO_PHRASES
) -> bool:
    """Tell whether a text names one of some things, and doesn't deny it.

    Args:
        text: as a person wrote it.
        phrases: what the things are called.
        grammar: the words that turn a sentence.
        reading: how a denial is understood.
        unless: what is named like it and is something else.
    """
    clauses = _clauses(text, grammar)
    denied = False
    for place, clause in enumerate(clauses):
        hidden = _covered(clause.words, unless, grammar)
        words = tuple("" if at in hidden else word for at, word in enumerate(clause.words))
        denied = _carried(clauses, place, denied, grammar)
        found = [span for phrase in phrases.phrases for span in _spans(words, phrase, grammar)]
        said_no = _only_answers(clauses[place + 1 : place + 2], grammar)
        for start, end in found:
            if denied or said_no:
                continue
            if not _denied(words, start, end, grammar, reading, after=place > 0):
                return True
        denied = denied or _denies_a_list(words, grammar)
    return False


def _plain(text: str) -> str:
    return folded(_APOSTROPHES.sub(" ", _NOT.sub(" not", text)))


@lru_cache(maxsize=1024)
def _clauses(text: str, grammar: Grammar) -> tuple[_Clause, ...]:
    pieces = _BREAKS.split(text)
    clauses: list[_Clause] = []
    before = ""
    for place in range(0, len(pieces), 2):
        for words, contrasts in _parted(_words(pieces[place]), grammar):
            clauses.append(_Clause(words, before, contrasts))
            before = ","
        if place + 1 < len(pieces):
            before = pieces[place + 1].strip() or "-"
    return tuple(_joined(clauses, grammar))


def _joined(clauses: Sequence[_Clause], grammar: Grammar) -> Iterator[_Clause]:
    """Make one clause of a denial whose commas stand before its allergy: *no egg, milk or soya allergy*."""
    place = 0
    while place < len(clauses):
        clause, end = clauses[place], place + 1
        while end < len(clauses) and clauses[end].break_before == "," and not clauses[end].contrasts:
            end += 1
            if _speaks(clauses[end - 1], grammar):
                break
        tail = clauses[end - 1].words
        begins = bool(clause.words) and clause.words[0] in grammar.no and not _speaks(clause, grammar)
        ends = any(word in grammar.nor for word in tail) and tail[-1].startswith(grammar.allergy)
        if end > place + 1 and begins and ends:
            words = tuple(word for part in clauses[place:end] for word in part.words)
            yield _Clause(words, clause.break_before, clause.contrasts)
            place = end
        else:
            yield clause
            place += 1


def _words(text: str) -> list[str]:
    words: list[str] = []
    for word in _plain(text).split():
        cut = next((at for part in _COMPOUND if (at := word.find(part)) > 0), 0)
        words += [word[:cut], word[cut:]] if cut else [word]
    return words


def _parted(words: list[str], grammar: Grammar) -> Iterator[tuple[tuple[str, ...], str]]:
    """Begin another clause at each word that turns against what was said before."""
    part: list[str] = []
    contrasts = ""
    for word in words:
        turn = "but" if word in grammar.but else "except" if word in grammar.excepted else ""
        if turn:
            if part:
                yield tuple(part), contrasts
            part, contrasts = [], turn
        else:
            part.append(word)
    if part:
        yield tuple(part), contrasts


def _carried(clauses: Sequence[_Clause], place: int, denied: bool, grammar: Grammar) -> bool:
    """Tell whether a clause goes on with a denial: in a list that ends with *or*, or after *except*."""
    clause = clauses[place]
    if clause.contrasts == "except":
        before = clauses[place - 1].words if place else ()
        return bool(before) and not _denies(before, grammar)
    if place == 0 or not denied or clause.break_before != "," or clause.contrasts or _speaks(clause, grammar):
        return False
    rest = clauses[place:]
    listed = [one for at, one in enumerate(rest) if at == 0 or one.break_before == ","]
    return any(word in grammar.nor for one in listed for word in one.words)


def _speaks(clause: _Clause, grammar: Grammar) -> bool:
    """Tell whether a clause says something of its own rather than going on with a list."""
    return any(word.startswith((*grammar.allergy, *grammar.tolerated)) for word in clause.words)


def _denies(words: Sequence[str], grammar: Grammar) -> bool:
    return any(word in grammar.no or word in grammar.denies for word in words)


def _denies_a_list(words: Sequence[str], grammar: Grammar) -> bool:
    """Tell whether a clause is like *not allergic to soya*: what follows it may go on."""
    allergy = [at for at, word in enumerate(words) if word.startswith(grammar.allergy)]
    return any(_linked(words, at, grammar) for at in allergy if at + 1 < len(words))


def _only_answers(clauses: Sequence[_Clause], grammar: Grammar) -> bool:
    if not clauses or clauses[0].break_before in _LOOSE:
        return False
    words = clauses[0].words
    return all(word in grammar.answers or word.startswith(grammar.tolerated) for word in words)


def _denied(
    words: Sequence[str], start: int, end: int, grammar: Grammar, reading: Reading, *, after: bool
) -> bool:
    if reading is Reading.CONTENTS:
        behind, before = words[end : end + 1], words[max(0, start - 1) : start]
        return not grammar.free.isdisjoint(behind) or not grammar.no.isdisjoint(before)
    if _answered_no(words, end, grammar) or _tolerated(words, start, grammar):
        return True
    if any(no in words[start] for no in grammar.no if no >= _UNSPACED):
        return True
    if any(word in grammar.denies for word in words[:start]):
        return True
    if _allergy_denied(words, start, end, grammar):
        return True
    bare = grammar.no
    if reading is Reading.ALLERGY:
        # "no soya" alone is an order; only beside something else is "not lidocaine" a denial.
        bare = grammar.not_this if after else frozenset()
    return any(
        words[at] in bare and _is_no(words, at, grammar) and _all_between(words[at + 1 : start], grammar)
        for at in range(start)
    )


def _answered_no(words: Sequence[str], end: int, grammar: Grammar) -> bool:
    """Tell whether *no* is said behind a name: ``latex negative``, ``wasp: no reaction``."""
    rest = words[end:]
    if not rest:
        return False
    if rest[-1] in grammar.answers or rest[-1].startswith(grammar.tolerated):
        return not any(word in grammar.no for word in rest[:-1][-2:])
    return len(rest) > 1 and rest[-1].startswith(grammar.allergy) and rest[-2] in grammar.no


def _tolerated(words: Sequence[str], start: int, grammar: Grammar) -> bool:
    tolerated = any(word.startswith(grammar.tolerated) for word in words[:start])
    return tolerated and not any(word in grammar.no for word in words)


def _allergy_denied(words: Sequence[str], start: int, end: int, grammar: Grammar) -> bool:
    before = [at for at in range(start) if words[at].startswith(grammar.allergy)]
    if before:
        return _linked(words, before[-1], grammar)
    behind = next((at for at in range(end, len(words)) if words[at].startswith(grammar.allergy)), None)
    if behind is None:
        return False
    return any(
        _is_no(words, at, grammar)
        and behind - at - 1 <= _NEAR
        and not any(word in grammar.keeps_away for word in words[at + 1 : behind])
        for at in range(start)
    )


def _linked(words: Sequence[str], allergy: int, grammar: Grammar) -> bool:
    """Tell whether a word for allergy is denied: *no known allergy*, *not at all allergic*."""
    return any(
        _is_no(words, at, grammar) and _all_between(words[at + 1 : allergy], grammar) for at in range(allergy)
    )


def _all_between(words: Sequence[str], grammar: Grammar) -> bool:
    return all(len(word) <= 3 or word in grammar.between for word in words)


def _is_no(words: Sequence[str], at: int, grammar: Grammar) -> bool:
    doubted = at + 1 < len(words) and words[at + 1] in grammar.doubts
    return words[at] in grammar.no and not doubted


def _covered(words: Sequence[str], phrases: Phrases, grammar: Grammar) -> set[int]:
    spans = (span for phrase in phrases.phrases for span in _spans(words, phrase, grammar))
    return {at for start, end in spans for at in range(start, end)}


def _spans(words: Sequence[str], phrase: Sequence[str], grammar: Grammar) -> Iterator[tuple[int, int]]:
    if len(phrase) == 1 and not _is_spaced(phrase[0]):
        yield from ((at, at + 1) for at, word in enumerate(words) if phrase[0] in word)
        return
    first = phrase[0]
    for start in range(len(words) - len(phrase) + 1):
        # Most words are nothing like it: that is cheaper to see than what they would have to be.
        if words[start][:1] != first[0] and len(first) < _MISSPELT:
            continue
        if all(_is_same(words[start + at], word, grammar) for at, word in enumerate(phrase)):
            yield start, start + len(phrase)


def _is_same(word: str, meant: str, grammar: Grammar) -> bool:
    if word == meant:
        return True
    if len(meant) < _INFLECTED or not word:
        return False
    if meant[0] > _CYRILLIC:
        stem = meant.rstrip("аеиоуыьэюяй")
        return len(stem) >= _INFLECTED and word.startswith(stem) and len(word) <= len(meant) + 2
    longer = len(word) - len(meant)
    if 0 < longer <= 2 and word.startswith(meant) and word[len(meant) :] in _ENDINGS:
        return True
    forgiven = len(meant) >= _MISSPELT and -1 <= longer <= 1
    return forgiven and word not in grammar.known and _is_one_off(word, meant)


@lru_cache(maxsize=4096)
def _is_spaced(word: str) -> bool:
    """Tell whether a word is of a script with spaces and no articles before it: Latin, Greek, Cyrillic."""
    return all(letter < _AFTER_CYRILLIC for letter in word)


def _is_one_off(one: str, other: str) -> bool:
    """Tell whether two words differ by one letter: wrong, missing, too many, or two of them swapped."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    same = next((at for at, letter in enumerate(short) if letter != long[at]), len(short))
    if len(short) < len(long):
        return short[same:] == long[same + 1 :]
    swapped = long[same + 1 : same + 2] + long[same : same + 1] + long[same + 2 :]
    return short[same + 1 :] == long[same + 1 :] or short[same:] == swapped
