"""The mixes that were made in the demo clinic this morning."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import ROUND_UP, Decimal

from sqlmodel import Session

from mesotui.clinic import ClinicData
from mesotui.demo.courses import Course
from mesotui.demo.month import Clinic
from mesotui.domain.mixture import Batch, Drawn, Place
from mesotui.domain.people import Actor
from mesotui.records import bench, mixes

_MADE, _CHECKED, _MADE_LAST = timedelta(minutes=95), timedelta(minutes=92), timedelta(minutes=12)
_SPARE = Decimal("1.25")
"""A mix is made larger than what is planned to be injected of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Morning:
    """What is ready for the sessions of today."""

    checked: Batch
    """Made and looked at by two people."""
    unchecked: Batch
    """Just made; somebody else is still to look at it."""


def write_morning(
    db: Session,
    clinic: Clinic,
    data: ClinicData,
    course: Course,
    *,
    needed_ml: Decimal,
    pin: str,
    now: datetime,
) -> Morning:
    """Make two mixes, one of them for the running session.

    Args:
        db: the open transaction.
        clinic: who works where.
        data: the rules.
        course: what the client in the running session comes for.
        needed_ml: what that session injects.
        pin: of the first practitioner, who checks what a colleague made.
        now: the time that "today" means.
    """
    first, colleague = clinic.practitioners[:2]
    midnight = datetime.combine(now.date(), time(), tzinfo=now.tzinfo)
    made_at = max(midnight, now - _MADE)
    batch = _make(db, colleague, data, course.mix.name, needed_ml * _SPARE, made_at)
    mixes.check_batch(db, colleague, batch.id, first.staff_id, pin=pin, now=max(made_at, now - _CHECKED))
    last = _make(db, first, data, course.mix.name, Decimal(10), max(made_at, now - _MADE_LAST))
    return Morning(checked=mixes.batch(db, first, batch.id), unchecked=last)


def _make(
    db: Session, actor: Actor, data: ClinicData, name: str, wanted_ml: Decimal, made_at: datetime
) -> Batch:
    seen = bench.bench(db, actor, expired_after=made_at.date(), now=made_at)
    plan = next(plan for plan in seen.plans if plan.recipe.name == name)
    factor = (wanted_ml / plan.recipe.total_ml).quantize(Decimal(1), ROUND_UP)
    drawn = [
        Drawn(lot_id=part.lot_id, volume_ml=part.volume_ml * factor)
        for part in plan.parts
        if part.lot_id is not None
    ]
    return mixes.make_batch(
        db,
        actor,
        plan.recipe.version_id,
        drawn,
        place=Place.ROOM,
        rules=data.mixing(),
        jurisdiction=data.jurisdiction,
        now=made_at,
    )
