"""Reads what the demo clinic's clients come for, and prepares the entries that their visits consist of."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from pathlib import Path

from mesotui.clinic import ClinicData
from mesotui.clinic.reading import Table, read_toml
from mesotui.demo.health import Wellness, load_wellness
from mesotui.domain import dose
from mesotui.domain.anatomy import Anatomy, Zone
from mesotui.domain.consent import ConsentRules, ConsentText, Taken
from mesotui.domain.mixing_rules import MixingRules
from mesotui.domain.protocol import Antiseptic, Protocol, Technique, TopicalAnaesthetic
from mesotui.domain.screening import ScreeningList
from mesotui.domain.treatment import NO_ANAESTHETIC, InjectionEntry

_FILE = Path(__file__).with_name("courses.toml")
_COVERAGES = 6
"""How many different coverages of a zone are prepared; enough that no two visits look copied."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One zone of a course, its mirror with it, and the entries that a visit may log for it."""

    zones: tuple[Zone, ...]
    """The zone, then its mirror where it has one."""
    entries: tuple[tuple[InjectionEntry, ...], ...]
    """Each a choice: the zone's entry, then its mirror's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cream:
    """A topical anaesthetic as it is used for a course."""

    product: TopicalAnaesthetic
    amount_g: Decimal
    area_cm2: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """What is injected in a course."""

    name: str
    """Of the recipe; empty where one product is injected as it is."""
    parts: tuple[tuple[str, Decimal], ...]
    """Products by their codes in the catalogue, with the mL of each in the recipe."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What a client comes for."""

    code: str
    concern: str
    """What bothers them."""
    goal: str
    """What they hope for."""
    mix: Mix
    technique: Technique
    places: tuple[Place, ...]
    days_between: int
    creams: tuple[Cream | None, ...]
    """None is the decision for no anaesthetic."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Courses:
    """All courses, with what else visits are drawn from."""

    courses: Mapping[str, Course]
    antiseptics: tuple[Antiseptic, ...]
    protocol: Protocol
    screening: ScreeningList
    wellness: Wellness
    mixing: MixingRules
    vocabulary_version: str
    notes: tuple[str, ...]
    void_reasons: tuple[str, ...]
    early_dry_reasons: tuple[str, ...]
    stop_reasons: tuple[str, ...]
    not_done_reasons: tuple[str, ...]
    overrides: tuple[str, ...]
    given_names: tuple[str, ...]
    family_names: tuple[str, ...]
    consent_text: ConsentText
    consent_rules: ConsentRules

    @property
    def taken(self) -> Taken:
        """How everybody's consent was taken: on paper, with everything told."""
        return Taken(
            method=self.consent_rules.methods[0],
            disclosures=tuple(section.key for section in self.consent_text.disclosures),
            alternatives=tuple(one.code for one in self.consent_text.alternatives),
        )

    @property
    def mixes(self) -> tuple[Mix, ...]:
        """The recipes of all courses, each once."""
        return tuple({one.mix.name: one.mix for one in self.courses.values() if one.mix.name}.values())

    @property
    def product_codes(self) -> tuple[str, ...]:
        """The products of all courses, each once."""
        return tuple(dict.fromkeys(code for one in self.courses.values() for code, _ in one.mix.parts))


def load_courses(clinic: ClinicData) -> Courses:
    """Read the courses that are shipped, in the words of the clinic's own zones, techniques and agents."""
    document = read_toml(_FILE)
    visits = document.table("visits")
    names = document.table("names")
    mixes = {mix.name: mix for mix in (_mix(table) for table in document.tables("recipe"))}
    courses = (_course(table, clinic, mixes) for table in document.tables("course"))
    return Courses(
        courses={course.code: course for course in courses},
        antiseptics=tuple(clinic.protocol.antiseptic(code) for code in visits.texts("antiseptics")),
        protocol=clinic.protocol,
        screening=clinic.screening(),
        wellness=load_wellness(clinic.screening()),
        mixing=clinic.mixing(),
        vocabulary_version=clinic.anatomy.version,
        notes=visits.texts("notes"),
        void_reasons=visits.texts("void_reasons"),
        early_dry_reasons=visits.texts("early_dry_reasons"),
        stop_reasons=visits.texts("stop_reasons"),
        not_done_reasons=visits.texts("not_done_reasons"),
        overrides=visits.texts("overrides"),
        given_names=names.texts("given"),
        family_names=names.texts("family"),
        consent_text=clinic.consent(clinic.consent_rules().languages[0]),
        consent_rules=clinic.consent_rules(),
    )


