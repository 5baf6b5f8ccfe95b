"""Aftercare slips, kept exactly as they were handed over."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlmodel import Session, col, select

from mesotui.domain.errors import NotFound, Refused
from mesotui.domain.ids import uuid7
from mesotui.domain.people import Actor
from mesotui.domain.text import required_text
from mesotui.domain.treatment import GivenSlip
from mesotui.records import views
from mesotui.records.guards import next_position, put, require_treating, session_row, void
from mesotui.records.tables import SessionRow, SlipRow
from mesotui.records.tables.keys import REASON_LENGTH
from mesotui.records.whole import staff_names

# The letters that Crockford's base 32 leaves out, for what they are mistaken for.
_MISHEARD = str.maketrans("OIL", "011")


class SlipToGive(Protocol):
    """A slip as it is about to be handed over; its payloads are those of the QR codes on it."""

    @property
    def code(self) -> str:
        """Eight characters of Crockford's base 32, of this slip alone."""

    @property
    def language(self) -> str:
        """The language of its text."""

    @property
    def text_version(self) -> str:
        """The version of its text."""

    @property
    def text(self) -> str:
        """All of its text."""

    @property
    def instructions(self) -> bytes:
        """What its instructions QR holds."""

    @property
    def visit(self) -> bytes:
        """What its next-visit QR holds; empty without one."""

    @property
    def call(self) -> bytes:
        """What its telephone QR holds; empty without one."""

    @property
    def captions(self) -> tuple[str, ...]:
        """The words around its QRs."""


def give(
    db: Session,
    actor: Actor,
    session_id: UUID,
    *,
    slip: SlipToGive,
    now: datetime,
    replaces: str = "",
    reason: str = "",
) -> GivenSlip:
    """Keep a slip as it was given; sessions that are closed give slips, too.

    Args:
        db: the records.
        actor: who gives it.
        session_id: what it tells of.
        slip: what is given.
        now: aware.
        replaces: the code of the session's slip in whose place it is given; it stays, and is marked.
        reason: why that one had to be replaced.

    Raises:
        Refused: another slip has its code, what it replaces was replaced before, there is no reason, or the
            actor may not treat.
    """
    require_treating(actor)
    session = session_row(db, actor, session_id)
    if replaces:
        _replace(db, actor, session, replaces, reason, now)
    if _row(db, actor, slip.code) is not None:
        raise Refused("Another slip has this code already. Make the slip again.")
    row = SlipRow(
        site_id=session.site_id,
        id=uuid7(now),
        session_id=session.id,
        position=next_position(db, session, SlipRow),
        code=slip.code.upper(),
        language=slip.language,
        text_version=slip.text_version,
        text=slip.text,
        instructions=slip.instructions,
        visit=slip.visit,
        call=slip.call,
        captions="\n".join(slip.captions),
        given_at=now,
        given_by=actor.staff_id,
    )
    return views.slip_of(put(db, row), staff_names(db, actor))


def slip_by_code(db: Session, actor: Actor, code: str) -> tuple[GivenSlip, UUID]:
    """Find a slip, and the session it was given in, by the code that a client reads out.

    Raises:
        NotFound: there is none.
    """
    row = _row(db, actor, code)
    if row is None:
        raise NotFound("No slip has this code. Ask for the eight characters again.")
    return views.slip_of(row, staff_names(db, actor)), row.session_id


def _replace(db: Session, actor: Actor, session: SessionRow, code: str, reason: str, now: datetime) -> None:
    row = _row(db, actor, code)
    if row is None or row.session_id != session.id:
        raise NotFound("This session has no such slip.")
    void(row, actor, required_text(reason, field="The reason", limit=REASON_LENGTH), now)
    db.flush()


def _row(db: Session, actor: Actor, code: str) -> SlipRow | None:
    compared = "".join(code.split()).upper().translate(_MISHEARD)
    return db.exec(
        select(SlipRow).where(col(SlipRow.site_id) == actor.site_id, col(SlipRow.code) == compared)
    ).first()
