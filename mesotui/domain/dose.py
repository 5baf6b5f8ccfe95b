"""Volumes and points: what was typed, what follows from it, and whether the two agree."""

from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Decimal

from mesotui.domain.treatment import Injection

_VOLUME_STEP = Decimal("0.001")
FINEST_PLACES = 12
"""How many decimals the volume of a point may have: enough for any total over any number of points."""


def volume_ml(points: int, volume_ml_per_point: Decimal) -> Decimal:
    """Give the volume of an entry, to a thousandth of a mL."""
    return (points * volume_ml_per_point).quantize(_VOLUME_STEP, ROUND_HALF_EVEN)


def volume_ml_per_point(total_ml: Decimal, points: int) -> Decimal:
    """Give what each point receives when a volume is spread evenly over points.

    It has as few decimals, from three up, as give the total back when they are multiplied by the points.

    Raises:
        ValueError: there are no points.
    """
    if points < 1:
        raise ValueError("a volume is spread over at least one point")
    exact = total_ml / points
    for places in range(3, FINEST_PLACES):
        rounded = round(exact, places)
        if volume_ml(points, rounded) == total_ml:
            return rounded.normalize() + 0
    return round(exact, FINEST_PLACES).normalize() + 0


def expected_points(area_cm2: Decimal, spacing_mm: Decimal) -> int:
    """Give how many points a square grid of that spacing puts on that area.

    600 cm² at 20 mm are 150 points, at 10 mm 600, at 3 mm 6667.
    """
    return max(1, int((area_cm2 * 100 / (spacing_mm * spacing_mm)).to_integral_value(ROUND_HALF_EVEN)))


def disagreement_percent(points: int, expected: int) -> Decimal:
    """Give by how much the points differ from the expected ones, in per cent of the expected."""
    return (Decimal(abs(points - expected)) * 100 / expected).quantize(Decimal(1), ROUND_HALF_EVEN)


def zone_volumes_ml(injections: Iterable[Injection]) -> dict[str, Decimal]:
    """Sum the volume of each zone over the entries that stand."""
    volumes: dict[str, Decimal] = {}
    for injection in injections:
        if injection.counts:
            code = injection.entry.zone_code
            volumes[code] = volumes.get(code, Decimal(0)) + injection.volume_ml
    return volumes


def plain(amount: Decimal, places: int = 2) -> str:
    """Write an amount for reading: at least two decimals for volumes, more where they matter.

    >>> plain(Decimal("0.05")), plain(Decimal("1.2")), plain(Decimal("0.0125"))
    ('0.05', '1.20', '0.0125')
    """
    exact = amount.normalize()
    exponent = exact.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > places:
        return f"{exact:f}"
    return f"{amount:.{places}f}"


def trimmed(amount: Decimal) -> str:
    """Write an amount without trailing zeros: ``2``, ``1.5``, ``0.05``."""
    return f"{amount.normalize() + 0:f}"
