"""One treatment session, as it was recorded: the value that every screen, slip and export is made from."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from mesotui.domain.consent import NOT_ASKED, SessionConsents
from mesotui.domain.people import Client, Room, Staff
from mesotui.domain.screening import NOT_SCREENED, Screening
from mesotui.domain.stock import InjectedComponent


class Status(StrEnum):
    """Where a session stands as a whole."""

    OPEN = "open"
    DONE = "done"
    STOPPED = "stopped"
    """Ended early, with a reason."""
    NOT_DONE = "not-done"
    """Nothing was injected, with a reason."""
    SIGNED = "signed"


class Step(StrEnum):
    """The steps of the room, in their order."""

    CHECK = "check"
    CLEANSE = "cleanse"
    ANAESTHETIC = "anaesthetic"
    INJECT = "inject"
    OBSERVE = "observe"
    CLOSE = "close"


STEPS = tuple(Step)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A stretch of time that a session spent in one step; a step that was returned to has several."""

    step: Step
    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Interruption:
    """A pause, and why."""

    id: UUID
    reason: str
    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """How it was made sure that the right client lies on the couch."""

    confirmed_at: datetime
    confirmed_by: str
    override_reason: str
    """Why it was gone on without the client's own answer; empty when they answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliedLot:
    """The lot of what was put on the skin."""

    product_name: str
    """As on the box; empty for a lot that was typed and isn't in stock."""
    number: str
    expiry: date | None
    lot_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Antisepsis:
    """One cleansing of the skin: contact, then drying."""

    id: UUID
    agent_code: str
    agent_name: str
    contact_seconds: int
    dry_seconds: int
    contact_started_at: datetime
    dry_started_at: datetime | None
    ended_at: datetime | None
    early_reason: str
    """Why it was gone on before the contact or drying time was over; empty when it was over."""
    lot: AppliedLot | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Anaesthetic:
    """One topical anaesthetic on the skin, or the decision to use none."""

    id: UUID
    product_code: str
    product_name: str
    amount_g: Decimal | None
    area_cm2: Decimal | None
    occluded: bool
    minimum_minutes: int | None
    maximum_minutes: int | None
    started_at: datetime
    ended_at: datetime | None
    early_reason: str
    """Why it was taken off before its minimum; empty when it stayed on long enough."""
    lot: AppliedLot | None = None

    @property
    def is_none(self) -> bool:
        """Whether this records that no anaesthetic was used."""
        return self.product_code == NO_ANAESTHETIC


NO_ANAESTHETIC = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceSettings:
    """How an injector gun was set; every clinic's device has its own manual."""

    model: str
    mode: str
    shots_per_minute: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InjectionEntry:
    """One zone as it is about to be logged: what the entry row holds when Enter is pressed."""

    zone_code: str
    technique_code: str
    depth_mm: Decimal
    points: int
    volume_ml_per_point: Decimal
    product_name: str
    needle_gauge: int
    needle_length_mm: Decimal
    spacing_mm: Decimal | None = None
    device: DeviceSettings | None = None
    batch_id: UUID | None = None
    """The mix it is drawn from."""
    lot_id: UUID | None = None
    """The lot it is drawn from as it is, without a mix."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Injection:
    """One zone that was injected. Never changed: it can only be voided, with a trace."""

    id: UUID
    entry: InjectionEntry
    zone_name: str
    side: str
    technique_name: str
    volume_ml: Decimal
    area_cm2: Decimal
    """The zone's typical area in the vocabulary of the day."""
    recorded_at: datetime
    recorded_by: str
    mirror_of: UUID | None
    voided_at: datetime | None
    voided_by: str
    void_reason: str
    components: tuple[InjectedComponent, ...] = ()
    """What it carried, lot by lot; empty where only the product's name was recorded."""

    @property
    def counts(self) -> bool:
        """Whether the entry stands, that is, wasn't voided."""
        return self.voided_at is None


class FindingKind(StrEnum):
    """What is looked at after the injections."""

    WELL_BEING = "well-being"
    PAIN = "pain"
    """0 to 10 on the numeric rating scale."""
    REACTION = "reaction"
    """An immediate reaction; "none" is an entry."""


