"""Volumes and points, by example and by property."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mesotui.domain import dose
from tests.domain.factory import make_injection, minutes

volumes = st.decimals("0.001", "100", places=3)
per_point = st.decimals("0.001", "5", places=3)
points = st.integers(1, 10_000)


@given(points=points, each=per_point)
def test_the_volume_is_exact_for_what_a_person_types(points: int, each: Decimal) -> None:
    assert dose.volume_ml(points, each) == points * each


@given(total=volumes, points=points)
def test_a_volume_that_is_spread_over_points_comes_back_as_it_was_typed(total: Decimal, points: int) -> None:
    each = dose.volume_ml_per_point(total, points)
    assert dose.volume_ml(points, each) == total
    assert each > 0


@pytest.mark.parametrize(
    ("total", "points", "each"),
    [("1.2", 24, "0.05"), ("1.2", 7, "0.1714"), ("10", 6667, "0.0015"), ("1", 1, "1")],
)
def test_what_each_point_receives_has_no_more_decimals_than_it_needs(
    total: str, points: int, each: str
) -> None:
    assert str(dose.volume_ml_per_point(Decimal(total), points)) == each


def test_a_volume_is_never_spread_over_no_points() -> None:
    with pytest.raises(ValueError, match="at least one point"):
        dose.volume_ml_per_point(Decimal(1), 0)


@pytest.mark.parametrize(("spacing", "expected"), [("20", 150), ("10", 600), ("3", 6667), ("1000", 1)])
def test_expected_points_of_a_thigh(spacing: str, expected: int) -> None:
    assert dose.expected_points(Decimal(600), Decimal(spacing)) == expected


@given(
    area=st.decimals("1", "2000", places=1),
    spacing=st.decimals("0.5", "50", places=1),
    wider=st.decimals("0.1", "10", places=1),
)
def test_wider_spacing_never_asks_for_more_points(area: Decimal, spacing: Decimal, wider: Decimal) -> None:
    closer_points = dose.expected_points(area, spacing)
    assert 1 <= dose.expected_points(area, spacing + wider) <= closer_points
    assert dose.expected_points(area * 2, spacing) >= closer_points


@given(logged=points, expected=points)
def test_disagreement_is_relative_to_what_was_expected(logged: int, expected: int) -> None:
    percent = dose.disagreement_percent(logged, expected)
    assert percent >= 0
    assert dose.disagreement_percent(expected, expected) == 0
    assert abs(percent - Decimal(abs(logged - expected) * 100) / expected) <= Decimal("0.5")


def test_zone_volumes_leave_voided_entries_out() -> None:
    entries = (
        make_injection("tll", "1.20"),
        make_injection("tll", "0.30"),
        make_injection("tlr", "9.00", voided_at=minutes(30)),
        make_injection("bul", "2.00"),
    )
    assert dose.zone_volumes_ml(entries) == {"tll": Decimal("1.50"), "bul": Decimal("2.00")}


@given(amount=st.decimals("0", "100000", places=6))
def test_an_amount_that_is_written_says_exactly_what_it_is(amount: Decimal) -> None:
    assert Decimal(dose.plain(amount)) == amount
    assert Decimal(dose.trimmed(amount)) == amount
    assert "E" not in dose.plain(amount) + dose.trimmed(amount)


@pytest.mark.parametrize(
    ("amount", "plain", "trimmed"),
    [
        ("0.05", "0.05", "0.05"),
        ("1.2", "1.20", "1.2"),
        ("0.0125", "0.0125", "0.0125"),
        ("1E+2", "100.00", "100"),
    ],
)
def test_amounts_are_written_for_reading(amount: str, plain: str, trimmed: str) -> None:
    assert dose.plain(Decimal(amount)) == plain
    assert dose.trimmed(Decimal(amount)) == trimmed
