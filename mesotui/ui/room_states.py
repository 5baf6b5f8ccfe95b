"""What the rooms' cards, the line above them and the alarms are made of."""

from datetime import datetime, timedelta

from textual.content import Content

from mesotui.domain.clocks import Clock, ClockKind, Standing, session_clocks
from mesotui.domain.rooms import Overview, RoomClock
from mesotui.ui.alarms import RoomClocks, calls_somebody, notice
from mesotui.ui.widgets.clock_line import tell
from mesotui.ui.widgets.room_card import RoomState

# What needs a hand comes first; what is merely ready comes after.
_URGENCY = {Standing.OVER: 0, Standing.SOON: 1, Standing.READY: 2}


def countdown(clock: RoomClock) -> Clock:
    """Give a room's countdown as a clock that has a time to reach."""
    return Clock(
        kind=ClockKind.ROOM,
        label=clock.label,
        started_at=clock.started_at,
        ended_at=clock.ended_at,
        minimum=timedelta(seconds=clock.seconds),
    )


def room_states(overview: Overview, warn_before: timedelta) -> tuple[RoomState, ...]:
    """Give each room with who is inside and everything that runs there.

    Args:
        overview: the clinic at a glance.
        warn_before: how long before an anaesthetic's maximum the warning begins.
    """
    return tuple(
        RoomState(
            room=room,
            session=session,
            clocks=(
                *(session_clocks(session, warn_before) if session else ()),
                *(countdown(clock) for clock in overview.room_clocks if clock.room_id == room.id),
            ),
        )
        for room, session in overview.rooms
    )


def room_clocks(overview: Overview, warn_before: timedelta) -> tuple[RoomClocks, ...]:
    """Give the clocks of each room, for the alarms."""
    return tuple(
        RoomClocks(room_name=state.room.name, clocks=state.clocks)
        for state in room_states(overview, warn_before)
    )


def attention(overview: Overview, warn_before: timedelta, now: datetime) -> Content:
    """Say in one line which rooms wait for somebody, the most urgent first; nothing where none does."""
    waiting = [
        (
            _URGENCY[standing] + (clock.kind is ClockKind.SESSION) * len(_URGENCY),
            state.room.name,
            clock,
            standing,
        )
        for state in room_states(overview, warn_before)
        for clock in state.clocks
        if (standing := clock.standing(now)) in _URGENCY and calls_somebody(clock, standing)
    ]
    return Content("   ").join(
        Content.styled(notice(room_name, clock, standing).text, tell(clock, now).colour)
        for _, room_name, clock, standing in sorted(waiting, key=lambda item: item[0])
    )
