"""Codes as a phone in a hand sees them: turned, slanted, soft, grainy and pale; the same on every run."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from random import Random

from PIL import Image, ImageChops, ImageFilter

from mesotui.slips.qr import Level, capacity_bytes, encode
from mesotui.slips.sheets import QUIET_ZONE

VERSIONS = (4, 8, 13, 17)
EACH = 60
"""Pictures of each version."""
_SEED = "degraded"
_PAPER, _INK = 215, 40
"""Black and white 175 levels apart."""
_GRAIN = 8
_MIDDLE = 128
_SIDE = 700


@dataclass(frozen=True, slots=True, kw_only=True)
class Degraded:
    """How bad it is."""

    pixels: int
    """A module's."""
    perspective: float
    """How far a corner may be off, as a share of the side."""
    blur: float
    """In modules."""


HAND = Degraded(pixels=6, perspective=0.05, blur=0.3)
STEADY = Degraded(pixels=5, perspective=0.03, blur=0.3)


def degraded(
    how: Degraded, payloads: Iterable[bytes] | None = None
) -> Iterator[tuple[Image.Image, list[bytes]]]:
    """Give pictures of one code each, with what it holds.

    Args:
        how: how bad they are.
        payloads: what they hold; None for as much as each of the versions holds.
    """
    random = Random(_SEED)
    grain = _grain(random)
    for payload in _full(random) if payloads is None else payloads:
        yield _seen(_drawn(payload, how), how, random, grain), [payload]


def _full(random: Random) -> Iterator[bytes]:
    for version in VERSIONS:
        for _ in range(EACH):
            yield _payload(version, random)


def _payload(version: int, random: Random) -> bytes:
    fitting = capacity_bytes(version, Level.M, ascii_only=True)
    return "".join(random.choices("abcdefghij klmnop", k=fitting)).encode()


def _drawn(payload: bytes, how: Degraded) -> Image.Image:
    symbol = encode(payload)
    small = Image.new("L", (symbol.side + 2 * QUIET_ZONE,) * 2, _PAPER)
    for y, row in enumerate(symbol.rows, start=QUIET_ZONE):
        for x, dark in enumerate(row, start=QUIET_ZONE):
            if dark:
                small.putpixel((x, y), _INK)
    return small.resize((small.width * how.pixels,) * 2, Image.Resampling.NEAREST)


def _seen(code: Image.Image, how: Degraded, random: Random, grain: Image.Image) -> Image.Image:
    side = math.ceil(code.width * (math.sqrt(2) + 4 * how.perspective))
    turned = code.transform(
        (side, side),
        Image.Transform.PERSPECTIVE,
        _slanted(code.width, side, how, random),
        Image.Resampling.BICUBIC,
        fillcolor=_PAPER,
    )
    soft = turned.filter(ImageFilter.GaussianBlur(how.blur * how.pixels))
    x, y = random.randrange(grain.width - side), random.randrange(grain.height - side)
    return ImageChops.add(soft, grain.crop((x, y, x + side, y + side)), 1, -_MIDDLE)


def _slanted(width: int, side: int, how: Degraded, random: Random) -> list[float]:
    """Turn the code by any angle about the middle, and pull each corner off its place."""
    angle = random.uniform(0, math.tau)
    corners = [(-1, -1), (1, -1), (1, 1), (-1, 1)]
    placed = []
    for x, y in corners:
        pull = [random.uniform(-1, 1) * how.perspective * width for _ in range(2)]
        placed.append(
            (
                side / 2 + width / 2 * (x * math.cos(angle) - y * math.sin(angle)) + pull[0],
                side / 2 + width / 2 * (x * math.sin(angle) + y * math.cos(angle)) + pull[1],
            )
        )
    own = [(width * (x + 1) / 2, width * (y + 1) / 2) for x, y in corners]
    return _coefficients(placed, own)


def _coefficients(seen: list[tuple[float, float]], own: list[tuple[float, float]]) -> list[float]:
    """Solve for the eight numbers that lead from what is seen to the code's own places."""
    rows = []
    for (x, y), (u, v) in zip(seen, own, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    for column in range(8):
        pivot = max(range(column, 8), key=lambda row: abs(rows[row][column]))
        rows[column], rows[pivot] = rows[pivot], rows[column]
        rows[column] = [value / rows[column][column] for value in rows[column]]
        for other in range(8):
            if other != column:
                factor = rows[other][column]
                pairs = zip(rows[other], rows[column], strict=True)
                rows[other] = [value - factor * taken for value, taken in pairs]
    return [row[8] for row in rows]


def _grain(random: Random) -> Image.Image:
    """Make noise once; each picture takes a piece of it."""
    side = 2 * _SIDE
    noise = bytes(min(255, max(0, round(random.gauss(_MIDDLE, _GRAIN)))) for _ in range(side * side))
    return Image.frombytes("L", (side, side), noise)
