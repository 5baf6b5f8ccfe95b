"""What every table shares: its keys, who wrote a row, how a row is voided, how long a text may be.

Each key begins with the site, so that a site stays the unit that can be moved or sharded, and so that no row
can point into another site. Rows of a session also carry their position in it: the order in which things were
logged must not depend on the machine's clock.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, MetaData, String, UniqueConstraint, func
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

from mesotui.records.types import UtcDateTime

REASON_LENGTH = 200


class SiteKey(SQLModel):
    """A row of a site."""

    # SQLModel has Pydantic validate no table's rows; to prepare for it would take a tenth of a start.
    model_config = {"defer_build": True}

    site_id: UUID = Field(primary_key=True, foreign_key="site.id")
    id: UUID = Field(primary_key=True)


class Voidable(SQLModel):
    """A row that can be taken back, with a trace: it stays, and says who took it back, when and why."""

    voided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    voided_by: UUID | None = None
    void_reason: str = Field(default="", max_length=REASON_LENGTH)


class SessionPart(SiteKey):
    """A row of a session, at its place among its kind; the first is at 1."""

    session_id: UUID
    position: int


def reference(column: str, table: str, name: str) -> ForeignKeyConstraint:
    """Tie a column to a row of the same site."""
    return ForeignKeyConstraint(["site_id", column], [f"{table}.site_id", f"{table}.id"], name=name)


def part_of_session(table: str) -> tuple[ForeignKeyConstraint, UniqueConstraint]:
    """Tie a row to its session; the unique place doubles as the index by which a session's rows are read."""
    return (
        reference("session_id", "session", f"fk_{table}_session"),
        UniqueConstraint("site_id", "session_id", "position", name=f"uq_{table}_position"),
    )


def author(table: str, column: str) -> ForeignKeyConstraint:
    """Tie a row to the person who wrote it."""
    return reference(column, "staff", f"fk_{table}_{column}")


def positive(table: str, *columns: str) -> tuple[CheckConstraint, ...]:
    """Let amounts be above zero only; decimals are text in SQLite, so they are compared as numbers."""
    return tuple(
        CheckConstraint(f"CAST({column} AS REAL) > 0", name=f"ck_{table}_{column}_positive")
        for column in columns
    )


def limit_texts(metadata: MetaData) -> None:
    """Let the database itself refuse texts that are too long: SQLite ignores the length of a VARCHAR."""
    for table in metadata.sorted_tables:
        for column in table.columns:
            kept = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
            if isinstance(kept, String) and kept.length is not None:
                name = f"ck_{table.name}_{column.name}_length"
                table.append_constraint(CheckConstraint(func.length(column) <= kept.length, name=name))
