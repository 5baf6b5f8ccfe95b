import re
from pathlib import Path

import pytest

from mesotui.clinic import load
from mesotui.clinic.aftercare import FIGURES
from mesotui.domain.errors import Refused


def shipped() -> str:
    import mesotui.clinic.aftercare as package

    return (Path(package.__file__).parent / "en" / "aftercare.toml").read_text(encoding="utf-8")


def own(folder: Path, text: str) -> Path:
    path = folder / "clinic" / "aftercare" / "en" / "aftercare.toml"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return folder


def test_every_number_of_the_shipped_text_has_its_source() -> None:
    text = load(None).aftercare
    assert set(text.figures) == set(FIGURES)
    for name, figure in text.figures.items():
        assert re.fullmatch(r"S\d+|clinic", figure.source), name
    words = re.sub(r"\{[a-z_]+\}", "", " ".join(line for section in text.sections for line in section.lines))
    assert not re.search(r"\d", words), "a number in the words themselves has no source"


def test_nobody_has_approved_the_shipped_text() -> None:
    assert load(None).aftercare.approved_by == ""


def test_every_zone_of_the_vocabulary_has_plain_words() -> None:
    clinic = load(None)
    names = {zone.name.removesuffix(f" {zone.side}") for zone in clinic.anatomy.zones}
    assert names == set(clinic.aftercare.zones)


def test_the_clinics_own_copy_stands_in_its_place(tmp_path: Path) -> None:
    changed = shipped().replace('version = "1"', 'version = "2026-12.b"').replace("value = 8,", "value = 12,")
    text = load(own(tmp_path, changed)).aftercare
    assert text.version == "2026-12.b"
    assert text.figures["dry_hours"].value == 12


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{sting_until}", "{sting_untl}", r"lines names {sting_untl}, which is not known"),
        ("{sting_until}", "{0.__class__}", "has a brace that is no placeholder"),
        ('language = "en"', 'language = "fr"', 'language must be "en"'),
        ('version = "1"', 'version = "1 b"', "version must be"),
        ('date = "2026-11-22"', 'date = "22.11.2026"', 'date must be written "2026-11-22"'),
        ('dry_hours = { value = 8, source = "S137" }', "dry_hours = 8", "dry_hours must be written"),
        ('dry_hours = { value = 8, source = "S137" }', "", "dry_hours is missing"),
        ("dry_hours =", "dry_ours =", "dry_hours is missing"),
        ('"Dec"]', "]", "months must be 12 names"),
        ('visit = "Visit: {clinic}"', 'visit = "Visit: {phone}"', "visit names {phone}"),
        ('lines = ["{visit}"]', 'lines = [""]', "must not be empty"),
        ("[sides]", "[side]", "side is not known here"),
        ('R = "right"', 'R = "right"\nM = "middle"', "M is not known here"),
    ],
)
def test_what_is_wrong_is_said_with_file_line_and_key(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in shipped()
    with pytest.raises(Refused, match=r"^aftercare\.toml, line \d+: ") as refused:
        load(own(tmp_path, shipped().replace(old, new, 1)))
    assert re.search(said, str(refused.value))
    number = int(re.search(r"line (\d+)", str(refused.value))[1])  # type: ignore[index]
    assert 1 <= number <= shipped().count("\n") + 2
