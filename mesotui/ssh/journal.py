"""What the server writes down: one JSON object a line, never anything that was typed or shown."""

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TextIO

Journal = Callable[..., None]
"""Takes an event's name, and what belongs to it by keyword."""


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
