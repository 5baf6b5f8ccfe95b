"""Dates and times of day as people type them, day first."""

import re
from datetime import date, datetime, time, timedelta

from mesotui.domain.errors import Refused

# Nobody is known to have lived longer; an older year is a slip of the finger.
_OLDEST_YEARS = 125
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[./\- ](\d{1,2})[./\- ](\d{4})")
_DAY_AND_MONTH = re.compile(r"(\d{1,2})[./\- ](\d{1,2})[./]?")
_RUN_TOGETHER = re.compile(r"(\d{2})(\d{2})(\d{4})")
_AHEAD = re.compile(r"\+\s*(\d{1,3})\s*([dw]?)")
_TIME = re.compile(r"(\d{1,2})(?:[:.h ]?([0-5]\d))?")


def read_birth_date(text: str, *, today: date) -> date:
    """Read a birth date, day first: 12.03.1985, 12/03/1985, 12031985, or 1985-03-12.

    Raises:
        Refused: it is empty, no such day, after today, or longer ago than anybody lives.
    """
    born = _whole_date(text.strip(), field="Birth date")
    if born > today:
        raise Refused("Birth date is after today. Check the year.")
    if today.year - born.year > _OLDEST_YEARS:
        raise Refused("Birth date is too long ago. Check the year.")
    return born


def read_visit_date(text: str, *, today: date) -> date:
    """Read the day of a visit: a whole date, 24.11 for the next such day, +14 for days, +2w for weeks.

    Raises:
        Refused: it is empty, no such day, or before today.
    """
    typed = text.strip().lower()
    if ahead := _AHEAD.fullmatch(typed):
        return today + timedelta(days=int(ahead[1]) * (7 if ahead[2] == "w" else 1))
    if short := _DAY_AND_MONTH.fullmatch(typed):
        this_year = _date(today.year, int(short[2]), int(short[1]), field="Date")
        return (
            this_year
            if this_year >= today
            else _date(today.year + 1, this_year.month, this_year.day, field="Date")
        )
    day = _whole_date(typed, field="Date")
    if day < today:
        raise Refused("Date is before today. Check it.")
    return day


def read_time_of_day(text: str) -> time:
    """Read a time of day on 24 hours: 14:30, 14.30, 1430, 14h30 or 14.

    Raises:
        Refused: it is empty or no time.
    """
    typed = text.strip().lower().removesuffix("h")
    if re.fullmatch(r"\d{3}", typed):
        typed = f"0{typed}"
    found = _TIME.fullmatch(typed)
    if not found or int(found[1]) > 23:
        raise Refused("Time is not understood. Type it as 14:30.")
    return time(int(found[1]), int(found[2] or 0))


def age_years(born: date, *, today: date) -> int:
    """Give how many whole years somebody has lived."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def spoken_date(day: date) -> str:
    """Write a date that nobody can read the wrong way round: ``12 March 1985``."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def short_date(day: date) -> str:
    """Write a date for a narrow column: ``12 Mar 1985``."""
    return f"{day.day} {_MONTHS[day.month - 1][:3]} {day.year}"


def spoken_moment(moment: datetime) -> str:
    """Write a day near today with its time, in the zone that the moment has: ``Tue 24 Nov 14:30``."""
    weekday, month = _DAYS[moment.weekday()][:3], _MONTHS[moment.month - 1][:3]
    return f"{weekday} {moment.day} {month} {moment:%H:%M}"


def spoken_day(day: date) -> str:
    """Write a day with its weekday: ``Tuesday 24 November 2026``."""
    return f"{_DAYS[day.weekday()]} {spoken_date(day)}"


# The locale of the terminal must not change what a record or a screen says.
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _whole_date(typed: str, *, field: str) -> date:
    if not typed:
        raise Refused(f"{field} is empty. Type it as 12.03.1985.")
    if iso := _ISO.fullmatch(typed):
        return _date(int(iso[1]), int(iso[2]), int(iso[3]), field=field)
    if found := _DAY_FIRST.fullmatch(typed) or _RUN_TOGETHER.fullmatch(typed):
        return _date(int(found[3]), int(found[2]), int(found[1]), field=field)
    raise Refused(f"{field} is not understood. Type day, month and the whole year: 12.03.1985.")


def _date(year: int, month: int, day: int, *, field: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Refused(f"{field} is no day of the calendar. Type day, month, year: 12.03.1985.") from None
