"""The aftercare texts on the command line: which there are, what they say, and who approved them."""

from mesotui import clinic
from mesotui.bootstrap import Options
from mesotui.cli_output import say, table
from mesotui.cli_texts import Kind, say_which
from mesotui.domain.slip_choices import LANGUAGES
from mesotui.domain.text import shown

AFTERCARE = Kind(
    languages=lambda _: tuple(LANGUAGES),
    text=lambda data, language: data.aftercare(language),
    approved=(
        "has approved the {language} text, version {version}. "
        "A change of a single letter in it, or in advice.toml, asks for a new approval."
    ),
)


def show_text(options: Options, language: str) -> int:
    """Show one text as it is kept, with what is filled in still in braces, and the numbers behind it."""
    text = clinic.load(options.folder).aftercare(language)
    say_which(text)
    for section in text.sections:
        say(f"\n{shown(section.title)}")
        for line in section.lines:
            only = f"  [{line.family} only]" if line.family else ""
            say(f"{shown(line.text)}{only}")
    say(f"\n{shown(text.note)}\n")
    figures = text.advice.figures.items()
    say(table(("NUMBER", "IS", "SOURCE"), ((name, f"{one.value:f}", one.source) for name, one in figures)))
    return 0
