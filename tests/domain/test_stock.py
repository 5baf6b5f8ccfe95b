"""What may be used of a lot, which is used first, and what somebody is warned of."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mesotui.domain.products import Product, ProductFacts
from mesotui.domain.stock import (
    Concern,
    Lot,
    LotStatus,
    Vial,
    first_to_go,
    is_expired,
    status_of,
    use_until,
    vial_in_use,
    warnings_of,
)

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
LIDOCAINE = Product(
    id=UUID(int=1),
    code="",
    version=1,
    facts=ProductFacts(
        name="Lidocaine", container_ml=Decimal(20), in_use_hours=672, low_stock_ml=Decimal(10)
    ),
)


def lot(**values: Any) -> Lot:
    values = {
        "id": UUID(int=7),
        "product": LIDOCAINE,
        "number": "A1",
        "expiry": TODAY + timedelta(days=400),
        "on_hand_ml": Decimal(20),
        **values,
    }
    return Lot(**values)


def vial(hours_left: float | None, remaining_ml: str | None = "5", number: int = 1) -> Vial:
    return Vial(
        id=UUID(int=number),
        opened_at=NOW - timedelta(days=1),
        use_until=None if hours_left is None else NOW + timedelta(hours=hours_left),
        remaining_ml=None if remaining_ml is None else Decimal(remaining_ml),
    )


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({}, LotStatus.USABLE),
        ({"expiry": TODAY}, LotStatus.USABLE),
        ({"expiry": TODAY - timedelta(days=1)}, LotStatus.EXPIRED),
        ({"expiry": None}, LotStatus.USABLE),
        ({"on_hand_ml": Decimal(0)}, LotStatus.EMPTY),
        ({"on_hand_ml": Decimal(-2)}, LotStatus.EMPTY),
        ({"recalled": True, "expiry": date(2020, 1, 1)}, LotStatus.RECALLED),
        ({"vials": (vial(0),), "on_hand_ml": Decimal(5)}, LotStatus.OVER_AGE),
        ({"vials": (vial(0),), "on_hand_ml": Decimal("5.1")}, LotStatus.USABLE),
        ({"vials": (vial(0), vial(1)), "on_hand_ml": Decimal(5)}, LotStatus.USABLE),
        ({"vials": (vial(0, None),), "on_hand_ml": Decimal(500)}, LotStatus.OVER_AGE),
        ({"vials": (vial(None),), "on_hand_ml": Decimal(5)}, LotStatus.USABLE),
    ],
)
def test_a_lot_may_be_used_or_says_why_not(values: dict[str, Any], status: LotStatus) -> None:
    assert status_of(lot(**values), NOW) is status


def test_the_last_day_of_use_is_a_day_of_the_room() -> None:
    night_in_tokyo = datetime.fromisoformat("2026-11-23T00:30:00+09:00")
    there, in_utc = lot(expiry=TODAY), night_in_tokyo.astimezone(UTC)
    assert status_of(there, night_in_tokyo) is LotStatus.EXPIRED
    assert status_of(there, in_utc) is LotStatus.USABLE


def test_a_vial_in_use_is_one_that_is_neither_old_nor_empty() -> None:
    old, empty, good = vial(0, number=1), vial(5, "0", number=2), vial(5, "2", number=3)
    assert vial_in_use(lot(vials=(old, empty, good)), NOW) == good
    assert vial_in_use(lot(vials=(old, empty)), NOW) is None


def test_hours_in_use_are_counted_from_the_opening() -> None:
    assert use_until(LIDOCAINE.facts, NOW) == NOW + timedelta(days=28)
    assert use_until(ProductFacts(name="Ampoule"), NOW) is None


def test_what_can_be_used_for_the_shortest_time_goes_first() -> None:
    late = lot(id=UUID(int=1), number="LATE")
    soon = lot(id=UUID(int=2), number="SOON", expiry=TODAY + timedelta(days=30))
    opened = lot(id=UUID(int=3), number="OPENED", vials=(vial(24),))
    forever = lot(id=UUID(int=4), number="FOREVER", expiry=None)
    gone = lot(id=UUID(int=5), number="GONE", on_hand_ml=Decimal(0))
    expired = lot(id=UUID(int=6), number="OLD", expiry=TODAY - timedelta(days=1))
    in_order = first_to_go((forever, late, gone, soon, expired, opened), NOW)
    assert [one.number for one in in_order] == ["OPENED", "SOON", "LATE", "FOREVER"]


LOTS = st.builds(
    lambda number, days, on_hand, recalled: lot(
        id=UUID(int=number),
        number=f"N{number}",
        expiry=None if days is None else TODAY + timedelta(days=days),
        on_hand_ml=Decimal(on_hand),
        recalled=recalled,
    ),
    st.integers(1, 99),
    st.none() | st.integers(-3, 50),
    st.integers(-2, 20),
    st.booleans(),
)


@given(st.lists(LOTS, unique_by=lambda one: one.id))
def test_the_suggestion_leaves_out_nothing_usable_and_nothing_else(lots: list[Lot]) -> None:
    suggested = first_to_go(lots, NOW)
    usable = [one for one in lots if status_of(one, NOW) is LotStatus.USABLE]
    assert sorted(one.id for one in suggested) == sorted(one.id for one in usable)
    ends = [one.expiry or date.max for one in suggested]
    assert ends == sorted(ends)
    assert not any(is_expired(one.expiry, TODAY) or one.recalled or one.on_hand_ml <= 0 for one in suggested)


def test_the_gravest_warning_of_a_lot_is_given_first() -> None:
    lots = (
        lot(id=UUID(int=1), number="SOON", expiry=TODAY + timedelta(days=59)),
        lot(id=UUID(int=2), number="FINE", expiry=TODAY + timedelta(days=60)),
        lot(id=UUID(int=3), number="NEGATIVE", on_hand_ml=Decimal(-1), recalled=True),
        lot(id=UUID(int=4), number="RECALLED", recalled=True),
        lot(id=UUID(int=5), number="EXPIRED", expiry=TODAY - timedelta(days=1)),
        lot(id=UUID(int=6), number="OLD", vials=(vial(0),)),
        lot(id=UUID(int=7), number="GONE", on_hand_ml=Decimal(0), expiry=TODAY - timedelta(days=9)),
    )
    found = [(one.concern, one.lot.number) for one in warnings_of(lots, NOW, expiry_days=60) if one.lot]
    assert found == [
        (Concern.BELOW_ZERO, "NEGATIVE"),
        (Concern.RECALLED, "RECALLED"),
        (Concern.EXPIRED, "EXPIRED"),
        (Concern.OVER_AGE, "OLD"),
        (Concern.EXPIRES_SOON, "SOON"),
    ]


def test_low_stock_counts_only_what_may_be_used() -> None:
    (few,) = warnings_of((lot(on_hand_ml=Decimal("9.9")),), NOW, expiry_days=60)
    assert (few.concern, few.lot, few.on_hand_ml) == (Concern.LOW, None, Decimal("9.9"))
    assert warnings_of((lot(on_hand_ml=Decimal(10)),), NOW, expiry_days=60) == ()
    recalled = warnings_of((lot(on_hand_ml=Decimal(90), recalled=True),), NOW, expiry_days=60)
    assert [(one.concern, one.on_hand_ml) for one in recalled] == [
        (Concern.RECALLED, Decimal(90)),
        (Concern.LOW, Decimal(0)),
    ]
