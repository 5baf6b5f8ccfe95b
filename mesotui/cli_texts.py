"""What the clinic's texts have in common on the command line: listing them, and approving one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from mesotui import clinic
from mesotui.bootstrap import Options, open_clinic
from mesotui.cli_output import say, say_json, table
from mesotui.cli_staff import signed_in
from mesotui.clinic import ClinicData
from mesotui.domain.people import Actor, TextApproval
from mesotui.domain.slip_choices import LANGUAGES
from mesotui.domain.text import shown
from mesotui.records import approvals
from mesotui.records.database import Database


class Text(Protocol):
    """A text of the clinic's in one language."""

    @property
    def language(self) -> str:
        """A key of ``LANGUAGES``."""
        ...

    @property
    def version(self) -> str:
        """What the clinic calls it."""
        ...

    @property
    def dated(self) -> date:
        """The day it was written."""
        ...

    @property
    def sha256(self) -> str:
        """What an approval is given to."""
        ...


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of text."""

    languages: Callable[[ClinicData], tuple[str, ...]]
    text: Callable[[ClinicData, str], Text]
    approved: str
    """What an approval does, after the name of who gave it, with the language and version in braces."""


def list_texts(options: Options, kind: Kind, *, as_json: bool) -> int:
    """List the texts, each with its version, its hash, and who approved it as it stands now."""
    data = clinic.load(options.folder)
    with open_clinic(options) as (database, reader):
        found = [_described(database, reader, kind.text(data, language)) for language in kind.languages(data)]
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


def say_which(text: Text) -> None:
    """Name a text as it stands now."""
    say(f"{LANGUAGES[text.language]}, version {text.version} of {text.dated}, SHA-256 {text.sha256}")


def approve_text(
    options: Options, kind: Kind, language: str, *, login: str, pins: Callable[[str], str], now: datetime
) -> int:
    """Approve a text as it stands now."""
    text = kind.text(clinic.load(options.folder), language)
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
    told = kind.approved.format(language=LANGUAGES[language], version=text.version)
    say(f"{shown(approval.approved_by)} {told}")
    return 0


def _described(database: Database, reader: Actor, text: Text) -> dict[str, Any]:
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
