import pytest
from hypothesis import given
from hypothesis import strategies as st

from mesotui.domain.errors import Refused
from mesotui.domain.slip_keys import KEY_BYTES, SlipKey, fingerprint, key_id, read_keys, written
from mesotui.domain.spelling import ALPHABET

KEYS = st.binary(min_size=KEY_BYTES, max_size=KEY_BYTES)
KEY = bytes(range(KEY_BYTES))


@given(keys=st.lists(KEYS, min_size=1, max_size=4, unique=True))
def test_keys_are_found_in_whatever_they_stand_in(keys: list[bytes]) -> None:
    lines = [f"From: somebody\r\n> {written(key).lower()} \r\n" for key in keys]
    assert read_keys("".join([*lines, *lines])) == tuple(keys)


@given(place=st.integers(14, 66), letter=st.sampled_from(ALPHABET))
def test_a_mistyped_key_is_never_taken_for_another(place: int, letter: str) -> None:
    line = written(KEY)
    mistyped = line[:place] + letter + line[place + 1 :]
    if mistyped == line:
        assert read_keys(mistyped) == (KEY,)
    else:
        with pytest.raises(Refused, match="mistyped or cut"):
            read_keys(mistyped)


@pytest.mark.parametrize(
    "text", ["", "MESOTUI-KEY-1:", written(KEY)[:-1], "MESOTUI-KEY-2:" + written(KEY)[14:]]
)
def test_where_no_key_is_it_is_said_what_one_looks_like(text: str) -> None:
    with pytest.raises(Refused, match="a line that begins with MESOTUI-KEY-1"):
        read_keys(text)


def test_a_key_is_named_by_the_beginning_of_its_fingerprint() -> None:
    key = SlipKey(public_key=KEY, clinic_name="Atelier Peau", is_own=True)
    assert key.id == key_id(KEY) == fingerprint(KEY)[:6]
    assert len(fingerprint(KEY)) == 16
    assert fingerprint(KEY) != fingerprint(bytes(KEY_BYTES))
