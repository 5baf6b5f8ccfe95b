"""The aftercare slips that the demo clinic's clients took home."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta, timezone
from random import Random
from typing import TYPE_CHECKING
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
from mesotui.slips.signing import signed

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_BEFORE_END = timedelta(seconds=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What every slip of a clinic is made with."""

    site: Site
    text: AftercareText
    key: "Ed25519PrivateKey"


def write_slips(db: Session, keys: Collection[UUID], paper: Paper, random: Random) -> None:
    """Give a signed slip for each of the sessions in which something was injected."""
    site = paper.site
    wanted = select(SessionRow).where(col(SessionRow.site_id) == site.id, col(SessionRow.id).in_(keys))
    given = {row.id: row.practitioner_id for row in db.exec(wanted).all()}
    in_order = db.exec(wanted.order_by(col(SessionRow.id))).all()
    rows = Rows()
    for session in whole_sessions(db, site.id, in_order):
        if session.standing_injections:
            _add(rows, session, given[session.id], paper, random)
    rows.write(db.connection())


def _add(rows: Rows, session: TreatmentSession, given_by: UUID, paper: Paper, random: Random) -> None:
    given_at = (session.ended_at or session.started_at) - _BEFORE_END
    code = new_code(random.getrandbits)
    plain = compose(session, paper.site, None, paper.text, code=code, now=given_at, approved=True)
    slip = signed(plain, paper.key, on=given_at.astimezone(timezone(session.utc_offset)).date())
    rows.add(
        SlipRow,
        site_id=paper.site.id,
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
