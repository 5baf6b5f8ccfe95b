"""Messages that cross screens; whatever a widget tells its own screen is defined in that widget."""

from uuid import UUID

from textual.message import Message

from mesotui.domain.people import Actor


class Go(Message):
    """Somebody wants to see another place.

    Args:
        place: one of the app's screens: today, clients, client, session, slip, clock, recall, stock.
        subject: the client, session or lot to show there; None for the current one.
    """

    def __init__(self, place: str, subject: UUID | None = None) -> None:
        self.place = place
        self.subject = subject
        super().__init__()


class SignedIn(Message):
    """Somebody proved who they are."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        super().__init__()
