"""One demo clinic for all tests that only read it: making it takes a second."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from mesotui import clinic
from mesotui.clinic import ClinicData
from mesotui.demo.courses import Courses, load_courses
from mesotui.demo.opening import open_demo_clinic
from mesotui.domain.people import Actor
from mesotui.domain.treatment import TreatmentSession
from mesotui.records.database import Database
from mesotui.records.tables import SessionRow
from mesotui.records.whole import whole_sessions

NOW = datetime(2026, 11, 18, 14, 2, 30, tzinfo=timezone(timedelta(hours=1)))
FILLED = 300
SEED = 7


@dataclass(frozen=True, slots=True)
class Demo:
    """The demo clinic, open."""

    folder: Path
    database: Database
    actor: Actor

    def sessions(self) -> list[TreatmentSession]:
        """Give all sessions whole, the latest first."""
        return self.database.read(_whole, self.actor)


def _whole(db: Session, actor: Actor) -> list[TreatmentSession]:
    rows = db.exec(select(SessionRow).order_by(col(SessionRow.started_at).desc())).all()
    return list(whole_sessions(db, actor.site_id, rows))


@pytest.fixture(scope="session")
def data() -> ClinicData:
    return clinic.load(None)


@pytest.fixture(scope="session")
def courses(data: ClinicData) -> Courses:
    return load_courses(data)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("demo") / "clinic"
    database, actor = open_demo_clinic(folder, seed=SEED, sessions=FILLED, now=NOW)
    yield Demo(folder, database, actor)
    database.close()


@pytest.fixture(scope="session")
def recorded(demo: Demo) -> list[TreatmentSession]:
    return demo.sessions()
