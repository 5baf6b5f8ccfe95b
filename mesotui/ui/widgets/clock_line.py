"""A clock as a line of words: a sign and a word for its standing, and what is left, beside the colour."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from rich.cells import cell_len
from textual.content import Content

from mesotui.domain.clocks import Clock, ClockKind, Standing, session_clocks, spoken
from mesotui.domain.protocol import Limits
from mesotui.domain.treatment import TreatmentSession

BAR_CELLS = 10
_SHORTEST_LABEL = 6
_EIGHTHS = " ▏▎▍▌▋▊▉█"


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What is said of a clock at a moment."""

    sign: str
    """● waiting for its minimum, ✓ ready, ▲ near its maximum, ✖ over; · where nothing is awaited."""
    colour: str
    """The theme's variable, as a style."""
    time: str
    words: str
    filled: float | None
    """How much of what is awaited has passed, from 0 to 1; None where nothing is awaited."""


def tell(clock: Clock, now: datetime) -> Telling:
    """Say how a clock stands, in a sign and words that do not need the colour."""
    standing = clock.standing(now)
    sign, colour = _SIGNS[standing]
    if clock.kind is ClockKind.INTERRUPTION:
        sign, colour = "▲", "$warn"
    elif clock.minimum is None and clock.maximum is None:
        sign, colour = "·", "$quiet"
    elif clock.kind is ClockKind.SESSION and standing in (Standing.WAITING, Standing.READY):
        # Nobody waits for a session to become long enough.
        sign, colour = "·", "$quiet"
    elif clock.kind is ClockKind.SESSION:
        # A long session is no danger to anybody; red is kept for what is.
        sign, colour = "▲", "$warn"
    return Telling(
        sign=sign,
        colour=colour,
        time=spoken(clock.elapsed(now)),
        words=_words(clock, standing, now),
        filled=_filled(clock, standing, now),
    )


def clock_content(clock: Clock, now: datetime, *, width: int) -> Content:
    """Write a clock as one line of at most that many cells; the bar goes first, then the label's end."""
    told = tell(clock, now)
    line = _assembled(told, clock.label, with_bar=True)
    if line.cell_length > width:
        line = _assembled(told, clock.label, with_bar=False)
    if line.cell_length > width:
        # What is left matters more than the whole name of a product.
        room = max(_SHORTEST_LABEL, cell_len(clock.label) - (line.cell_length - width))
        line = _assembled(
            told, Content(clock.label).truncate(room, ellipsis=True).plain.rstrip(), with_bar=False
        )
    return line.truncate(width, ellipsis=True)


def clocks_content(session: TreatmentSession, limits: Limits, now: datetime, *, width: int) -> Content:
    """Write the clocks that run for a session, a line each; its own clock has its place elsewhere."""
    warn_before = timedelta(minutes=int(limits.anaesthetic_warning_minutes))
    clocks = [c for c in session_clocks(session, warn_before) if c.kind is not ClockKind.SESSION]
    return Content("\n").join([clock_content(clock, now, width=max(20, width)) for clock in clocks])


def after_time(words: str) -> str:
    """Put the words of a clock after its time."""
    if not words:
        return ""
    return f" {words}" if words.startswith("of ") else f" · {words}"


def bar(filled: float, cells: int = BAR_CELLS) -> str:
    """Draw how much has passed, to an eighth of a cell.

    >>> bar(0.5, 4)
    '▕██  ▏'
    """
    eighths = round(max(0.0, min(1.0, filled)) * cells * 8)
    whole, part = divmod(eighths, 8)
    drawn = "█" * whole + (_EIGHTHS[part] if part else "")
    return f"▕{drawn.ljust(cells)}▏"


def _assembled(told: Telling, label: str, *, with_bar: bool) -> Content:
    parts = [Content.styled(f"{told.sign} ", told.colour), Content(f"{label} ")]
    if with_bar and told.filled is not None:
        parts.append(Content.styled(f"{bar(told.filled)} ", told.colour))
    parts += [
        Content.styled(told.time, "bold"),
        Content.styled(after_time(told.words), told.colour),
    ]
    return Content("").join(parts)


_SIGNS = {
    Standing.WAITING: ("●", "$accent"),
    Standing.READY: ("✓", "$ok"),
    Standing.SOON: ("▲", "$warn"),
    Standing.OVER: ("✖", "$danger bold"),
    Standing.ENDED: ("·", "$quiet"),
}


def _words(clock: Clock, standing: Standing, now: datetime) -> str:
    if clock.kind is ClockKind.SESSION:
        return _session_words(clock, standing, now)
    if clock.kind is ClockKind.INTERRUPTION:
        return "interrupted"
    if standing is Standing.WAITING:
        return _AWAITED[clock.kind].format(spoken(clock.to_minimum(now)))
    if clock.maximum is None:
        return (
            ""
            if clock.minimum is None
            else _REACHED[clock.kind].format(spoken(clock.elapsed(now) - clock.minimum))
        )
    left = spoken(abs(clock.to_maximum(now) or timedelta(0)))
    if standing is Standing.OVER:
        return f"over its maximum by {left}"
    return f"take off within {left}" if standing is Standing.SOON else f"ready, max in {left}"


_AWAITED = {
    ClockKind.CONTACT: "keep wet {} more",
    ClockKind.DRYING: "dry in {}",
    ClockKind.ANAESTHETIC: "ready in {}",
    ClockKind.OBSERVATION: "{} left",
    ClockKind.ROOM: "{} left",
}
_REACHED = {
    ClockKind.CONTACT: "contact reached",
    ClockKind.DRYING: "dry",
    ClockKind.ANAESTHETIC: "ready",
    ClockKind.OBSERVATION: "observed long enough",
    ClockKind.ROOM: "time is up, {} ago",
}


def _session_words(clock: Clock, standing: Standing, now: datetime) -> str:
    if standing is Standing.OVER:
        return f"{spoken(abs(clock.to_maximum(now) or timedelta(0)))} over target"
    bounds = [
        int(bound.total_seconds() // 60) for bound in (clock.minimum, clock.maximum) if bound is not None
    ]
    return f"of {'–'.join(map(str, bounds))} min" if bounds else ""


def _filled(clock: Clock, standing: Standing, now: datetime) -> float | None:
    if clock.kind in (ClockKind.SESSION, ClockKind.INTERRUPTION):
        return None
    goal = clock.minimum if standing is Standing.WAITING else clock.maximum
    if not goal:
        return None
    return clock.elapsed(now) / goal
