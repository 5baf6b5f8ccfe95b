"""Keys act in the order in which they were pressed, also when they come faster than the console follows.

Textual has a function key act at once, while the keys before it are still on their way to a field: Enter and
F9 in one breath would be the next step first, and Enter there. Keys that follow an Enter or a Tab would still
go to the field before, and those that follow a move to another screen to the old one.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from textual import events
from textual.app import App
from textual.message import Message
from textual.widget import Widget

from mesotui.ui.keymap import goes_first

_PASSING_SECONDS, _MOVING_SECONDS = 0.5, 2.0
"""How long keys wait at most for those before them, and for the screen that is being opened."""
_LOOK_SECONDS = 0.02
_LEAD_ON = frozenset({"enter", "tab", "shift+tab", "escape", "up", "down"})
"""Keys after which others may go elsewhere."""
_ROUNDS = 2
"""What a field makes of a key is sent as a message of its own, behind the first that asks."""


class Passed(Message):
    """Follows the keys on their way from the field to the app: when it is there, they have acted."""

    def __init__(self, trip: object, rounds: int) -> None:
        super().__init__()
        self.trip = trip
        self.rounds = rounds


class Turns:
    """Hands keys and pastes to an app, each when it is its turn.

    Args:
        app: whose they are.
        give: has the app act on one.
    """

    def __init__(self, app: App[Any], give: Callable[[events.Event], Awaitable[None]]) -> None:
        self._app = app
        self._give = give
        self._waiting: deque[events.Event] = deque()
        self._under_way: Widget | None = None
        """Where the last key went that may not have acted yet."""
        self._trip: object | None = None
        self._moves: set[object] = set()

    async def take(self, event: events.Event) -> None:
        """Hand a key or a paste on, now or when it is its turn."""
        self._waiting.append(event)
        await self._hand_on()

    async def passed(self, message: Passed) -> None:
        """Go on when the keys that were under way have acted."""
        if message.trip is not self._trip:
            return
        if message.rounds:
            self._follow(message.rounds - 1)
        else:
            self._trip = self._under_way = None
            await self._hand_on()

    def moving(self, move: Coroutine[Any, Any, None]) -> Coroutine[Any, Any, None]:
        """Have keys wait while the app moves to another screen."""
        token = object()
        self._moves.add(token)
        asyncio.get_running_loop().call_later(_MOVING_SECONDS, self._moved, token)
        return self._move(move, token)

    async def _move(self, move: Coroutine[Any, Any, None], token: object) -> None:
        try:
            await move
        finally:
            self._moved(token)

    def _moved(self, token: object) -> None:
        if token in self._moves:
            self._moves.discard(token)
            self._app.call_later(self._hand_on)

    async def _hand_on(self) -> None:
        while self._waiting and self._trip is None and not self._moves:
            event = self._waiting[0]
            if self._under_way is not None and isinstance(event, events.Key) and goes_first(event.key):
                self._begin_trip()
                return
            self._waiting.popleft()
            target = self._app.focused or self._app.screen
            await self._give(event)
            if event.is_forwarded:
                self._under_way = target
                if isinstance(event, events.Key) and event.key in _LEAD_ON:
                    self._begin_trip()

    def _begin_trip(self) -> None:
        self._trip = object()
        loop = asyncio.get_running_loop()
        loop.call_later(_LOOK_SECONDS, self._look_after, self._trip, loop.time() + _PASSING_SECONDS)
        self._follow(_ROUNDS - 1)

    def _follow(self, rounds: int) -> None:
        target = self._under_way
        # The app as its sender would keep it from coming back to the app.
        if target is None or not target.post_message(Passed(self._trip, rounds).set_sender(target)):
            self._give_up(self._trip)

    def _look_after(self, trip: object, until: float) -> None:
        """Give up on a trip that takes too long, or whose field went away with its question."""
        if trip is not self._trip:
            return
        loop = asyncio.get_running_loop()
        if loop.time() >= until or self._under_way is None or not self._under_way.is_running:
            self._give_up(trip)
        else:
            loop.call_later(_LOOK_SECONDS, self._look_after, trip, until)

    def _give_up(self, trip: object) -> None:
        if trip is self._trip is not None:
            self._trip = self._under_way = None
            self._app.call_later(self._hand_on)
