"""Rows that wait to be written in bulk, and whose visit they are of."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import Connection
from sqlmodel import SQLModel

from mesotui.demo.shelves import Shelf, Supplied
from mesotui.demo.told import Told
from mesotui.domain.ids import uuid7
from mesotui.domain.stock import MovementKind
from mesotui.records.tables import (
    AlertRow,
    AnaestheticRow,
    AntisepsisRow,
    BatchPartRow,
    BatchRow,
    ClientRow,
    ClientTermRow,
    ConsentConfirmationRow,
    ConsentRow,
    FindingRow,
    InjectionComponentRow,
    InjectionRow,
    InterruptionRow,
    LotRow,
    NoteRow,
    ObservationRow,
    PhaseRow,
    ScreeningAnswerRow,
    ScreeningDecisionRow,
    SessionRow,
    SlipRow,
    StockMovementRow,
)

ORDER: tuple[type[SQLModel], ...] = (
    ClientRow,
    ClientTermRow,
    AlertRow,
    LotRow,
    ConsentRow,
    SessionRow,
    ConsentConfirmationRow,
    PhaseRow,
    InterruptionRow,
    ScreeningAnswerRow,
    ScreeningDecisionRow,
    AntisepsisRow,
    AnaestheticRow,
    BatchRow,
    BatchPartRow,
    InjectionRow,
    InjectionComponentRow,
    StockMovementRow,
    ObservationRow,
    FindingRow,
    NoteRow,
    SlipRow,
)
"""Rows that others point to come before them."""


@dataclass(slots=True)
class Rows:
    """Rows by table that wait to be written together."""

    waiting: dict[type[SQLModel], list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, kind: type[SQLModel], /, **values: Any) -> None:
        """Put one row to the others of its table."""
        self.waiting[kind].append(values)

    def write(self, connection: Connection) -> None:
        """Write all of them, many rows a statement, within the caller's transaction."""
        for kind in ORDER:
            if self.waiting[kind]:
                connection.execute(
                    SQLModel.metadata.tables[str(kind.__tablename__)].insert(), self.waiting[kind]
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """Whose visit it was, where, with whom and when."""

    site_id: UUID
    client_id: UUID
    consent_id: UUID
    """The consent that is confirmed in the visit."""
    room_id: UUID
    practitioner_id: UUID
    practitioner: str
    number: int
    started_at: datetime
    utc_offset: timedelta
    supplied: Supplied
    told: Told
    """What the client told, where they were asked."""

    def at(self, second: int) -> datetime:
        """Give the time of a second of the visit."""
        return self.started_at + timedelta(seconds=second)


@dataclass(slots=True)
class Part:
    """Adds rows of one session, each at its place among its kind."""

    rows: Rows
    random: Random
    occasion: Occasion
    session_id: UUID
    places: dict[type[SQLModel], int] = field(default_factory=lambda: defaultdict(int))

    @property
    def author(self) -> UUID:
        """Who wrote it down."""
        return self.occasion.practitioner_id

    def add(self, kind: type[SQLModel], second: int, /, **values: Any) -> UUID:
        """Add a row of the session, behind the others of its kind, and give its key."""
        self.places[kind] += 1
        key = uuid7(self.occasion.at(second), self.random.getrandbits)
        self.rows.add(
            kind,
            site_id=self.occasion.site_id,
            id=key,
            session_id=self.session_id,
            position=self.places[kind],
            **values,
        )
        return key

    def book(
        self,
        shelf: Shelf,
        kind: MovementKind,
        volume_ml: Decimal,
        at: datetime,
        *,
        reason: str = "",
        **goes_to: UUID,
    ) -> None:
        """Add a line to a lot's ledger."""
        self.rows.add(
            StockMovementRow,
            site_id=self.occasion.site_id,
            id=uuid7(at, self.random.getrandbits),
            kind=kind,
            reason=reason,
            recorded_at=at,
            recorded_by=self.author,
            **(shelf.line(volume_ml) | goes_to),
        )
