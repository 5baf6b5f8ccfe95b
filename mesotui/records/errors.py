"""What a database says when it can't, in words for the person at the terminal."""

from mesotui.domain.errors import Conflict, Refused


class NotSaved(Refused):
    """The database could not keep what was asked; the same may be tried again."""


class KeptRefusal(Refused):
    """Refused, while what was written before it stays: a wrong PIN is counted though it opens nothing."""


# Primary result codes of SQLite (https://www.sqlite.org/rescode.html).
_BUSY, _LOCKED, _READ_ONLY, _IO, _CORRUPT, _FULL, _CANNOT_OPEN, _NO_DATABASE = 5, 6, 8, 10, 11, 13, 14, 26
_PRIMARY_BITS = 0xFF
# The driver gives no finer code for this one among the constraints.
_SAME_KEY = "UNIQUE constraint failed"

# https://www.postgresql.org/docs/current/errcodes-appendix.html
_PG_TRY_AGAIN = frozenset({"40001", "40P01", "55P03"})
_PG_READ_ONLY = "25006"
_PG_FULL = "53100"
_PG_SAME_KEY = "23505"

BUSY = "Another terminal is saving and didn't finish in time. What you typed is kept: try again."
DISK_FULL = "The disk is full, nothing was saved. What you typed is kept: free some space and try again."
READ_ONLY = (
    "The records are read-only now, nothing was saved. What you typed is kept: see to the disk and try again."
)
DISK_ERROR = (
    "The disk gave an error, nothing was saved. What you typed is kept: see to the disk and try again."
)
DAMAGED = "The records are damaged, nothing was saved. What you typed is kept: stop, and restore a backup."
UNREACHABLE = (
    "The database can't be reached. What you typed is kept: before you try again, look whether it was saved."
)
CHANGED_MEANWHILE = (
    "This doesn't fit what another terminal saved meanwhile. Look at it again, then try again."
)


def is_passing(problem: BaseException | None) -> bool:
    """Tell whether running the whole transaction again may succeed: somebody else was in the way."""
    code = getattr(problem, "sqlite_errorcode", None)
    if code is not None:
        return code & _PRIMARY_BITS in (_BUSY, _LOCKED)
    return getattr(problem, "sqlstate", None) in _PG_TRY_AGAIN


def refusal_for(problem: BaseException | None) -> Refused | None:
    """Give the sentence for a database's own error; nothing where the error is a mistake of this program."""
    if is_passing(problem):
        return NotSaved(BUSY)
    code = getattr(problem, "sqlite_errorcode", None)
    if code is not None:
        return _refusal_for_sqlite(code, str(problem))
    return _refusal_for_postgresql(problem)


def _refusal_for_sqlite(code: int, words: str) -> Refused | None:
    if words.startswith(_SAME_KEY):
        return Conflict(CHANGED_MEANWHILE)
    sentence = {
        _FULL: DISK_FULL,
        _READ_ONLY: READ_ONLY,
        _IO: DISK_ERROR,
        _CANNOT_OPEN: DISK_ERROR,
        _CORRUPT: DAMAGED,
        _NO_DATABASE: DAMAGED,
    }.get(code & _PRIMARY_BITS)
    return NotSaved(sentence) if sentence else None


def _refusal_for_postgresql(problem: BaseException | None) -> Refused | None:
    if type(problem).__module__.partition(".")[0] != "psycopg":
        return None
    state = getattr(problem, "sqlstate", None) or ""
    if state == _PG_SAME_KEY:
        return Conflict(CHANGED_MEANWHILE)
    if state == _PG_FULL:
        return NotSaved(DISK_FULL)
    if state == _PG_READ_ONLY:
        return NotSaved(READ_ONLY)
    # No state at all: the connection broke before the server could answer.
    lost = not state and type(problem).__name__ == "OperationalError"
    return NotSaved(UNREACHABLE) if lost or state[:2] in ("08", "57") else None
