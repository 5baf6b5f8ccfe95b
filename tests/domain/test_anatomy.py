from functools import cache
from itertools import combinations, permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mesotui.clinic
from mesotui.clinic.anatomy import load_anatomy, load_silhouette
from mesotui.domain.anatomy import Anatomy, Direction, Side, View
from mesotui.domain.geometry import (
    Outline,
    bounds,
    centre,
    contains,
    inset,
    mirrored,
    signed_area,
    spline,
    stroke,
    whole,
)
from mesotui.domain.silhouette import Silhouette

SHIPPED = Path(mesotui.clinic.__file__).parent
OPPOSITE = {
    Direction.LEFT: Direction.RIGHT,
    Direction.RIGHT: Direction.LEFT,
    Direction.UP: Direction.DOWN,
    Direction.DOWN: Direction.UP,
}
SQUARE: Outline = ((0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0))
A_SLIVER = 0.5
"""Hundredths of the body's height, squared."""


@cache
def anatomy() -> Anatomy:
    return load_anatomy(SHIPPED / "zones.toml")


@cache
def silhouette() -> Silhouette:
    return load_silhouette(SHIPPED / "body.toml")


def outlines() -> list[tuple[str, View, Outline]]:
    return [
        (zone.code, view, zone.outline_in(view))
        for zone in anatomy().zones
        for view in View
        if zone.outline_in(view)
    ]


def test_no_code_is_the_beginning_of_another() -> None:
    assert not [
        pair
        for pair in permutations((zone.code for zone in anatomy().zones), 2)
        if pair[1].startswith(pair[0])
    ]


def test_no_code_begins_with_the_mirror_key() -> None:
    assert not [zone.code for zone in anatomy().zones if zone.code.startswith("m")]


def test_mirror_taken_twice_is_the_zone_itself() -> None:
    for zone in anatomy().zones:
        assert anatomy().mirror(anatomy().mirror(zone)) == zone


def test_mirror_is_the_exact_mirror_image() -> None:
    for zone in anatomy().zones:
        other = anatomy().mirror(zone)
        assert {(-x, y) for x, y in zone.outline} == set(other.outline)
        assert other.area_cm2 == zone.area_cm2
        assert (other.side is zone.side) == (zone.side is Side.MIDLINE)


def test_left_zones_lie_on_the_left() -> None:
    for zone in anatomy().zones:
        x, _ = centre(zone.outline)
        assert (x > 0, x < 0) == (zone.side is Side.LEFT, zone.side is Side.RIGHT) or abs(x) < 1e-9


def test_every_arrow_is_taken_back_by_its_opposite() -> None:
    for zone in anatomy().zones:
        for direction in Direction:
            neighbour = anatomy().neighbour(zone, direction)
            if neighbour is not None:
                assert anatomy().neighbour(neighbour, OPPOSITE[direction]) == zone


def test_arrows_reach_every_zone_from_every_other() -> None:
    # Every arrow can be taken back, so reaching all from one is reaching all from all.
    start = anatomy().zones[0]
    reached, waiting = {start.code}, [start]
    while waiting:
        zone = waiting.pop()
        for direction in Direction:
            neighbour = anatomy().neighbour(zone, direction)
            if neighbour is not None and neighbour.code not in reached:
                reached.add(neighbour.code)
                waiting.append(neighbour)
    assert reached == {zone.code for zone in anatomy().zones}


def test_arrows_lead_where_the_viewer_expects() -> None:
    def path(code: str, *directions: Direction) -> list[str]:
        codes = []
        for direction in directions:
            neighbour = anatomy().neighbour(anatomy().zone(code), direction)
            assert neighbour is not None
            codes.append(code := neighbour.code)
        return codes

    assert path("tlr", *[Direction.RIGHT] * 5) == ["tar", "tmr", "tml", "tal", "tll"]
    assert path("bul", Direction.DOWN, Direction.DOWN, Direction.DOWN) == ["bll", "ifl", "tpl"]
    assert path("aul", Direction.DOWN, Direction.LEFT, Direction.UP) == ["all", "alr", "aur"]
    assert path("hil", Direction.RIGHT) == ["bul"], "the back view begins where the front view ends"


