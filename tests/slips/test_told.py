from datetime import UTC, datetime
from decimal import Decimal

import pytest

from mesotui.domain.slip_choices import LANGUAGES
from mesotui.slips.told import told_day, told_moment, told_number, told_short_day

EVENING = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "day", "moment", "short"),
    [
        ("en", "Tue 24 Nov 2026", "Tue 24 Nov, 18:30", "24 Nov"),
        ("fr", "mar. 24 nov. 2026", "mar. 24 nov., 18:30", "24 nov."),
        ("de", "Di., 24. Nov. 2026", "Di., 24. Nov., 18:30", "24. Nov."),
        ("ru", "вт, 24 нояб. 2026 г.", "вт, 24 нояб., 18:30", "24.11"),
        ("tr", "24 Kas 2026 Sal", "24 Kas Sal 18:30", "24 Kas"),
        ("ar", "الثلاثاء، 24 نوفمبر 2026", "الثلاثاء، 24 نوفمبر، 18:30", "24/11"),
        ("he", "יום ג׳, 24 בנוב׳ 2026", "יום ג׳, 24 בנוב׳, 18:30", "24.11"),
        ("zh", "2026年11月24日周二", "11月24日周二 18:30", "11月24日"),
        ("ja", "2026年11月24日(火)", "11月24日(火) 18:30", "11月24日"),
        ("ko", "2026년 11월 24일 (화)", "11월 24일 (화) 18:30", "11월 24일"),
    ],
)
def test_days_are_told_as_the_language_writes_them(language: str, day: str, moment: str, short: str) -> None:
    # Some of the spaces must not be broken at.
    assert told_day(EVENING, language).replace("\u202f", " ").replace("\xa0", " ") == day
    assert told_moment(EVENING, language) == moment
    assert told_moment(EVENING, language, with_year=True).startswith(told_day(EVENING, language))
    assert told_short_day(EVENING, language) == short


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_tells_day_year_and_time_in_digits_that_everybody_reads(language: str) -> None:
    told = told_moment(EVENING, language, with_year=True)
    assert {"24", "2026", "18:30"} <= set(_numbers(told))


def test_numbers_have_the_decimal_sign_of_the_language_and_no_empty_zeros() -> None:
    assert told_number(Decimal("1.20"), "en") == "1.2"
    assert told_number(Decimal("1.20"), "fr") == "1,2"
    assert told_number(Decimal("1200"), "de") == "1200"
    assert told_number(Decimal("0.05"), "ar") == "0.05"


def _numbers(told: str) -> list[str]:
    return "".join(letter if letter in "0123456789:" else " " for letter in told).split()
