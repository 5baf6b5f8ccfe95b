"""The clinic's questions: one key answers one, and where the clinic wants to know more a yes asks for it."""

from collections.abc import Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input, Label

from mesotui.domain.screening import (
    NOT_SCREENED,
    Answer,
    PastScreening,
    Reply,
    Screening,
    ScreeningItem,
    unanswered,
)
from mesotui.ui.keymap import Command, shown
from mesotui.ui.screening_words import checklist_lines
from mesotui.ui.screens.steps.step import StepPanel
from mesotui.ui.widgets.checklist import Checklist
from mesotui.ui.widgets.field import Field

REPLIES = (Reply.YES, Reply.NO, Reply.UNKNOWN)


class Questions(Vertical):
    """Asks one question after the other, without waiting until the answer before is on disk.

    Args:
        items: what is asked.
        keys: the keys of each reply.
        id: the widget's id.
    """

    class Answered(Message):
        """A question was answered; ``stored`` or ``asks_again`` is to be told what became of it."""

        def __init__(self, item: ScreeningItem, reply: Reply, detail: str) -> None:
            super().__init__()
            self.item = item
            self.reply = reply
            self.detail = detail

    class Over(Message):
        """All questions are answered, or the last one was passed."""

        def __init__(self, *, answered: bool) -> None:
            super().__init__()
            self.answered = answered

    def __init__(self, items: Sequence[ScreeningItem], keys: Sequence[Command], *, id: str) -> None:
        super().__init__(id=id)
        self._items = tuple(items)
        self._keys = {command.action: command.keys for command in keys}
        self._at = 0
        self._over = False
        """Whether what follows the questions is on its way: a key too many answers nothing then."""
        self._asks_detail = False
        self._pending: dict[str, tuple[Reply, str]] = {}
        """Answers with their details that were given and aren't on the screen as stored yet."""
        self._screening = NOT_SCREENED
        self._last: PastScreening | None = None

    def compose(self) -> ComposeResult:
        """Lay out the questions, and a field for a detail under the current one."""
        yield Checklist([(shown(self._keys[reply][0]), reply) for reply in REPLIES], id="suitability-list")
        with Horizontal(id="suitability-detail-row"):
            yield Label(id="suitability-detail-label", markup=False)
            yield Field(id="suitability-detail", max_length=1000)

    def on_mount(self) -> None:
        """Show the first question."""
        self._draw()

    @property
    def asks_detail(self) -> bool:
        """Whether a detail is asked for rather than an answer."""
        return self._asks_detail

    @property
    def detailed(self) -> str:
        """The code of the question whose detail is asked; empty while none is."""
        return self._items[self._at].code if self._asks_detail else ""

    def show(self, screening: Screening, last: PastScreening | None) -> None:
        """Show the answers on disk, and those of last time beside them."""
        self._screening, self._last = screening, last
        self._draw()

    def begin(self, screening: Screening) -> None:
        """Go to the first question that is left, if any is."""
        self._screening, self._over = screening, False
        left = unanswered(self._items, screening)
        if left:
            self._at = self._items.index(left[0])
            # A yes that lacks its detail was cut off there: only that is asked.
            self._asks_detail = left[0].code in self._screening.standing
            self._draw()

    def begin_with_detail(self, code: str) -> bool:
        """Go to the detail of a question; False where the clinic no longer asks it."""
        codes = [item.code for item in self._items]
        if code not in codes:
            return False
        self._at, self._asks_detail, self._over = codes.index(code), True, False
        self._draw()
        return True

    def end(self) -> None:
        """Go to the last question."""
        self._at, self._asks_detail, self._over = len(self._items) - 1, False, False
        self._draw()

    def take_keys(self) -> None:
        """Put the keys where the next one belongs."""
        asking = self.query_one("#suitability-detail") if self._asks_detail else self.query_one(Checklist)
        # At once: a wish for the keys that waits in a queue would take them from the detail again.
        self.screen.set_focus(asking)

    def stored(self, item: ScreeningItem, given: tuple[Reply, str], kept: Answer) -> None:
        """Take an answer as on disk.

        Args:
            item: the question.
            given: the reply and the detail as they were given.
            kept: the answer as the records have it.
        """
        if self._pending.get(item.code) == given:
            # Keys may come faster than the screen is told: until it is, the question isn't asked once more.
            self._pending[item.code] = (kept.reply, kept.detail)
            self._draw()

    def asks_again(self, item: ScreeningItem, given: tuple[Reply, str]) -> bool:
        """Ask a question again whose answer was refused; False where another answer was given meanwhile."""
        if self._pending.get(item.code) != given:
            return False
        del self._pending[item.code]
        self._at, self._asks_detail, self._over = self._items.index(item), False, False
        self._draw()
        return True

    def reply(self, reply: Reply) -> None:
        """Answer the current question; a detail is asked where the clinic wants one."""
        item = self._items[self._at]
        known = self._screening.standing.get(item.code)
        self._answer(item, reply, known.detail if known is not None and known.reply is reply else "")
        if reply is Reply.YES and item.detail:
            self._ask_detail(item)
        else:
            self._next()

    def go(self, by: int) -> None:
        """Go some questions on or back without an answer."""
        self._asks_detail = False
        if 0 <= self._at + by < len(self._items):
            self._at += by
            self._draw()
            self.take_keys()
        elif by > 0:
            self._be_over(answered=False)

    def on_key(self, event: events.Key) -> None:
        """Answer at once: what is pressed next may belong to the detail, whose field hasn't the keys yet."""
        if self._over or not event.character:
            return
        reply = next((reply for reply in REPLIES if event.key in self._keys[reply]), None)
        if self._asks_detail and event.key == "enter":
            self._take_detail()
        elif self._asks_detail and event.is_printable:
            self.query_one("#suitability-detail", Input).insert_text_at_cursor(event.character)
        elif reply is not None and not self._asks_detail:
            self.reply(reply)
        else:
            return
        event.stop()
        event.prevent_default()

    @on(Input.Submitted, "#suitability-detail")
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        self._take_detail()

    def _answer(self, item: ScreeningItem, reply: Reply, detail: str) -> None:
        self._pending[item.code] = (reply, detail)
        self.post_message(self.Answered(item, reply, detail))

    def _ask_detail(self, item: ScreeningItem) -> None:
        known = self._screening.standing.get(item.code)
        self._asks_detail = True
        self._draw()
        field = self.query_one("#suitability-detail", Input)
        field.value = known.detail if known is not None and known.reply is Reply.YES else ""
        self.take_keys()

    def _take_detail(self) -> None:
        field = self.query_one("#suitability-detail", Input)
        item, typed = self._items[self._at], field.value.strip()
        if not typed and item.detail_needed:
            self.post_message(StepPanel.Told(f"{item.name.capitalize()}: type {item.detail}."))
            return
        if typed:
            self._answer(item, Reply.YES, typed)
        field.value = ""
        self._next()

    def _next(self) -> None:
        """Go to the next question that isn't answered; with none left the questions are over."""
        left = [item for item in unanswered(self._items, self._screening) if item.code not in self._pending]
        ahead = [at for at, item in enumerate(self._items) if item in left and at > self._at]
        self._asks_detail = False
        if not left:
            self._be_over(answered=True)
            return
        self._at = ahead[0] if ahead else self._items.index(left[0])
        self._draw()
        self.take_keys()

    def _be_over(self, *, answered: bool) -> None:
        self._over = True
        self._draw()
        self.post_message(self.Over(answered=answered))

    def _draw(self) -> None:
        for code, answer in self._screening.standing.items():
            if self._pending.get(code) == (answer.reply, answer.detail):
                del self._pending[code]
        if not self.is_mounted:
            return
        pending = {code: reply for code, (reply, _) in self._pending.items()}
        checklist = self.query_one(Checklist)
        checklist.lines = checklist_lines(self._items, self._screening, pending, self._last)
        checklist.current = self._at
        checklist.brief = self._asks_detail
        checklist.set_class(self._asks_detail, "-brief")
        self.query_one("#suitability-detail-row").display = self._asks_detail
        self.query_one("#suitability-detail-label", Label).update(f"{self._items[self._at].detail}:")
