"""The table of what reads how often, with the least that each medium must reach."""

import pytest

from tests.slips.decode_rates import MEDIA, rate
from tests.slips.decoding import needs_font, needs_poppler
from tests.slips.degraded import EACH, VERSIONS
from tests.system.xterm import needs_xterm

DEGRADED = dict(zip((medium for medium in MEDIA if "degraded" in medium), 2 * (0.95, 0.90), strict=True))
FEWER = {"terminal": 20, "xterm": 6}
NEEDS = {"PDF": needs_poppler, "terminal": needs_font, "xterm": needs_xterm}
CLEAN = [
    pytest.param(medium, marks=[mark for start, mark in NEEDS.items() if medium.startswith(start)])
    for medium in MEDIA
    if medium not in DEGRADED
]


@pytest.mark.parametrize("medium", CLEAN)
def test_what_is_clean_reads_every_time_by_every_reader(medium: str) -> None:
    found = rate(medium)
    print(found.line)
    # The terminal has three looks, which together make sixty.
    assert found.codes >= next((most for start, most in FEWER.items() if medium.startswith(start)), 60)
    assert found.zxing == found.codes
    assert found.zbar in (None, found.codes)


@pytest.mark.parametrize("medium", list(DEGRADED))
def test_what_a_hand_and_bad_light_leave_of_a_code_mostly_reads(medium: str) -> None:
    found = rate(medium)
    print(found.line)
    assert found.codes >= 60
    assert found.zxing >= DEGRADED[medium] * found.codes
    if found.codes == EACH * len(VERSIONS):
        for index, version in enumerate(VERSIONS):
            missed = sum(place // EACH == index for place in found.missed)
            assert missed <= (1 - DEGRADED[medium]) * EACH, f"version {version}"
