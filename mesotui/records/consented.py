"""Clients' answers to consents, read for whole sessions and for the client's page."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

from sqlmodel import Session, col, select

from mesotui.domain.consent import Consent, ConsentConfirmation, SessionConsents
from mesotui.records.tables import ConsentConfirmationRow, ConsentRow, SessionRow
from mesotui.records.views import Names


def consents_of(
    db: Session, site_id: UUID, rows: Sequence[SessionRow], names: Names
) -> Mapping[UUID, SessionConsents]:
    """Give what each session knows of its client's consents; two statements however many."""
    answers = answers_of(db, site_id, {row.client_id for row in rows}, names)
    confirmed: dict[UUID, list[ConsentConfirmation]] = defaultdict(list)
    for one in db.exec(
        select(ConsentConfirmationRow)
        .where(
            col(ConsentConfirmationRow.site_id) == site_id,
            col(ConsentConfirmationRow.session_id).in_([row.id for row in rows]),
        )
        .order_by(col(ConsentConfirmationRow.session_id), col(ConsentConfirmationRow.position))
    ):
        confirmed[one.session_id].append(_confirmation_of(one, names))
    return {
        row.id: SessionConsents(
            answers=tuple(_until_the_end(answers[row.client_id], row)),
            confirmations=tuple(confirmed[row.id]),
        )
        for row in rows
    }


def answers_of(
    db: Session, site_id: UUID, client_ids: Collection[UUID], names: Names
) -> Mapping[UUID, Sequence[Consent]]:
    """Give the answers of clients, by client, in the order they were given."""
    found: dict[UUID, list[Consent]] = defaultdict(list)
    for row in db.exec(
        select(ConsentRow)
        .where(col(ConsentRow.site_id) == site_id, col(ConsentRow.client_id).in_(list(client_ids)))
        .order_by(col(ConsentRow.client_id), col(ConsentRow.position))
    ):
        found[row.client_id].append(_consent_of(row, names))
    return found


def _until_the_end(answers: Iterable[Consent], session: SessionRow) -> Iterable[Consent]:
    """Leave out what was answered after a session: it must stay told as it was."""
    ended_at = session.ended_at
    return (
        one
        for one in answers
        if ended_at is None or one.recorded_at <= ended_at or one.session_id == session.id
    )


def _consent_of(row: ConsentRow, names: Names) -> Consent:
    return Consent(
        id=row.id,
        kind=row.kind,
        answer=row.answer,
        session_id=row.session_id,
        language=row.language,
        text_version=row.text_version,
        text_sha256=row.text_sha256,
        method=row.method,
        witness=row.witness,
        disclosures=tuple(row.disclosures.split()),
        alternatives=tuple(row.alternatives.split()),
        reason=row.reason,
        recorded_at=row.recorded_at,
        recorded_by=names[row.recorded_by],
    )


def _confirmation_of(row: ConsentConfirmationRow, names: Names) -> ConsentConfirmation:
    return ConsentConfirmation(
        id=row.id,
        consent_id=row.consent_id,
        confirmed_at=row.confirmed_at,
        confirmed_by=names[row.confirmed_by],
    )
