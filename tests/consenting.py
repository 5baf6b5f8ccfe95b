"""A client's consent, for tests whose sessions need one before anything is injected."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from mesotui import clinic
from mesotui.domain.consent import ConsentKind, Taken
from mesotui.domain.people import Actor
from mesotui.domain.treatment import TreatmentSession
from mesotui.records import consents

TEXT = clinic.load(None).consent("en")
ON_PAPER = Taken(
    method=clinic.load(None).consent_rules().methods[0],
    disclosures=tuple(section.key for section in TEXT.disclosures),
    alternatives=("massage", "nothing"),
)
"""How a consent is taken for which everything was told."""


def agree(db: Session, actor: Actor, session_id: UUID, *, now: datetime) -> TreatmentSession:
    """Let the client of a session consent to the treatment and to photographs."""
    for kind in (ConsentKind.PHOTOS, ConsentKind.TREATMENT):
        agreed = consents.give(db, actor, session_id, kind=kind, text=TEXT, taken=ON_PAPER, now=now)
    return agreed
