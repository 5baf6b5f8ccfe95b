"""What Today's list says: who is due, who was found, and the line that makes a new client."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from textual.content import Content

from mesotui.domain.dates import short_date
from mesotui.domain.people import Appointment, Client, Room
from mesotui.domain.rooms import Delayed, Overview
from mesotui.ui.local_time import clock_time
from mesotui.ui.room_choice import session_of
from mesotui.ui.widgets.choice_list import Choice, heading
from mesotui.ui.widgets.columns import Column, Row, line_row
from mesotui.ui.widgets.person import alert_mark, name_content

_DUE = (
    Column(width=5),
    Column(width=17, grows=2),
    Column(width=4),
    Column(width=19, grows=2),
    Column(width=12, grows=1),
)
_DELAYED = (Column(width=18, grows=1), Column(width=4), Column(width=30, grows=3))
_FOUND = (
    Column(width=18, grows=2),
    Column(width=12),
    Column(width=14, grows=1, drops_below=72),
    Column(width=12, grows=2),
    Column(width=12, grows=1),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What Enter would open."""

    client: Client | None
    """None for somebody who is not on file yet."""
    appointment: Appointment | None = None
    session_id: UUID | None = None
    """The session that is open already."""
    is_due: bool = True
    """Whether they are meant without being chosen; who was delayed isn't."""

    @property
    def key(self) -> tuple[UUID | None, UUID | None]:
        """What stays the same when the list is read again."""
        return (self.client.id if self.client else None, self.appointment.id if self.appointment else None)


def due_choices(overview: Overview) -> list[Choice[Target]]:
    """List who is due, earliest first, then whose treatment was delayed and who isn't due today."""
    due = [_due_choice(appointment, overview) for appointment in overview.due] or [
        heading("Nobody is due today. Type a name to find or add a client.")
    ]
    away = [_delayed_choice(one) for one in _away(overview)]
    return [*due, heading(""), heading("Delayed"), *away] if away else due


def due_title(overview: Overview) -> Content:
    """Say above the list who was delayed: on a small terminal their lines are far below."""
    away = _away(overview)
    told = f"{away[0].client.name} until {away[0].until_day}" if len(away) == 1 else str(len(away))
    return Content.assemble("Due today", (f" · ▲ delayed: {told}", "$warn") if away else "")


def _away(overview: Overview) -> list[Delayed]:
    expected = {appointment.client.id for appointment in overview.due if appointment.session_id is None}
    return [one for one in overview.delayed if one.client.id not in expected]


def first_waiting(choices: Sequence[Choice[Target]]) -> int | None:
    """Give the first line of somebody who has not been called in; else the first that can be chosen."""
    open_to = [
        index for index, choice in enumerate(choices) if choice.stands_for and choice.stands_for.is_due
    ]
    for index in open_to:
        target = choices[index].stands_for
        if target and target.appointment and target.appointment.session_id is None:
            return index
    return open_to[0] if open_to else None


def position_of(target: Target | None, choices: Sequence[Choice[Target]]) -> int | None:
    """Give where somebody stands now that the list was read again; None where they left it."""
    for index, choice in enumerate(choices):
        if target and choice.stands_for and choice.stands_for.key == target.key:
            return index
    return None


def found_choices(
    clients: Sequence[Client], typed: str, overview: Overview, *, limit: int
) -> list[Choice[Target]]:
    """List who was found, then the line that adds the person who was typed."""
    choices = [_found_choice(client, overview) for client in clients]
    if len(clients) >= limit:
        choices.append(heading(f"The first {limit} are shown. Type more to see fewer."))
    new = Content.assemble(("+ New client ", "$accent"), f"«{typed}»" if typed else "")
    return [*choices, Choice(shown=line_row(new), stands_for=Target(client=None))]


def _due_choice(appointment: Appointment, overview: Overview) -> Choice[Target]:
    client = appointment.client
    session = session_of(overview.rooms, client.id)
    if session is not None:
        where = Content.styled(f"● in {session.room.name}", "$accent")
    elif appointment.session_id is not None:
        where = Content.styled("✓ was here", "$ok")
    elif delay := next((one for one in overview.delayed if one.client.id == client.id), None):
        where = Content.styled(f"▲ delayed until {delay.until_day}: {delay.reason}", "$warn")
    else:
        where = Content.styled(_room_name(overview, appointment.room_id), "$quiet")
    cells = (
        Content.styled(clock_time(appointment.due_at), "$quiet" if appointment.session_id else "bold"),
        name_content(client),
        Content.styled(str(client.birth_date.year), "$quiet"),
        alert_mark(client),
        where,
    )
    return Choice(
        shown=Row(_DUE, cells),
        stands_for=Target(client=client, appointment=appointment, session_id=session.id if session else None),
    )


def _delayed_choice(delay: Delayed) -> Choice[Target]:
    client = delay.client
    cells = (
        name_content(client),
        Content.styled(str(client.birth_date.year), "$quiet"),
        Content.styled(f"Delayed until {delay.until_day}: {delay.reason}", "$warn"),
    )
    return Choice(shown=Row(_DELAYED, cells), stands_for=Target(client=client, is_due=False))


def _found_choice(client: Client, overview: Overview) -> Choice[Target]:
    session = session_of(overview.rooms, client.id)
    visit = next(
        (
            appointment
            for appointment in overview.due
            if appointment.client.id == client.id and appointment.session_id is None
        ),
        None,
    )
    if session is not None:
        where = Content.styled(f"● in {session.room.name}", "$accent")
    else:
        where = Content.styled(f"due {clock_time(visit.due_at)}" if visit else "", "$quiet")
    cells = (
        name_content(client),
        Content.styled(short_date(client.birth_date), "$quiet"),
        Content.styled(client.phone, "$quiet"),
        alert_mark(client),
        where,
    )
    return Choice(
        shown=Row(_FOUND, cells),
        stands_for=Target(client=client, appointment=visit, session_id=session.id if session else None),
    )


def _room_name(overview: Overview, room_id: UUID | None) -> str:
    rooms: dict[UUID, Room] = {room.id: room for room, _ in overview.rooms}
    return rooms[room_id].name if room_id in rooms else ""
