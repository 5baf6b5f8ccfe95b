"""How much the door lets in: the clinic's numbers, in the table ``[serve]`` of ``mesotui.toml``."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Each attribute is a key of the same name; the defaults suit a clinic of fifty terminals."""

    connections: int = 100
    """How many may be connected at once."""
    connections_per_person: int = 5
    """How many consoles one person may have at once."""
    unauthenticated: int = 20
    """How many may be connected that have not signed in yet."""
    sign_in_seconds: int = 20
    """How long signing in may take."""
    failed_tries: int = 20
    """After how many connections without a known key an address has to wait."""
    failed_minutes: int = 10
    """For how long it then waits, and for how long a failed try counts."""
    buffered_bytes: int = 262_144
    """How much output waits for a slow line; the console then pauses until the line has caught up."""
    stalled_seconds: int = 120
    """After how long a line that takes no output at all is cut; what is typed is kept."""
    vanished_seconds: int = 15
    """After how long a line that answers nothing is cut."""
    columns: int = 500
    """The widest terminal; a wider one is served as this."""
    rows: int = 200
    """The highest terminal."""
    stop_seconds: int = 10
    """How long consoles get to finish when the server stops."""


LARGEST = {"columns": 1000, "rows": 1000, "buffered_bytes": 16_777_216}
"""What a key may be set to at most, where that isn't a million."""
