"""What is asked all day walks indexes: it takes as long with a million sessions as in a new clinic."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from mesotui.domain.stock import Lot
from mesotui.records import bench, clients, injections, recall, scans, screenings, sessions, today
from mesotui.records.injectables import list_injectables
from mesotui.records.leftovers import to_discard
from mesotui.scanning import read_scan
from tests.records.given import ENTRY, NOW, PROTOCOL, TECHNIQUE, ZONE, later
from tests.records.stocked import Stocked, stocked

GROWING = (
    "anaesthetic",
    "antisepsis",
    "batch",
    "client",
    "client_term",
    "finding",
    "injection",
    "injection_component",
    "lot",
    "note",
    "phase",
    "screening_answer",
    "screening_decision",
    "session",
    "stock_movement",
)
"""The tables that grow with every session or client."""

_WALK = re.compile(r"(?:SCAN|SEARCH) (\w+)(?: AS \w+)?(?:(?! \().)*(?:$| \(site_id=\?\)$)")


@pytest.fixture
def shelf(clinic: Any) -> Stocked:
    return stocked(clinic)


def plans_of(shelf: Stocked, act: Callable[[Any], object], *, write: bool = False) -> list[str]:
    """Do something, and give how SQLite found the rows of each statement that it took."""
    told: list[str] = []

    def explained(db: Any) -> None:
        connection = db.connection()
        asked: list[tuple[str, Any]] = []

        def note(_connection: Any, _cursor: Any, statement: str, given: Any, *_: Any) -> None:
            if not statement.startswith(("EXPLAIN", "INSERT")):
                asked.append((statement, given))

        event.listen(connection, "before_cursor_execute", note)
        act(db)
        event.remove(connection, "before_cursor_execute", note)
        for statement, given in asked:
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
            told.extend(str(row[3]) for row in rows)

    database = shelf.clinic.database
    (database.write if write else database.read)(explained)
    return told


def walks(plans: list[str]) -> list[str]:
    return [plan for plan in plans if (found := _WALK.match(plan)) and found[1] in GROWING]


def test_the_pattern_knows_a_walk_from_a_search() -> None:
    assert walks(["SCAN session", "SEARCH injection_component USING PRIMARY KEY (site_id=?)"])
    assert walks(["SEARCH lot USING INDEX ix_lot_expiry (site_id=?)"])
    assert not walks(["SEARCH session USING INDEX ix_session_open (site_id=? AND status=?)", "SCAN staff"])


def _given(shelf: Stocked) -> Lot:
    clinic, lot = shelf.clinic, shelf.receive("A1")
    session = clinic.identified()
    shelf.inject(session.id, lot.id)
    return lot


@pytest.mark.parametrize(
    "what",
    [
        "today",
        "screened",
        "search",
        "client",
        "recall",
        "scan",
        "mixes",
        "sources",
        "leftovers",
        "log",
        "void",
    ],
)
def test_what_is_asked_all_day_walks_through_no_table_that_grows(shelf: Stocked, what: str) -> None:
    clinic = shelf.clinic
    if clinic.database.file is None:
        pytest.skip("PostgreSQL scans a table as small as this one, and rightly")
    lot = _given(shelf)
    actor = clinic.actor
    open_session = clinic.database.read(sessions.open_sessions, actor)[0]
    last = open_session.injections[-1]
    day = timedelta(days=1)

    def page(db: Any) -> None:
        clients.client(db, actor, clinic.lea.id)
        clients.history(db, actor, clinic.lea.id)

    def log(db: Any) -> None:
        injections.log_injection(
            db,
            actor,
            open_session.id,
            entry=replace(ENTRY, lot_id=lot.id),
            zone=ZONE,
            technique=TECHNIQUE,
            vocabulary_version="1",
            protocol=PROTOCOL,
            now=later(minutes=8),
        )

    acts: dict[str, Callable[[Any], object]] = {
        "today": lambda db: today.overview(
            db, actor, day_from=NOW - day, day_to=NOW + day, delays_shown_days=90
        ),
        "screened": lambda db: screenings.last_screening(db, actor, clinic.lea.id, before=later(days=1)),
        "search": lambda db: [clients.search(db, actor, typed, limit=50) for typed in ("ma le", "1985", "m")],
        "client": page,
        "recall": lambda db: recall.recalls_of_number(db, actor, "a1"),
        "scan": lambda db: scans.look_up(db, actor, read_scan("10A1"), product_id=lot.product.id),
        "mixes": lambda db: bench.bench(db, actor, expired_after=NOW.date(), now=NOW),
        "sources": lambda db: list_injectables(db, actor, expired_after=NOW.date(), now=NOW),
        "leftovers": lambda db: to_discard(db, actor, now=NOW + day),
        "log": log,
        "void": lambda db: injections.void_injection(
            db, actor, open_session.id, last.id, reason="Logged twice", now=later(minutes=9)
        ),
    }
    plans = plans_of(shelf, acts[what], write=what in ("log", "void"))
    assert plans
    assert walks(plans) == []
