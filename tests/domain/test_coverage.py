from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mesotui.domain.coverage import balance, density, distribution, evenness
from mesotui.domain.treatment import Injection, InjectionEntry

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def injection(
    code: str,
    volume_ml: str | Decimal,
    area_cm2: str | Decimal = "200",
    *,
    number: int = 1,
    voided: bool = False,
) -> Injection:
    side = {"l": "L", "r": "R"}[code[-1]] if len(code) == 3 else ""
    return Injection(
        id=UUID(int=number),
        entry=InjectionEntry(
            zone_code=code,
            technique_code="nap",
            depth_mm=Decimal(2),
            points=24,
            volume_ml_per_point=Decimal("0.05"),
            product_name="Saline",
            needle_gauge=30,
            needle_length_mm=Decimal(4),
        ),
        zone_name=code,
        side=side,
        technique_name="Nappage",
        volume_ml=Decimal(volume_ml),
        area_cm2=Decimal(area_cm2),
        recorded_at=NOON + timedelta(seconds=number),
        recorded_by="A. Ruiz",
        mirror_of=None,
        voided_at=NOON if voided else None,
        voided_by="A. Ruiz" if voided else "",
        void_reason="typed twice" if voided else "",
    )


volumes = st.decimals(min_value="0.01", max_value="20", places=2)
areas = st.decimals(min_value="10", max_value="600", places=0)
codes = st.sampled_from(["tll", "tlr", "tal", "tar", "bul", "bur", "fh", "de"])
injections = st.lists(st.tuples(codes, volumes, areas), max_size=12).map(
    lambda rows: [injection(code, ml, cm2, number=number) for number, (code, ml, cm2) in enumerate(rows)]
)


def test_density_adds_up_a_zone_and_leaves_out_what_was_voided() -> None:
    logged = [
        injection("tll", "1.2", "240"),
        injection("tll", "1.2", "240", number=2),
        injection("tll", "5", "240", number=3, voided=True),
        injection("tar", "1", number=4, voided=True),
    ]
    assert density(logged) == {"tll": 0.01}


def test_balance_is_the_smaller_sum_over_the_larger() -> None:
    logged = [injection("tll", "1.2"), injection("tlr", "0.9", number=2)]
    assert balance(logged) == pytest.approx(0.75)


def test_balance_does_not_let_two_wrongs_make_a_right() -> None:
    logged = [
        injection("tll", "2"),
        injection("tlr", "1", number=2),
        injection("bul", "1", number=3),
        injection("bur", "2", number=4),
    ]
    assert balance(logged) == pytest.approx(0.5)
    assert "Left and right received the same in all, but not zone by zone." in distribution(logged).sentence


def test_balance_is_nothing_when_one_side_was_treated_and_unknown_on_the_midline() -> None:
    assert balance([injection("tll", "1")]) == 0
    assert balance([injection("fh", "1")]) is None
    assert balance([]) is None


def test_evenness_is_the_share_that_need_not_move() -> None:
    # 3 mL over 200 cm² want 1.5 mL in each half: 0.5 of 3 mL would have to move.
    logged = [injection("tll", "2", "100"), injection("tlr", "1", "100", number=2)]
    assert evenness(logged) == pytest.approx(1 - 0.5 / 3)


def test_evenness_weighs_zones_by_area() -> None:
    logged = [injection("tll", "1", "100"), injection("ifl", "0.5", "50", number=2)]
    assert evenness(logged) == 1


def test_a_zone_treated_dry_counts_for_nothing() -> None:
    logged = [injection("tll", "1"), injection("tal", "0", number=2)]
    assert evenness(logged) == 1
    assert density(logged) == {"tll": 0.005}


@pytest.mark.parametrize(
    ("logged", "sentence"),
    [
        ([], ""),
        ([injection("tll", "1")], "Only the left side was treated. It is one zone so far."),
        ([injection("fh", "1")], "Only midline zones were treated. It is one zone so far."),
        (
            [injection("tll", "1"), injection("tlr", "1", number=2)],
            "Left and right received the same. All treated zones received the same mL/cm².",
        ),
        (
            [injection("tll", "1"), injection("tlr", "3", number=2)],
            "Right received 2.00 mL more than left. To be even, 25 % of the volume would belong elsewhere.",
        ),
    ],
)
def test_sentence_says_it_plainly(logged: list[Injection], sentence: str) -> None:
    assert distribution(logged).sentence == sentence


@given(injections)
def test_both_numbers_stay_between_0_and_1(logged: list[Injection]) -> None:
    for number in (balance(logged), evenness(logged)):
        assert number is None or 0 <= number <= 1


@given(injections)
def test_order_does_not_matter(logged: list[Injection]) -> None:
    turned = list(reversed(logged))
    assert distribution(turned) == distribution(logged)
    assert density(turned) == density(logged)


@given(injections, st.sampled_from(["2", "0.5", "10"]))
def test_more_of_everything_changes_neither_number(logged: list[Injection], factor: str) -> None:
    more = [
        injection(one.entry.zone_code, one.volume_ml * Decimal(factor), one.area_cm2, number=number)
        for number, one in enumerate(logged)
    ]
    assert balance(more) == pytest.approx(balance(logged))
    assert evenness(more) == pytest.approx(evenness(logged))


@given(st.lists(st.tuples(st.sampled_from(["tl", "ta", "bu"]), volumes), min_size=1, max_size=6))
def test_mirrored_entries_are_in_balance(rows: list[tuple[str, Decimal]]) -> None:
    logged = [
        injection(stem + side, volume, number=2 * number + (side == "r"))
        for number, (stem, volume) in enumerate(rows)
        for side in "lr"
    ]
    assert balance(logged) == 1


@given(st.lists(st.tuples(codes, areas), min_size=1, max_size=8, unique_by=lambda row: row[0]))
def test_the_same_everywhere_is_even(rows: list[tuple[str, Decimal]]) -> None:
    logged = [
        injection(code, cm2 * Decimal("0.01"), cm2, number=number) for number, (code, cm2) in enumerate(rows)
    ]
    assert evenness(logged) == pytest.approx(1)
