"""Expiry dates as they are printed on packs."""

import calendar
import re
from datetime import date

from mesotui.domain.errors import Refused

_DAY = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})[./ ](?P<month>\d{1,2})[./ ](?P<year>\d{4})")
_MONTH = re.compile(r"(?P<year>\d{4})[-./ ](?P<month>\d{1,2})|(?P<m>\d{1,2})[-./ ](?P<y>\d{4}|\d{2})")
_NONE = ("", "-", "none")


def read_expiry(text: str) -> date | None:
    """Read an expiry: 30.06.2027 or 2027-06-30; 06/2027, 06/27 or 2027-06 for the last day of that month.

    "none" is a pack that says none.

    Raises:
        Refused: it is no such date.
    """
    typed = text.strip().casefold()
    if typed in _NONE:
        return None
    if whole := _DAY.fullmatch(typed) or _DAY_FIRST.fullmatch(typed):
        return _day(int(whole["year"]), int(whole["month"]), int(whole["day"]))
    if month := _MONTH.fullmatch(typed):
        year = int(month["year"] or month["y"])
        return _day(year + 2000 if year < 100 else year, int(month["month"] or month["m"]), None)
    raise Refused("The expiry is not understood. Type it as 30.06.2027, or 06/2027 for the month's last day.")


def _day(year: int, month: int, day: int | None) -> date:
    try:
        return date(year, month, day or calendar.monthrange(year, month)[1])
    except (ValueError, calendar.IllegalMonthError):
        raise Refused("The expiry is no day of the calendar. Look at the pack again.") from None
