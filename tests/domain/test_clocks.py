"""Clocks: what is shown follows from stored times alone, whatever the machine's clock does."""

from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mesotui.domain.clocks import (
    NO_TIME,
    Clock,
    ClockKind,
    Standing,
    interrupted,
    rung,
    session_clocks,
    spoken,
    time_in_phase,
)
from mesotui.domain.treatment import NO_ANAESTHETIC, Interruption, Observation, Phase, Status, Step
from tests.domain.factory import (
    ID,
    START,
    make_anaesthetic,
    make_antisepsis,
    make_session,
    minutes,
)

PARIS = ZoneInfo("Europe/Paris")
SPRING = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
AUTUMN = datetime(2026, 10, 25, 1, 0, tzinfo=UTC)
WARNING = timedelta(minutes=15)

spans = st.integers(0, 6 * 3600).map(lambda seconds: timedelta(seconds=seconds))
bounds = st.none() | st.integers(1, 6 * 3600).map(lambda seconds: timedelta(seconds=seconds))


@st.composite
def clocks(draw: st.DrawFn) -> Clock:
    return Clock(
        kind=ClockKind.ROOM,
        label="Clock",
        started_at=START + draw(spans),
        minimum=draw(bounds),
        maximum=draw(bounds),
        warn_before=draw(spans),
    )


def emla() -> Clock:
    session = make_session(anaesthetics=(make_anaesthetic(started_at=START, ended_at=None),))
    return session_clocks(session, WARNING)[1]


@pytest.mark.parametrize(
    ("minute", "standing"),
    [
        (0, Standing.WAITING),
        (59.9, Standing.WAITING),
        (60, Standing.READY),
        (284.9, Standing.READY),
        (285, Standing.SOON),
        (300, Standing.OVER),
        (2000, Standing.OVER),
    ],
)
def test_an_anaesthetic_waits_is_ready_and_is_warned_of_before_its_maximum(
    minute: float, standing: Standing
) -> None:
    assert emla().standing(minutes(minute)) is standing


def test_what_is_left_counts_down_to_the_minimum_and_past_the_maximum() -> None:
    clock = emla()
    assert clock.to_minimum(minutes(45)) == timedelta(minutes=15)
    assert clock.to_minimum(minutes(61)) == NO_TIME
    assert clock.to_maximum(minutes(290)) == timedelta(minutes=10)
    assert clock.to_maximum(minutes(310)) == timedelta(minutes=-10)
    assert Clock(kind=ClockKind.ROOM, label="", started_at=START).to_maximum(minutes(1)) is None


def test_an_ended_clock_stands_still() -> None:
    clock = Clock(kind=ClockKind.ROOM, label="", started_at=START, ended_at=minutes(7))
    assert clock.elapsed(minutes(500)) == timedelta(minutes=7)
    assert clock.standing(minutes(500)) is Standing.ENDED


@given(clock=clocks(), jump=spans)
def test_a_machine_clock_that_was_set_back_shows_no_negative_time(clock: Clock, jump: timedelta) -> None:
    before_start = clock.started_at - jump
    assert clock.elapsed(before_start) == NO_TIME
    assert clock.went_back(before_start) is (jump > NO_TIME)
    assert clock.to_minimum(before_start) == (clock.minimum or NO_TIME)


@given(clock=clocks(), at=spans, jump=spans)
def test_a_machine_clock_that_was_set_forward_is_right_at_once(
    clock: Clock, at: timedelta, jump: timedelta
) -> None:
    now = clock.started_at + at
    assert clock.elapsed(now + jump) == clock.elapsed(now) + jump


@pytest.mark.parametrize("change", [SPRING, AUTUMN])
@given(before=spans, after=spans)
def test_wall_clocks_that_change_for_summer_change_no_clock(
    change: datetime, before: timedelta, after: timedelta
) -> None:
    started_at, now = change - before, change + after
    for zone in (UTC, PARIS, timezone(timedelta(hours=-5))):
        clock = Clock(
            kind=ClockKind.ANAESTHETIC,
            label="EMLA",
            started_at=started_at.astimezone(zone),
            minimum=timedelta(hours=1),
            maximum=timedelta(hours=5),
            warn_before=WARNING,
        )
        local_now = now.astimezone(zone)
        assert clock.elapsed(local_now) == before + after
        assert not clock.went_back(local_now)
        assert clock.alarms()[0] == (started_at + timedelta(hours=1), Standing.READY)


