"""A day of slips after a day of slips: what sets them keeps nothing of them."""

import pytest

from tests.bench.slips import memory_mb, seconds_each

WARM, SLIPS = 100, 1000
MOST_GROWTH_MB = 20


@pytest.mark.soak
def test_a_thousand_slips_leave_the_memory_as_it_was() -> None:
    assert len(list(seconds_each(WARM))) == WARM
    before = memory_mb()
    assert len(list(seconds_each(SLIPS))) == SLIPS
    assert memory_mb() - before <= MOST_GROWTH_MB
