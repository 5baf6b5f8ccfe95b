"""How answers to consents are put away: each in a row of its own, with the text they were given to."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from mesotui.domain.consent import ConsentAnswer, ConsentKind, ConsentText, Taken, untold
from mesotui.domain.errors import Refused
from mesotui.domain.ids import uuid7
from mesotui.domain.people import Actor
from mesotui.domain.text import clean_text, folded
from mesotui.records.guards import next_position, put
from mesotui.records.tables import (
    ClientRow,
    ConsentConfirmationRow,
    ConsentRow,
    ConsentTextRow,
    SessionRow,
)
from mesotui.records.tables.consents import WITNESS_LENGTH
from mesotui.records.tables.keys import REASON_LENGTH


def answer_row(
    db: Session,
    actor: Actor,
    client: ClientRow,
    kind: ConsentKind,
    answer: ConsentAnswer,
    text: ConsentText,
    taken: Taken,
    *,
    session: SessionRow | None = None,
    reason: str = "",
    now: datetime,
) -> ConsentRow:
    """Put an answer to a text away, and the text with it where nobody answered to it before.

    Raises:
        Refused: something wasn't told, or there is no witness where one is needed.
    """
    missing = untold(text, taken) if (kind, answer) == _YES_TO_TREATMENT else ()
    if missing:
        raise Refused(f"Not told yet: {', '.join(missing)}. Tell the client, and tick it.")
    keep_text(db, actor.site_id, text, now=now)
    said = Said(
        text.sha256,
        text.language,
        text.version,
        method=_method(answer, taken),
        witness=_witness(actor, taken),
        # In the text's order, each once, and nothing that isn't in the text.
        disclosures=" ".join(one.key for one in text.disclosures if one.key in taken.disclosures),
        alternatives=" ".join(one.code for one in text.alternatives if one.code in taken.alternatives),
        reason=clean_text(reason, field="The reason", limit=REASON_LENGTH),
    )
    return put_answer(db, actor, client, session, kind, answer, said, now)


_YES_TO_TREATMENT = (ConsentKind.TREATMENT, ConsentAnswer.GIVEN)


@dataclass(frozen=True, slots=True)
class Said:
    """What a row holds of an answer."""

    sha256: str
    language: str
    version: str
    method: str = ""
    witness: str = ""
    disclosures: str = ""
    alternatives: str = ""
    reason: str = ""


def put_answer(
    db: Session,
    actor: Actor,
    client: ClientRow,
    session: SessionRow | None,
    kind: ConsentKind,
    answer: ConsentAnswer,
    said: Said,
    now: datetime,
) -> ConsentRow:
    """Put an answer away behind the client's others."""
    last = db.exec(
        select(func.max(col(ConsentRow.position))).where(
            col(ConsentRow.site_id) == actor.site_id, col(ConsentRow.client_id) == client.id
        )
    ).one()
    row = ConsentRow(
        site_id=actor.site_id,
        id=uuid7(now),
        client_id=client.id,
        position=1 + (last or 0),
        session_id=session.id if session else None,
        kind=kind,
        answer=answer,
        text_sha256=said.sha256,
        language=said.language,
        text_version=said.version,
        method=said.method,
        witness=said.witness,
        disclosures=said.disclosures,
        alternatives=said.alternatives,
        reason=said.reason,
        recorded_at=now,
        recorded_by=actor.staff_id,
    )
    return put(db, row)


def _method(answer: ConsentAnswer, taken: Taken) -> str:
    if taken.method is None and answer is ConsentAnswer.GIVEN:
        raise Refused("How the consent was taken isn't said. Choose it.")
    return taken.method.name if taken.method else ""


def _witness(actor: Actor, taken: Taken) -> str:
    witness = clean_text(taken.witness, field="The witness's name", limit=WITNESS_LENGTH)
    if not witness and taken.method and taken.method.needs_witness:
        raise Refused(f"A consent {taken.method.name} needs the witness's name. Type it.")
    if folded(witness) == folded(actor.name) and witness:
        raise Refused("Whoever takes a consent can't be its witness. Name somebody else.")
    return witness


def keep_text(db: Session, site_id: UUID, text: ConsentText, *, now: datetime) -> None:
    """Keep the bytes of a text the first time that somebody answers to it."""
    if db.get(ConsentTextRow, (site_id, text.sha256)) is None:
        put(
            db,
            ConsentTextRow(
                site_id=site_id,
                sha256=text.sha256,
                language=text.language,
                text_version=text.version,
                body=text.body,
                kept_at=now,
            ),
        )


def confirmed(db: Session, actor: Actor, session: SessionRow, consent_id: UUID, now: datetime) -> None:
    """Put away that a client says in a session that a consent holds."""
    put(
        db,
        ConsentConfirmationRow(
            site_id=session.site_id,
            id=uuid7(now),
            session_id=session.id,
            position=next_position(db, session, ConsentConfirmationRow),
            consent_id=consent_id,
            confirmed_at=now,
            confirmed_by=actor.staff_id,
        ),
    )
