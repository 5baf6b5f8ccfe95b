"""Every place of a widget that can show a person's text, each filled with what must not reach a terminal."""

from collections.abc import Iterable
from uuid import UUID

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import (
    Button,
    Checkbox,
    Collapsible,
    DataTable,
    Input,
    Label,
    Log,
    Markdown,
    OptionList,
    RadioButton,
    RichLog,
    Select,
    Static,
    TabbedContent,
    TabPane,
    TextArea,
    Tooltip,
    Tree,
)

from mesotui.ui.context import Context

PAYLOAD = (
    "\x1b[666m\x1b]52;c;ZXZpbA==\x1b\\\x1b]0;evil\x07\u009b31m\u202e\u2066\u200b\u200d\ufeff\U000e0041\x00"
    "[@click=app.quit]x[/][/nope]"
)
LEAKS = {
    "CSI": b"\x1b[666",
    "OSC 52": b"\x1b]52",
    "OSC 0": b"\x1b]0;",
    "C1": "\u009b".encode(),
    "right-to-left override": "\u202e".encode(),
    "isolate": "\u2066".encode(),
    "zero-width space": "\u200b".encode(),
    "joiner": "\u200d".encode(),
    "byte order mark": "\ufeff".encode(),
    "tag": "\U000e0041".encode(),
    "NUL": b"\x00",
}
SLOTS = [
    "static",
    "label",
    "content",
    "rich",
    "value",
    "placeholder",
    "area",
    "button",
    "option",
    "choice",
    "tree",
    "treeleaf",
    "header",
    "cell",
    "markdown",
    "log",
    "richlog",
    "title",
    "subtitle",
    "notice",
    "tick",
    "radio",
    "fold",
    "tab",
    "tooltip",
]


def hostile(slot: str) -> str:
    """Give a text that names its slot, so that a test sees that the slot was drawn."""
    return f"<{slot}>{PAYLOAD}"


class SlotsScreen(Screen[None]):
    """All slots, one below the other; it needs a terminal of about 100 rows."""

    DEFAULT_CSS = """
    SlotsScreen Log, SlotsScreen RichLog, SlotsScreen TextArea, SlotsScreen Tree { height: 3; }
    SlotsScreen DataTable, SlotsScreen OptionList, SlotsScreen TabbedContent { height: 5; }
    SlotsScreen Tooltip { display: block; offset: 0 90; }
    """

    def __init__(self, _context: Context, _subject: UUID | None) -> None:
        super().__init__()

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield from _plain()
            yield from _lists()
            with Collapsible(title="", collapsed=False) as fold:
                yield Static("below")
            fold._title.label = Content(hostile("fold"))
            with TabbedContent(), TabPane(Content(hostile("tab"))):
                yield Static("inside")
        yield Tooltip(Content(hostile("tooltip")))

    def on_mount(self) -> None:
        self.query_one("#log", Log).write_line(hostile("log"))
        self.query_one("#richlog", RichLog).write(Text(hostile("richlog")))
        self.notify(hostile("notice"), markup=False, timeout=60)


def _plain() -> Iterable[Widget]:
    yield Static(hostile("static"), markup=False)
    yield Label(hostile("label"), markup=False)
    yield Static(Content(hostile("content")))
    yield Static(Text(hostile("rich")))
    yield Input(hostile("value"))
    yield Input(placeholder=hostile("placeholder"))
    yield TextArea(hostile("area"))
    yield Button(Content(hostile("button")))
    yield Markdown(hostile("markdown").replace("<markdown>", "markdown "))
    yield Log(id="log")
    yield RichLog(id="richlog", min_width=40)
    framed = Static("framed")
    framed.styles.border = ("round", "white")
    framed.border_title = Content(hostile("title"))
    framed.border_subtitle = Content(hostile("subtitle"))
    yield framed
    yield Checkbox(Content(hostile("tick")))
    yield RadioButton(Content(hostile("radio")))


def _lists() -> Iterable[Widget]:
    yield OptionList(Content(hostile("option")))
    yield Select([(Content(hostile("choice")), 1)], value=1)
    tree: Tree[None] = Tree(Text(hostile("tree")))
    tree.root.expand()
    tree.root.add_leaf(Text(hostile("treeleaf")))
    yield tree
    table: DataTable[Text] = DataTable()
    table.add_column(Text(hostile("header")))
    table.add_row(Text(hostile("cell")))
    yield table
