"""What is told with the screening: weight, skin type, a psychological score, and three lines of words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from textual import events, on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Input

from mesotui.domain.errors import Refused
from mesotui.domain.screening import (
    PastScreening,
    PsychologicalTool,
    Screening,
    Topic,
)
from mesotui.ui.screening_words import TOPICS, told_words
from mesotui.ui.widgets.form_field import FormField

FIELD = "suitability-"
"""What the ids of the fields begin with; the topic follows."""
_ORDER = tuple(TOPICS)
_HINTS = {
    Topic.WEIGHT_KG: "kg, such as 64.5",
    Topic.SKIN_TYPE: "1 to 6 (Fitzpatrick)",
    Topic.CONCERNS: "what bothers the client",
    Topic.GOALS: "what they hope for",
    Topic.HISTORY: "illnesses, operations, earlier treatments",
}
_RESTRICT = {Topic.WEIGHT_KG: r"[0-9.,]*", Topic.SKIN_TYPE: r"[1-6]?"}
"""What these fields take: a key too many, meant for the last question, must not stand in them."""
_LIMIT = 1000
_SCORE = re.compile(r"([^\d\s]*)\s*(\d{1,4})")


@dataclass(frozen=True, slots=True)
class Score:
    """A tool with the score that was typed for it."""

    tool: PsychologicalTool
    score: int


class ToldFields(VerticalScroll, can_focus=False):
    """A field each; Enter keeps what is typed and goes on, also past a field that is left empty."""

    class Told(Message):
        """Something was typed on a topic."""

        def __init__(self, topic: Topic, typed: str) -> None:
            super().__init__()
            self.topic = topic
            self.typed = typed

    class Over(Message):
        """The last field was passed, or the first one backwards."""

        def __init__(self, *, ahead: bool) -> None:
            super().__init__()
            self.ahead = ahead

    def __init__(self, tools: Sequence[PsychologicalTool], *, id: str) -> None:
        super().__init__(id=id)
        self._tools = tuple(tools)

    def compose(self) -> ComposeResult:
        """Lay the fields out under each other."""
        for topic in _ORDER:
            hint = _HINTS.get(topic) or " · ".join(tool.asked for tool in self._tools)
            row = FormField(
                TOPICS[topic], id=f"told-{topic}", hint=hint, limit=_LIMIT, restrict=_RESTRICT.get(topic)
            )
            row.input.id = f"{FIELD}{topic}"
            yield row

    def show(self, screening: Screening, last: PastScreening | None) -> None:
        """Say under each field what was told, and what was last time."""
        before: Mapping[str, object] = last.screening.standing if last else {}
        for topic in _ORDER:
            answer = screening.standing.get(topic)
            parts = [Content.styled(f"✓ {told_words(topic, answer)}", "$ok")] if answer else []
            if topic in before and last is not None:
                was = told_words(topic, last.screening.standing[topic])
                parts.append(Content.styled(f"last time {was}", "$quiet"))
            self._row(topic).say(Content("   ").join(parts))

    def begin(self, screening: Screening) -> None:
        """Go to the first field that nothing was told for, or to the first."""
        first = next((topic for topic in _ORDER if topic not in screening.standing), _ORDER[0])
        self.back_to(first)

    def end(self) -> None:
        """Go to the last field."""
        self.back_to(_ORDER[-1])

    def taken(self, topic: Topic, typed: str) -> None:
        """Empty a field whose text is on disk, unless something else was typed meanwhile."""
        field = self._row(topic).input
        if field.value.strip() == typed:
            field.value = ""

    def back_to(self, topic: Topic) -> None:
        """Go to the field of a topic."""
        # At once, so that a key that was pressed meanwhile is typed there.
        self.screen.set_focus(self._row(topic).input)

    def go(self, by: int) -> None:
        """Go some fields on or back; past the last or first one the fields are over."""
        at = next((at for at, topic in enumerate(_ORDER) if self._row(topic).input.has_focus), 0) + by
        if 0 <= at < len(_ORDER):
            self.back_to(_ORDER[at])
        else:
            self.post_message(self.Over(ahead=by > 0))

    def score(self, typed: str) -> Score:
        """Read a tool and its score, as ``COPS 24``; the beginning of the name is enough.

        Raises:
            Refused: it isn't understood.
        """
        found = _SCORE.fullmatch(typed.strip())
        name = found[1].lower() if found else ""
        fitting = [tool for tool in self._tools if tool.name.lower().startswith(name)]
        if found is None or len(fitting) != 1:
            names = ", ".join(tool.name for tool in self._tools)
            raise Refused(f"Type a tool and its score, as {self._tools[-1].name} 9. Known are {names}.")
        return Score(fitting[0], int(found[2]))

    def on_key(self, event: events.Key) -> None:
        """Let the arrows go through the fields."""
        if event.key in ("up", "down"):
            event.stop()
            self.go(1 if event.key == "down" else -1)

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        typed = event.value.strip()
        if typed:
            topic = Topic(str(event.input.id).removeprefix(FIELD))
            self.post_message(self.Told(topic, typed))
        self.go(1)

    def _row(self, topic: Topic) -> FormField:
        return self.query_one(f"#told-{topic}", FormField)
