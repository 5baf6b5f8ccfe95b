"""The settings file: what is wrong in it is named with file and line, never silently ignored."""

from dataclasses import fields
from pathlib import Path

import pytest

from mesotui import settings
from mesotui.domain.errors import Refused
from mesotui.domain.slip_choices import Instructions, SlipChoices
from mesotui.settings import Settings
from mesotui.ui import themes

FILE = "mesotui.toml"


def write(folder: Path, text: str) -> Path:
    file = folder / FILE
    file.write_text(text)
    return file


def test_without_a_file_all_is_as_shipped(tmp_path: Path) -> None:
    shipped = settings.load(tmp_path / FILE)
    assert shipped == Settings()
    assert (shipped.theme, shipped.mouse, shipped.language) == ("meso-dark", False, "en")


def test_what_the_file_names_is_taken(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        'theme = "ansi"\nmouse = true\nlanguage = "en"\n\n[keys]\n"session.next-step" = ["ctrl+n"]\n',
    )
    assert settings.load(file) == Settings(theme="ansi", mouse=True, keys={"session.next-step": ["ctrl+n"]})


def test_what_concerns_the_slips_is_taken_together(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        'language = "fr"\nlanguages = ["fr", "ar"]\ninstructions = "text"\nname_products = false\n',
    )
    assert settings.load(file).slip_choices == SlipChoices(
        language="fr", languages=("fr", "ar"), instructions=Instructions.TEXT, names_products=False
    )
    assert Settings().slip_choices == SlipChoices()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            '# look\nthme = "ansi"\n',
            'mesotui.toml, line 2: "thme" is not known; did you mean "theme"? Correct',
        ),
        ("\n[clinic]\nname = 3\n", 'mesotui.toml, line 2: "clinic" is not known.'),
        (
            'theme = "meso-drak"\n',
            "line 1: theme must be one of meso-dark, meso-light, high-contrast, ansi; did you",
        ),
        ("theme = 3\n", "line 1: theme must be one of"),
        ('mouse = "yes"\n', "line 1: mouse must be true or false."),
        ('mouse = true\nlanguage = "xx"\n', "line 2: language must be one of en, fr,"),
        (
            'mouse = true\njurisdiction = "fr"\n',
            'line 2: jurisdiction must be a country of ISO 3166, such as FR or BR; did you mean "FR"? Corr',
        ),
        ('jurisdiction = "EU"\n', "line 1: jurisdiction must be a country"),
        ("jurisdiction = 33\n", "line 1: jurisdiction must be a country"),
        ("languages = []\n", 'line 1: languages must be a list such as ["en", "fr"].'),
        ('languages = ["en", "xx"]\n', "line 1: languages must be one of en, fr,"),
        ('instructions = "email"\n', "line 1: instructions must be one of contact, text."),
        ('name_products = "no"\n', "line 1: name_products must be true or false."),
        ("keys = 3\n", "line 1: keys must be a table"),
        ('[keys]\n# mine\n"session.next-stp" = "f9"\n', "line 3: "),
        ('[keys]\n"session.next-stp" = "f9"\n', 'did you mean "session.next-step"? See'),
        ('[keys]\n"session.next-step" = "ctrl+m"\n', "line 2: "),
        ('[keys]\n"session.next-step" = "f2"\n', "line 2: "),
        ("theme = \n", "mesotui.toml is not TOML"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(Refused) as refusal:
        settings.load(write(tmp_path, text))
    assert sentence in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_the_themes_are_those_of_the_console() -> None:
    assert [theme.name for theme in themes.THEMES] == list(settings.THEMES)


def test_each_setting_is_documented() -> None:
    source = Path(settings.__file__).read_text()
    for setting in fields(Settings):
        line = next(line for line in source.splitlines() if line.startswith(f"    {setting.name}: "))
        following = source[source.index(line) + len(line) + 1 :]
        assert following.lstrip().startswith('"""'), setting.name
