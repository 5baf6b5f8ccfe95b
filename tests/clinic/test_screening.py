"""The shipped screening list, and what is said of a wrong one."""

from pathlib import Path

import pytest

from mesotui import clinic
from mesotui.domain.errors import Refused
from mesotui.domain.screening import Topic, Weighs

SHIPPED = Path(clinic.__file__).with_name("screening.toml").read_text(encoding="utf-8")
CODES = {
    "pregnancy",
    "allergy",
    "allergy-today",
    "infection",
    "under-18",
    "diabetes",
    "heart",
    "cancer",
    "anticoagulant",
    "autoimmune",
    "liver-kidney",
    "gallstones",
    "unrealistic-aims",
    "keloid",
    "herpes",
    "skin-type",
    "isotretinoin",
    "recent-surgery",
    "seizures",
    "thyroid",
    "g6pd",
    "methaemoglobinaemia",
    "medicines",
    "eating-disorder",
    "needle-phobia",
}


def test_the_shipped_list_asks_for_what_other_rules_look_up() -> None:
    data = clinic.load(None)
    asked = data.screening()
    assert {item.code for item in asked.items} >= CODES
    known = {*data.sources(), "clinic"}
    for item in asked.items:
        figures = (item.below_age, item.skin_type_from)
        assert {item.source, *(figure.source for figure in figures if figure)} <= known
    assert {tool.source for tool in asked.tools} <= known
    assert [tool.asked for tool in asked.tools] == ["BDDQ, 0 to 1", "COPS, 0 to 72", "DCQ, 0 to 21"]
    assert {item.weighs for item in asked.items} == set(Weighs)
    assert not {item.code for item in asked.asked} & {"under-18", "skin-type"}


def own(folder: Path, text: str) -> Path:
    (folder / "clinic").mkdir()
    (folder / "clinic" / "screening.toml").write_text(text, encoding="utf-8")
    return folder


def test_a_clinics_own_list_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    text = SHIPPED[: SHIPPED.index("[[item]]")] + SHIPPED[SHIPPED.index("[[item]]") :].split("\n\n")[0] + "\n"
    asked = clinic.load(own(tmp_path, text)).screening()
    assert [item.code for item in asked.items] == ["pregnancy"] and asked.tools == ()


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ('weighs = "absolute"', 'weighs = "bad"', "weighs must be one of absolute, relative, note"),
        ('code = "under-18"', 'code = "pregnancy"', "code is used twice"),
        ('code = "under-18"', f'code = "{Topic.GOALS}"', "code must be a word"),
        ('name = "heart or stroke"', 'name = ""', "name must have 1 to 30"),
        ('question = "Gallstones?"', f'question = "{"x" * 101}"', "question must have 1 to 100"),
        ('detail = "to what"', "", "detail_needed needs a detail"),
        ('question = "Gallstones?"', 'question = "Gallstones?"\nasked = true', "asked is not known here"),
        ("highest = 21", "highest = 0", "highest must be above lowest"),
        ('code = "dcq"', 'code = "cops"', "code is used twice"),
        ("delays_shown_days = {", "delays_show_days = {", "delays_shown_days is missing"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, before: str, after: str, words: str) -> None:
    assert before in SHIPPED
    data = clinic.load(own(tmp_path, SHIPPED.replace(before, after, 1)))
    with pytest.raises(Refused, match=rf"screening.toml, line \d+: {words}"):
        data.screening()
