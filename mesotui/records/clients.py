"""The people who are treated."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import sqlalchemy
from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, func, intersect, or_, union
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from mesotui.domain.errors import NotFound, Refused
from mesotui.domain.ids import uuid7
from mesotui.domain.people import Actor, AlertKind, Client
from mesotui.domain.text import clean_text, required_text
from mesotui.domain.treatment import SessionSummary
from mesotui.records.guards import client_row, put, void
from mesotui.records.search import Range, asked, sort_name, terms_of
from mesotui.records.summaries import summaries
from mesotui.records.tables import AlertRow, ClientRow, ClientTermRow
from mesotui.records.tables.keys import REASON_LENGTH
from mesotui.records.tables.people import ALERT_LENGTH, NAME_LENGTH, PHONE_LENGTH
from mesotui.records.whole import clients_of

EARLIEST_BIRTH = date(1900, 1, 1)
SIMILAR_AT_MOST = 10


def client(db: Session, actor: Actor, client_id: UUID) -> Client:
    """Give a client with the alerts that stand.

    Raises:
        NotFound: there is none.
    """
    return _whole(db, client_row(db, actor, client_id))


def list_clients(db: Session, actor: Actor, *, limit: int) -> tuple[Client, ...]:
    """Give the first clients by name."""
    rows = db.exec(_own(actor).order_by(col(ClientRow.sort_name), col(ClientRow.id)).limit(limit)).all()
    return _all_whole(db, actor, rows)


def search(db: Session, actor: Actor, text: str, *, limit: int) -> tuple[Client, ...]:
    """Give the clients who have every typed word, by name.

    A word is the beginning of a name, a birth date (1985, 1985-03, 12.03.1985, 1985-03-12), or the beginning
    or the last four digits of a telephone number. Case, accents and the order of words don't matter.
    Nothing typed finds nobody.
    """
    wanted = asked(text)
    if not wanted:
        return ()
    by_name = _own(actor).order_by(col(ClientRow.sort_name), col(ClientRow.id))
    found: list[ClientRow] = []
    if len(wanted) == 1 and text.strip()[0].isalpha():
        # One short word would be in many names: those that begin with it come first, and mostly suffice.
        first = db.exec(by_name.where(_within(col(ClientRow.sort_name), wanted[0][0])).limit(limit))
        found.extend(first)
    if len(found) < limit:
        known = {row.id for row in found}
        have_all = _having_all(actor, wanted).subquery()
        others = by_name.join(have_all, col(ClientRow.id) == have_all.c.client_id)
        found.extend(row for row in db.exec(others.limit(limit)) if row.id not in known)
    return _all_whole(db, actor, found[:limit])


def similar(
    db: Session, actor: Actor, *, family_name: str, given_name: str, birth_date: date | None
) -> tuple[Client, ...]:
    """Give clients of the same name or the same birth date, to warn before one is added twice."""
    name = sort_name(family_name, given_name)
    same = col(ClientRow.sort_name) == name
    if birth_date is not None:
        same = or_(same, col(ClientRow.birth_date) == birth_date)
    statement = _own(actor).where(same).order_by(col(ClientRow.sort_name), col(ClientRow.id))
    return _all_whole(db, actor, db.exec(statement.limit(SIMILAR_AT_MOST)).all())


def add_client(
    db: Session,
    actor: Actor,
    *,
    family_name: str,
    given_name: str,
    birth_date: date,
    phone: str = "",
    alerts: Sequence[tuple[AlertKind, str]] = (),
    now: datetime,
) -> Client:
    """Add a client, with what must be known before treating them.

    Raises:
        Refused: a name is empty, a text is too long, or the birth date can't be one.
    """
    if not EARLIEST_BIRTH <= birth_date <= now.date():
        raise Refused(f"The birth date must lie between {EARLIEST_BIRTH} and today. Correct it.")
    family = required_text(family_name, field="The family name", limit=NAME_LENGTH)
    given = required_text(given_name, field="The given name", limit=NAME_LENGTH)
    number = clean_text(phone, field="The telephone number", limit=PHONE_LENGTH)
    row = put(
        db,
        ClientRow(
            site_id=actor.site_id,
            id=uuid7(now),
            family_name=family,
            given_name=given,
            sort_name=sort_name(family, given),
            birth_date=birth_date,
            phone=number,
            created_at=now,
            created_by=actor.staff_id,
        ),
    )
    db.add_all(
        ClientTermRow(site_id=actor.site_id, term=term, client_id=row.id)
        for term in terms_of(family, given, birth_date, number)
    )
    for kind, text in alerts:
        _add_alert(db, actor, row, kind, text, now)
    return _whole(db, row)


def add_alert(
    db: Session, actor: Actor, client_id: UUID, kind: AlertKind, text: str, *, now: datetime
) -> Client:
    """Add what must stay on the screen while this client is treated.

    Raises:
        Refused: the text is empty or too long.
    """
    row = client_row(db, actor, client_id)
    _add_alert(db, actor, row, kind, text, now)
    return _whole(db, row)


def void_alert(
    db: Session, actor: Actor, client_id: UUID, alert_id: UUID, *, reason: str, now: datetime
) -> Client:
    """Take an alert back; it stays in the records with who, when and why.

    Raises:
        Refused: there is no reason, or it was taken back already.
    """
    row = client_row(db, actor, client_id)
    alert = db.get(AlertRow, (actor.site_id, alert_id))
    if alert is None or alert.client_id != row.id:
        raise NotFound("This client has no such alert.")
    void(alert, actor, required_text(reason, field="The reason", limit=REASON_LENGTH), now)
    return _whole(db, row)


def history(db: Session, actor: Actor, client_id: UUID, *, limit: int = 200) -> tuple[SessionSummary, ...]:
    """Give a client's sessions, the latest first."""
    row = client_row(db, actor, client_id)
    return summaries(db, actor, client_id=row.id, limit=limit)


