"""Finds a key by its beginning, as people type it on the command line."""

from uuid import UUID

from sqlmodel import Session, col, select

from mesotui.domain.errors import NotFound, Refused
from mesotui.domain.people import Actor
from mesotui.records.tables import BatchRow, ClientRow, SessionRow

_DIGITS = 32


def session_key(db: Session, actor: Actor, beginning: str) -> UUID:
    """Find a session.

    Raises:
        NotFound: none has a key that begins so.
        Refused: several have.
    """
    return _key(db, actor, SessionRow, beginning, "session")


def client_key(db: Session, actor: Actor, beginning: str) -> UUID:
    """Find a client.

    Raises:
        NotFound: none has a key that begins so.
        Refused: several have.
    """
    return _key(db, actor, ClientRow, beginning, "client")


def batch_key(db: Session, actor: Actor, beginning: str) -> UUID:
    """Find a mix.

    Raises:
        NotFound: none has a key that begins so.
        Refused: several have.
    """
    return _key(db, actor, BatchRow, beginning, "mix")


def _key(
    db: Session,
    actor: Actor,
    kind: type[SessionRow] | type[ClientRow] | type[BatchRow],
    beginning: str,
    what: str,
) -> UUID:
    digits = beginning.replace("-", "").lower()
    missing = NotFound(f"No {what} has an id that begins so. mesotui lists them.")
    if not digits or len(digits) > _DIGITS or set(digits) - set("0123456789abcdef"):
        raise missing
    first, last = UUID(digits.ljust(_DIGITS, "0")), UUID(digits.ljust(_DIGITS, "f"))
    found = db.exec(
        select(kind.id)
        .where(col(kind.site_id) == actor.site_id, col(kind.id) >= first, col(kind.id) <= last)
        .limit(2)
    ).all()
    if not found:
        raise missing
    if len(found) > 1:
        raise Refused(f"Several ids begin so. Type more of the {what}'s id.")
    return found[0]
