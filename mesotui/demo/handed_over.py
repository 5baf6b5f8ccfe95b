"""The aftercare slips that the demo clinic's clients took home."""

from collections.abc import Collection
from datetime import timedelta
from random import Random
from uuid import UUID

from sqlmodel import Session, col, select

from mesotui.clinic.aftercare import AftercareText
from mesotui.demo.rows import Rows
from mesotui.domain.ids import uuid7
from mesotui.domain.people import Site
from mesotui.domain.treatment import TreatmentSession
from mesotui.records.tables import SessionRow, SlipRow
from mesotui.records.whole import whole_sessions
from mesotui.slips.content import compose, new_code

_BEFORE_END = timedelta(seconds=10)


def write_slips(db: Session, site: Site, keys: Collection[UUID], text: AftercareText, random: Random) -> None:
    """Give a slip for each of the sessions in which something was injected."""
    wanted = select(SessionRow).where(col(SessionRow.site_id) == site.id, col(SessionRow.id).in_(keys))
    given = {row.id: row.practitioner_id for row in db.exec(wanted).all()}
    in_order = db.exec(wanted.order_by(col(SessionRow.id))).all()
    rows = Rows()
    for session in whole_sessions(db, site.id, in_order):
        if session.standing_injections:
            _add(rows, session, site, given[session.id], text, random)
    rows.write(db.connection())


def _add(
    rows: Rows, session: TreatmentSession, site: Site, given_by: UUID, text: AftercareText, random: Random
) -> None:
    given_at = (session.ended_at or session.started_at) - _BEFORE_END
    code = new_code(random.getrandbits)
    slip = compose(session, site, None, text, code=code, now=given_at)
    rows.add(
        SlipRow,
        site_id=site.id,
        id=uuid7(given_at, random.getrandbits),
        session_id=session.id,
        position=1,
        code=slip.code,
        language=slip.language,
        text_version=slip.text_version,
        text=slip.text,
        instructions=slip.instructions,
        visit=slip.visit,
        call=slip.call,
        captions="\n".join(slip.captions),
        given_at=given_at,
        given_by=given_by,
    )
