"""The entry row's fields, read into what is logged."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mesotui import clinic
from mesotui.domain.entry import FieldRefused, TypedEntry, read_entry
from mesotui.domain.treatment import DeviceSettings

CLINIC = clinic.load(None)
NAPPAGE = CLINIC.protocol.technique("nappage")
TYPED = TypedEntry(
    zone="tll24",
    points="24",
    volume_ml_per_point="0,05",
    depth_mm="2",
    spacing_mm="",
    product_name="Mix 12",
    technique=NAPPAGE,
    needle=NAPPAGE.needle,
    device_model="mesogun",
    device_mode="single",
    shots_per_minute="",
)


def _with(field: str, text: str) -> TypedEntry:
    changes: dict[str, Any] = {field: text}
    return replace(TYPED, **changes)


def test_a_whole_row_is_an_entry() -> None:
    entry = read_entry(TYPED, CLINIC.anatomy)
    assert (entry.zone_code, entry.points, entry.volume_ml_per_point) == ("tll", 24, Decimal("0.05"))
    assert (entry.depth_mm, entry.spacing_mm, entry.device) == (Decimal(2), None, None)
    assert (entry.needle_gauge, entry.needle_length_mm) == (30, Decimal(4))


def test_a_gun_has_settings_and_a_hand_has_none() -> None:
    gun = CLINIC.protocol.technique("mesogun")
    entry = read_entry(replace(TYPED, technique=gun, shots_per_minute="120"), CLINIC.anatomy)
    assert entry.device == DeviceSettings(model="mesogun", mode="single", shots_per_minute=120)
    assert read_entry(replace(TYPED, shots_per_minute="120"), CLINIC.anatomy).device is None


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("zone", "", "Zone is empty"),
        ("zone", "tzz", "No zone begins with tz"),
        ("zone", "tl", "Zone is empty"),
        ("points", "", "Points is empty"),
        ("points", "2.5", "Points must be a whole number"),
        ("volume_ml_per_point", "x", "mL/pt must be a number"),
        ("depth_mm", "0", "Depth must be above 0"),
        ("spacing_mm", "-3", "Spacing must be a number"),
        ("product_name", "", "Product is empty"),
    ],
)
def test_what_cannot_be_read_names_its_field(field: str, text: str, sentence: str) -> None:
    with pytest.raises(FieldRefused, match=sentence) as refusal:
        read_entry(_with(field, text), CLINIC.anatomy)
    assert refusal.value.field == field


@given(
    st.sampled_from(["zone", "points", "volume_ml_per_point", "depth_mm", "spacing_mm", "shots_per_minute"]),
    st.text(max_size=20),
)
def test_whatever_is_typed_is_an_entry_or_a_sentence(field: str, text: str) -> None:
    try:
        entry = read_entry(_with(field, text), CLINIC.anatomy)
    except FieldRefused as refusal:
        assert refusal.field == field
        assert str(refusal).endswith(".")
    else:
        assert entry.points >= 1
        assert entry.volume_ml_per_point > 0
