"""Clocks in words: nobody needs the colour to know how one stands."""

from datetime import UTC, datetime, timedelta

import pytest

from mesotui.domain.clocks import Clock, ClockKind
from mesotui.ui.widgets.clock_line import bar, clock_content, tell

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def _clock(kind: ClockKind, label: str, minimum: int | None = None, maximum: int | None = None) -> Clock:
    def minutes(count: int | None) -> timedelta | None:
        return None if count is None else timedelta(minutes=count)

    return Clock(
        kind=kind,
        label=label,
        started_at=NOON,
        minimum=minutes(minimum),
        maximum=minutes(maximum),
        warn_before=timedelta(minutes=15),
    )


ANAESTHETIC = _clock(ClockKind.ANAESTHETIC, "Lidocaine", 60, 300)


@pytest.mark.parametrize(
    ("clock", "minute", "line"),
    [
        (ANAESTHETIC, 42, "● Lidocaine 42:00 · ready in 18:00"),
        (ANAESTHETIC, 62, "✓ Lidocaine 1:02:00 · ready, max in 3:58:00"),
        (ANAESTHETIC, 290, "▲ Lidocaine 4:50:00 · take off within 10:00"),
        (ANAESTHETIC, 302, "✖ Lidocaine 5:02:00 · over its maximum by 2:00"),
        (_clock(ClockKind.CONTACT, "Contact", 1), 0, "● Contact 0:00 · keep wet 1:00 more"),
        (_clock(ClockKind.CONTACT, "Contact", 1), 2, "✓ Contact 2:00 · contact reached"),
        (_clock(ClockKind.DRYING, "Drying", 2), 1, "● Drying 1:00 · dry in 1:00"),
        (_clock(ClockKind.OBSERVATION, "Observation", 15), 20, "✓ Observation 20:00 · observed long enough"),
        (_clock(ClockKind.ROOM, "Kettle", 5), 3, "● Kettle 3:00 · 2:00 left"),
        (_clock(ClockKind.ROOM, "Kettle", 5), 6, "✓ Kettle 6:00 · time is up, 1:00 ago"),
        (_clock(ClockKind.INTERRUPTION, "Telephone"), 1, "▲ Telephone 1:00 · interrupted"),
        (_clock(ClockKind.SESSION, "Session", 30, 60), 24, "· Session 24:00 of 30–60 min"),
        (_clock(ClockKind.SESSION, "Session", 30, 60), 65, "▲ Session 1:05:00 · 5:00 over target"),
    ],
)
def test_a_clock_says_how_it_stands(clock: Clock, minute: int, line: str) -> None:
    shown = clock_content(clock, NOON + timedelta(minutes=minute), width=len(line))

    assert shown.plain == line


def test_the_bar_is_drawn_where_there_is_space_and_nothing_is_wider_than_asked() -> None:
    later = NOON + timedelta(minutes=30)

    assert "▕█████     ▏" in clock_content(ANAESTHETIC, later, width=60).plain
    assert clock_content(ANAESTHETIC, later, width=20).cell_length == 20


def test_a_bar_keeps_its_width_when_it_is_empty_or_overfull() -> None:
    assert [len(bar(filled)) for filled in (-1, 0, 0.33, 1, 7)] == [12] * 5


def test_red_is_only_for_what_is_over_its_maximum() -> None:
    colours = [tell(ANAESTHETIC, NOON + timedelta(minutes=minute)).colour for minute in (1, 61, 290, 301)]

    assert colours == ["$accent", "$ok", "$warn", "$danger bold"]
