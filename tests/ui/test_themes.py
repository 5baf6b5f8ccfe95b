"""Colours can be read: contrast as WCAG 2 counts it."""

import pytest
from textual.color import Color
from textual.theme import Theme

from mesotui.ui.themes import DEFAULT, THEMES

LEAST = {"high-contrast": 7.0}
ORDINARY = 4.5
WORDS = ("text", "quiet", "ok", "warn", "danger")
COLOURED = [theme for theme in THEMES if not theme.ansi]


def contrast(one: str, other: str) -> float:
    """The contrast of two opaque colours, 1 to 21."""
    lights = sorted((_light(Color.parse(one)), _light(Color.parse(other))))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _light(color: Color) -> float:
    parts = [part / 255 for part in (color.r, color.g, color.b)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_contrast_is_counted_right() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", COLOURED, ids=lambda theme: theme.name)
def test_every_word_can_be_read_on_everything_behind_it(theme: Theme) -> None:
    least = LEAST.get(theme.name, ORDINARY)
    behind = [str(theme.background), str(theme.surface), str(theme.panel), theme.variables["field"]]
    words = {name: theme.variables[name] for name in WORDS} | {"accent": str(theme.accent)}
    poor = {
        (name, back): round(contrast(color, back), 2)
        for name, color in words.items()
        for back in behind
        if contrast(color, back) < least
    }
    assert poor == {}


@pytest.mark.parametrize("theme", COLOURED, ids=lambda theme: theme.name)
def test_what_has_the_keyboard_can_be_read(theme: Theme) -> None:
    least = LEAST.get(theme.name, ORDINARY)
    assert contrast(theme.variables["on-accent"], str(theme.accent)) >= least
    assert contrast(theme.variables["on-danger"], theme.variables["danger"]) >= least
    assert contrast(theme.variables["on-focus"], theme.variables["focus"]) >= least
    assert contrast(theme.variables["focus-hint"], theme.variables["focus"]) >= ORDINARY - 1


def test_all_themes_tell_the_same_things_apart() -> None:
    assert DEFAULT in {theme.name for theme in THEMES}
    assert len({frozenset(theme.variables) for theme in THEMES}) == 1
    assert {theme.name for theme in THEMES} == {"meso-dark", "meso-light", "high-contrast", "ansi"}
