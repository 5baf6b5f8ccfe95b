"""A clinic with one client on disk, and the command that opens its console from the built wheel."""

import os
import re
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from mesotui.domain.people import Actor, AlertKind
from mesotui.records import clients, rooms, sessions, sites
from mesotui.records.engine import open_database
from tests.system.terminal import PATIENCE, Console

PIN = "4321"
_SLOW_AGENT = """
[[antiseptic]]
code = "chg2-ipa70"
name = "Chlorhexidine 2 % / alcohol 70 %"
contact_seconds = { value = 3600, source = "clinic" }
dry_seconds = { value = 3600, source = "clinic" }
caution = "Every step of it is ended early here, with a reason."
"""
_FEW_QUESTIONS = """
[screening]
delays_shown_days = { value = 90, source = "clinic" }

[[item]]
code = "heart"
name = "heart"
question = "Heart disease?"
weighs = "absolute"
source = "S136"

[[item]]
code = "medicines"
name = "medicines"
question = "Medicines?"
weighs = "note"
source = "clinic"
detail = "which"
detail_needed = true

[[item]]
code = "thyroid"
name = "thyroid"
question = "Thyroid disease?"
weighs = "relative"
source = "clinic"

[[tool]]
code = "dcq"
name = "DCQ"
lowest = 0
highest = 21
source = "S24"
"""


class Clinic:
    """One room, one practitioner, one client, and a session that is open.

    Args:
        folder: an empty place for the clinic's folder, the copies of its file and the consoles' home.
        program: the folder of the unpacked wheel, the only place the program is taken from.
        launcher: what Python runs: ``-m mesotui``, or a script with arguments.
    """

    def __init__(self, folder: Path, program: Path, launcher: Sequence[str] = ("-m", "mesotui")) -> None:
        self.folder = folder / "clinic"
        self.scratch = folder / "copy"
        self.patience = PATIENCE
        """The seconds to wait for what must be on the screen after reopening."""
        self._program = program
        self._launcher = launcher
        self._home = folder / "home"
        self._home.mkdir(parents=True)
        self._set_up()
        self.session = ""
        """The key of the session that is open, as the file has it."""
        self.next_session()

    def console(self, *, columns: int = 120, rows: int = 40, term: str = "xterm-256color") -> Console:
        """Open the console, not yet at the session."""
        command = [sys.executable, "-P", *self._launcher, "--data", str(self.folder)]
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self._home),
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(self._program),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        return Console(
            command,
            environment=environment,
            folder=self._home,
            columns=columns,
            rows=rows,
            term=term,
            synchronised=True,
        )

    def enter(self, console: Console) -> None:
        """Sign in, and go to the session that is open."""
        self.sign_in(console)
        console.until(re.compile("Room 1 .*MARTIN"))
        console.press("f4")

    def enter_slip(self, console: Console) -> None:
        """Sign in, and go to the slip of the session that was closed last."""
        self.sign_in(console)
        console.until("Find ")
        console.press("f5")
        console.until(re.compile("Not given yet|✓ Given"))

    @staticmethod
    def sign_in(console: Console) -> None:
        console.until(re.compile(r"\b1 +A\. Ruiz"))
        console.press("1")
        console.until("PIN")
        console.press(PIN, "enter")

    def next_session(self) -> None:
        """Open another session of the client."""
        database = open_database(self.folder, throwaway=True)
        try:
            room = database.read(rooms.list_rooms, self.actor)[0]
            opened = database.write(
                sessions.open_session,
                self.actor,
                self._client,
                room.id,
                target_minutes=(30, 60),
                utc_offset=timedelta(hours=1),
                now=datetime.now(UTC),
            )
        finally:
            database.close()
        self.session = opened.id.hex

    def _set_up(self) -> None:
        database = open_database(self.folder, throwaway=True)
        try:
            now = datetime.now(UTC)
            self.actor: Actor = database.write(
                sites.set_up, clinic_name="Cabinet Lumen", practitioner_name="A. Ruiz", pin=PIN, now=now
            )
            client = database.write(
                clients.add_client,
                self.actor,
                family_name="Martin",
                given_name="Léa",
                birth_date=date(1985, 3, 4),
                phone="01632 960123",
                alerts=((AlertKind.ALLERGY, "procaine (esters)"),),
                now=now,
            )
        finally:
            database.close()
        self._client = client.id
        (self.folder / "clinic").mkdir()
        (self.folder / "clinic" / "antiseptics.toml").write_text(_SLOW_AGENT, encoding="utf-8")
        (self.folder / "clinic" / "screening.toml").write_text(_FEW_QUESTIONS, encoding="utf-8")
