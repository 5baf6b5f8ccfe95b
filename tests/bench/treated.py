"""A session in the middle of its injections, with an anaesthetic's clock running, for the bench."""

import re
import time
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from mesotui import clinic
from mesotui.domain.people import Actor
from mesotui.domain.treatment import Step
from mesotui.records import anaesthetics, sessions
from mesotui.records.database import Database
from mesotui.records.engine import open_database
from tests.bench.stopwatch import Stopwatch
from tests.records.given import suitable
from tests.system.clinic import PIN, Clinic

_TABS_TO_PRODUCT = 8


def to_injections(database: Database, actor: Actor, session: UUID) -> None:
    """Bring an open session of Léa Martin to its injections, with an anaesthetic on the skin."""
    protocol = clinic.load(None).protocol
    now = datetime.now(UTC)
    database.write(sessions.confirm_identity, actor, session, initials="lm", birth_year_digits="85", now=now)
    database.write(suitable, actor, session, now=now)
    database.write(
        anaesthetics.apply,
        actor,
        session,
        product=protocol.anaesthetics[0],
        amount_g=Decimal("12.5"),
        area_cm2=Decimal(80),
        occluded=False,
        protocol=protocol,
        now=now,
    )
    database.write(sessions.go_to_step, actor, session, Step.INJECT, now=now)


class Treated:
    """A clinic whose open session is at the injections.

    Args:
        folder: an empty place.
    """

    def __init__(self, folder: Path) -> None:
        self._clinic = Clinic(folder, folder)
        self._advance()
        self.command = ("-m", "mesotui", "--data", str(self._clinic.folder))

    def _advance(self) -> None:
        database = open_database(self._clinic.folder, throwaway=True)
        try:
            to_injections(database, self._clinic.actor, UUID(self._clinic.session))
        finally:
            database.close()

    def enter(self, console: Stopwatch) -> None:
        """Sign in, go to the session, and log a first entry, whose product the others keep."""
        console.wait_for(re.compile(rb"1 +A\. Ruiz"))
        console.press("1")
        console.wait_for(re.compile(rb"PIN"))
        console.press(PIN, "enter")
        console.wait_for(re.compile(rb"Room 1[\s\S]*MARTIN"))
        console.last_paint()
        console.forget()
        console.press("f4")
        console.wait_for(re.compile(rb"Technique"))
        console.last_paint()
        console.press("tll100")
        for _ in range(_TABS_TO_PRODUCT):
            console.last_paint()
            console.press("tab")
        console.last_paint()
        console.press("Saline", "enter")
        console.wait_for(re.compile("100 ?×.*✓".encode()))

    def log(self, console: Stopwatch, points: int) -> float:
        """Log an entry, and give the seconds from Enter to its ✓."""
        console.press(f"tll{points}")
        console.last_paint()
        console.forget()
        start = time.monotonic()
        console.press("enter")
        # The new line, and not an older one that is painted again with its own ✓.
        done = console.wait_for(re.compile(rf"\b{points} ?× (?:(?!\x1b\[\d+;\d+H).)*✓".encode()))
        return done - start