def _own(actor: Actor) -> SelectOfScalar[ClientRow]:
    return select(ClientRow).where(col(ClientRow.site_id) == actor.site_id)


def _within(column: Mapped[str], within: Range) -> ColumnElement[bool]:
    start, end = within
    return and_(column >= start, column < end)


def _having_all(actor: Actor, wanted: Sequence[Sequence[Range]]) -> CompoundSelect[tuple[UUID]]:
    return intersect(*(_having(actor, ranges) for ranges in wanted))


def _having(actor: Actor, ranges: Sequence[Range]) -> Select[tuple[UUID]]:
    """Give the clients who have a term in one of the ranges; each range alone is a walk along the index."""
    walks = (
        select(col(ClientTermRow.client_id)).where(
            col(ClientTermRow.site_id) == actor.site_id, _within(col(ClientTermRow.term), within)
        )
        for within in ranges
    )
    return sqlalchemy.select(union(*walks).subquery().c.client_id)


def _add_alert(db: Session, actor: Actor, row: ClientRow, kind: AlertKind, text: str, now: datetime) -> None:
    last = db.exec(
        select(func.max(col(AlertRow.position))).where(
            col(AlertRow.site_id) == actor.site_id, col(AlertRow.client_id) == row.id
        )
    ).one()
    put(
        db,
        AlertRow(
            site_id=actor.site_id,
            id=uuid7(now),
            client_id=row.id,
            position=1 + (last or 0),
            kind=kind,
            text=required_text(text, field="The alert", limit=ALERT_LENGTH),
            recorded_at=now,
            recorded_by=actor.staff_id,
        ),
    )


def _whole(db: Session, row: ClientRow) -> Client:
    db.flush()
    return clients_of(db, row.site_id, [row.id])[row.id]


def _all_whole(db: Session, actor: Actor, rows: Sequence[ClientRow]) -> tuple[Client, ...]:
    whole = clients_of(db, actor.site_id, [row.id for row in rows])
    return tuple(whole[row.id] for row in rows)
