from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from mesotui.domain.spelling import ALPHABET, check_letter, grouped, heard, is_spelled, spelled

CODES = st.text(ALPHABET, min_size=1, max_size=15)


def test_there_are_no_letters_that_are_mistaken_for_one_another() -> None:
    assert len(set(ALPHABET)) == 32
    assert not set("ILOU") & set(ALPHABET)


def test_a_number_is_spelled_with_all_its_zeros() -> None:
    assert spelled(0, 3) == "000"
    assert spelled(0b11111_00000_00001, 3) == "Z01"
    assert spelled(1 << 15, 3) == "000"


@given(code=CODES)
def test_what_is_spelled_in_groups_is_heard_as_it_was(code: str) -> None:
    assert heard(f" {grouped(code).lower()}\n") == code
    assert is_spelled(heard(code))


def test_lookalikes_are_heard_as_what_was_meant() -> None:
    assert heard("oO iI lL") == "001111"
    assert not is_spelled(heard("u"))
    assert not is_spelled("")


@given(code=CODES, data=st.data())
def test_one_wrong_letter_is_always_noticed(code: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(code) - 1))
    other = data.draw(st.sampled_from([letter for letter in ALPHABET if letter != code[place]]))
    assert check_letter(code[:place] + other + code[place + 1 :]) != check_letter(code)


@given(code=CODES)
def test_two_letters_that_changed_places_are_always_noticed(code: str) -> None:
    whole = code + check_letter(code)
    for place, (first, second) in enumerate(pairwise(whole)):
        if first != second:
            swapped = whole[:place] + second + first + whole[place + 2 :]
            assert check_letter(swapped[:-1]) != swapped[-1]
