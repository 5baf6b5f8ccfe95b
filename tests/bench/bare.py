"""What everything is measured against: a Textual app with one field, and nothing else."""

from textual.app import App, ComposeResult
from textual.widgets import Input, Static


class Bare(App[None]):
    """One field, ready."""

    def compose(self) -> ComposeResult:
        yield Static("bare is ready")
        yield Input(select_on_focus=False)


if __name__ == "__main__":
    Bare().run(mouse=False)
