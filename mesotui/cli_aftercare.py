"""The aftercare texts on the command line: which there are, what they say, and who approved them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from mesotui import clinic
from mesotui.bootstrap import Options, open_clinic
from mesotui.cli_output import say, say_json, table
from mesotui.cli_staff import signed_in
from mesotui.clinic.aftercare import AftercareText
from mesotui.domain.people import Actor, TextApproval
from mesotui.domain.slip_choices import LANGUAGES
from mesotui.domain.text import shown
from mesotui.records import approvals
from mesotui.records.database import Database


def list_texts(options: Options, *, as_json: bool) -> int:
    """List the texts, each with its version, its hash, and who approved it as it stands now."""
    texts = clinic.load(options.folder).aftercare
    with open_clinic(options) as (database, reader):
        found = [_described(database, reader, texts(language)) for language in LANGUAGES]
    if as_json:
        say_json(found)
        return 0
    rows = (
        (
            one["language"],
            LANGUAGES[one["language"]],
            one["version"],
            one["date"],
            one["sha256"][:12],
            f"{one['approved_by']}, {one['approved_at'][:10]}" if one["approved_by"] else "not yet",
        )
        for one in found
    )
    say(table(("LANG", "LANGUAGE", "VERSION", "DATE", "SHA-256", "APPROVED"), rows))
    return 0


def show_text(options: Options, language: str) -> int:
    """Show one text as it is kept, with what is filled in still in braces, and the numbers behind it."""
    text = clinic.load(options.folder).aftercare(language)
    say(f"{LANGUAGES[language]}, version {text.version} of {text.dated}, SHA-256 {text.sha256}")
    for section in text.sections:
        say(f"\n{shown(section.title)}")
        for line in section.lines:
            only = f"  [{line.family} only]" if line.family else ""
            say(f"{shown(line.text)}{only}")
    say(f"\n{shown(text.note)}\n")
    figures = text.advice.figures.items()
    say(table(("NUMBER", "IS", "SOURCE"), ((name, f"{one.value:f}", one.source) for name, one in figures)))
    return 0


def approve_text(
    options: Options, language: str, *, login: str, pins: Callable[[str], str], now: datetime
) -> int:
    """Approve a text as it stands now: slips in this language no longer say that nobody has."""
    text = clinic.load(options.folder).aftercare(language)
    with open_clinic(options) as (database, _):
        actor = signed_in(database, login, pins, now)
        approval = database.write(
            approvals.approve_text,
            actor,
            language=language,
            version=text.version,
            sha256=text.sha256,
            now=now,
        )
    say(
        f"{shown(approval.approved_by)} has approved the {LANGUAGES[language]} text, version {text.version}. "
        "A change of a single letter in it, or in advice.toml, asks for a new approval."
    )
    return 0


def _described(database: Database, reader: Actor, text: AftercareText) -> dict[str, Any]:
    approval: TextApproval | None = database.read(
        approvals.approval_of, reader, language=text.language, sha256=text.sha256
    )
    return {
        "language": text.language,
        "version": text.version,
        "date": text.dated.isoformat(),
        "sha256": text.sha256,
        "approved_by": approval.approved_by if approval else None,
        "approved_at": approval.approved_at.isoformat() if approval else None,
    }
