"""One entry as it stands in the fields of the row, read into what is logged."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from mesotui.domain.anatomy import Anatomy, Zone
from mesotui.domain.dose import FINEST_PLACES
from mesotui.domain.errors import Refused
from mesotui.domain.protocol import Needle, Technique
from mesotui.domain.shorthand import amount, read_zone, whole_number
from mesotui.domain.treatment import DeviceSettings, InjectionEntry

# Beyond any syringe, needle or skin: they catch slips of the hand and are no clinical limits.
_MOST_POINTS = 10_000
_LARGEST_ML = Decimal(1000)
_LARGEST_MM = Decimal(100)

_Read = TypeVar("_Read")


class FieldRefused(Refused):
    """A field of the row can't be read; ``field`` is its attribute in ``TypedEntry``."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedEntry:
    """What the fields hold, as it was typed."""

    zone: str
    points: str
    volume_ml_per_point: str
    depth_mm: str
    spacing_mm: str
    product_name: str
    technique: Technique
    needle: Needle
    device_model: str
    device_mode: str
    shots_per_minute: str


def read_entry(typed: TypedEntry, anatomy: Anatomy) -> InjectionEntry:
    """Read the fields in the order in which a person is to mend them.

    Raises:
        FieldRefused: a field is empty or can't be read; the sentence says what to do.
    """
    zone = _of("zone", lambda: _zone(typed.zone, anatomy))
    points = _of("points", lambda: read_points(typed.points))
    per_point = _of("volume_ml_per_point", lambda: read_volume_per_point(typed.volume_ml_per_point))
    depth = _of("depth_mm", lambda: amount(typed.depth_mm, field="Depth", largest=_LARGEST_MM))
    spacing = _of("spacing_mm", lambda: read_spacing(typed.spacing_mm))
    device = _of("shots_per_minute", lambda: _device(typed))
    if not typed.product_name:
        raise FieldRefused("product_name", "Product is empty. Type what is injected.")
    return InjectionEntry(
        zone_code=zone.code,
        technique_code=typed.technique.code,
        depth_mm=depth,
        points=points,
        volume_ml_per_point=per_point,
        product_name=typed.product_name,
        needle_gauge=typed.needle.gauge,
        needle_length_mm=typed.needle.length_mm,
        spacing_mm=spacing,
        device=device,
    )


def read_points(text: str) -> int:
    """Read the points.

    Raises:
        Refused: they are empty or no whole number.
    """
    return whole_number(text, field="Points", largest=_MOST_POINTS)


def read_volume_per_point(text: str) -> Decimal:
    """Read the mL of each point, as finely as a total may need it.

    Raises:
        Refused: it is empty or no amount.
    """
    return amount(text, field="mL/pt", largest=_LARGEST_ML, places=FINEST_PLACES)


def read_total(text: str) -> Decimal:
    """Read the mL of the whole entry.

    Raises:
        Refused: it is empty or no amount.
    """
    return amount(text, field="Total", largest=_LARGEST_ML)


def read_spacing(text: str) -> Decimal | None:
    """Read the spacing in mm; None where none is given.

    Raises:
        Refused: it is no amount.
    """
    return amount(text, field="Spacing", largest=_LARGEST_MM) if text else None


def _zone(text: str, anatomy: Anatomy) -> Zone:
    reading = read_zone(text, anatomy)
    if reading.zone is None:
        raise Refused(reading.problem or "Zone is empty. Type its letters, as on the map.")
    return reading.zone


def _device(typed: TypedEntry) -> DeviceSettings | None:
    if not typed.technique.has_device:
        return None
    shots = typed.shots_per_minute
    return DeviceSettings(
        model=typed.device_model,
        mode=typed.device_mode,
        shots_per_minute=whole_number(shots, field="Shots/min", largest=_MOST_POINTS) if shots else None,
    )


def _of(field: str, read: Callable[[], _Read]) -> _Read:
    try:
        return read()
    except Refused as refusal:
        raise FieldRefused(field, str(refusal)) from None
