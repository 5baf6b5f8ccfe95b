"""What is typed and not yet logged: gathered from the fields, and put back into them."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from mesotui.domain.treatment import TreatmentSession
from mesotui.ui.context import KeepsFields
from mesotui.ui.widgets.choice import Choice
from mesotui.ui.widgets.entry_row import EntryRow
from mesotui.ui.widgets.question import Question

_ENTRY_ID = "entry-id"
_ENTRY_ZONE = "entry-zone"
_ENTRY_SOURCE = "entry-source"
_FOCUS = "focus"
_AS_OF = "as-of"
_ANSWER = "ask-"
# What is typed here is taken away by logging it; all else keeps its last value.
_TAKEN_BY_LOGGING = ("identity", "check-", "suitability-", "consent-", "cleanse-", "anaesthetic-", _ANSWER)


def as_of(session: TreatmentSession) -> dict[str, str]:
    """Give how much was on record when a draft was made, for ``still_unlogged``."""
    ends = [part.ended_at for part in session.interruptions]
    ends += [cleansing.ended_at for cleansing in session.antisepses]
    ends += [applied.ended_at for applied in session.anaesthetics]
    counts = (
        len(session.phases),
        int(session.identity is not None),
        len(session.consent.answers),
        len(session.consent.confirmations),
        len(session.injections),
        len(session.standing_injections),
        len(ends),
        sum(end is not None for end in ends),
        sum(cleansing.dry_started_at is not None for cleansing in session.antisepses),
        int(session.observation is not None),
        len(session.findings),
        len(session.notes),
        len(session.screening.answers),
        len(session.screening.decisions),
    )
    return {_AS_OF: ".".join(map(str, counts))}


def still_unlogged(fields: Mapping[str, str], session: TreatmentSession) -> dict[str, str]:
    """Give the fields of a draft, without what may have been logged after the draft was made.

    A process can end between logging a note and storing the draft without it: put back, the note would be
    logged twice. Logging also leads the keys on, so where they were before no longer counts.
    """
    if fields.get(_AS_OF) == as_of(session)[_AS_OF]:
        return dict(fields)
    return {
        name: text
        for name, text in fields.items()
        if not name.startswith(_TAKEN_BY_LOGGING) and name != _FOCUS
    }


def answers(fields: Mapping[str, str]) -> dict[str, str]:
    """Give the answers that were being typed to questions, by the question's topic."""
    return {name.removeprefix(_ANSWER): text for name, text in fields.items() if name.startswith(_ANSWER)}


def as_answer(topic: str, typed: str) -> dict[str, str]:
    """Give the field of an answer as ``gathered`` does."""
    return {_ANSWER + topic: typed}


def gathered(screens: Iterable[Screen[Any]]) -> dict[str, str]:
    """Give what every field on these screens holds, by the field's id, and where the keys go."""
    fields: dict[str, str] = {}
    for screen in screens:
        for field in screen.query(Input):
            if field.id and field.value:
                fields[field.id] = field.value
        for choice in screen.query(Choice):
            if choice.id:
                fields[choice.id] = choice.code
        for question in screen.query(Question):
            if question.id and question.taken:
                fields[question.id] = question.taken
        for row in screen.query(EntryRow):
            fields[_ENTRY_ID] = str(row.entry_id)
            if row.product.key:
                fields[_ENTRY_SOURCE] = row.product.key
        if isinstance(screen, KeepsFields):
            fields.update(screen.kept_fields)
        if screen.focused is not None and screen.focused.id:
            fields[_FOCUS] = screen.focused.id
    return fields


def put_back(screen: Screen[Any], fields: Mapping[str, str], logged: Iterable[UUID]) -> None:
    """Fill a screen's fields from a draft.

    Args:
        screen: the screen whose fields have the ids of the draft.
        fields: what was gathered.
        logged: the keys of the entries on disk. A zone whose entry was logged before the draft could be
            stored again is dropped, so that it isn't logged twice.
    """
    entry_id = UUID(fields[_ENTRY_ID]) if _ENTRY_ID in fields else None
    was_logged = entry_id in set(logged)
    with screen.prevent(Input.Changed, Choice.Changed):
        for choice in screen.query(Choice):
            code = fields.get(choice.id or "")
            if code in {item.code for item in choice.items}:
                choice.code = str(code)
        for question in screen.query(Question):
            question.take(fields.get(question.id or "", ""))
        for field in screen.query(Input):
            typed = fields.get(field.id or "")
            if typed is not None and not (was_logged and field.id == _ENTRY_ZONE):
                field.value = typed
        for row in screen.query(EntryRow):
            if entry_id is not None:
                row.put_back(None if was_logged else entry_id, fields.get(_ENTRY_SOURCE, ""))


def focus_again(screen: Screen[Any], fields: Mapping[str, str]) -> None:
    """Let the keys go where they went when a draft was gathered, behind what was typed there."""
    focused = fields.get(_FOCUS)
    for widget in screen.query(f"#{focused}") if focused else ():
        # What belongs to another step is there too, unseen.
        if widget.focusable and all(node.display for node in widget.ancestors_with_self):
            # The step's own wish for the keys waits in the same queue, before this one.
            screen.app.call_later(_give_keys, screen, widget)


def _give_keys(screen: Screen[Any], widget: Widget) -> None:
    screen.set_focus(widget)
    if isinstance(widget, Input):
        # It comes to the field by the queue that the focus came by, so after it, and before any letter.
        widget.call_later(_go_on_typing, widget)


def _go_on_typing(field: Input) -> None:
    # A field is selected when it is gone to, and the next letter would replace what was typed.
    field.cursor_position = len(field.value)
