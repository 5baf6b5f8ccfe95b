"""Somebody, or something, that sends a console whatever bytes there are, and looks what became of it."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from mesotui import paths
from mesotui.domain.treatment import Step
from mesotui.records import sessions
from mesotui.records.engine import open_database
from tests.records.given import suitable
from tests.system.clinic import Clinic
from tests.system.on_disk import copy_of
from tests.system.streams import PASTE_END, Streams
from tests.system.terminal import Console, NeverSeen

BATCH = 100
"""How many streams are sent before the console is asked whether it is well."""
_TYPED_TABLES = ("draft",)
"""What holds text that is being typed; a paste into a field may go there."""
_SHARE_OF_PAUSES = 0.002
_PAUSE_SECONDS = 0.12
_HELP = "Keys on this screen"
_MOVING = re.compile(r"[\d:▁-█▏-▕·]+")
"""What clocks change on a screen."""


class Broken(AssertionError):
    """The console ended, hangs, or did what nobody typed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where in the console the streams go to."""

    mark: re.Pattern[str]
    """What its screen shows."""
    keys: tuple[tuple[str, str], ...]
    """How it is reached from Today: keys, each with what the screen then shows."""
    step: Step | None = None
    """Where the session in the room is, with the identity confirmed; None is at its very beginning."""
    is_still: bool = True
    """Whether nothing that isn't a key may change its screen: it has no field for what is pasted."""
    is_noisy: bool = False
    """Whether letters and keys that move the cursor are sent too."""


_SESSION = (("f4", "Room 1"),)
_CLIENTS = (("f3", "open page"),)
PLACES = {
    "client": Place(
        mark=re.compile("book"), keys=(*_CLIENTS, ("martin", "Find  martin"), ("enter", "start session"))
    ),
    "cleanse": Place(mark=re.compile("❯ Which agent"), keys=_SESSION, step=Step.CLEANSE),
    "anaesthetic": Place(mark=re.compile("❯ Which anaesthetic"), keys=_SESSION, step=Step.ANAESTHETIC),
    "observe": Place(mark=re.compile("❯ "), keys=_SESSION, step=Step.OBSERVE),
    "close": Place(mark=re.compile("❯ "), keys=_SESSION, step=Step.CLOSE),
    "stock": Place(mark=re.compile("receive"), keys=(("ctrl+s", "receive"),)),
    "suitability": Place(mark=re.compile("❯ "), keys=_SESSION, step=Step.CHECK),
    "check": Place(mark=re.compile("type what they say"), keys=_SESSION, is_still=False),
    "inject": Place(mark=re.compile("Technique"), keys=_SESSION, step=Step.INJECT, is_still=False),
    "today": Place(mark=re.compile("Due today"), keys=(), is_still=False, is_noisy=True),
    "clients": Place(mark=re.compile("open page"), keys=_CLIENTS, is_still=False, is_noisy=True),
}


