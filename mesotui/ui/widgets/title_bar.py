"""The first row of every screen: where, who, for whom, what to beware of, and the time."""

from collections.abc import Callable
from datetime import datetime

from rich.cells import cell_len, set_cell_size
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget
from typing_extensions import override

from mesotui.domain.treatment import TreatmentSession

_TICK_SECONDS = 1.0
_LEAST_NAME = 18
_JOIN = " · "
_WARNING_SIGN = "▲ "


class TitleBar(Horizontal):
    """Names the room, the practitioner and the client, and shows what to beware of.

    The warning is never cut: everything else is shortened first, and then the bar grows by a row.

    Args:
        now: the aware time.
    """

    DEFAULT_CSS = """
    TitleBar { dock: top; height: auto; width: 100%; }
    TitleBar > TitleText { width: 1fr; height: auto; }
    TitleBar > WallClock { width: 7; height: 1; }
    """

    room: reactive[str] = reactive("", init=False)
    """The room, or the name of the place."""
    practitioner: reactive[str] = reactive("", init=False)
    """Who is signed in."""
    client: reactive[str] = reactive("", init=False)
    """The client and what tells them from others of that name; empty where there is none."""
    warning: reactive[str] = reactive("", init=False)
    """Allergies and warnings in words, such as ``ALLERGY procaine (esters)``; empty for none."""

    def __init__(
        self,
        now: Callable[[], datetime],
        *,
        room: str = "",
        practitioner: str = "",
        client: str = "",
        warning: str = "",
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self._now = now
        self._text = TitleText((room, practitioner, client, warning))
        for name, value in (("room", room), ("practitioner", practitioner), ("client", client)):
            self.set_reactive(getattr(TitleBar, name), value)
        self.set_reactive(TitleBar.warning, warning)

    def show(self, session: TreatmentSession) -> None:
        """Name a session's room and client, and warn of all that stands on record about them."""
        client = session.client
        self.room = session.room.name
        self.client = f"{client.name} · {client.birth_date.year} · session {session.number}"
        self.warning = " · ".join(f"{alert.kind.upper()} {alert.text}" for alert in client.alerts)

    def compose(self) -> ComposeResult:
        """Keep the clock apart, so that its tick repaints five cells."""
        yield self._text
        yield WallClock(self._now)

    def watch_room(self) -> None:
        """Show the room."""
        self._tell()

    def watch_practitioner(self) -> None:
        """Show the practitioner."""
        self._tell()

    def watch_client(self) -> None:
        """Show the client."""
        self._tell()

    def watch_warning(self) -> None:
        """Show what to beware of."""
        self._tell()

    def _tell(self) -> None:
        self._text.parts = (self.room, self.practitioner, self.client, self.warning)


class TitleText(Widget):
    """The words of the title bar."""

    parts: reactive[tuple[str, str, str, str]] = reactive(("", "", "", ""), layout=True)
    """Room, practitioner, client, warning."""

    def __init__(self, parts: tuple[str, str, str, str]) -> None:
        super().__init__()
        self.set_reactive(TitleText.parts, parts)

    @override
    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Take a row, and more where the warning needs them."""
        return len(self._rows(width))

    def render(self) -> Content:
        """Draw place and people to the left, the warning to the right or below."""
        return Content("\n").join(self._rows(self.size.width))

    def _rows(self, width: int) -> list[Content]:
        room, practitioner, client, warning = self.parts
        warned = f"{_WARNING_SIGN}{warning}" if warning else ""
        beside = width - cell_len(warned) - 2
        if warned and beside < min(cell_len(client or room), _LEAST_NAME):
            below = [Content.styled(row, "bold $danger") for row in wrapped(warned, width)]
            return [_people(room, practitioner, client, width), *below]
        people = _people(room, practitioner, client, beside if warned else width)
        if not warned:
            return [people]
        gap = " " * (width - people.cell_length - cell_len(warned))
        return [people + Content(gap) + Content.styled(warned, "bold $danger")]


class WallClock(Widget):
    """Hours and minutes of the wall clock.

    Args:
        now: the aware time; it is shown in this machine's zone.
    """

    shown: reactive[str] = reactive("")
    """What stands there; it changes once a minute, so the screen is painted once a minute."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._now = now

    def on_mount(self) -> None:
        """Begin to tick."""
        self.tick()
        self.set_interval(_TICK_SECONDS, self.tick)

    def tick(self) -> None:
        """Look at the clock."""
        self.shown = f"{self._now().astimezone():%H:%M}"

    def render(self) -> Content:
        """Draw the time at the right edge."""
        return Content(self.shown.rjust(self.size.width))


def fitted_people(room: str, practitioner: str, client: str, width: int) -> tuple[str, str, str]:
    """Shorten the parts of a title to a width: the practitioner goes first, then the room, then the client.

    >>> fitted_people("Room 2", "A. Ruiz", "MARTIN Lea · 1985", 27)
    ('Room 2', '', 'MARTIN Lea · 1985')
    """
    for parts in (
        (room, practitioner, client),
        (room, "", client),
        ("", "", client) if client else (room, "", ""),
    ):
        if cell_len(_JOIN.join(part for part in parts if part)) <= width:
            return parts
    kept = client or room
    short = set_cell_size(kept, max(0, width - 1)).rstrip() + "…" if width > 0 else ""
    return ("", "", short) if client else (short, "", "")


def wrapped(text: str, width: int) -> list[str]:
    """Break a text at spaces into rows of a width; a word longer than a row is broken, never cut.

    >>> wrapped("▲ ALLERGY procaine", 10)
    ['▲ ALLERGY', 'procaine']
    """
    rows = [""]
    for word in text.split(" "):
        rest = word
        if rows[-1] and cell_len(rows[-1]) + 1 + cell_len(rest) <= width:
            rows[-1] += f" {rest}"
            continue
        if rows[-1]:
            rows.append("")
        while cell_len(rest) > max(1, width):
            cut = next(n for n in range(len(rest), 0, -1) if n == 1 or cell_len(rest[:n]) <= width)
            rows[-1], rest = rest[:cut], rest[cut:]
            rows.append("")
        rows[-1] = rest
    return rows


def _people(room: str, practitioner: str, client: str, width: int) -> Content:
    place, who, whom = fitted_people(room, practitioner, client, width)
    quiet = _JOIN.join(part for part in (place, who) if part)
    if not whom:
        return Content.styled(quiet, "bold")
    return Content.assemble((f"{quiet}{_JOIN}" if quiet else "", "$quiet"), (whom, "bold"))
