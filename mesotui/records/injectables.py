"""What an entry may be drawn from now, read in one go."""

from datetime import date, datetime

from sqlmodel import Session

from mesotui.domain.injectables import Injectable, injectables
from mesotui.domain.people import Actor
from mesotui.records import stock_ledger as ledger
from mesotui.records.mixes import recent_batches


def list_injectables(
    db: Session, actor: Actor, *, expired_after: date, now: datetime
) -> tuple[Injectable, ...]:
    """Give the mixes of the last day and the lots that aren't used up, those that are offered first.

    Args:
        db: the records.
        actor: whose clinic.
        expired_after: lots whose last day lies before it aren't found any more.
        now: aware, in the zone of the room.
    """
    batches = recent_batches(db, actor, now=now)
    lots = ledger.lots_on_hand(db, actor.site_id, expired_after=expired_after)
    return injectables(batches, lots, now)
