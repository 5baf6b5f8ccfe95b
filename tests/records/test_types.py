"""What is put away comes back as it was, on both engines."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import StatementError
from sqlmodel import Session, select

from mesotui.domain.people import Role
from mesotui.records.database import Database
from mesotui.records.guards import measured
from mesotui.records.tables import ClientRow, SiteRow
from mesotui.records.types import ExactDecimal, UtcDateTime, WordOf
from tests.records.given import Given

SQLITE, POSTGRESQL = sqlite.dialect(), postgresql.dialect()
DIALECTS = st.sampled_from([SQLITE, POSTGRESQL])

ZONES = st.sampled_from(["Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"])


def there_and_back(kind: Any, value: Any, dialect: Dialect) -> Any:
    kept = kind.process_bind_param(value, dialect)
    if dialect is SQLITE and isinstance(kept, datetime):
        kept = kept.replace(tzinfo=None)
    return kind.process_result_value(kept, dialect)


@settings(max_examples=50, deadline=None)
@given(
    moment=st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2200, 1, 1)),  # noqa: DTZ001 - zoned below
    zone=ZONES,
    fold=st.sampled_from([0, 1]),
    dialect=DIALECTS,
)
def test_a_time_comes_back_as_the_same_moment(
    moment: datetime, zone: str, fold: int, dialect: Dialect
) -> None:
    aware = moment.replace(tzinfo=ZoneInfo(zone), fold=fold)
    back = there_and_back(UtcDateTime(), aware, dialect)
    assert back == aware.astimezone(UTC)
    assert back.tzinfo is UTC


def test_the_hour_that_comes_twice_is_kept_apart(database: Database) -> None:
    paris = ZoneInfo("Europe/Paris")
    first = datetime(2026, 10, 25, 2, 30, tzinfo=paris, fold=0)
    second = first.replace(fold=1)
    assert keep_time(database, first) + timedelta(hours=1) == keep_time(database, second)


def keep_time(database: Database, moment: datetime) -> datetime:
    def keep(db: Session) -> None:
        site = db.get_one(SiteRow, the_site(db))
        site.created_at = moment

    def kept(db: Session) -> datetime:
        return db.get_one(SiteRow, the_site(db)).created_at

    database.write(keep)
    return database.read(kept)


def the_site(db: Session) -> UUID:
    return db.exec(select(SiteRow)).one().id


def test_microseconds_and_offsets_survive_both_engines(database: Database) -> None:
    moment = datetime(2026, 3, 29, 1, 59, 59, 999999, tzinfo=timezone(timedelta(hours=-9, minutes=-30)))
    assert keep_time(database, moment) == moment


def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="without a zone"):
        keep_time(database, datetime(2026, 1, 1))  # noqa: DTZ001 - that is what is refused


@settings(max_examples=50, deadline=None)
@given(
    value=st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**9), max_value=10**9),
    dialect=DIALECTS,
)
def test_a_decimal_comes_back_digit_for_digit(value: Decimal, dialect: Dialect) -> None:
    back = there_and_back(ExactDecimal(), value, dialect)
    assert back == value
    assert back.as_tuple().digits == value.as_tuple().digits or not value


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "sNaN"])
@pytest.mark.parametrize("dialect", [SQLITE, POSTGRESQL])
def test_what_is_no_number_is_not_kept(value: str, dialect: Dialect) -> None:
    with pytest.raises(ValueError, match="finite"):
        ExactDecimal().process_bind_param(Decimal(value), dialect)


@settings(max_examples=50, deadline=None)
@given(value=st.decimals(min_value="0.001", max_value=99999, allow_nan=False, allow_infinity=False))
def test_an_amount_is_kept_to_a_thousandth_and_stays_what_it_is(value: Decimal) -> None:
    kept = measured(value, "Amount")
    assert abs(kept - value) <= Decimal("0.0005")
    assert measured(kept, "Amount") == kept
    assert "E" not in str(kept)


@pytest.mark.parametrize("role", Role)
def test_a_word_comes_back_as_the_member(role: Role) -> None:
    back = there_and_back(WordOf(Role), role, SQLITE)
    assert back is role


def test_an_unknown_word_is_not_read_as_something_else() -> None:
    with pytest.raises(ValueError, match="wizard"):
        WordOf(Role).process_result_value("wizard", SQLITE)


def test_too_long_a_text_never_gets_past_the_database(clinic: Given) -> None:
    def lengthen(db: Session) -> None:
        row = db.get_one(ClientRow, (clinic.actor.site_id, clinic.lea.id))
        row.family_name = "x" * 81

    with pytest.raises(RuntimeError, match="UPDATE client"):
        clinic.database.write(lengthen)
    assert (
        clinic.database.read(
            lambda db: db.get_one(ClientRow, (clinic.actor.site_id, clinic.lea.id)).family_name
        )
        == "Martin"
    )


def test_a_row_cannot_point_to_what_is_not_there(clinic: Given) -> None:
    def misplace(db: Session) -> None:
        row = db.get_one(ClientRow, (clinic.actor.site_id, clinic.lea.id))
        row.created_by = clinic.lea.id

    with pytest.raises(RuntimeError, match="UPDATE client"):
        clinic.database.write(misplace)
