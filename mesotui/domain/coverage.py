"""How much each zone received, and how evenly: treatment is meant to be alike on both sides."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from mesotui.domain.anatomy import Side
from mesotui.domain.treatment import Injection


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """How the injected volume is spread over the treated zones."""

    balance: float | None
    """Left against right, 0 to 1; see ``balance``."""
    evenness: float | None
    """From zone to zone, 0 to 1; see ``evenness``."""
    sentence: str
    """Both in plain words; empty where nothing was injected."""


@dataclass(frozen=True, slots=True)
class _Received:
    volume_ml: Decimal
    area_cm2: Decimal


def density(injections: Iterable[Injection]) -> dict[str, float]:
    """Give mL/cm² for each zone code: all that a zone received over its area. Voided entries don't count."""
    return {
        code: float(received.volume_ml / received.area_cm2)
        for code, received in _received(injections).items()
    }


def balance(injections: Iterable[Injection]) -> float | None:
    """Compare left with right, 0 (one side only) to 1 (each pair of zones received the same mL).

    Over all pairs of mirrored zones: the sum of the smaller volumes over the sum of the larger ones,
    Σ min(left, right) / Σ max(left, right), in mL. Too much on the left thigh is therefore not made good by
    too much on the right buttock. A zone of which only one side was treated counts with 0 mL on the other.
    Zones on the midline don't take part. None where no zone that has two sides was treated.
    """
    pairs = _pairs(injections)
    larger = sum((max(left, right) for left, right in pairs.values()), Decimal(0))
    if not larger:
        return None
    return float(sum((min(left, right) for left, right in pairs.values()), Decimal(0)) / larger)


def evenness(injections: Iterable[Injection]) -> float | None:
    """Tell how alike the mL/cm² of the treated zones are, above 0 to 1 (the same everywhere).

    With d the mL/cm² of a zone, a its area and m the mL/cm² of the whole treated area:
    1 - Σ a·|d - m| / (2 Σ a·d). What is subtracted is the share of the volume that would have to be moved to
    other zones for the same mL/cm² everywhere (the Hoover index); a single zone is even by itself. Only zones
    that received something count, left and right alone, midline included. None where nothing was injected.
    """
    received = tuple(_received(injections).values())
    volume_ml = sum((zone.volume_ml for zone in received), Decimal(0))
    if not volume_ml:
        return None
    mean = volume_ml / sum((zone.area_cm2 for zone in received), Decimal(0))
    moved = sum((abs(zone.volume_ml - mean * zone.area_cm2) for zone in received), Decimal(0)) / 2
    return float(1 - moved / volume_ml)


def distribution(injections: Sequence[Injection]) -> Distribution:
    """Sum up how the volume is spread, in numbers and in one sentence."""
    sides, zones = balance(injections), evenness(injections)
    return Distribution(balance=sides, evenness=zones, sentence=_sentence(injections, sides, zones))


def _received(injections: Iterable[Injection]) -> Mapping[str, _Received]:
    """Add up what each zone received; its area is the one it had when it was last logged."""
    zones: dict[str, _Received] = {}
    for injection in sorted(injections, key=lambda injection: (injection.recorded_at, injection.id)):
        if not injection.counts or not injection.volume_ml:
            continue
        code = injection.entry.zone_code
        before = zones[code].volume_ml if code in zones else Decimal(0)
        zones[code] = _Received(before + injection.volume_ml, injection.area_cm2)
    return zones


def _pairs(injections: Iterable[Injection]) -> Mapping[str, tuple[Decimal, Decimal]]:
    """Give left and right mL of each pair of zones; their codes differ in the last letter only."""
    pairs: dict[str, tuple[Decimal, Decimal]] = {}
    for injection in injections:
        if not injection.counts or injection.side == Side.MIDLINE:
            continue
        stem = injection.entry.zone_code[:-1]
        left, right = pairs.get(stem, (Decimal(0), Decimal(0)))
        if injection.side == Side.LEFT:
            pairs[stem] = (left + injection.volume_ml, right)
        else:
            pairs[stem] = (left, right + injection.volume_ml)
    return pairs


def _sentence(injections: Sequence[Injection], sides: float | None, zones: float | None) -> str:
    if zones is None:
        return ""
    return f"{_about_sides(injections, sides)} {_about_zones(injections, zones)}"


def _about_sides(injections: Sequence[Injection], sides: float | None) -> str:
    if sides is None:
        return "Only midline zones were treated."
    left = sum((left for left, _ in _pairs(injections).values()), Decimal(0))
    right = sum((right for _, right in _pairs(injections).values()), Decimal(0))
    if not left or not right:
        return f"Only the {'left' if left else 'right'} side was treated."
    if sides == 1:
        return "Left and right received the same."
    if left == right:
        return "Left and right received the same in all, but not zone by zone."
    more, less = ("Left", "right") if left > right else ("Right", "left")
    return f"{more} received {abs(left - right):.2f} mL more than {less}."


def _about_zones(injections: Sequence[Injection], zones: float) -> str:
    if len(_received(injections)) == 1:
        return "It is one zone so far."
    moved = round((1 - zones) * 100)
    if moved == 0:
        return "All treated zones received the same mL/cm²."
    return f"To be even, {moved} % of the volume would belong elsewhere."
