"""The alarms of the clocks: each rings once on each terminal, and says which room and clock, never who."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from mesotui.domain.clocks import Clock, ClockKind, Standing, rung


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomClocks:
    """The clocks that run in one room."""

    room_name: str
    clocks: tuple[Clock, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One alarm in words; it may be shown to anybody who passes."""

    text: str
    severe: bool
    """Whether a maximum was passed."""


class Alarms:
    """Remembers up to when this terminal has rung, so that no alarm rings twice or is missed.

    Args:
        since: from when on alarms ring; what fell before is shown by its colour and words, not rung.
    """

    def __init__(self, since: datetime) -> None:
        self._rung_until = since

    def due(self, rooms: Iterable[RoomClocks], now: datetime) -> tuple[Notice, ...]:
        """Give the alarms that fell since this was last asked."""
        after, self._rung_until = self._rung_until, max(self._rung_until, now)
        return tuple(
            notice(room.room_name, clock, standing)
            for room in rooms
            for clock, standing in rung(room.clocks, after, now)
            if calls_somebody(clock, standing)
        )


def calls_somebody(clock: Clock, standing: Standing) -> bool:
    """Whether somebody has to come when a clock stands so."""
    if clock.kind is ClockKind.SESSION:
        # A session that reaches the lower end of its target asks nothing of anybody.
        return standing is Standing.OVER
    reached = standing is Standing.READY and clock.minimum is not None
    return reached or standing in (Standing.SOON, Standing.OVER)


def notice(room_name: str, clock: Clock, standing: Standing) -> Notice:
    """Put an alarm in words."""
    over = standing is Standing.OVER and clock.kind is not ClockKind.SESSION
    sign = "✖" if over else "✓" if standing is Standing.READY else "▲"
    what = _TOLD.get((clock.kind, standing)) or _USUALLY[standing]
    return Notice(text=f"{sign} {room_name}: {clock.label} {what}", severe=over)


_USUALLY = {
    Standing.READY: "is ready",
    Standing.SOON: "comes near its maximum",
    Standing.OVER: "is over its maximum",
}
_TOLD = {
    (ClockKind.SESSION, Standing.OVER): "is over its target",
    (ClockKind.CONTACT, Standing.READY): "time is reached",
    (ClockKind.DRYING, Standing.READY): "time is reached",
    (ClockKind.OBSERVATION, Standing.READY): "time is reached",
    (ClockKind.ROOM, Standing.READY): "time is up",
}
