"""Reads what the clinic decided beforehand into the domain's protocol."""

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from mesotui.clinic.anaesthetics import load_anaesthetics, load_local_anaesthetics
from mesotui.clinic.interactions import load_interactions
from mesotui.clinic.reading import Table, read_toml, unlike
from mesotui.domain.protocol import Antiseptic, Limits, Needle, Protocol, Technique

_NEEDLE = re.compile(r"(?P<gauge>\d{2})G\s*[x×]\s*(?P<length>\d{1,2}(\.\d)?)")


def load_protocol(find: Callable[[str], Path]) -> Protocol:
    """Read agents, anaesthetics, techniques and limits.

    Args:
        find: gives the path of a file by its name, the clinic's own before the shipped one.

    Raises:
        Refused: a file is wrong, with file, line and key.
    """
    antiseptics = read_toml(find("antiseptics.toml"))
    techniques = read_toml(find("techniques.toml"))
    limits = read_toml(find("limits.toml"))
    antiseptics.only("antiseptic")
    techniques.only("technique", "equipment")
    limits.only("limits", "answers")
    equipment = techniques.table("equipment")
    answers = limits.table("answers")
    protocol = Protocol(
        antiseptics=unlike(antiseptics, "antiseptic", _antiseptic),
        anaesthetics=load_anaesthetics(find("anaesthetics.toml")),
        techniques=unlike(techniques, "technique", _technique),
        needles=tuple(_needle(equipment, text) for text in equipment.texts("needles")),
        devices=equipment.texts("devices"),
        device_modes=equipment.texts("device_modes"),
        limits=_limits(limits.table("limits")),
        local_anaesthetics=load_local_anaesthetics(find("local_anaesthetics.toml")),
        interruptions=answers.texts("interruptions"),
        reactions=answers.texts("reactions"),
        well_being=answers.texts("well_being"),
        interactions=load_interactions(find("interactions.toml")),
    )
    equipment.done()
    answers.done()
    return protocol


def _antiseptic(table: Table) -> Antiseptic:
    return Antiseptic(
        code=table.text("code"),
        name=table.text("name"),
        contact_seconds=table.figure("contact_seconds"),
        dry_seconds=table.figure("dry_seconds"),
        caution=table.text("caution", default=""),
        ingredients=table.ingredients("ingredients"),
    )


def _technique(table: Table) -> Technique:
    needle = table.value("needle")
    if not isinstance(needle, dict) or set(needle) != {"gauge", "length_mm", "source"}:
        raise table.wrong("needle", 'must be written { gauge = 30, length_mm = 4, source = "S75" }')
    technique = Technique(
        code=table.text("code"),
        name=table.text("name"),
        depth_mm=table.figure("depth_mm"),
        depth_from_mm=table.figure("depth_from_mm"),
        depth_to_mm=table.figure("depth_to_mm"),
        spacing_mm=table.figure("spacing_mm"),
        volume_ml_per_point=table.figure("volume_ml_per_point"),
        needle=_needle(table, f"{needle['gauge']}G x {needle['length_mm']}", key="needle"),
        needle_source=str(needle["source"]),
        has_device=table.flag("device", default=False),
        continuous=table.flag("continuous"),
    )
    if not technique.depth_from_mm.value <= technique.depth_mm.value <= technique.depth_to_mm.value:
        raise table.wrong("depth_mm", "must lie from depth_from_mm to depth_to_mm")
    return technique


def _needle(table: Table, text: str, key: str = "needles") -> Needle:
    match = _NEEDLE.fullmatch(text.strip())
    if match is None:
        raise table.wrong(key, 'must name gauge and length, as "30G x 4"')
    return Needle(gauge=int(match["gauge"]), length_mm=Decimal(match["length"]))


def _limits(table: Table) -> Limits:
    limits = Limits(
        session_minutes_from=table.figure("session_minutes_from"),
        session_minutes_to=table.figure("session_minutes_to"),
        session_volume_ml=table.figure("session_volume_ml"),
        zone_volume_ml=table.figure("zone_volume_ml"),
        observation_minutes=table.figure("observation_minutes"),
        anaesthetic_warning_minutes=table.figure("anaesthetic_warning_minutes"),
        points_disagree_percent=table.figure("points_disagree_percent"),
    )
    table.done()
    return limits
