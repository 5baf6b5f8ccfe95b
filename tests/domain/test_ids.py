"""Version 7 UUIDs: valid, in the order of time, repeatable when asked."""

from datetime import UTC, datetime, timedelta, timezone
from random import Random
from uuid import RFC_4122

from hypothesis import given
from hypothesis import strategies as st

from mesotui.domain.ids import uuid7

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
milliseconds = st.integers(0, 4_000_000_000_000)


@given(moment=milliseconds, seed=st.integers())
def test_a_key_is_a_version_7_uuid_of_its_millisecond(moment: int, seed: int) -> None:
    key = uuid7(EPOCH + timedelta(milliseconds=moment), Random(seed).getrandbits)
    assert (key.version, key.variant) == (7, RFC_4122)
    assert key.int >> 80 == moment


@given(first=milliseconds, later=st.integers(1, 1_000_000))
def test_later_keys_sort_later(first: int, later: int) -> None:
    earlier_key = uuid7(EPOCH + timedelta(milliseconds=first))
    assert earlier_key < uuid7(EPOCH + timedelta(milliseconds=first + later))


def test_the_same_seed_gives_the_same_keys_wherever_the_room_stands() -> None:
    moment = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
    there = moment.astimezone(timezone(timedelta(hours=9)))
    assert uuid7(moment, Random(7).getrandbits) == uuid7(there, Random(7).getrandbits)


def test_keys_of_one_moment_differ() -> None:
    moment = datetime(2026, 3, 2, tzinfo=UTC)
    assert len({uuid7(moment) for _ in range(1000)}) == 1000
