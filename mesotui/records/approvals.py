"""Who approved which aftercare text, to the last byte."""

from datetime import datetime

from sqlmodel import Session, col, select

from mesotui.domain.errors import Refused
from mesotui.domain.ids import uuid7
from mesotui.domain.people import Actor, TextApproval
from mesotui.records.guards import put, require_treating
from mesotui.records.tables import TextApprovalRow
from mesotui.records.whole import staff_names


def approve_text(
    db: Session, actor: Actor, *, language: str, version: str, sha256: str, now: datetime
) -> TextApproval:
    """Let a text be given to clients as approved, until a byte of it changes.

    Args:
        db: the records.
        actor: who has read it.
        language: ISO 639-1.
        version: the text's.
        sha256: of the files it is read from.
        now: aware.

    Raises:
        Refused: it is approved already, or the actor may not treat.
    """
    require_treating(actor)
    before = approval_of(db, actor, language=language, sha256=sha256)
    if before is not None:
        raise Refused(f"{before.approved_by} approved this very text on {before.approved_at:%d.%m.%Y}.")
    row = TextApprovalRow(
        site_id=actor.site_id,
        id=uuid7(now),
        language=language,
        text_version=version,
        sha256=sha256,
        approved_at=now,
        approved_by=actor.staff_id,
    )
    put(db, row)
    return _view(db, actor, row)


def approval_of(db: Session, actor: Actor, *, language: str, sha256: str) -> TextApproval | None:
    """Give the approval of a text as it stands now; None where nobody approved it, or it changed since."""
    row = db.exec(
        select(TextApprovalRow).where(
            col(TextApprovalRow.site_id) == actor.site_id,
            col(TextApprovalRow.language) == language,
            col(TextApprovalRow.sha256) == sha256,
        )
    ).first()
    return None if row is None else _view(db, actor, row)


def _view(db: Session, actor: Actor, row: TextApprovalRow) -> TextApproval:
    return TextApproval(
        language=row.language,
        version=row.text_version,
        sha256=row.sha256,
        approved_at=row.approved_at,
        approved_by=staff_names(db, actor)[row.approved_by],
    )
