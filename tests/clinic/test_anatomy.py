from decimal import Decimal
from pathlib import Path

import pytest

import mesotui.clinic
from mesotui.clinic.anatomy import load_anatomy, load_silhouette
from mesotui.domain.anatomy import Side, View
from mesotui.domain.errors import Refused

SHIPPED = Path(mesotui.clinic.__file__).parent
ZONES = """\
version = "2026-11"

[[zone]]
code = "tll"
name = "Thigh lateral"
side = "L"
region = "hips to knees"
area_cm2 = { value = 250, source = "clinic" }
view = "front"
outline = [[5, 50], [10, 50], [8.5, 70]]

[[zone]]
code = "fh"
name = "Forehead"
side = ""
region = "head and neck"
area_cm2 = { value = 60.5, source = "S104" }
view = "front"
outline = [[0, 3], [3, 3], [3, 5], [0, 5]]
"""


def written(folder: Path, text: str, name: str = "zones.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_shipped_zones_cover_the_pick_list_on_both_sides() -> None:
    anatomy = load_anatomy(SHIPPED / "zones.toml")
    names = {zone.name for zone in anatomy.zones}
    sided = (
        "Thigh anterior",
        "Thigh posterior",
        "Thigh medial",
        "Thigh lateral (saddlebag)",
        "Buttock upper",
        "Buttock lower",
        "Infragluteal fold",
        "Hip and flank",
        "Abdomen upper",
        "Abdomen lower",
        "Knee medial",
        "Knee suprapatellar",
        "Upper arm posterior",
        "Calf",
        "Back upper",
        "Back lower",
        "Periorbital",
        "Cheek",
        "Jaw",
        "Scalp parietal",
        "Hand",
    )
    midline = (
        "Forehead",
        "Perioral",
        "Submental",
        "Neck",
        "Décolleté",
        "Scalp frontal",
        "Scalp vertex",
        "Scalp occipital",
    )
    assert names == {f"{name} {side}" for name in sided for side in "LR"} | set(midline)
    assert anatomy.version == "2026-11"
    assert all(zone.area_cm2 > 0 and zone.area_source for zone in anatomy.zones)


def test_shipped_figure_stands_a_hundred_high() -> None:
    silhouette = load_silhouette(SHIPPED / "body.toml")
    heights = [y for part in silhouette.parts for _, y in part]
    assert min(heights) == pytest.approx(0, abs=0.5)
    assert max(heights) == pytest.approx(100, abs=0.5)


def test_a_left_zone_gives_its_right_one(tmp_path: Path) -> None:
    left, right, forehead = load_anatomy(written(tmp_path, ZONES)).zones
    assert (left.code, left.name, left.side, left.mirror) == ("tll", "Thigh lateral L", Side.LEFT, "tlr")
    assert (right.code, right.name, right.side, right.mirror) == ("tlr", "Thigh lateral R", Side.RIGHT, "tll")
    assert right.outline == ((-5.0, 50.0), (-10.0, 50.0), (-8.5, 70.0))
    assert forehead.area_cm2 == Decimal("60.5")
    assert forehead.area_source == "S104"
    assert forehead.outline == ((0, 3), (3, 3), (3, 5), (0, 5), (-3, 5), (-3, 3))
    assert forehead.view is View.FRONT


@pytest.mark.parametrize(
    ("right", "wrong", "line", "key"),
    [
        ('code = "tll"', 'code = "mll"', 4, "code"),
        ('code = "tll"', 'code = "tl"', 4, "code"),
        ('code = "tll"', 'code = "tlr"', 4, "code"),
        ('code = "tll"', 'code = "TLL"', 4, "code"),
        ('code = "fh"', 'code = "tl"', 13, "code"),
        ('code = "fh"', 'code = "for"', 13, "code"),
        ('side = "L"', 'side = "R"', 6, "side"),
        ("{ value = 250,", "{ value = 0,", 8, "area_cm2"),
        ('view = "front"', 'view = "side"', 9, "view"),
        ("[[5, 50], [10, 50], [8.5, 70]]", "[[5, 50], [10, 50]]", 10, "outline"),
        ("[8.5, 70]", '[8.5, "70"]', 10, "outline"),
        ("[8.5, 70]", "[8.5]", 10, "outline"),
        ("[8.5, 70]", "[15, 50]", 10, "outline"),
        ("[8.5, 70]", "[nan, 70]", 10, "outline"),
        ('region = "hips to knees"', "", 3, "region"),
        ('region = "hips to knees"', 'regoin = "hips"\nregion = "x"', 7, "regoin"),
    ],
)
def test_what_is_wrong_is_named_with_file_line_and_key(
    tmp_path: Path, right: str, wrong: str, line: int, key: str
) -> None:
    assert right in ZONES
    path = written(tmp_path, ZONES.replace(right, wrong, 1))
    with pytest.raises(Refused, match=rf"^zones\.toml, line {line}: {key} "):
        load_anatomy(path)


def test_a_code_used_twice_is_refused(tmp_path: Path) -> None:
    _, _, second = ZONES.partition("[[zone]]")
    path = written(tmp_path, f"{ZONES}\n[[zone]]{second}")
    with pytest.raises(Refused, match=r"line 22: code is used twice"):
        load_anatomy(path)


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        ('[[part]]\nname = "head"\n', 1, "left"),
        ('[[part]]\nname = "head"\nleft = [[1, 2], [3, 4]]\n', 3, "left"),
        ('[[part]]\nname = "head"\nleft = [[1, 2], [3, 4], [5, 9]]\ncolour = "red"\n', 4, "colour"),
    ],
)
def test_a_wrong_figure_is_named_with_file_line_and_key(
    tmp_path: Path, text: str, line: int, key: str
) -> None:
    with pytest.raises(Refused, match=rf"^body\.toml, line {line}: {key} "):
        load_silhouette(written(tmp_path, text, "body.toml"))


def test_a_relief_without_size_is_refused(tmp_path: Path) -> None:
    shipped = (SHIPPED / "body.toml").read_text(encoding="utf-8")
    start = shipped.index("radius = ")
    end = shipped.index("\n", start)
    path = written(tmp_path, shipped[:start] + "radius = [0, 1]" + shipped[end:], "body.toml")
    with pytest.raises(Refused, match=r"^body\.toml, line \d+: radius must be above 0"):
        load_silhouette(path)
