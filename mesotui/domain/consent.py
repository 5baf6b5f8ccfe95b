"""What a client agreed to: the text that was read, every answer to it, and whether it holds today."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from mesotui.domain.protocol import Figure
from mesotui.domain.slip_choices import LANGUAGES


class ConsentKind(StrEnum):
    """What is consented to; each is asked for itself."""

    TREATMENT = "treatment"
    PHOTOS = "photos"


class ConsentAnswer(StrEnum):
    """What the client said."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentSection:
    """One heading of the text with its lines, placeholders unfilled."""

    key: str
    title: str
    lines: tuple[str, ...]
    sources: tuple[str, ...] = ()
    """Ids of the clinic's sources for what the lines claim."""
    disclosure: str = ""
    """What must have been told, in a few words, before anybody can consent; empty where nothing is ticked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """Something that could be done instead, with what is known of it in one sentence."""

    code: str
    name: str
    sentence: str
    source: str
    always: bool
    """Whether it must have been talked about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentText:
    """The clinic's text in one language, exactly as it stood on a day."""

    language: str
    version: str
    dated: date
    body: bytes
    """The whole file, to the last byte."""
    sha256: str
    """Of the body: what an approval and every answer are given to."""
    unapproved: str
    """What is said where the clinic hasn't approved the text."""
    sections: tuple[ConsentSection, ...]
    """About the treatment."""
    photos: ConsentSection
    """About photographs, asked for itself."""
    alternatives: tuple[Alternative, ...]

    @property
    def disclosures(self) -> tuple[ConsentSection, ...]:
        """The sections that somebody says were told."""
        return tuple(section for section in self.sections if section.disclosure)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentMethod:
    """A way in which a consent is taken."""

    code: str
    name: str
    needs_witness: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRules:
    """What the clinic chose about consents, whatever the language."""

    languages: tuple[str, ...]
    """In the order in which they are offered."""
    valid_days: Figure
    """How long a course may last: an older consent is asked for anew."""
    methods: tuple[ConsentMethod, ...]
    refusals: tuple[str, ...]
    """Reasons for refusing or withdrawing that one key gives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """How an answer was taken: what is ticked and typed before the client's yes or no is recorded."""

    method: ConsentMethod | None = None
    """None where it wasn't asked, which only a refusal may leave open."""
    witness: str = ""
    """The name of who was there, too; empty where nobody was."""
    disclosures: tuple[str, ...] = ()
    """Keys of the sections that were told."""
    alternatives: tuple[str, ...] = ()
    """Codes of what was talked about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """One answer. Never changed: a later one stands in its place."""

    id: UUID
    kind: ConsentKind
    answer: ConsentAnswer
    session_id: UUID | None
    """The session in which it was said; None where there was none."""
    language: str
    text_version: str
    text_sha256: str
    method: str
    """How it was taken, in words."""
    witness: str
    disclosures: tuple[str, ...]
    alternatives: tuple[str, ...]
    reason: str
    """Why it was refused or withdrawn, as far as the client said."""
    recorded_at: datetime
    recorded_by: str

    @property
    def is_given(self) -> bool:
        """Whether it is a yes."""
        return self.answer is ConsentAnswer.GIVEN


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentConfirmation:
    """The client's word, at the chair, that what they consented to still holds."""

    id: UUID
    consent_id: UUID
    confirmed_at: datetime
    confirmed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionConsents:
    """A client's answers as a session knows them."""

    answers: tuple[Consent, ...] = ()
    """In the order they were given, earlier sessions' among them, up to the session's end."""
    confirmations: tuple[ConsentConfirmation, ...] = ()
    """Those of this session."""

    def latest(self, kind: ConsentKind) -> Consent | None:
        """Give the answer that stands; None where nobody asked."""
        return latest(self.answers, kind)

    @property
    def treatment(self) -> Consent | None:
        """The answer about the treatment that stands."""
        return self.latest(ConsentKind.TREATMENT)

    @property
    def photos(self) -> Consent | None:
        """The answer about photographs that stands."""
        return self.latest(ConsentKind.PHOTOS)

    @property
    def confirmation(self) -> ConsentConfirmation | None:
        """The confirmation of the treatment consent that stands; None where it isn't confirmed."""
        standing = self.treatment
        if standing is None or not standing.is_given:
            return None
        mine = [one for one in self.confirmations if one.consent_id == standing.id]
        return mine[-1] if mine else None

    @property
    def lack(self) -> str:
        """Why nothing may be injected, in words; empty where the client agreed and said so today."""
        standing = self.treatment
        if standing is None:
            return "The client isn't asked for consent to the treatment"
        if standing.answer is ConsentAnswer.WITHDRAWN:
            return "The client withdrew the consent to the treatment"
        if standing.answer is ConsentAnswer.REFUSED:
            return "The client refused the treatment"
        return "" if self.confirmation else "The consent to the treatment is not confirmed for this session"


NOT_ASKED = SessionConsents()


class Standing(StrEnum):
    """Whether an answer holds."""

    NOT_ASKED = "not asked"
    VALID = "valid"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    OVER = "over"
    """It is older than a course may last."""
    CHANGED = "changed"
    """The clinic's text isn't the one that was consented to."""


def latest(answers: Iterable[Consent], kind: ConsentKind) -> Consent | None:
    """Give the last answer of a kind; None where there is none."""
    found = [one for one in answers if one.kind is kind]
    return found[-1] if found else None


def standing(consent: Consent | None, *, sha256: str, valid_days: int, now: datetime) -> Standing:
    """Tell whether an answer holds.

    Args:
        consent: the answer that stands.
        sha256: of the clinic's text in that language as it is now; empty where there is none any more.
        valid_days: how long a consent holds; it does on the last of these days.
        now: aware.
    """
    if consent is None:
        return Standing.NOT_ASKED
    if consent.answer is ConsentAnswer.REFUSED:
        return Standing.REFUSED
    if consent.answer is ConsentAnswer.WITHDRAWN:
        return Standing.WITHDRAWN
    if consent.text_sha256 != sha256:
        return Standing.CHANGED
    return Standing.OVER if now - consent.recorded_at > timedelta(days=valid_days) else Standing.VALID


def untold(text: ConsentText, taken: Taken) -> tuple[str, ...]:
    """Name what the client must still be told before they can consent to the treatment."""
    sections = [one.disclosure for one in text.disclosures if one.key not in taken.disclosures]
    ways = [one.name for one in text.alternatives if one.always and one.code not in taken.alternatives]
    return (*sections, *ways)


def in_words(consent: Consent) -> str:
    """Say what was answered, to which text, and how it was taken."""
    text = f"{LANGUAGES.get(consent.language, consent.language)} text {consent.text_version}"
    witness = f"witness {consent.witness}" if consent.witness else ""
    parts = (consent.answer.value, text, consent.method, witness, consent.reason)
    return ", ".join(part for part in parts if part)
