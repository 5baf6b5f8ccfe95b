"""The README's table of keys, made from the registry: ``python -m tests.readme_keys`` writes it anew."""

from collections.abc import Iterable
from pathlib import Path

from mesotui.ui.keymap import Command, key_rows
from mesotui.ui.keys import COMMANDS

README = Path(__file__).parents[1] / "README.md"
_BEGIN, _END = "<!-- keys -->\n", "<!-- /keys -->"


def table(commands: Iterable[Command]) -> str:
    """Give all keys as a Markdown table."""
    rows = [("Where", "Keys", "Command", "What it does"), ("---", "---", "---", "---")]
    rows += [
        (scope, keys.replace("|", "\\|"), f"`{name}`", text) for scope, keys, name, text in key_rows(commands)
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n"


def with_table(readme: str) -> str:
    """Give a README with the table as it should be between its marks."""
    before, rest = readme.split(_BEGIN)
    _, after = rest.split(_END)
    return f"{before}{_BEGIN}{table(COMMANDS)}{_END}{after}"


if __name__ == "__main__":
    README.write_text(with_table(README.read_text(encoding="utf-8")), encoding="utf-8")
