"""What the server writes down: one JSON object a line, never anything that was typed or shown."""

import asyncio
import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TextIO

Journal = Callable[..., None]
"""Takes an event's name, and what belongs to it by keyword."""

_QUIET_SECONDS = 1.0


def to(stream: TextIO = sys.stderr) -> Journal:
    """Write to a stream; one that is gone is no reason to stop serving."""

    def note(event: str, **about: str | int | float) -> None:
        line = {"at": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": event, **about}
        try:
            stream.write(json.dumps(line, ensure_ascii=True) + "\n")
            stream.flush()
        except (OSError, ValueError):
            return

    return note


def of_faults(journal: Journal) -> Callable[[asyncio.AbstractEventLoop, dict[str, Any]], None]:
    """Give a handler that notes what an event loop's callbacks raise, each kind once in a second.

    Of an error only its kind is noted, and what the system says of it: its text may hold what was typed.
    """
    noted: dict[tuple[str, str], float] = {}

    def handle(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        reason = (error.strerror or "") if isinstance(error, OSError) else ""
        kind = (type(error).__name__, reason)
        now = time.monotonic()
        if now - noted.get(kind, -_QUIET_SECONDS) >= _QUIET_SECONDS:
            noted[kind] = now
            journal("fault", error=kind[0], reason=reason)

    return handle