@pytest.mark.parametrize("change", [SPRING, AUTUMN])
def test_sums_over_a_summer_time_change_are_right(change: datetime) -> None:
    start = (change - timedelta(minutes=20)).astimezone(PARIS)
    end = (change + timedelta(minutes=20)).astimezone(PARIS)
    phases = (Phase(step=Step.INJECT, started_at=start, ended_at=end),)
    pause = Interruption(id=ID, reason="Telephone", started_at=start, ended_at=None)
    assert time_in_phase(phases, end) == timedelta(minutes=40)
    assert interrupted(make_session(interruptions=(pause,)), end) == timedelta(minutes=40)


def test_time_in_a_phase_that_was_returned_to_is_summed_and_never_negative() -> None:
    phases = (
        Phase(step=Step.INJECT, started_at=START, ended_at=minutes(10)),
        Phase(step=Step.INJECT, started_at=minutes(30), ended_at=None),
    )
    assert time_in_phase(phases, minutes(35)) == timedelta(minutes=15)
    assert time_in_phase(phases, minutes(20)) == timedelta(minutes=10)


@given(clock=clocks())
def test_alarms_are_the_moments_at_which_the_standing_changes(clock: Clock) -> None:
    standing = clock.standing(clock.started_at)
    for moment, becomes in clock.alarms():
        assert clock.standing(moment - timedelta(microseconds=1)) is standing
        assert clock.standing(moment) is becomes
        standing = becomes
    assert clock.standing(clock.started_at + timedelta(days=2)) is standing


@given(
    running=st.lists(clocks(), min_size=1, max_size=4, unique_by=lambda clock: clock.started_at),
    ticks=st.lists(st.integers(0, 13 * 3600), min_size=1, max_size=40),
)
def test_each_alarm_rings_exactly_once_whatever_the_ticks(running: list[Clock], ticks: list[int]) -> None:
    times = [START + timedelta(seconds=tick) for tick in sorted(ticks)]
    rings = [ring for after, until in pairwise(times) for ring in rung(tuple(running), after, until)]
    due = [
        (clock, standing)
        for clock in running
        for moment, standing in clock.alarms()
        if times[0] < moment <= times[-1]
    ]
    assert sorted(rings, key=str) == sorted(due, key=str)


@given(clock=clocks(), ticks=st.lists(st.integers(0, 13 * 3600), min_size=2, max_size=40))
def test_an_alarm_rings_once_when_the_ticker_remembers_its_latest_time(
    clock: Clock, ticks: list[int]
) -> None:
    latest = START
    rings: list[tuple[Clock, Standing]] = []
    for tick in ticks:
        now = START + timedelta(seconds=tick)
        rings += rung((clock,), latest, now)
        latest = max(latest, now)
    assert len(rings) == len(set(rings))
    assert len(rings) == sum(START < moment <= latest for moment, _ in clock.alarms())


def test_an_ended_clock_never_rings() -> None:
    clock = Clock(
        kind=ClockKind.ROOM, label="", started_at=START, ended_at=minutes(2), minimum=timedelta(minutes=1)
    )
    assert clock.alarms() == ((minutes(1), Standing.READY),)
    assert rung((clock,), START, minutes(10)) == ()


def test_a_session_shows_the_clocks_that_run_its_own_first() -> None:
    session = make_session(
        interruptions=(Interruption(id=ID, reason="Telephone", started_at=minutes(3), ended_at=None),),
        antisepses=(
            make_antisepsis(),
            make_antisepsis(dry_started_at=None, ended_at=None),
            make_antisepsis(ended_at=None),
        ),
        anaesthetics=(
            make_anaesthetic(),
            make_anaesthetic(ended_at=None),
            make_anaesthetic(product_code=NO_ANAESTHETIC, ended_at=None),
        ),
        observation=Observation(started_at=minutes(70), planned_minutes=15, ended_at=None, early_reason=""),
    )
    assert [clock.kind for clock in session_clocks(session, WARNING)] == [
        ClockKind.SESSION,
        ClockKind.INTERRUPTION,
        ClockKind.CONTACT,
        ClockKind.DRYING,
        ClockKind.ANAESTHETIC,
        ClockKind.OBSERVATION,
    ]


def test_a_closed_session_has_no_clocks() -> None:
    assert session_clocks(make_session(status=Status.DONE, ended_at=minutes(50)), WARNING) == ()


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0:00"), (31, "0:31"), (2530, "42:10"), (3730, "1:02:10"), (-61, "-1:01"), (-0.4, "0:00")],
)
def test_durations_are_written_as_clocks_show_them(seconds: float, text: str) -> None:
    assert spoken(timedelta(seconds=seconds)) == text