def test_next_zone_stays_on_the_side_and_comes_round() -> None:
    for side in Side:
        of_side = [zone.code for zone in anatomy().zones if zone.side is side]
        zone = anatomy().zone(of_side[0])
        seen = []
        for _ in of_side:
            seen.append(zone.code)
            zone = anatomy().next_zone(zone)
        assert seen == of_side
        assert zone.code == of_side[0]


def test_outlines_lie_inside_the_body() -> None:
    outside = [
        (code, view, point)
        for code, view, outline in outlines()
        for point in outline
        if not any(contains(part, point) for part in silhouette().parts)
    ]
    assert not outside


def test_the_centre_of_each_outline_is_inside_it() -> None:
    for code, view, outline in outlines():
        assert contains(outline, centre(outline)), (code, view)


def test_no_zone_lies_on_the_centre_of_another() -> None:
    for code, view, outline in outlines():
        point = centre(outline)
        found = [other for other, of, around in outlines() if of is view and contains(around, point)]
        assert found == [code]


@pytest.mark.parametrize("view", list(View))
def test_zones_of_a_view_do_not_overlap(view: View) -> None:
    step = 0.25
    here = [(code, outline, bounds(outline)) for code, of, outline in outlines() if of is view]
    for (code, outline, box), (other_code, other, other_box) in combinations(here, 2):
        left, top = max(box[0], other_box[0]), max(box[1], other_box[1])
        right, bottom = min(box[2], other_box[2]), min(box[3], other_box[3])
        shared = sum(
            contains(outline, point := (left + (column + 0.5) * step, top + (row + 0.5) * step))
            and contains(other, point)
            for column in range(int(max(0.0, right - left) / step))
            for row in range(int(max(0.0, bottom - top) / step))
        )
        assert shared * step * step <= A_SLIVER, (code, other_code)


@given(st.floats(0.1, 3))
def test_inset_of_a_square_moves_each_side_by_the_distance(distance: float) -> None:
    assert bounds(inset(SQUARE, distance)) == pytest.approx(
        (distance, distance, 10 - distance, 10 - distance)
    )
    turned = tuple(reversed(SQUARE))
    assert bounds(inset(turned, distance)) == pytest.approx(
        (distance, distance, 10 - distance, 10 - distance)
    )


coordinates = st.tuples(st.integers(0, 100).map(float), st.integers(0, 100).map(float))


@given(st.lists(coordinates, min_size=3, max_size=8, unique=True))
def test_spline_passes_through_its_points(points: list[tuple[float, float]]) -> None:
    assert set(points) <= set(spline(points, closed=True))
    line = spline(points, closed=False)
    assert (line[0], line[-1]) == (points[0], points[-1])


@given(st.lists(coordinates, min_size=3, max_size=8, unique=True))
def test_mirrored_twice_is_the_same_and_turns_the_other_way(points: list[tuple[float, float]]) -> None:
    outline = tuple(points)
    assert mirrored(mirrored(outline)) == outline
    assert signed_area(mirrored(outline)) == -signed_area(outline)


def test_whole_closes_a_half_without_doubling_the_midline() -> None:
    assert whole(((0.0, 0.0), (5.0, 2.0), (0.0, 4.0))) == ((0.0, 0.0), (5.0, 2.0), (0.0, 4.0), (-5.0, 2.0))


def test_stroke_is_as_wide_as_the_pen() -> None:
    assert bounds(stroke(((0.0, 0.0), (10.0, 0.0)), 0.5)) == (0.0, -0.25, 10.0, 0.25)


def test_centre_of_a_square_is_its_middle() -> None:
    assert centre(SQUARE) == (5.0, 5.0)
    assert abs(signed_area(SQUARE)) == 100
