"""Dates as people type them."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mesotui.domain.dates import (
    age_years,
    read_birth_date,
    read_time_of_day,
    read_visit_date,
    spoken_date,
    spoken_day,
    spoken_moment,
)
from mesotui.domain.errors import Refused

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    "text", ["12.03.1985", "12/03/1985", "12-3-1985", " 12 3 1985 ", "1985-03-12", "12031985"]
)
def test_a_birth_date_is_read_day_first(text: str) -> None:
    assert read_birth_date(text, today=TODAY) == date(1985, 3, 12)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("12.03.85", "whole year"),
        ("March", "12.03.1985"),
        ("31.02.1985", "no day of the calendar"),
        ("03/13/1985", "no day of the calendar"),
        ("23.11.2026", "after today"),
        ("12.03.1885", "too long ago"),
    ],
)
def test_a_wrong_birth_date_is_refused_in_words(text: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        read_birth_date(text, today=TODAY)


@given(st.dates(min_value=date(1902, 1, 1), max_value=TODAY))
def test_every_way_of_writing_gives_the_same_day(day: date) -> None:
    ways = [day.isoformat(), f"{day:%d.%m.%Y}", f"{day:%d/%m/%Y}", f"{day:%d%m%Y}"]
    assert {read_birth_date(way, today=TODAY) for way in ways} == {day}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("24.11", date(2026, 11, 24)),
        ("22.11", TODAY),
        ("3.1", date(2027, 1, 3)),
        ("+14", date(2026, 12, 6)),
        ("+2w", date(2026, 12, 6)),
        ("24.12.2026", date(2026, 12, 24)),
        ("2026-12-24", date(2026, 12, 24)),
    ],
)
def test_a_visit_date_may_be_short_or_relative(text: str, day: date) -> None:
    assert read_visit_date(text, today=TODAY) == day


@pytest.mark.parametrize("text", ["21.11.2026", "29.2", "tomorrow", ""])
def test_a_wrong_visit_date_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        read_visit_date(text, today=TODAY)


@pytest.mark.parametrize("text", ["14:30", "14.30", "1430", "14h30", "14 30"])
def test_a_time_of_day_is_read_however_it_is_written(text: str) -> None:
    assert read_time_of_day(text) == time(14, 30)


def test_a_time_may_be_an_hour_or_lack_its_zero() -> None:
    assert [read_time_of_day(text) for text in ("9", "14h", "930")] == [time(9), time(14), time(9, 30)]


@pytest.mark.parametrize("text", ["", "25:00", "14:75", "noon"])
def test_a_wrong_time_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="14:30"):
        read_time_of_day(text)


def test_ages_turn_on_the_birthday() -> None:
    assert age_years(date(1985, 11, 22), today=TODAY) == 41
    assert age_years(date(1985, 11, 23), today=TODAY) == 40


def test_days_are_written_so_that_nobody_swaps_day_and_month() -> None:
    assert spoken_date(date(1985, 3, 12)) == "12 March 1985"
    assert spoken_day(date(2026, 11, 24)) == "Tuesday 24 November 2026"
    assert spoken_moment(datetime(2026, 11, 24, 14, 30)) == "Tue 24 Nov 14:30"  # noqa: DTZ001
