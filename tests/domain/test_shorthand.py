"""What is typed into the entry row: everything is either understood or refused in one sentence."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mesotui.domain.anatomy import Anatomy, Side, View, Zone
from mesotui.domain.errors import Refused
from mesotui.domain.shorthand import amount, read_zone, whole_number


def _zone(code: str) -> Zone:
    return Zone(
        code=code,
        name=code,
        side=Side.LEFT,
        region="lower body",
        area_cm2=Decimal(300),
        area_source="clinic",
        view=View.FRONT,
        outline=((0.0, 0.0), (1.0, 0.0), (1.0, 1.0)),
        mirror="",
    )


ANATOMY = Anatomy(version="1", zones=tuple(map(_zone, ("tll", "tlr", "fo", "bul"))))


@pytest.mark.parametrize(
    ("typed", "zone", "rest"),
    [("tll", "tll", ""), ("tll24", "tll", "24"), (" TLL24 ", "tll", "24"), ("fo8", "fo", "8")],
)
def test_a_whole_code_is_a_zone_with_what_follows_it(typed: str, zone: str, rest: str) -> None:
    reading = read_zone(typed, ANATOMY)
    assert reading.zone is not None and reading.zone.code == zone
    assert (reading.rest, reading.problem) == (rest, "")


def test_the_beginning_of_a_code_gives_its_zones() -> None:
    reading = read_zone("tl", ANATOMY)
    assert reading.zone is None and not reading.problem
    assert [zone.code for zone in reading.candidates] == ["tll", "tlr"]


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("q", "No zone begins with q."),
        ("tl24", "tl is not a whole zone yet."),
        ("24", "A zone begins with its letters"),
        ("tllx", "No zone begins with tllx."),
    ],
)
def test_what_is_no_zone_is_said(typed: str, problem: str) -> None:
    reading = read_zone(typed, ANATOMY)
    assert reading.zone is None
    assert reading.problem.startswith(problem)


def test_nothing_typed_is_no_problem() -> None:
    reading = read_zone("  ", ANATOMY)
    assert (reading.zone, reading.candidates, reading.problem) == (None, (), "")


@given(typed=st.text())
def test_the_zone_field_takes_any_text(typed: str) -> None:
    reading = read_zone(typed, ANATOMY)
    assert reading.zone is None or not reading.problem


@given(number=st.integers(1, 9999))
def test_whole_numbers_are_read_back(number: int) -> None:
    assert whole_number(f" {number} ", field="Points", largest=9999) == number


@given(typed=st.text() | st.from_regex(r"[0-9]{1,12}", fullmatch=True))
def test_a_whole_number_is_in_range_or_refused(typed: str) -> None:
    try:
        assert 1 <= whole_number(typed, field="Points", largest=9999) <= 9999
    except Refused as refusal:
        assert str(refusal).startswith("Points ")


@pytest.mark.parametrize("typed", ["", "0", "-3", "2.5", "10000", "٣", "²", "9" * 5000])
def test_what_is_no_whole_number_is_refused(typed: str) -> None:
    with pytest.raises(Refused, match="Points"):
        whole_number(typed, field="Points", largest=9999)


@given(value=st.decimals("0.001", "999", places=3))
def test_amounts_are_read_back_with_a_point_or_a_comma(value: Decimal) -> None:
    for typed in (str(value), str(value).replace(".", ",")):
        assert amount(typed, field="mL per point", largest=Decimal(999)) == value


@given(typed=st.text() | st.from_regex(r"[0-9,.]{1,12}", fullmatch=True))
def test_an_amount_is_in_range_or_refused(typed: str) -> None:
    try:
        assert 0 < amount(typed, field="Depth", largest=Decimal(20)) <= 20
    except Refused as refusal:
        assert str(refusal).startswith("Depth ")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "is empty"),
        (".", "must be a number"),
        ("1e3", "must be a number"),
        ("NaN", "must be a number"),
        ("٣", "must be a number"),
        ("1.2.3", "must be a number"),
        ("0", "must be above 0"),
        ("21", "at most 20"),
        ("0.0005", "3 decimals at most"),
    ],
)
def test_what_is_no_amount_is_refused(typed: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        amount(typed, field="Depth", largest=Decimal(20))