NO_REACTION = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One observation of how the client is."""

    id: UUID
    kind: FindingKind
    value: str
    detail: str
    recorded_at: datetime
    recorded_by: str
    voided_at: datetime | None = None
    voided_by: str = ""
    void_reason: str = ""

    @property
    def counts(self) -> bool:
        """Whether the finding stands, that is, wasn't voided."""
        return self.voided_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Free text, at any time."""

    id: UUID
    text: str
    recorded_at: datetime
    recorded_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """The watch after the last injection."""

    started_at: datetime
    planned_minutes: int
    ended_at: datetime | None
    early_reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitReason:
    """Why a limit was passed that a label says may not be passed."""

    id: UUID
    code: str
    """The limit's name, as ``domain.limits`` has it."""
    limit: str
    """What was passed, in words, as it was told when it was asked for."""
    source: str
    reason: str
    recorded_at: datetime
    recorded_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenSlip:
    """An aftercare slip as it was handed over."""

    id: UUID
    code: str
    """Eight base-32 characters: how the client names the slip on the telephone."""
    language: str
    text_version: str
    text: str
    instructions: bytes
    """The exact payload of the instructions QR."""
    visit: bytes
    """The exact payload of the next-visit QR; empty without a next visit."""
    call: bytes
    """The exact payload of the telephone QR; empty without a clinic telephone."""
    given_at: datetime
    given_by: str
    captions: tuple[str, ...] = ()
    """The words around the codes, as ``SlipContent`` has them; empty on old slips."""
    replaced_at: datetime | None = None
    replaced_by: str = ""
    replace_reason: str = ""
    """Why a corrected slip was given in its place."""

    @property
    def counts(self) -> bool:
        """Whether the slip stands, that is, no corrected one was given in its place."""
        return self.replaced_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatmentSession:
    """A whole session. Times are aware UTC; ``utc_offset`` is the room's, at the start."""

    id: UUID
    client: Client
    room: Room
    practitioner: Staff
    status: Status
    step: Step
    number: int
    """Which session of this client's it is here, from 1."""
    started_at: datetime
    ended_at: datetime | None
    end_reason: str
    utc_offset: timedelta
    target_minutes: tuple[int, int]
    """The session's target, from and to, as the clinic set it when the session was opened."""
    phases: tuple[Phase, ...] = ()
    interruptions: tuple[Interruption, ...] = ()
    identity: Identity | None = None
    consent: SessionConsents = NOT_ASKED
    antisepses: tuple[Antisepsis, ...] = ()
    anaesthetics: tuple[Anaesthetic, ...] = ()
    injections: tuple[Injection, ...] = ()
    """In the order they were logged, voided ones among them."""
    observation: Observation | None = None
    findings: tuple[Finding, ...] = ()
    notes: tuple[Note, ...] = ()
    limit_reasons: tuple[LimitReason, ...] = ()
    screening: Screening = NOT_SCREENED
    slips: tuple[GivenSlip, ...] = ()
    """In the order they were given, replaced ones among them."""

    @property
    def is_open(self) -> bool:
        """Whether entries may still be made."""
        return self.status is Status.OPEN

    @property
    def weight_kg(self) -> Decimal | None:
        """The client's weight as it was told in this session; None where nobody asked."""
        return self.screening.weight_kg

    @property
    def standing_injections(self) -> tuple[Injection, ...]:
        """The injections that weren't voided."""
        return tuple(injection for injection in self.injections if injection.counts)

    @property
    def standing_slips(self) -> tuple[GivenSlip, ...]:
        """The slips that weren't replaced; the last one is the client's newest."""
        return tuple(slip for slip in self.slips if slip.counts)

    @property
    def volume_ml(self) -> Decimal:
        """Everything that was injected, in mL."""
        return sum((injection.volume_ml for injection in self.standing_injections), Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSummary:
    """A session in one line of a list."""

    id: UUID
    client_id: UUID
    client_name: str
    practitioner: str
    room: str
    status: Status
    started_at: datetime
    ended_at: datetime | None
    zones: int
    """How many zones have an injection that stands."""
    volume_ml: Decimal
