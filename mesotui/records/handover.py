"""All that a slip is written from, read at once."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from mesotui.domain.errors import NotFound
from mesotui.domain.people import Actor, Site
from mesotui.domain.treatment import TreatmentSession
from mesotui.records.appointments import next_visit
from mesotui.records.sessions import session
from mesotui.records.sites import current_site
from mesotui.records.tables import SessionRow, SlipRow, TextApprovalRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """What is known when a client is about to leave."""

    session: TreatmentSession
    site: Site
    next_visit: datetime | None
    usual_language: str
    """That of the client's newest slip; empty before the first."""
    approved: frozenset[str]
    """The SHA-256 of every text that the clinic approved."""


def handover(db: Session, actor: Actor, session_id: UUID, *, now: datetime) -> Handover:
    """Read what a session's slip is written from.

    Raises:
        NotFound: there is no such session.
    """
    treated = session(db, actor, session_id)
    site = current_site(db)
    if site is None:
        raise NotFound("This clinic isn't in these records.")
    due = next_visit(db, actor, treated.client.id, after=now)
    approvals = select(TextApprovalRow.sha256).where(col(TextApprovalRow.site_id) == actor.site_id)
    return Handover(
        session=treated,
        site=site,
        next_visit=due.due_at if due else None,
        usual_language=_usual_language(db, actor, treated.client.id),
        approved=frozenset(db.exec(approvals).all()),
    )


def _usual_language(db: Session, actor: Actor, client_id: UUID) -> str:
    statement = (
        select(SlipRow.language)
        .join(
            SessionRow,
            (col(SessionRow.site_id) == col(SlipRow.site_id))
            & (col(SessionRow.id) == col(SlipRow.session_id)),
        )
        .where(col(SlipRow.site_id) == actor.site_id, col(SessionRow.client_id) == client_id)
        .order_by(col(SlipRow.given_at).desc())
        .limit(1)
    )
    return db.exec(statement).first() or ""
