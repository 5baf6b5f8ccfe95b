"""In which sessions a lot was put on the skin."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session, col, select

from mesotui.records.tables import AppliedLotRow


def applied_in(db: Session, site_id: UUID, lot_id: UUID) -> Sequence[UUID]:
    """Give the sessions in which a lot was on the skin, once for each thing it was of.

    A lot that was noted in error, and then another one for the same thing, counts for nobody.
    """
    found = db.exec(
        select(AppliedLotRow).where(
            col(AppliedLotRow.site_id) == site_id, col(AppliedLotRow.lot_id) == lot_id
        )
    ).all()
    last: dict[UUID | None, AppliedLotRow] = {}
    for session_id in dict.fromkeys(row.session_id for row in found):
        noted = select(AppliedLotRow).where(
            col(AppliedLotRow.site_id) == site_id, col(AppliedLotRow.session_id) == session_id
        )
        for row in db.exec(noted.order_by(col(AppliedLotRow.position))):
            last[row.antisepsis_id or row.anaesthetic_id] = row
    return [row.session_id for row in last.values() if row.lot_id == lot_id]
