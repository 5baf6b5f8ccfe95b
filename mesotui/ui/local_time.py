"""Stored times as the clock on the wall shows them."""

from datetime import date, datetime, time, timedelta


def local(moment: datetime) -> datetime:
    """Give an aware time in the zone of this terminal."""
    return moment.astimezone()


def clock_time(moment: datetime) -> str:
    """Write the time of day of an aware time, as the wall shows it: ``14:30``."""
    return f"{local(moment):%H:%M}"


def today(now: datetime) -> date:
    """Give the day that it is here."""
    return local(now).date()


def day_bounds(now: datetime) -> tuple[datetime, datetime]:
    """Give the first moment of the day that it is here, and of the next one."""
    first = today(now)
    return at(first, time()), at(first + timedelta(days=1), time())


def at(day: date, time_of_day: time) -> datetime:
    """Give the aware time at which the wall's clock shows that time on that day."""
    return datetime.combine(day, time_of_day).astimezone()


def utc_offset(now: datetime) -> timedelta:
    """Give how far this terminal's zone is from UTC at that moment."""
    return local(now).utcoffset() or timedelta(0)
