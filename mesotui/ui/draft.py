"""What is typed and not yet logged: gathered from the fields, and put back into them."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from textual.screen import Screen
from textual.widgets import Input

from mesotui.ui.widgets.choice import Choice
from mesotui.ui.widgets.entry_row import EntryRow

_ENTRY_ID = "entry-id"
_ENTRY_ZONE = "entry-zone"
_FOCUS = "focus"


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
        for row in screen.query(EntryRow):
            fields[_ENTRY_ID] = str(row.entry_id)
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
        for field in screen.query(Input):
            typed = fields.get(field.id or "")
            if typed is not None and not (was_logged and field.id == _ENTRY_ZONE):
                field.value = typed
        for row in screen.query(EntryRow):
            if entry_id is not None:
                row.put_back(None if was_logged else entry_id)
    focused = fields.get(_FOCUS)
    for widget in screen.query(f"#{focused}") if focused else ():
        if widget.focusable:
            widget.focus()