def _mix(table: Table) -> Mix:
    parts = table.value("parts")
    return Mix(name=table.text("name"), parts=tuple((part["product"], Decimal(part["ml"])) for part in parts))


def _course(table: Table, clinic: ClinicData, mixes: Mapping[str, Mix]) -> Course:
    technique = clinic.protocol.technique(table.text("technique"))
    name = table.text("mix", default="")
    mix = mixes[name] if name else Mix(name="", parts=((table.text("product"), Decimal(1)),))
    injected = name or _name_on_the_box(clinic, table.text("product"))
    places = tuple(_place(table, code, technique, clinic.anatomy, injected) for code in table.texts("zones"))
    products = (
        None if code == NO_ANAESTHETIC else clinic.protocol.anaesthetic(code)
        for code in table.texts("anaesthetics")
    )
    return Course(
        code=table.text("code"),
        concern=table.text("concern"),
        goal=table.text("goal"),
        mix=mix,
        technique=technique,
        places=places,
        days_between=table.whole("days_between"),
        # On what hurts most: on all that is injected it would be far more than anyone may get.
        creams=tuple(
            _cream(product, table.decimal("cream_cm2")) if product else None for product in products
        ),
    )


def _name_on_the_box(clinic: ClinicData, code: str) -> str:
    return next(one.facts.name for one in clinic.catalogue().products if one.code == code)


def _place(table: Table, code: str, technique: Technique, anatomy: Anatomy, injected: str) -> Place:
    zone = anatomy.zone(code)
    zones = (zone, anatomy.zone(zone.mirror)) if zone.mirror else (zone,)
    spacing_mm = table.decimal("spacing_mm")
    lowest, highest = table.value("coverage_percent")
    steps = [lowest + (highest - lowest) * step // (_COVERAGES - 1) for step in range(_COVERAGES)]
    whole = dose.expected_points(zone.area_cm2, spacing_mm)

    def entry(zone: Zone, percent: int) -> InjectionEntry:
        return InjectionEntry(
            zone_code=zone.code,
            technique_code=technique.code,
            depth_mm=technique.depth_mm.value,
            points=max(1, whole * percent // 100),
            volume_ml_per_point=table.decimal("volume_ml_per_point"),
            product_name=injected,
            needle_gauge=technique.needle.gauge,
            needle_length_mm=technique.needle.length_mm,
            spacing_mm=spacing_mm,
        )

    return Place(zones=zones, entries=tuple(tuple(entry(zone, p) for zone in zones) for p in steps))


def _cream(product: TopicalAnaesthetic, wanted_cm2: Decimal) -> Cream:
    """Give the usual amount on what is wanted, or on as much of it as the clinic's maxima allow."""
    per_cm2 = product.usual_g_per_10_cm2.value / 10 if product.usual_g_per_10_cm2 else Decimal(0)
    areas = [wanted_cm2]
    if product.maximum_cm2:
        areas.append(product.maximum_cm2.value)
    if product.maximum_g and per_cm2:
        areas.append(product.maximum_g.value / per_cm2)
    area_cm2 = min(areas).to_integral_value(ROUND_DOWN)
    amount_g = (area_cm2 * per_cm2).quantize(Decimal("0.1"), ROUND_DOWN)
    return Cream(product=product, amount_g=amount_g, area_cm2=area_cm2)
