"""A session in the middle of its injections, with an anaesthetic's clock running, for the bench."""

import re
import time
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from uuid import UUID

from mesotui import clinic
from mesotui.domain.staff_keys import read_public_key
from mesotui.domain.treatment import Step
from mesotui.records import anaesthetics, sessions, staff, staff_keys
from mesotui.records.engine import open_database
from tests.bench.stopwatch import Stopwatch
from tests.system.clinic import PIN, Clinic

_MOST_TABS = 12


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
        session = UUID(self._clinic.session)
        protocol = clinic.load(None).protocol
        database = open_database(self._clinic.folder, throwaway=True)
        now = datetime.now(UTC)
        try:
            database.write(
                sessions.confirm_identity,
                self._clinic.actor,
                session,
                initials="lm",
                birth_year_digits="85",
                now=now,
            )
            database.write(
                anaesthetics.apply,
                self._clinic.actor,
                session,
                product=protocol.anaesthetics[0],
                amount_g=Decimal("12.5"),
                area_cm2=Decimal(80),
                occluded=False,
                protocol=protocol,
                now=now,
            )
            database.write(sessions.go_to_step, self._clinic.actor, session, Step.INJECT, now=now)
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

    def begin(self, console: Stopwatch) -> None:
        """Go from Today, or from where a cut line led, to the session, and log a first entry."""
        console.wait_for(re.compile(r"Room 1[\s\S]*MARTIN"))
        console.last_paint()
        console.press("f4")
        console.wait_for("Technique")
        console.last_paint()
        console.press("tll100")
        console.wait_for(re.compile(r"Points +100"))
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
