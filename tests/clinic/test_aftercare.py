import re
from collections.abc import Collection
from pathlib import Path

import pytest

from mesotui.clinic import load
from mesotui.clinic.aftercare import AftercareText
from mesotui.clinic.aftercare.advice import FIGURES
from mesotui.domain.errors import NotFound, Refused
from mesotui.domain.products import Category
from mesotui.domain.slip_choices import LANGUAGES


def shipped(name: str = "en/aftercare.toml") -> str:
    import mesotui.clinic.aftercare as package

    return (Path(package.__file__).parent / name).read_text(encoding="utf-8")


def own(folder: Path, text: str, name: str = "en/aftercare.toml") -> Path:
    path = folder / "clinic" / "aftercare" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return folder


def english(folder: Path | None = None) -> AftercareText:
    return load(folder).aftercare("en")


def test_every_number_of_the_shipped_advice_has_its_source() -> None:
    advice = english().advice
    assert set(advice.figures) == set(FIGURES)
    for figures in (advice.figures, *(family.figures for family in advice.families)):
        for name, figure in figures.items():
            assert re.fullmatch(r"S\d+|clinic", figure.source), name


def test_a_language_that_there_is_no_text_in_is_refused() -> None:
    with pytest.raises(NotFound, match="no aftercare text in 'xx'"):
        load(None).aftercare("xx")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_is_known_by_the_bytes_it_was_read_from(language: str, tmp_path: Path) -> None:
    name = f"{language}/aftercare.toml"
    before = load(None).aftercare(language).sha256
    assert re.fullmatch("[0-9a-f]{64}", before)
    assert load(own(tmp_path, shipped(name), name)).aftercare(language).sha256 == before
    assert load(own(tmp_path, shipped(name) + "\n", name)).aftercare(language).sha256 != before


def test_another_number_makes_another_text(tmp_path: Path) -> None:
    changed = shipped("advice.toml").replace("value = 8,", "value = 12,")
    text = english(own(tmp_path, changed, "advice.toml"))
    assert text.advice.figures["dry_hours"].value == 12
    assert text.sha256 != english().sha256


def test_the_clinics_own_copy_stands_in_its_place(tmp_path: Path) -> None:
    changed = shipped().replace('version = "3"', 'version = "2026-12.b"')
    assert english(own(tmp_path, changed)).version == "2026-12.b"


def test_families_are_known_by_technique_zone_category_and_product() -> None:
    families = {family.code: family for family in english().advice.families}

    def found(categories: Collection[Category] = (), **used: set[str]) -> set[str]:
        asked = {"techniques": set[str](), "zones": set[str](), "products": set[str](), **used}
        return {code for code, family in families.items() if family.holds(categories=categories, **asked)}

    assert found() == set()
    assert found(techniques={"nappage", "papule"}) == {"papule"}
    assert found(zones={"sf"}) == {"scalp"}
    assert found(categories={Category.DETERGENT}) == {"fat-dissolving"}
    assert found(categories={Category.VITAMIN, Category.LIPOLYTIC}) == set()
    assert found(products={"Sodium DEOXYCHOLATE 1 %"}) == {"fat-dissolving"}


def test_the_largest_number_of_the_families_counts() -> None:
    advice = english().advice
    fat_dissolving = [family for family in advice.families if family.code == "fat-dissolving"]
    assert advice.figures_for([])["heat_hours"].value == 48
    assert advice.figures_for(fat_dissolving)["heat_hours"].value == 336
    assert advice.figures_for(fat_dissolving)["dry_hours"] == advice.figures["dry_hours"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{sting_until}", "{sting_untl}", r"lines names {sting_untl}, which is not known"),
        ("{sting_until}", "{0.__class__}", "has a brace that is no placeholder"),
        ('language = "en"', 'language = "fr"', 'language must be "en"'),
        ('version = "3"', 'version = "2 b"', "version must be"),
        ('date = "2026-11-28"', 'date = "22.11.2026"', 'date must be written "2026-11-22"'),
        ('visit = "Visit: {clinic}"', 'visit = "Visit: {phone}"', "visit names {phone}"),
        ('lines = ["{visit}"]', 'lines = [""]', "must not be empty"),
        ('lines = ["{visit}"]', "lines = []", "must not be empty"),
        ('lines = ["{visit}"]', "lines = 3", "must be a list of texts"),
        ('family = "papule"', 'family = "papules"', "of a family in advice"),
        ('key = "visit"', 'key = "call"', "key must be one of after"),
        ('key = "visit"', 'key = "visits"', "key must be one of after"),
        ('call = "CALL US"', "", "call is missing"),
        ('call = "CALL US"', 'call = ""', "call must not be empty"),
        ("unapproved =", "unaproved =", "unapproved is missing"),
        ("[sides]", "[side]", "side is not known here"),
        ('R = "right"', 'R = "right"\nM = "middle"', "M is not known here"),
    ],
)
def test_what_is_wrong_in_a_text_is_said_with_file_line_and_key(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    refused_with(said, tmp_path, "en/aftercare.toml", old, new)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('dry_hours = { value = 8, source = "S137" }', "dry_hours = 8", "dry_hours must be written"),
        ('dry_hours = { value = 8, source = "S137" }', "", "dry_hours is missing"),
        ("dry_hours =", "dry_ours =", "dry_hours is missing"),
        ('code = "scalp"', 'code = "The scalp"', "code must be small letters"),
        ("zones = [", "zone = [", "zone is not known here"),
        ('"deoxychol"', '""', "products must not hold an empty word"),
        ("figures = { heat_hours =", "figures = { heat_ours =", "heat_ours is not known here"),
    ],
)
def test_what_is_wrong_in_the_advice_is_said_with_file_line_and_key(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    refused_with(said, tmp_path, "advice.toml", old, new)


def refused_with(said: str, folder: Path, name: str, old: str, new: str) -> None:
    assert old in shipped(name)
    with pytest.raises(Refused, match=r"^[a-z]+\.toml, line \d+: ") as refused:
        english(own(folder, shipped(name).replace(old, new, 1), name))
    assert re.search(said, str(refused.value))
    number = int(re.search(r"line (\d+)", str(refused.value))[1])  # type: ignore[index]
    assert 1 <= number <= shipped(name).count("\n") + 2
