"""A practitioner whose console is killed again and again, and who trusts nothing but the disk."""

import random
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from mesotui.domain.anatomy import Anatomy
from tests.system import on_screen
from tests.system.clinic import Clinic
from tests.system.keys import Hands
from tests.system.moves import Move, Type, next_move
from tests.system.on_disk import Disk, Tally, read_disk
from tests.system.terminal import Console, NeverSeen

DRAFT_SECONDS = 2.0
"""How old a draft may be: the promise."""
CLOCK_SECONDS = 2
"""How far a clock may be from what its stored start says."""
_TERMINALS = (
    (120, 40, "xterm-256color"),
    (80, 24, "linux"),
    (160, 50, "tmux-256color"),
    (100, 30, "vt220-utf8"),
)
_PAUSES = (0.0, 0.0, 0.02, 0.1, 0.3, 0.6)


class Lost(AssertionError):
    """The console broke a promise: what is lost, doubled, or wrong."""


@dataclass(frozen=True, slots=True)
class Unlogged:
    """What stood in a field when the console was killed."""

    text: str
    """All that was typed."""
    kept: str = ""
    """What of it must be back."""


class Siege:
    """Carries one session after the other on, across kills.

    Args:
        clinic: where the console runs.
        seed: what the random points come from.
        anatomy: the zones.
        dwells: the share of the kills in the middle of typing that wait until the draft must be there.
    """

    def __init__(self, clinic: Clinic, *, seed: int, anatomy: Anatomy, dwells: float = 0.25) -> None:
        self._clinic = clinic
        self._random = random.Random(seed)
        self._anatomy = anatomy
        self._dwells = dwells
        self._token = ""
        self._unlogged: dict[str, Unlogged] = {}
        self._logged: dict[str, str] = {}
        self.kills = 0
        self.sessions = 1

    def kill_once(self) -> None:
        """Open, compare, work on, kill, and compare.

        Raises:
            Lost: a promise is broken.
        """
        disk = self._read()
        if self._move(disk.tally) is None:
            self._clinic.next_session()
            self._unlogged, self._logged = {}, {}
            self.sessions += 1
            disk = self._read()
        columns, rows, term = self._random.choice(_TERMINALS)
        with self._clinic.console(columns=columns, rows=rows, term=term) as console:
            screens: set[str] = set()
            console.watch(screens.add)
            hands = Hands(console, self._random)
            self._reopened(console, disk)
            tally = disk.tally
            for _ in range(self._random.choice((0, 0, 1, 2))):
                tally = self._whole(hands, tally)
            move = self._move(tally)
            if move is not None:
                self._part(hands, move)
            last = console.kill9()
        self.kills += 1
        self._compare(last, screens, tally, move)

    def _read(self) -> Disk:
        disk = read_disk(self._clinic.folder, self._clinic.scratch, self._clinic.session)
        if disk.integrity != "ok" or disk.foreign_keys:
            raise Lost(
                f"the database is damaged: {disk.integrity}, {disk.foreign_keys} rows point to nothing"
            )
        return disk

    def _move(self, tally: Tally) -> Move | None:
        if not self._token or self._token in repr(tally):
            self._token = f"qx{self._random.randrange(10_000, 99_999)}"
        return next_move(tally, self._anatomy, self._token)

    def _reopened(self, console: Console, disk: Disk) -> None:
        if disk.tally.status != "open":
            self._clinic.enter_slip(console)
            return
        self._clinic.enter(console)
        try:
            console.until(lambda text: on_screen.step(text) == disk.tally.step)
        except NeverSeen as never:
            raise Lost(f"the session is at {disk.tally.step}, but didn't open there: {never}") from None
        # A question that was open is opened again after the step it belongs to.
        console.settle()
        for field, unlogged in self._unlogged.items():
            self._is_back(console, field, unlogged)
        for field, text in self._logged.items():
            if on_screen.typed(console.text, field) == text:
                raise Lost(f"{text} was logged and stands in {field} once more:\n{console.text}")
        self._clocks_are_right(console, disk)

    def _is_back(self, console: Console, field: str, unlogged: Unlogged) -> None:
        def is_back(screen: str) -> bool:
            shown = on_screen.typed(screen, field) or ""
            return shown.startswith(unlogged.kept) and unlogged.text.startswith(shown)

        try:
            shown = on_screen.typed(console.until(is_back, patience=self._clinic.patience), field) or ""
        except NeverSeen as never:
            raise Lost(f"{unlogged.kept} of {unlogged.text} is not back in {field}: {never}") from None
        self._unlogged[field] = Unlogged(unlogged.text, kept=shown)

    def _clocks_are_right(self, console: Console, disk: Disk) -> None:
        def are_right(screen: str) -> bool:
            now, shown = datetime.now(UTC), on_screen.clocks(screen)
            return set(shown) == set(disk.starts) and all(
                abs(now - disk.starts[name] - passed) <= timedelta(seconds=CLOCK_SECONDS)
                for name, passed in shown.items()
            )

        try:
            console.until(are_right, patience=self._clinic.patience)
        except NeverSeen as never:
            raise Lost(f"a clock isn't what was stored, {disk.starts}: {never}") from None

    def _whole(self, hands: Hands, tally: Tally) -> Tally:
        move = self._move(tally)
        if move is None:
            return tally
        for stroke in hands.strokes(move):
            stroke()
        hands.console.until(move.shown)
        self._unlogged, self._logged = {}, _typed(move)
        return move.stages[-1]

    def _part(self, hands: Hands, move: Move) -> None:
        """Do a move up to a random key, and notice what then stands in its fields."""
        strokes = hands.strokes(move)
        cut = self._random.randint(0, len(strokes))
        for stroke in strokes[:cut]:
            stroke()
        for field, text in hands.typed.items():
            before = self._unlogged.get(field, Unlogged(""))
            self._unlogged[field] = Unlogged(text, kept=before.kept)
        field = hands.field
        if 0 < cut < len(strokes) and field and self._random.random() < self._dwells:
            hands.see(field, hands.typed[field])
            hands.console.watch_for(DRAFT_SECONDS + 0.1)
            self._unlogged = {f: Unlogged(u.text, kept=u.text) for f, u in self._unlogged.items()}
        else:
            hands.console.watch_for(self._random.choice(_PAUSES) * self._random.random())

    def _compare(self, last: str, screens: set[str], tally: Tally, move: Move | None) -> None:
        found = self._read().tally
        stages = (tally, *(move.stages if move else ()))
        if found not in stages:
            raise Lost(f"on disk is {found}\nwhat was done gives one of {stages}\nthe screen:\n{last}")
        if move and found != stages[-1] and on_screen.step(last) and move.shown.search(last):
            raise Lost(f"the screen says that it is done, the disk has {found}\nthe screen:\n{last}")
        for screen in screens:
            if unkept := on_screen.unkept(screen, found):
                raise Lost(f"shown as saved and not on disk: {unkept}\nthe screen:\n{screen}")
        if move is not None and found != tally:
            # Where a move is several transactions, what was typed may be in the one that was cut off.
            done = repr(move.stages[-1])
            self._logged = {
                field: text for field, text in _typed(move).items() if text in repr(found) or text not in done
            }
            self._unlogged = {
                field: unlogged for field, unlogged in self._unlogged.items() if field not in self._logged
            }


def _typed(move: Move | None) -> dict[str, str]:
    parts = move.parts if move else ()
    return {part.field: part.text for part in parts if isinstance(part, Type) and part.field != "product"}


def besiege(siege: Siege, kills: int) -> float:
    """Kill so many times, and give how many kills a minute that were.

    Raises:
        Lost: a promise is broken.
    """
    start = time.monotonic()
    for _ in range(kills):
        siege.kill_once()
    return 60 * kills / (time.monotonic() - start)
