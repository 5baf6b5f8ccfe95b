"""The clinic's own data: agents, anaesthetics, techniques and limits, each number with its source."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number of the clinic's, with where it comes from."""

    value: Decimal
    source: str
    """A source id of the clinical reference, or "clinic" where no authority was found."""

    def __int__(self) -> int:
        """Give the number as a whole one."""
        return int(self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Antiseptic:
    """What cleanses the skin."""

    code: str
    name: str
    contact_seconds: Figure
    dry_seconds: Figure
    caution: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicalAnaesthetic:
    """What numbs the skin; amounts are the label's for an adult."""

    code: str
    name: str
    minimum_minutes: Figure
    maximum_minutes: Figure
    maximum_g: Figure | None
    maximum_cm2: Figure | None
    usual_g_per_10_cm2: Figure | None
    caution: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Needle:
    """A needle as it is named on its box."""

    gauge: int
    length_mm: Decimal

    @property
    def name(self) -> str:
        """As a person reads it: 30G × 13 mm."""
        return f"{self.gauge}G × {self.length_mm} mm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Technique:
    """A way of injecting, with the clinic's usual settings for it."""

    code: str
    name: str
    depth_mm: Figure
    depth_from_mm: Figure
    depth_to_mm: Figure
    spacing_mm: Figure
    volume_ml_per_point: Figure
    needle: Needle
    needle_source: str
    has_device: bool
    """Whether an injector gun's settings are recorded with it."""
    continuous: bool
    """Whether points are so close that people count spacing rather than points (nappage, intra-epidermal)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Where the totals line begins to warn, and what the clocks aim at."""

    session_minutes_from: Figure
    session_minutes_to: Figure
    session_volume_ml: Figure
    zone_volume_ml: Figure
    observation_minutes: Figure
    anaesthetic_warning_minutes: Figure
    """How long before an anaesthetic's maximum the warning begins."""
    points_disagree_percent: Figure
    """From which difference between logged and expected points on it is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """Everything that the clinic decided beforehand."""

    antiseptics: tuple[Antiseptic, ...]
    anaesthetics: tuple[TopicalAnaesthetic, ...]
    techniques: tuple[Technique, ...]
    needles: tuple[Needle, ...]
    devices: tuple[str, ...]
    device_modes: tuple[str, ...]
    limits: Limits
    interruptions: tuple[str, ...]
    """Usual reasons; each is one key away."""
    reactions: tuple[str, ...]
    well_being: tuple[str, ...]

    def technique(self, code: str) -> Technique:
        """Find a technique; KeyError where there is none of that code."""
        return {technique.code: technique for technique in self.techniques}[code]

    def antiseptic(self, code: str) -> Antiseptic:
        """Find an antiseptic; KeyError where there is none of that code."""
        return {antiseptic.code: antiseptic for antiseptic in self.antiseptics}[code]

    def anaesthetic(self, code: str) -> TopicalAnaesthetic:
        """Find an anaesthetic; KeyError where there is none of that code."""
        return {anaesthetic.code: anaesthetic for anaesthetic in self.anaesthetics}[code]
