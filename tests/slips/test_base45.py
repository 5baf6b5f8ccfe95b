import pytest
from hypothesis import given
from hypothesis import strategies as st

from mesotui.slips import base45


@pytest.mark.parametrize(("data", "letters"), [(b"AB", "BB8"), (b"base-4", "UJCLQE7W5"), (b"ietf", "QED8WE")])
def test_the_examples_of_the_standard(data: bytes, letters: str) -> None:
    assert base45.encode(data) == letters
    assert base45.decode(letters) == data


@given(data=st.binary(max_size=80).filter(lambda data: len(data) % 2 == 0))
def test_what_is_written_is_read_back(data: bytes) -> None:
    assert base45.decode(base45.encode(data)) == data


@given(letters=st.text(base45.ALPHABET, max_size=12))
def test_no_two_texts_mean_the_same(letters: str) -> None:
    try:
        data = base45.decode(letters)
    except ValueError:
        return
    assert base45.encode(data) == letters


@pytest.mark.parametrize("letters", [":::", "GGX", "AB", "ab8", "BB8é"])
def test_what_was_never_written_is_no_data(letters: str) -> None:
    with pytest.raises(ValueError):
        base45.decode(letters)


def test_an_odd_number_of_bytes_is_not_written() -> None:
    with pytest.raises(ValueError):
        base45.encode(b"ABC")
