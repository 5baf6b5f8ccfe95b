"""Dates, times and numbers as a language writes them, by Babel; nothing before the first slip loads it."""

from datetime import datetime
from decimal import Decimal

from babel.dates import format_date, format_skeleton, get_datetime_format
from babel.numbers import format_decimal

# English by itself puts the month first, which most readers take for the day.
_ENGLISH_DAY = "EEE d MMM"
# Where a letter takes two bytes, a month's name takes too many of a code's.
_SHORT_DAYS = {"en": "d MMM", "ru": "d.MM", "ar": "d/M", "he": "d.M"}


def told_day(moment: datetime, language: str) -> str:
    """Write a day with its weekday and year: ``Tue, 24 Nov 2026``."""
    if language == "en":
        return format_date(moment, f"{_ENGLISH_DAY} y", locale=language)
    return format_skeleton("yMMMEd", moment, locale=language)


def told_moment(moment: datetime, language: str, *, with_year: bool = False) -> str:
    """Write a day with its weekday and the time, in the zone that it has: ``Tue 24 Nov, 18:30``."""
    joined = str(get_datetime_format("medium", locale=language))
    day = told_day(moment, language) if with_year else _near_day(moment, language)
    return joined.replace("{1}", day).replace("{0}", f"{moment:%H:%M}")


def told_short_day(moment: datetime, language: str) -> str:
    """Write a day for a code, in which each letter counts: ``24 Nov``."""
    if pattern := _SHORT_DAYS.get(language):
        return format_date(moment, pattern, locale=language)
    return format_skeleton("MMMd", moment, locale=language)


def told_number(number: Decimal, language: str) -> str:
    """Write a number with the language's decimal sign, without zeros that mean nothing to a client."""
    return format_decimal(number.normalize(), format="0.######", locale=language, group_separator=False)


def _near_day(moment: datetime, language: str) -> str:
    if language == "en":
        return format_date(moment, _ENGLISH_DAY, locale=language)
    return format_skeleton("MMMEd", moment, locale=language)
