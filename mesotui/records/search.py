"""How clients are found: the terms that are kept of a client, and what typed text asks of them.

A term is found by its beginning, so that a search is a walk along an index, however many clients there are.
"""

import re
from collections.abc import Iterable
from datetime import date

from mesotui.domain.text import digits, folded
from mesotui.records.tables.people import TERM_LENGTH

# Characters that folded words never begin with tell the other kinds of term apart.
_BIRTH, _PHONE, _PHONE_END = "@", "+", "#"

_PHONE_END_DIGITS = 4
_COUNTRY_CODE_DIGITS = 3

_DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?")

Range = tuple[str, str]
"""From a term on, up to but without another."""


def terms_of(family_name: str, given_name: str, birth_date: date, phone: str) -> frozenset[str]:
    """Give everything a client is found by."""
    words = f"{folded(family_name)} {folded(given_name)}".split()
    kept = {word[:TERM_LENGTH] for word in words}
    return frozenset({*kept, f"{_BIRTH}{birth_date.isoformat()}", *_phone_terms(phone)})


def sort_name(family_name: str, given_name: str) -> str:
    """Give a name as lists are ordered by it."""
    return f"{folded(family_name)} {folded(given_name)}".strip()


def asked(text: str) -> tuple[tuple[Range, ...], ...]:
    """Give what a client must have, all of it: for each typed word, one of some ranges of terms.

    >>> [[start for start, end in word] for word in asked("Le 1985")]
    [['le'], ['1985', '@1985', '+1985', '#1985']]
    """
    return tuple(_ranges(word) for word in _words(text))


def beginning(prefix: str) -> Range:
    """Give the range of all that begins with something."""
    return prefix, prefix + "\U0010ffff"


def _words(text: str) -> Iterable[str]:
    """Cut typed text at blanks; a telephone number may hold blanks and marks itself."""
    if re.fullmatch(r"[\d\s().+/-]{6,}", text.strip()) and not _as_birth(text.strip()):
        yield digits(text)
        return
    for word in text.split():
        if _as_birth(word) or digits(word):
            yield word
        else:
            yield from folded(word).split()


def _ranges(word: str) -> tuple[Range, ...]:
    birth = _as_birth(word)
    if birth:
        return (beginning(_BIRTH + birth),)
    number = digits(word)
    plain = folded(word)
    ranges = [beginning(plain[:TERM_LENGTH])] if plain else []
    if number and number == plain.replace(" ", ""):
        if len(number) <= _PHONE_END_DIGITS:
            ranges.append(beginning(_BIRTH + number))
        national = number.lstrip("0")
        if national:
            ranges.append(beginning(_PHONE + national))
        if len(number) == _PHONE_END_DIGITS:
            ranges.append(beginning(_PHONE_END + number))
    return tuple(ranges)


def _as_birth(word: str) -> str:
    """Give the beginning of an ISO date that a word stands for; empty when it isn't a date."""
    if match := _DAY_FIRST.fullmatch(word):
        day, month, year = match.groups()
    elif match := _YEAR_FIRST.fullmatch(word):
        year, month, day = match.groups()
    else:
        return ""
    return f"{year}-{int(month):02}" + (f"-{int(day):02}" if day else "")


def _phone_terms(phone: str) -> Iterable[str]:
    """Give a number with and without its country's code, whose length it doesn't tell, and its end."""
    number = digits(phone)
    if not number:
        return
    international = phone.strip().startswith(("+", "00"))
    significant = number.lstrip("0")
    for cut in range(_COUNTRY_CODE_DIGITS + 1 if international else 1):
        rest = significant[cut:].lstrip("0")
        if rest:
            yield _PHONE + rest
    yield _PHONE_END + number[-_PHONE_END_DIGITS:]
