"""What the person of a console is told at its end, when it didn't end by their keys."""

from enum import Enum

NO_ROOM = "The server has no room for one more console just now. Try again in a moment."
NO_ROOM_STATUS = 71
"""The exit status of a console that could not be started (EX_OSERR of sysexits.h)."""
_KEPT_STATUS = 143
"""Of a console that was asked to end (128 and SIGTERM) and has kept everything."""
_DIED = "The console has failed. Connect again: your session stays open."


class Ending(Enum):
    """Why the door has a console ended; the values are what is said before and after what was kept."""

    GONE = ("", "")
    STOPPING = ("The clinic's server is being stopped.", "Connect again in a moment.")
    REVOKED = ("This key lets nobody in any more.", "Ask your administrator.")
    REPLACED = ("You have opened another one, and this console made room for it.", "")
    LOST = ("The clinic's server has failed.", "Connect again in a moment: your session stays open.")


def farewell(ending: Ending | None, status: int) -> str:
    """Give what is said, empty when nothing is.

    Args:
        ending: why the door had the console ended; None when it didn't.
        status: the exit status, negative for the signal that killed the process.
    """
    if status == NO_ROOM_STATUS:
        return NO_ROOM
    if ending is None:
        return _DIED if status < 0 else ""
    said, advice = ending.value
    kept = _kept(status) if ending in (Ending.STOPPING, Ending.REVOKED) else ""
    return " ".join(part for part in (said, kept, advice) if part)


def _kept(status: int) -> str:
    if status == 0:
        # It was left by its keys just then, which asks about what is open.
        return ""
    return "What you typed is kept." if status == _KEPT_STATUS else "What you typed last could not be kept."
