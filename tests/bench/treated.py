"""A session in the middle of its injections, with an anaesthetic's clock running, for the bench."""

import re
import time
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from uuid import UUID

from mesotui import clinic
from mesotui.domain.people import Actor
from mesotui.domain.staff_keys import read_public_key
from mesotui.domain.treatment import Step
from mesotui.records import anaesthetics, sessions, staff, staff_keys
from mesotui.records.database import Database
from mesotui.records.engine import open_database
from tests.bench.stopwatch import Stopwatch
from tests.consenting import agree
from tests.records.given import suitable
from tests.system.clinic import PIN, Clinic

_MOST_TABS = 12


def to_injections(database: Database, actor: Actor, session: UUID) -> None:
    """Bring an open session of Léa Martin to its injections, with an anaesthetic on the skin."""
    protocol = clinic.load(None).protocol
    now = datetime.now(UTC)
    database.write(sessions.confirm_identity, actor, session, initials="lm", birth_year_digits="85", now=now)
    database.write(suitable, actor, session, now=now)
    database.write(agree, actor, session, now=now)
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
        self.folder = self._clinic.folder
        self.command = ("-m", "mesotui", "--data", str(self.folder))

    def admit(self, public_key: str) -> None:
        """Let somebody with an SSH key be the practitioner."""
        database = open_database(self.folder, throwaway=True)
        try:
            database.write(
                staff_keys.add_key,
                self._clinic.actor,
                database.read(staff.list_staff)[0].login,
                read_public_key(public_key),
                now=datetime.now(UTC),
            )
        finally:
            database.close()

    def _advance(self) -> None:
        database = open_database(self._clinic.folder, throwaway=True)
        try:
            to_injections(database, self._clinic.actor, UUID(self._clinic.session))
        finally:
            database.close()

    @staticmethod
    def fingerprint(public_key: str) -> str:
        """Give the name by which the console knows a key."""
        return read_public_key(public_key).fingerprint

    def enter(self, console: Stopwatch) -> None:
        """Sign in, go to the session, and log a first entry, whose product the others keep."""
        console.wait_for(re.compile(r"\b1 +A\. Ruiz"))
        console.press("1")
        console.wait_for("PIN")
        console.press(PIN, "enter")
        self.begin(console)

    def go(self, console: Stopwatch) -> None:
        """Go from Today, or from where a cut line led, to the session."""
        console.wait_for(re.compile(r"Room 1[\s\S]*MARTIN"))
        console.last_paint()
        console.press("f4")
        console.wait_for("Technique")
        console.last_paint()

    def begin(self, console: Stopwatch) -> None:
        """Go to the session, and log a first entry."""
        self.go(console)
        console.press("tll100")
        # The cursor, too: it is by the cursor that each Tab is seen to have arrived.
        console.until(lambda _: _field(console) == "tll100")
        for _ in range(_MOST_TABS):
            if _field(console) == "Product":
                break
            before = _cursor(console)
            console.press("tab")
            console.until(partial(_has_moved, console, before))
        console.press("Saline")
        console.wait_for(re.compile(r"Product +Saline"))
        console.press("enter")
        console.wait_for(re.compile("100 ?[×x].*[✓v]"))

    def log(self, console: Stopwatch, points: int) -> float:
        """Log an entry, and give the seconds from Enter to its ✓."""
        console.press(f"tll{points}")
        console.wait_for(re.compile(rf"Points +{points}\b"))
        console.last_paint()
        start = time.monotonic()
        console.press("enter")
        return console.wait_for(re.compile(rf"\b{points} ?[×x] .*[✓v]")) - start


def _cursor(console: Stopwatch) -> tuple[int, int]:
    return console.screen.cursor.x, console.screen.cursor.y


def _has_moved(console: Stopwatch, before: tuple[int, int], _text: str) -> bool:
    return _cursor(console) != before


def _field(console: Stopwatch) -> str:
    """Give the word before the field that has the cursor."""
    row, column = console.screen.cursor.y, console.screen.cursor.x
    words = console.text.splitlines()[row][:column].split()
    return words[-1] if words else ""
