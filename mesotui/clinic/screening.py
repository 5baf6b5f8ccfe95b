"""Reads the clinic's screening list."""

from collections.abc import Callable
from pathlib import Path

from mesotui.clinic.reading import Table, read_toml, unlike
from mesotui.domain.screening import PsychologicalTool, ScreeningItem, ScreeningList, Topic, Weighs

_LONGEST_QUESTION = 100
"""What a line and a half of the smallest terminal hold."""
_LONGEST_CODE = 40
_LONGEST_NAME = 30


def load_screening(find: Callable[[str], Path]) -> ScreeningList:
    """Read the list.

    Args:
        find: gives the path of a file by its name, the clinic's own before the shipped one.

    Raises:
        Refused: the file is wrong, with file, line and key.
    """
    document = read_toml(find("screening.toml"))
    document.only("screening", "item", "tool")
    head = document.table("screening")
    shown_days = head.figure("delays_shown_days")
    head.done()
    items: list[ScreeningItem] = []
    for table in document.tables("item"):
        item = _item(table)
        if any(item.code == other.code for other in items):
            raise table.wrong("code", "is used twice")
        items.append(item)
    tools = unlike(document, "tool", _tool) if "tool" in document.values else ()
    return ScreeningList(items=tuple(items), tools=tools, delays_shown_days=shown_days)


def _item(table: Table) -> ScreeningItem:
    weighs = table.text("weighs")
    if weighs not in set(Weighs):
        raise table.wrong("weighs", f"must be one of {', '.join(Weighs)}")
    item = ScreeningItem(
        code=table.text("code"),
        name=table.text("name"),
        question=table.text("question"),
        weighs=Weighs(weighs),
        source=table.text("source"),
        about=table.text("about", default=""),
        detail=table.text("detail", default=""),
        detail_needed=table.flag("detail_needed", default=False),
        below_age=table.optional_figure("below_age"),
        skin_type_from=table.optional_figure("skin_type_from"),
    )
    table.done()
    if not 0 < len(item.code) <= _LONGEST_CODE or item.code in set(Topic):
        raise table.wrong("code", f"must be a word of up to {_LONGEST_CODE} letters that isn't a topic's")
    if not 0 < len(item.name) <= _LONGEST_NAME:
        raise table.wrong("name", f"must have 1 to {_LONGEST_NAME} characters")
    if not 0 < len(item.question) <= _LONGEST_QUESTION:
        raise table.wrong("question", f"must have 1 to {_LONGEST_QUESTION} characters")
    if item.detail_needed and not item.detail:
        raise table.wrong("detail_needed", "needs a detail, which says what is asked")
    return item


def _tool(table: Table) -> PsychologicalTool:
    tool = PsychologicalTool(
        code=table.text("code"),
        name=table.text("name"),
        lowest=table.whole("lowest"),
        highest=table.whole("highest"),
        source=table.text("source"),
        positive_from=table.optional_figure("positive_from"),
    )
    if tool.lowest >= tool.highest:
        raise table.wrong("highest", "must be above lowest")
    return tool
