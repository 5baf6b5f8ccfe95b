"""Consents: given, refused, withdrawn, and confirmed in each session. Nothing is ever changed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from mesotui.domain.consent import (
    Consent,
    ConsentAnswer,
    ConsentKind,
    ConsentRules,
    ConsentText,
    Standing,
    Taken,
    latest,
    standing,
)
from mesotui.domain.errors import NotFound, Refused
from mesotui.domain.people import Actor, Site
from mesotui.domain.text import required_text
from mesotui.domain.treatment import Status, TreatmentSession
from mesotui.records.consent_rows import Said, answer_row, confirmed, put_answer
from mesotui.records.consented import answers_of, consents_of
from mesotui.records.guards import client_row, open_session_row, require_treating
from mesotui.records.sites import current_site
from mesotui.records.staff import list_staff
from mesotui.records.tables import ConsentTextRow, SessionRow, TextApprovalRow
from mesotui.records.tables.keys import REASON_LENGTH
from mesotui.records.whole import staff_names, whole_session


@dataclass(frozen=True, slots=True, kw_only=True)
class AtHand:
    """What a consent is asked for with."""

    site: Site | None
    colleagues: tuple[str, ...]
    """Who could be a witness."""
    approved: frozenset[str]
    """The SHA-256 of every text that the clinic approved."""


_WHAT = {ConsentKind.TREATMENT: "the treatment", ConsentKind.PHOTOS: "photographs"}


def consents(db: Session, actor: Actor, client_id: UUID) -> tuple[Consent, ...]:
    """Give every answer of a client, in the order they were given.

    Raises:
        NotFound: there is no such client.
    """
    row = client_row(db, actor, client_id)
    db.flush()
    return tuple(answers_of(db, actor.site_id, [row.id], staff_names(db, actor))[row.id])


def at_hand(db: Session, actor: Actor) -> AtHand:
    """Give what a consent is asked for with, besides the text."""
    mine = col(TextApprovalRow.site_id) == actor.site_id
    return AtHand(
        site=current_site(db),
        colleagues=tuple(
            person.name for person in list_staff(db) if person.active and person.id != actor.staff_id
        ),
        approved=frozenset(db.exec(select(TextApprovalRow.sha256).where(mine)).all()),
    )


def text_body(db: Session, actor: Actor, sha256: str) -> bytes:
    """Give the exact bytes of a text that somebody was asked to consent to.

    Raises:
        NotFound: nobody was asked to consent to such a text.
    """
    row = db.get(ConsentTextRow, (actor.site_id, sha256))
    if row is None:
        raise NotFound("Nobody here was asked to consent to a text with this SHA-256.")
    return row.body


def take(
    db: Session,
    actor: Actor,
    client_id: UUID,
    *,
    text: ConsentText,
    taken: Taken,
    photos: bool,
    now: datetime,
) -> tuple[Consent, ...]:
    """Record a consent to the treatment, and the answer about photographs, outside of any session.

    Raises:
        Refused: something wasn't told, there is no witness where one is needed, or the actor may not treat.
    """
    require_treating(actor)
    client = client_row(db, actor, client_id)
    answer_row(db, actor, client, ConsentKind.TREATMENT, ConsentAnswer.GIVEN, text, taken, now=now)
    said = ConsentAnswer.GIVEN if photos else ConsentAnswer.REFUSED
    answer_row(db, actor, client, ConsentKind.PHOTOS, said, text, taken, now=now)
    return consents(db, actor, client_id)


def give(
    db: Session,
    actor: Actor,
    session_id: UUID,
    *,
    kind: ConsentKind,
    text: ConsentText,
    taken: Taken,
    now: datetime,
) -> TreatmentSession:
    """Record a yes in a session; one to the treatment is confirmed for this session with it.

    Raises:
        Refused: something wasn't told, there is no witness where one is needed, the session is closed, or
            the actor may not treat.
    """
    session = open_session_row(db, actor, session_id)
    client = client_row(db, actor, session.client_id)
    row = answer_row(db, actor, client, kind, ConsentAnswer.GIVEN, text, taken, session=session, now=now)
    if kind is ConsentKind.TREATMENT:
        confirmed(db, actor, session, row.id, now)
    return whole_session(db, session)


def refuse(
    db: Session,
    actor: Actor,
    session_id: UUID,
    *,
    kind: ConsentKind,
    text: ConsentText,
    taken: Taken,
    reason: str = "",
    now: datetime,
) -> TreatmentSession:
    """Record a no in a session. A reason is kept where the client gave one; nobody has to.

    Raises:
        Refused: there is no witness where one is needed, the session is closed, or the actor may not treat.
    """
    session = open_session_row(db, actor, session_id)
    client = client_row(db, actor, session.client_id)
    no = ConsentAnswer.REFUSED
    answer_row(db, actor, client, kind, no, text, taken, session=session, reason=reason, now=now)
    return whole_session(db, session)


def confirm(
    db: Session, actor: Actor, session_id: UUID, *, text: ConsentText, rules: ConsentRules, now: datetime
) -> TreatmentSession:
    """Record that the client says, at the chair, that their consent to the treatment still holds.

    Args:
        db: the open transaction.
        actor: who asked.
        session_id: the session.
        text: the clinic's text as it is now, in the language of the consent.
        rules: how long a consent holds.
        now: when it was asked.

    Raises:
        Refused: there is no consent that holds, the session is closed, or the actor may not treat.
    """
    session = open_session_row(db, actor, session_id)
    before = whole_session(db, session).consent
    given = before.treatment
    found = standing(given, sha256=text.sha256, valid_days=int(rules.valid_days), now=now)
    if given is None or found is not Standing.VALID:
        raise Refused(f"{_WHY_NOT[found]} Ask for the consent anew.")
    if before.confirmation is None:
        confirmed(db, actor, session, given.id, now)
    return whole_session(db, session)


_WHY_NOT = {
    Standing.NOT_ASKED: "This client has not consented to the treatment.",
    Standing.REFUSED: "This client refused the treatment.",
    Standing.WITHDRAWN: "This client withdrew their consent to the treatment.",
    Standing.OVER: "The consent is older than a course may last.",
    Standing.CHANGED: "The clinic's text has changed since the client consented to it.",
}


def withdraw(
    db: Session, actor: Actor, client_id: UUID, *, kind: ConsentKind, reason: str, now: datetime
) -> tuple[Consent, ...]:
    """Record that a client takes a consent back; from then on nothing more may be done that needs it.

    Raises:
        Refused: there is no consent to take back, there is no reason, or the actor may not treat.
    """
    require_treating(actor)
    client = client_row(db, actor, client_id)
    given = latest(consents(db, actor, client_id), kind)
    if given is None or not given.is_given:
        raise Refused(f"There is no consent to {_WHAT[kind]} that could be withdrawn.")
    opened = db.exec(
        select(SessionRow).where(
            col(SessionRow.site_id) == actor.site_id,
            col(SessionRow.client_id) == client.id,
            col(SessionRow.status) == Status.OPEN,
        )
    ).first()
    kept = required_text(reason, field="The reason", limit=REASON_LENGTH)
    said = Said(given.text_sha256, given.language, given.text_version, reason=kept)
    put_answer(db, actor, client, opened, kind, ConsentAnswer.WITHDRAWN, said, now)
    return consents(db, actor, client_id)


def withdraw_here(
    db: Session, actor: Actor, session_id: UUID, *, kind: ConsentKind, reason: str, now: datetime
) -> TreatmentSession:
    """Record in a session that its client takes a consent back.

    Raises:
        Refused: there is no consent to take back, there is no reason, the session is closed, or the actor
            may not treat.
    """
    session = open_session_row(db, actor, session_id)
    withdraw(db, actor, session.client_id, kind=kind, reason=reason, now=now)
    return whole_session(db, session)


def require_consent(db: Session, actor: Actor, session: SessionRow) -> None:
    """Refuse to go on in a session whose client hasn't agreed to the treatment and said so today.

    Raises:
        Refused: with what to do.
    """
    known = consents_of(db, session.site_id, [session], staff_names(db, actor))
    if lack := known[session.id].lack:
        raise Refused(f"{lack}. Ask in the Check step, or end the session with a reason.")
