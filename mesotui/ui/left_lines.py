"""What is left over of mixes, in words."""

from collections.abc import Sequence
from datetime import datetime

from textual.content import Content

from mesotui.domain.dates import short_date
from mesotui.domain.dose import plain
from mesotui.domain.mixture import Batch
from mesotui.ui import local_time

_MOST_NAMED = 3


def discard_line(batches: Sequence[Batch], now: datetime) -> Content:
    """Say which mixes are to be thrown away, and how; nothing where none is."""
    if not batches:
        return Content("")
    named = [f"{_name(one, now)} {plain(one.left_ml)} mL" for one in batches[:_MOST_NAMED]]
    more = f" and {len(batches) - _MOST_NAMED} more" if len(batches) > _MOST_NAMED else ""
    told = f"▲ Throw away what is left of {', '.join(named)}{more}: Ctrl+S, then m"
    return Content.styled(told, "$warn")


def left_line(batches: Sequence[Batch]) -> Content:
    """Say what a session leaves over; nothing where it leaves nothing."""
    if not batches:
        return Content("")
    named = ", ".join(f"{one.name} {plain(one.left_ml)} mL" for one in batches)
    told = f"Left over: {named}. Throw it away (Ctrl+D), or use it for the next client."
    return Content.styled(told, "$warn")


def _name(batch: Batch, now: datetime) -> str:
    day = local_time.local(batch.made_at).date()
    return batch.name if day == local_time.today(now) else f"{batch.name} of {short_date(day)[:6].strip()}"
