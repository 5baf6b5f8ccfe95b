"""The clinic's own data: agents, anaesthetics, techniques and limits, each number with its source."""

from dataclasses import dataclass
from decimal import Decimal

from mesotui.domain.interactions import InteractionRules


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number of the clinic's, with where it comes from."""

    value: Decimal
    source: str
    """A source id of the clinical reference, or "clinic" where no authority was found."""
    never: bool = False
    """Whether a label says that it may not be passed: then passing it asks for a typed reason."""

    def __int__(self) -> int:
        """Give the number as a whole one."""
        return int(self.value)


@dataclass(frozen=True, slots=True)
class SourcedIngredient:
    """A substance in a product, and who says so."""

    name: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Antiseptic:
    """What cleanses the skin."""

    code: str
    name: str
    contact_seconds: Figure
    dry_seconds: Figure
    caution: str
    ingredients: tuple[SourcedIngredient, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelBand:
    """A label's row for people from an age, and above a weight where it names one."""

    who: str
    from_months: int
    above_kg: Figure | None = None
    minimum_minutes: Figure | None = None
    maximum_minutes: Figure | None = None
    maximum_g: Figure | None = None
    maximum_cm2: Figure | None = None
    maximum_g_in_24_h: Figure | None = None
    maximum_doses_in_24_h: Figure | None = None
    minimum_hours_between: Figure | None = None
    not_used_source: str = ""
    """The source of a label's "not in these people"; empty where it may be used."""
    not_used_never: bool = False
    """Whether the label forbids it outright, rather than being written for others."""


@dataclass(frozen=True, slots=True)
class Contained:
    """How much of an anaesthetic agent a gram of a product holds."""

    agent: str
    mg_per_g: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicalAnaesthetic:
    """What numbs the skin; the product's own limits are the label's for an adult."""

    code: str
    name: str
    minimum_minutes: Figure
    maximum_minutes: Figure | None
    maximum_g: Figure | None
    maximum_cm2: Figure | None
    usual_g_per_10_cm2: Figure | None
    caution: str
    adult_from_months: int = 0
    maximum_g_in_24_h: Figure | None = None
    maximum_doses_in_24_h: Figure | None = None
    minimum_hours_between: Figure | None = None
    never_covered_source: str = ""
    """The source of a "never under a film"; empty where it may be covered."""
    contents: tuple[Contained, ...] = ()
    excipients: tuple[SourcedIngredient, ...] = ()
    younger: tuple[LabelBand, ...] = ()
    """The label's rows for those who aren't adults, youngest first."""

    @property
    def short_name(self) -> str:
        """The name without what stands in brackets or behind a comma."""
        return self.name.partition(" (")[0].partition(",")[0]

    def band(self, age_months: int, weight_kg: Decimal | None) -> LabelBand:
        """Give the label's row for a person; one who is too light for a row takes the one before it.

        Args:
            age_months: completed months of life.
            weight_kg: None where nobody knows it: then the age alone decides.
        """
        bands = [
            band
            for band in (*self.younger, self._adult)
            if age_months >= band.from_months
            and (weight_kg is None or band.above_kg is None or weight_kg > band.above_kg.value)
        ]
        return bands[-1] if bands else (*self.younger, self._adult)[0]

    @property
    def _adult(self) -> LabelBand:
        return LabelBand(
            who="adult" if self.younger else "",
            from_months=self.adult_from_months,
            minimum_minutes=self.minimum_minutes,
            maximum_minutes=self.maximum_minutes,
            maximum_g=self.maximum_g,
            maximum_cm2=self.maximum_cm2,
            maximum_g_in_24_h=self.maximum_g_in_24_h,
            maximum_doses_in_24_h=self.maximum_doses_in_24_h,
            minimum_hours_between=self.minimum_hours_between,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalAnaesthetic:
    """How much of an agent a person may be given; the label's ceilings, and where the clinic warns."""

    agent: str
    names: tuple[str, ...]
    """What the agent is called on boxes and in recipes, folded."""
    mg_per_kg: Figure | None
    maximum_mg: Figure | None
    mg_per_kg_with_adrenaline: Figure | None
    maximum_mg_with_adrenaline: Figure | None
    warning_mg_per_kg: Figure | None
    warning_mg: Figure | None


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
    local_anaesthetics: tuple[LocalAnaesthetic, ...] = ()
    interruptions: tuple[str, ...]
    """Usual reasons; each is one key away."""
    reactions: tuple[str, ...]
    well_being: tuple[str, ...]
    interactions: InteractionRules

    def technique(self, code: str) -> Technique:
        """Find a technique; KeyError where there is none of that code."""
        return {technique.code: technique for technique in self.techniques}[code]

    def antiseptic(self, code: str) -> Antiseptic:
        """Find an antiseptic; KeyError where there is none of that code."""
        return {antiseptic.code: antiseptic for antiseptic in self.antiseptics}[code]

    def anaesthetic(self, code: str) -> TopicalAnaesthetic:
        """Find an anaesthetic; KeyError where there is none of that code."""
        return {anaesthetic.code: anaesthetic for anaesthetic in self.anaesthetics}[code]
