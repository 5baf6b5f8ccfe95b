"""How long a slip takes from the record to paper: ``python -m tests.bench.slips [--slips N]``.

Each slip is another one, in turn in every language that is shipped: composed and signed from the session,
encoded, set as PDF, drawn in the dots of a printer and read back from them.
"""

import argparse
import os
import statistics
import time
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import cycle, islice
from pathlib import Path

from mesotui.clinic import ClinicData, load
from mesotui.domain.printers import Paper
from mesotui.domain.slip_choices import LANGUAGES, WIDE_LETTERS
from mesotui.slips import escpos, fonts
from mesotui.slips.content import SlipContent, compose, new_code
from mesotui.slips.key_file import key_from
from mesotui.slips.paper import on_paper
from mesotui.slips.sheets import sheet_of
from mesotui.slips.signing import signed
from tests.bench.stopwatch import p95
from tests.slips.sessions import OUTER_LEFT, STARTED, session, site
from tests.slips.test_content import VISIT

_SLIPS = 200
_WARM = 20
_MEDIAN_MS, _P95_MS = 100, 200


def slip(clinic: ClinicData, number: int, language: str) -> SlipContent:
    """Compose and sign one slip of many, each unlike the others."""
    composed = compose(
        session(OUTER_LEFT),
        site(),
        VISIT + timedelta(days=number),
        clinic.aftercare(language),
        code=new_code(),
        now=STARTED,
    )
    return signed(composed, key_from(os.urandom), on=date(2026, 11, 22))


def seconds_each(count: int) -> Iterator[float]:
    """Make so many slips, and give how long each took."""
    clinic = load(None)
    profile = clinic.printers.profile_of(Paper.ROLL_80)
    sheet = sheet_of(profile.paper, width_dots=profile.width_dots, dots_per_inch=profile.dots_per_inch)
    shown = [language for language in LANGUAGES if language not in WIDE_LETTERS or fonts.has_extra()]
    for number, language in enumerate(islice(cycle(shown), count)):
        began = time.perf_counter()
        made = on_paper(slip(clinic, number, language), sheet)
        job = escpos.job(made.pages, profile)
        yield time.perf_counter() - began
        assert made.pdf and job


def memory_mb() -> float:
    """Give what this process keeps in memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.slips")
    parser.add_argument("--slips", type=int, default=_SLIPS, help="how many are made")
    chosen = parser.parse_args()
    began = time.perf_counter()
    first = next(seconds_each(1))
    list(seconds_each(_WARM))
    before = memory_mb()
    processor = time.process_time()
    times = [1000 * seconds for seconds in seconds_each(chosen.slips)]
    processor = time.process_time() - processor
    print(f"first slip of a process: {1000 * first:.0f} ms, fonts and libraries loaded: {memory_mb():.0f} MB")
    for what, value, most in (
        ("median", statistics.median(times), _MEDIAN_MS),
        ("p95", p95(times), _P95_MS),
    ):
        print(f"record → PDF + dots + check, {what}: {value:.1f} ms, at most {most} ms")
    print(f"of the processor, on average: {1000 * processor / chosen.slips:.1f} ms, whatever else runs here")
    grown = memory_mb() - before
    print(f"{chosen.slips} slips in {time.perf_counter() - began:.1f} s, memory grew by {grown:.1f} MB")


if __name__ == "__main__":
    main()
