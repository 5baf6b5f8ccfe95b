"""A field of a form: its name, the line to type in, and under it what is wrong or how it was understood."""

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from mesotui.ui.widgets.field import Field


class FormField(Vertical):
    """One labelled line; what is typed stays, whatever is said about it."""

    DEFAULT_CSS = """
    FormField { height: auto; }
    FormField Horizontal { height: 1; }
    FormField .form-field--label { width: 16; color: $quiet; }
    FormField Input { width: 1fr; height: 1; border: none; padding: 0 1; }
    FormField .form-field--said { height: auto; padding-left: 17; color: $quiet; display: none; }
    FormField.-said .form-field--said { display: block; }
    FormField.-problem .form-field--said { color: $danger; }
    """

    def __init__(
        self,
        label: str,
        *,
        id: str,
        value: str = "",
        hint: str = "",
        secret: bool = False,
        limit: int = 0,
        restrict: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self._label = label
        self._hint = hint
        self.input = Field(
            value,
            placeholder=hint,
            password=secret,
            max_length=limit,
            restrict=restrict,
            select_on_focus=False,
        )
        # What is said may be said before the field is laid out.
        self._said = Static(classes="form-field--said")

    def compose(self) -> ComposeResult:
        """Put the name beside the line, and what is said under it."""
        with Horizontal():
            yield Static(Content(self._label), classes="form-field--label")
            yield self.input
        yield self._said

    @property
    def value(self) -> str:
        """What is typed."""
        return self.input.value

    @property
    def has_problem(self) -> bool:
        """Whether something is said to be wrong."""
        return self.has_class("-problem")

    def say(self, text: str | Content) -> None:
        """Say how the text was understood; nothing takes the line away."""
        self._say(text, problem=False)

    def complain(self, text: str) -> None:
        """Say what is wrong with the text."""
        self._say(Content(f"▲ {text}"), problem=True)

    def _say(self, text: str | Content, *, problem: bool) -> None:
        said = Content(text) if isinstance(text, str) else text
        self._said.update(said)
        self.set_class(bool(said), "-said")
        self.set_class(problem, "-problem")
