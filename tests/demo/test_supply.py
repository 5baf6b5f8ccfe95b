"""Boxes that come to the demo clinic."""

from itertools import islice
from math import gcd
from random import Random

from mesotui.demo.supply import _NUMBERS, _STRIDE, lot_numbers


def test_no_lot_number_comes_twice_in_more_boxes_than_any_clinic_opens() -> None:
    assert gcd(_NUMBERS, _STRIDE) == 1
    numbers = list(islice(lot_numbers(Random(1), "ABC"), 200_000))
    assert len(set(numbers)) == len(numbers)
    assert {len(number) for number in numbers} == {8}
