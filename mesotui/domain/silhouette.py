"""The figure that the zones lie on: its outline, the lines on the skin, and where light falls."""

from dataclasses import dataclass

from mesotui.domain.anatomy import View
from mesotui.domain.geometry import Outline, Point


@dataclass(frozen=True, slots=True, kw_only=True)
class SkinLine:
    """A line that is drawn on the skin, such as a fold."""

    view: View
    points: Outline
    """An open, smooth line."""
    width: float
    """In hundredths of the body's height."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relief:
    """An ellipse in which the skin comes forward or falls back."""

    view: View
    centre: Point
    radius: Point
    light: float
    """By how much the middle is lighter (above 0) or darker (below 0), as a share of full light."""

    def light_at(self, x: float, y: float) -> float:
        """Give by how much a point is lighter or darker; it fades out towards the ellipse's edge."""
        across = (x - self.centre[0]) / self.radius[0]
        down = (y - self.centre[1]) / self.radius[1]
        away = across * across + down * down
        return self.light * (1 - away) if away < 1 else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Silhouette:
    """A standing figure in body coordinates; front and back have one outline."""

    parts: tuple[Outline, ...]
    """Closed curves that overlap, such as the trunk and the arms."""
    lines: tuple[SkinLine, ...]
    reliefs: tuple[Relief, ...]
