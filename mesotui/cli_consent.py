"""The consent texts on the command line: which there are, what they say, and who approved them."""

import sys

from mesotui import clinic
from mesotui.bootstrap import Options, open_clinic
from mesotui.cli_output import say, table
from mesotui.cli_texts import Kind, say_which
from mesotui.domain.text import shown
from mesotui.records import consents

CONSENT = Kind(
    languages=lambda data: data.consent_rules().languages,
    text=lambda data, language: data.consent(language),
    approved=(
        "has approved the {language} consent text, version {version}. "
        "A change of a single letter in it asks for a new approval, and clients are asked anew."
    ),
)


def show_text(options: Options, language: str) -> int:
    """Show one text as it is kept, with what is filled in still in braces, and the sources of its claims."""
    data = clinic.load(options.folder)
    text = data.consent(language)
    say_which(text)
    for section in (*text.sections, text.photos):
        say(f"\n{shown(section.title)}")
        for line in section.lines:
            say(shown(line))
    say("")
    rows = ((one.code, one.name, one.sentence, one.source) for one in text.alternatives)
    say(table(("INSTEAD", "NAME", "WHAT IS KNOWN", "SOURCE"), rows))
    known = data.sources()
    claims = ((section.key, name) for section in (*text.sections, text.photos) for name in section.sources)
    say("")
    rows_of_sources = ((key, name, known.get(name, "not known")) for key, name in claims)
    say(table(("SECTION", "SOURCE", "IS"), rows_of_sources))
    return 0


def print_kept(options: Options, sha256: str) -> int:
    """Print a text that clients answered to, byte for byte, by its hash: also one that has changed since."""
    with open_clinic(options) as (database, reader):
        body = database.read(consents.text_body, reader, sha256)
    sys.stdout.flush()
    sys.stdout.buffer.write(body)
    return 0
