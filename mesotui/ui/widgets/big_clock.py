"""A clock that can be read from the couch."""

from datetime import datetime

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.reactive import reactive
from textual.widgets import Digits

from mesotui.domain.clocks import Clock, Standing, spoken
from mesotui.ui.widgets.clock_line import tell
from mesotui.ui.widgets.steady import Steady


class BigClock(Vertical):
    """Shows what is left until the minimum, then what has passed; words say which."""

    DEFAULT_CSS = "BigClock { height: 4; } BigClock Digits { width: auto; }"

    clock: reactive[Clock | None] = reactive(None)
    now: reactive[datetime | None] = reactive(None)

    def compose(self) -> ComposeResult:
        """Put large digits over the words."""
        yield Digits("")
        yield Steady()

    def watch_clock(self) -> None:
        """Show another clock, or none."""
        self.display = self.clock is not None
        self._draw()

    def watch_now(self) -> None:
        """Show the time anew."""
        self._draw()

    def _draw(self) -> None:
        if self.clock is None or self.now is None or not self.is_mounted:
            return
        told = tell(self.clock, self.now)
        waits = self.clock.standing(self.now) is Standing.WAITING
        shown = self.clock.to_minimum(self.now) if waits else self.clock.elapsed(self.now)
        digits = self.query_one(Digits)
        digits.update(spoken(shown))
        digits.set_class(not waits, "-reached")
        digits.set_class(self.clock.standing(self.now) is Standing.OVER, "-over")
        self.query_one(Steady).tell(f"{told.sign} {self.clock.label}: {told.words or told.time}")