class Fuzz:
    """Sends streams to one console.

    Args:
        clinic: where it runs.
        name: of the place.
        seed: what the streams come from.
    """

    def __init__(self, clinic: Clinic, name: str, seed: int) -> None:
        self._clinic = clinic
        self._place = PLACES[name]
        self._seed = f"{name}-{seed}"
        self.sent_bytes = 0
        self.slowest_seconds = 0.0
        """The longest that a batch took to be answered to."""
        if self._place.step is not None:
            self._go_to(self._place.step)

    def send(self, count: int) -> None:
        """Send so many streams.

        Raises:
            Broken: the console ended, hangs, or did what nobody typed; the message has the seed of the batch.
        """
        with self._clinic.console() as console:
            self._enter(console)
            screen, rows = self._still(console.text), self._rows()
            for batch in range(0, count, BATCH):
                seed = f"{self._seed}-{batch}"
                streams = self._streams(seed, min(BATCH, count - batch))
                began = time.monotonic()
                try:
                    self._send(console, seed, streams)
                    self._ask(console, screen)
                    self._compare(rows)
                except AssertionError as problem:
                    told = "\n".join((str(problem), *self._faults(), f"the streams: {b''.join(streams)!r}"))
                    raise Broken(f"batch {seed}: {told}") from None
                self.slowest_seconds = max(self.slowest_seconds, time.monotonic() - began)
            self._leave(console)

    def _streams(self, seed: str, count: int) -> list[bytes]:
        streams = Streams(seed)
        return list(streams.noise(count) if self._place.is_noisy else streams.silent(count))

    def _send(self, console: Console, seed: str, streams: list[bytes]) -> None:
        line = Streams(f"{seed}-line")
        for stream in streams:
            for piece in line.cut(stream):
                console.send(piece)
                console.pump()
            self.sent_bytes += len(stream)
            if line.pauses(_SHARE_OF_PAUSES):
                console.watch_for(_PAUSE_SECONDS)
        # A terminal always ends a paste.
        console.send(PASTE_END)

    def _ask(self, console: Console, screen: str) -> None:
        """See whether the console does at once what it is told, and nothing else has changed."""
        console.press("f1")
        self._until(console, _HELP)
        console.press("escape")
        if self._place.is_noisy:
            self._until(console, lambda text: _HELP not in text)
            self._walk(console)
            console.press("end", "ctrl+u")
        self._until(console, self._is_back(screen))

    def _until(self, console: Console, wanted: str | Callable[[str], bool]) -> None:
        console.until(wanted, patience=self._clinic.patience)

    def _walk(self, console: Console) -> None:
        """Go to the place, from wherever noise may have led."""
        for key, shown in (("f2", " Today · "), *self._place.keys):
            console.press(key)
            console.until(shown)

    def _is_back(self, screen: str) -> Callable[[str], bool]:
        def is_back(text: str) -> bool:
            if _HELP in text or not self._place.mark.search(text):
                return False
            return not self._place.is_still or self._still(text) == screen

        return is_back

    @staticmethod
    def _still(text: str) -> str:
        return "\n".join(line.rstrip() for line in _MOVING.sub("", text).splitlines())

    def _rows(self) -> dict[str, list[tuple[object, ...]]]:
        with copy_of(self._clinic.folder, self._clinic.scratch) as database:
            listed = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
            names = [name for (name,) in listed if name not in _TYPED_TABLES]
            return {
                name: sorted(map(tuple, database.execute(f"SELECT * FROM {name}")), key=repr)
                for name in names
            }

    def _compare(self, rows: dict[str, list[tuple[object, ...]]]) -> None:
        now = self._rows()
        changed = [name for name, held in rows.items() if now[name] != held]
        if changed:
            raise Broken(f"rows changed in {', '.join(changed)}")

    def _leave(self, console: Console) -> None:
        console.press("f10")
        status = console.ended()
        if status or self._faults():
            raise Broken(f"ended with {status}; faults: {self._faults()}")

    def _faults(self) -> list[str]:
        return [file.read_text() for file in paths.log_folder(self._clinic.folder).glob("fault-*")]

    def _enter(self, console: Console) -> None:
        self._clinic.sign_in(console)
        console.until(re.compile("Room 1 .*MARTIN"))
        try:
            self._walk(console)
            console.until(self._place.mark)
        except NeverSeen as never:
            raise Broken(f"{self._seed} was never reached: {never}") from None
        console.settle()

    def _go_to(self, step: Step) -> None:
        session, now = UUID(self._clinic.session), datetime.now(UTC)
        database = open_database(self._clinic.folder, throwaway=True)
        try:
            database.write(
                sessions.confirm_identity,
                self._clinic.actor,
                session,
                initials="lm",
                birth_year_digits="85",
                now=now,
            )
            if step is not Step.CHECK:
                database.write(suitable, self._clinic.actor, session, now=now)
                database.write(sessions.go_to_step, self._clinic.actor, session, step, now=now)
        finally:
            database.close()


def folder_of(path: Path, name: str) -> Path:
    """Give an empty place for one console's clinic."""
    folder = path / name
    folder.mkdir()
    return folder
