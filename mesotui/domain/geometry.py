"""Plane geometry of outlines: curves, insides and centres. Knows nothing of bodies."""

from collections.abc import Sequence
from itertools import pairwise

Point = tuple[float, float]
"""x to the client's left, y down from the crown, in hundredths of the body's height; the midline is x = 0."""

Outline = tuple[Point, ...]
"""A closed polygon; the last point is joined to the first."""


def spline(points: Sequence[Point], *, closed: bool, steps: int = 5) -> Outline:
    """Draw a smooth curve through all the points (a uniform Catmull-Rom spline).

    Args:
        points: what the curve passes through, two points at least.
        closed: whether the curve comes back to its first point.
        steps: how many straight pieces stand for the curve between two points.
    """
    count = len(points)
    pieces = count if closed else count - 1
    curve: list[Point] = []
    for index in range(pieces):
        before, start, end, after = (
            points[(index + offset) % count if closed else min(max(index + offset, 0), count - 1)]
            for offset in (-1, 0, 1, 2)
        )
        for step in range(steps):
            t = step / steps
            curve.append(
                (
                    _between(before[0], start[0], end[0], after[0], t),
                    _between(before[1], start[1], end[1], after[1], t),
                )
            )
    return tuple(curve) if closed else (*curve, points[-1])


def _between(before: float, start: float, end: float, after: float, t: float) -> float:
    return (
        start
        + (
            (end - before) * t
            + (2 * before - 5 * start + 4 * end - after) * t**2
            + (3 * start - 3 * end + after - before) * t**3
        )
        / 2
    )


def sides(outline: Outline) -> Sequence[tuple[Point, Point]]:
    """Give the outline's straight pieces, the closing one among them."""
    return tuple(pairwise((*outline, outline[0])))


def contains(outline: Outline, point: Point) -> bool:
    """Tell whether a point lies inside (even-odd rule)."""
    x, y = point
    inside = False
    for (x0, y0), (x1, y1) in sides(outline):
        if (y0 > y) != (y1 > y) and x < x0 + (y - y0) / (y1 - y0) * (x1 - x0):
            inside = not inside
    return inside


def signed_area(outline: Outline) -> float:
    """Give the area in square units: above 0 where the outline turns clockwise as seen with y downwards."""
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in sides(outline)) / 2


def centre(outline: Outline) -> Point:
    """Give the centre of gravity of the area inside."""
    sixfold = 6 * signed_area(outline)
    weights = [(x0 * y1 - x1 * y0, (x0, y0), (x1, y1)) for (x0, y0), (x1, y1) in sides(outline)]
    return (
        sum(weight * (start[0] + end[0]) for weight, start, end in weights) / sixfold,
        sum(weight * (start[1] + end[1]) for weight, start, end in weights) / sixfold,
    )


def bounds(outline: Outline) -> tuple[float, float, float, float]:
    """Give the least x, least y, greatest x and greatest y."""
    return (
        min(x for x, _ in outline),
        min(y for _, y in outline),
        max(x for x, _ in outline),
        max(y for _, y in outline),
    )


def mirrored(outline: Outline) -> Outline:
    """Give the outline on the other side of the midline, exactly, point by point."""
    return tuple((0.0 - x, y) for x, y in outline)


def whole(half: Outline) -> Outline:
    """Close a left half that runs from the midline to the midline with its mirror image."""
    return (*half, *(point for point in reversed(mirrored(half)) if point[0] != 0.0))


def inset(outline: Outline, distance: float) -> Outline:
    """Move each corner inwards so that the sides come to lie about ``distance`` further in.

    Meant for distances that are small beside the outline; sharp corners move four times as far at most.
    """
    turn = 1.0 if signed_area(outline) > 0 else -1.0
    normals = [_normal(start, end) for start, end in sides(outline)]
    moved: list[Point] = []
    for index, (x, y) in enumerate(outline):
        ax, ay = normals[index - 1]
        bx, by = normals[index]
        along = max(1 + ax * bx + ay * by, 0.25)
        moved.append((x + turn * distance * (ax + bx) / along, y + turn * distance * (ay + by) / along))
    return tuple(moved)


def stroke(line: Sequence[Point], width: float) -> Outline:
    """Give the outline of a line drawn with a pen of the width."""
    left: list[Point] = []
    right: list[Point] = []
    for index, (x, y) in enumerate(line):
        nx, ny = _normal(line[max(index - 1, 0)], line[min(index + 1, len(line) - 1)])
        left.append((x + nx * width / 2, y + ny * width / 2))
        right.append((x - nx * width / 2, y - ny * width / 2))
    return (*left, *reversed(right))


def _normal(start: Point, end: Point) -> Point:
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = (dx * dx + dy * dy) ** 0.5 or 1.0
    return (-dy / length, dx / length)
