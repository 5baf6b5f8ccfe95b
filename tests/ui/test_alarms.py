"""Alarms ring once, and say nothing of who lies there."""

from datetime import UTC, datetime, timedelta

from mesotui.domain.clocks import Clock, ClockKind
from mesotui.ui.alarms import Alarms, RoomClocks

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def _minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


def _anaesthetic() -> Clock:
    return Clock(
        kind=ClockKind.ANAESTHETIC,
        label="Lidocaine cream",
        started_at=NOON,
        minimum=_minutes(60),
        maximum=_minutes(300),
        warn_before=_minutes(15),
    )


def _texts(alarms: Alarms, clock: Clock, *minutes: int) -> list[list[str]]:
    room = RoomClocks(room_name="Room 2", clocks=(clock,))
    return [[notice.text for notice in alarms.due([room], NOON + _minutes(minute))] for minute in minutes]


def test_each_alarm_rings_once_however_often_it_is_asked() -> None:
    heard = _texts(Alarms(NOON), _anaesthetic(), 59, 60, 60, 61, 285, 299, 300, 301)

    assert heard == [
        [],
        ["✓ Room 2: Lidocaine cream is ready"],
        [],
        [],
        ["▲ Room 2: Lidocaine cream comes near its maximum"],
        [],
        ["✖ Room 2: Lidocaine cream is over its maximum"],
        [],
    ]


def test_what_fell_before_the_terminal_was_opened_does_not_ring() -> None:
    assert _texts(Alarms(NOON + _minutes(70)), _anaesthetic(), 71) == [[]]


def test_a_clock_set_back_rings_nothing_twice() -> None:
    assert _texts(Alarms(NOON), _anaesthetic(), 60, 10, 61) == [
        ["✓ Room 2: Lidocaine cream is ready"],
        [],
        [],
    ]


def test_a_session_rings_only_when_it_is_over_its_target() -> None:
    clock = Clock(
        kind=ClockKind.SESSION, label="Session", started_at=NOON, minimum=_minutes(30), maximum=_minutes(60)
    )

    assert _texts(Alarms(NOON), clock, 31, 61) == [[], ["▲ Room 2: Session is over its target"]]


def test_a_passed_maximum_of_a_drug_is_severe_and_a_room_clock_is_not() -> None:
    room_clock = Clock(kind=ClockKind.ROOM, label="Kettle", started_at=NOON, minimum=_minutes(5))
    rooms = [RoomClocks(room_name="Room 1", clocks=(_anaesthetic(), room_clock))]

    notices = Alarms(NOON).due(rooms, NOON + _minutes(300))

    assert [(notice.text, notice.severe) for notice in notices][-1] == ("✓ Room 1: Kettle time is up", False)
    assert [notice.severe for notice in notices] == [False, False, True, False]
