"""What the slip screen works on: which session, which language, and the slip as it is or would be given."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from uuid import UUID

from mesotui.clinic.aftercare import AftercareTexts
from mesotui.domain.errors import Refused
from mesotui.domain.people import Actor
from mesotui.domain.slip_choices import RIGHT_TO_LEFT, WIDE_LETTERS, SlipChoices
from mesotui.domain.treatment import GivenSlip, TreatmentSession
from mesotui.records import sessions
from mesotui.records.handover import Handover
from mesotui.slips.content import SlipContent, compose
from mesotui.slips.signing import signed
from mesotui.ui.slip_key import signing_key
from mesotui.ui.work import Work

_CONSOLE_WITHOUT_FONTS = "linux"
"""The TERM of a text console, which knows at most 512 letters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A session's slip in one language, or why there is none."""

    slip: SlipContent | GivenSlip | None
    shown: SlipContent | GivenSlip | None
    """The same in a language that this terminal can show; there whenever the slip is."""
    replaces: GivenSlip | None = None
    """In whose place it will be given, or was."""
    is_approved: bool = False
    """Whether the clinic approved the text that it is made from."""
    unsigned: str = ""
    """Why it isn't signed though the clinic signs its slips."""
    refusal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipDesk:
    """What slips are written with here.

    Attributes:
        key_folder: where the key lies that signs slips; None for a clinic that doesn't sign.
        encoding: what the terminal's text is written in.
        term: the terminal's name, as in TERM.
    """

    work: Work
    actor: Actor
    texts: AftercareTexts
    choices: SlipChoices
    key_folder: Path | None
    now: Callable[[], datetime]
    encoding: str
    term: str

    async def written(self, known: Handover, language: str, *, code: str, correcting: bool) -> Written:
        """Take the slip that was given in a language as it was, or write one with this code.

        Args:
            known: what it is written from.
            language: the client's.
            code: of a new slip.
            correcting: whether a new one is to take the place of the given one.
        """
        given = given_in(known.session, language)
        readable = readable_language(language, self.choices.language, encoding=self.encoding, term=self.term)
        unsigned = ""
        try:
            slip: SlipContent | GivenSlip
            if given and not correcting:
                slip = given
            else:
                plain = await self._composed(known, language, code)
                slip, unsigned = await self._signed(plain, known)
            shown = slip if readable == language else await self._composed(known, readable, slip.code)
        except Refused as refused:
            return Written(slip=None, shown=None, refusal=str(refused))
        return Written(
            slip=slip,
            shown=shown,
            replaces=given if correcting else _replaced_by(slip, known.session),
            is_approved=self.texts(language).sha256 in known.approved,
            unsigned=unsigned,
        )

    async def _composed(self, known: Handover, language: str, code: str) -> SlipContent:
        # Texts are read from files, and Babel takes longer to load than a screen may stand still.
        return await asyncio.to_thread(
            write_slip, known, self.texts, language, code=code, choices=self.choices, now=self.now()
        )

    async def _signed(self, slip: SlipContent, known: Handover) -> tuple[SlipContent, str]:
        key, why_not = await signing_key(self.work, self.actor, self.key_folder, self.now)
        today = self.now().astimezone(timezone(known.session.utc_offset)).date()
        return (slip if key is None else signed(slip, key, on=today)), why_not


async def current_session(work: Work, actor: Actor) -> UUID | None:
    """Find the session whose slip is meant when none is named: this person's open one, else the newest."""
    running = await work.read("slip-open", sessions.open_sessions, actor)
    mine = [session for session in running if session.practitioner.id == actor.staff_id]
    if mine:
        return max(mine, key=lambda session: session.started_at).id
    newest = await work.read("slip-newest", sessions.list_sessions, actor, limit=1)
    return newest[0].id if newest else None


def first_language(known: Handover, choices: SlipChoices) -> str:
    """Give the language that is likely meant: of this session's slip, of the client's last one, or usual."""
    standing = known.session.standing_slips
    if standing:
        return standing[-1].language
    return known.usual_language or choices.language


def next_language(language: str, languages: Sequence[str]) -> str:
    """Give the language after one; the first after one that isn't among them."""
    place = languages.index(language) + 1 if language in languages else 0
    return languages[place % len(languages)]


def given_in(session: TreatmentSession, language: str) -> GivenSlip | None:
    """Give the slip that the client has in a language."""
    return next((slip for slip in reversed(session.standing_slips) if slip.language == language), None)


def write_slip(
    known: Handover,
    texts: AftercareTexts,
    language: str,
    *,
    code: str,
    choices: SlipChoices,
    now: datetime,
) -> SlipContent:
    """Write a session's slip in a language; it reads files, so it belongs into a thread.

    Raises:
        Refused: there is nothing to tell, a text is wrong, or the clinic's data don't fit into the codes.
    """
    text = texts(language)
    return compose(
        known.session,
        known.site,
        # The visit may lie beyond a change of the clocks, so it is told in this machine's zone.
        known.next_visit.astimezone() if known.next_visit else None,
        text,
        code=code,
        now=now,
        approved=text.sha256 in known.approved,
        choices=choices,
    )


def _replaced_by(slip: SlipContent | GivenSlip, session: TreatmentSession) -> GivenSlip | None:
    """Find the slip in whose place one was given: both were recorded at the same moment."""
    if isinstance(slip, SlipContent):
        return None
    return next((one for one in session.slips if one.replaced_at == slip.given_at), None)


def readable_language(language: str, usual: str, *, encoding: str, term: str) -> str:
    """Give the language in which a slip can be read on this terminal: its own, the clinic's, or English.

    Terminals disagree on who turns right-to-left text around, so none is trusted with it.

    Args:
        language: the slip's.
        usual: the clinic's.
        encoding: what the terminal's text is written in.
        term: the terminal's name, as in TERM.
    """
    return next((one for one in (language, usual) if _is_readable(one, encoding, term)), "en")


def shows_dense(encoding: str, term: str) -> bool:
    """Whether a terminal may have the blocks of dense codes; only a phone can tell how it draws them."""
    return "utf" in encoding.lower() and term != _CONSOLE_WITHOUT_FONTS


def _is_readable(language: str, encoding: str, term: str) -> bool:
    if "utf" not in encoding.lower():
        return language == "en"
    return language not in RIGHT_TO_LEFT and not (term == _CONSOLE_WITHOUT_FONTS and language in WIDE_LETTERS)
