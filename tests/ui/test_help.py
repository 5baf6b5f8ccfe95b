"""The help in columns: keys, and what they do."""

import pytest
from textual.app import App

from mesotui import paths
from mesotui.ui.keymap import in_scope, shown
from mesotui.ui.keys import COMMANDS
from mesotui.ui.modals.help import Help
from mesotui.ui.themes import THEMES


class Bare(App[None]):
    """Nothing but what the help needs."""

    CSS_PATH = paths.styles_dir() / "modals.tcss"

    def __init__(self) -> None:
        super().__init__()
        self.register_theme(THEMES[0])
        self.theme = THEMES[0].name

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(THEMES[0].variables)


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("scope", ["today", "session.check.consent", "session.inject", "slip", "stock"])
async def test_keys_and_words_stand_in_columns_of_their_own(scope: str, width: int) -> None:
    commands = in_scope(scope, COMMANDS)
    app = Bare()
    async with app.run_test(size=(width, 200)) as pilot:
        await app.push_screen(Help(commands))
        await pilot.pause()
        rows = [strip.text.strip("│ ") for strip in app.screen._compositor.render_strips()]
        indents = [strip.text[2:] for strip in app.screen._compositor.render_strips()]
    keys = {"  ".join(map(shown, command.keys)) for command in commands if not command.numbered}
    keys |= {command.shown_key for command in commands if command.numbered}
    column = max(map(len, keys)) + 2
    said = []
    for row, indented in zip(rows, indents, strict=True):
        if any(row.startswith(f"{key}  ") for key in keys):
            assert row[:column].rstrip() in keys
            said.append(row[column:].rstrip())
        elif indented.startswith(" " * column) and row:
            said[-1] += f" {row}"
    assert said == [command.help for command in commands]
