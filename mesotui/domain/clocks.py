"""Time as a fact: what is shown is computed from stored times, so it is right after any crash."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from mesotui.domain.treatment import Phase, TreatmentSession

NO_TIME = timedelta(0)


class ClockKind(StrEnum):
    """What a clock measures."""

    SESSION = "session"
    CONTACT = "contact"
    DRYING = "drying"
    ANAESTHETIC = "anaesthetic"
    OBSERVATION = "observation"
    INTERRUPTION = "interruption"
    ROOM = "room"


class Standing(StrEnum):
    """How a clock stands against its minimum and maximum."""

    WAITING = "waiting"
    """The minimum isn't reached."""
    READY = "ready"
    SOON = "soon"
    """The maximum comes near."""
    OVER = "over"
    """The maximum has passed."""
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A stretch of time with, perhaps, a minimum to reach and a maximum not to pass."""

    kind: ClockKind
    label: str
    started_at: datetime
    ended_at: datetime | None = None
    minimum: timedelta | None = None
    maximum: timedelta | None = None
    warn_before: timedelta = NO_TIME
    """How long before the maximum the warning begins."""

    def elapsed(self, now: datetime) -> timedelta:
        """Give the time since the start; never negative, even if the machine's clock was set back."""
        return _between(self.started_at, self.ended_at or now)

    def went_back(self, now: datetime) -> bool:
        """Tell whether the machine's clock stands before this clock's start."""
        return now.astimezone(UTC) < self.started_at.astimezone(UTC)

    def standing(self, now: datetime) -> Standing:
        """Give how the clock stands; a clock without bounds is ready from its start."""
        return Standing.ENDED if self.ended_at is not None else self._standing_at(self.elapsed(now))

    def to_minimum(self, now: datetime) -> timedelta:
        """Give what is left until the minimum; nothing once it is reached, or where there is none."""
        return max(NO_TIME, (self.minimum or NO_TIME) - self.elapsed(now))

    def to_maximum(self, now: datetime) -> timedelta | None:
        """Give what is left until the maximum, negative once it has passed; None where there is none."""
        return None if self.maximum is None else self.maximum - self.elapsed(now)

    def alarms(self) -> tuple[tuple[datetime, Standing], ...]:
        """Give the moments at which the standing changes by itself, each with what it becomes."""
        bounds = {self.minimum, self.maximum}
        if self.maximum is not None:
            bounds.add(self.maximum - self.warn_before)
        moments: list[tuple[datetime, Standing]] = []
        standing = self._standing_at(NO_TIME)
        for bound in sorted(bound for bound in bounds if bound is not None and bound > NO_TIME):
            if self._standing_at(bound) is not standing:
                standing = self._standing_at(bound)
                moments.append((self.started_at.astimezone(UTC) + bound, standing))
        return tuple(moment for moment in moments if self.ended_at is None or moment[0] <= self.ended_at)

    def _standing_at(self, elapsed: timedelta) -> Standing:
        if self.minimum is not None and elapsed < self.minimum:
            return Standing.WAITING
        if self.maximum is not None:
            if elapsed >= self.maximum:
                return Standing.OVER
            if elapsed >= self.maximum - self.warn_before:
                return Standing.SOON
        return Standing.READY


def rung(clocks: tuple[Clock, ...], after: datetime, until: datetime) -> tuple[tuple[Clock, Standing], ...]:
    """Give the alarms that fell in ``(after, until]``: each rings once on each terminal, and none is kept."""
    return tuple(
        (clock, standing)
        for clock in clocks
        if clock.ended_at is None
        for moment, standing in clock.alarms()
        if after < moment <= until
    )


def session_clocks(session: TreatmentSession, warn_before: timedelta) -> tuple[Clock, ...]:
    """Give the clocks that run in an open session, the session's own first.

    Args:
        session: the session as it is stored.
        warn_before: how long before an anaesthetic's maximum the warning begins.
    """
    if not session.is_open:
        return ()
    clocks = [session_clock(session)]
    for pause in session.interruptions:
        clocks.append(_clock(ClockKind.INTERRUPTION, pause.reason, pause.started_at, pause.ended_at))
    for cleansing in session.antisepses:
        contact_end = cleansing.dry_started_at or cleansing.ended_at
        contact = timedelta(seconds=cleansing.contact_seconds)
        clocks.append(
            _clock(ClockKind.CONTACT, "Contact", cleansing.contact_started_at, contact_end, minimum=contact)
        )
        if cleansing.dry_started_at:
            dry = timedelta(seconds=cleansing.dry_seconds)
            clocks.append(
                _clock(ClockKind.DRYING, "Drying", cleansing.dry_started_at, cleansing.ended_at, minimum=dry)
            )
    for anaesthetic in session.anaesthetics:
        if not anaesthetic.is_none:
            clocks.append(
                Clock(
                    kind=ClockKind.ANAESTHETIC,
                    label=anaesthetic.product_name,
                    started_at=anaesthetic.started_at,
                    ended_at=anaesthetic.ended_at,
                    minimum=_minutes(anaesthetic.minimum_minutes),
                    maximum=_minutes(anaesthetic.maximum_minutes),
                    warn_before=warn_before,
                )
            )
    if session.observation:
        watch = session.observation
        clocks.append(
            _clock(
                ClockKind.OBSERVATION,
                "Observation",
                watch.started_at,
                watch.ended_at,
                minimum=timedelta(minutes=watch.planned_minutes),
            )
        )
    return tuple(clock for clock in clocks if clock.ended_at is None)


def session_clock(session: TreatmentSession) -> Clock:
    """Give the session's own clock: its target is a minimum and a maximum, in minutes."""
    return Clock(
        kind=ClockKind.SESSION,
        label="Session",
        started_at=session.started_at,
        ended_at=session.ended_at,
        minimum=_minutes(session.target_minutes[0]),
        maximum=_minutes(session.target_minutes[1]),
    )


def time_in_phase(phases: tuple[Phase, ...], now: datetime) -> timedelta:
    """Give how long the phases lasted together."""
    return sum((_between(phase.started_at, phase.ended_at or now) for phase in phases), NO_TIME)


def interrupted(session: TreatmentSession, now: datetime) -> timedelta:
    """Give how long the session was interrupted, all interruptions together."""
    pauses = session.interruptions
    return sum((_between(pause.started_at, pause.ended_at or now) for pause in pauses), NO_TIME)


def spoken(duration: timedelta) -> str:
    """Write a duration as a clock shows it: ``0:31``, ``42:10``, ``1:02:10``; below zero with a minus."""
    seconds = int(abs(duration.total_seconds()))
    hours, rest = divmod(seconds, 3600)
    minutes, seconds_left = divmod(rest, 60)
    sign = "-" if duration < NO_TIME and seconds else ""
    if hours:
        return f"{sign}{hours}:{minutes:02}:{seconds_left:02}"
    return f"{sign}{minutes}:{seconds_left:02}"


def _between(start: datetime, end: datetime) -> timedelta:
    # Within one time zone Python subtracts wall times, which is an hour wrong across a summer time change.
    return max(NO_TIME, end.astimezone(UTC) - start.astimezone(UTC))


def _clock(
    kind: ClockKind,
    label: str,
    started_at: datetime,
    ended_at: datetime | None,
    *,
    minimum: timedelta | None = None,
) -> Clock:
    return Clock(kind=kind, label=label, started_at=started_at, ended_at=ended_at, minimum=minimum)


def _minutes(minutes: int | None) -> timedelta | None:
    return None if minutes is None else timedelta(minutes=minutes)
