"""What is done to the client is recorded as it happens, and taken back only with a trace."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as given_values
from hypothesis import strategies as st

from mesotui.domain.dose import volume_ml_per_point
from mesotui.domain.errors import NotFound, Refused
from mesotui.domain.ids import uuid7
from mesotui.domain.treatment import DeviceSettings, FindingKind, TreatmentSession
from mesotui.records import anaesthetics, antisepsis, injections, observations
from tests.records.given import AGENT, CREAM, ENTRY, MIRRORED, NOW, PROTOCOL, TECHNIQUE, ZONE, Given, later


def seconds(count: float) -> datetime:
    return later(seconds=count)


def test_cleansing_keeps_contact_and_drying(clinic: Given) -> None:
    opened = clinic.session()
    write, actor = clinic.database.write, clinic.actor
    write(antisepsis.start_contact, actor, opened.id, agent=AGENT, protocol=PROTOCOL, now=NOW)
    write(antisepsis.start_drying, actor, opened.id, now=seconds(31))
    cleansed = write(antisepsis.end_drying, actor, opened.id, now=seconds(61))
    (kept,) = cleansed.antisepses
    assert (kept.agent_code, kept.agent_name, kept.contact_seconds, kept.dry_seconds) == (
        "chx",
        "Chlorhexidine",
        30,
        30,
    )
    assert (kept.contact_started_at, kept.dry_started_at, kept.ended_at) == (NOW, seconds(31), seconds(61))
    assert kept.early_reason == ""


def test_going_on_early_needs_a_reason_each_time(clinic: Given) -> None:
    opened = clinic.session()
    write, actor = clinic.database.write, clinic.actor
    write(antisepsis.start_contact, actor, opened.id, agent=AGENT, protocol=PROTOCOL, now=NOW)
    with pytest.raises(Refused, match="contact time isn't over"):
        write(antisepsis.start_drying, actor, opened.id, now=seconds(29.9))
    write(antisepsis.start_drying, actor, opened.id, early_reason="Wiped", now=seconds(29.9))
    with pytest.raises(Refused, match="drying already"):
        write(antisepsis.start_drying, actor, opened.id, now=seconds(40))
    with pytest.raises(Refused, match="drying time isn't over"):
        write(antisepsis.end_drying, actor, opened.id, now=seconds(40))
    done = write(antisepsis.end_drying, actor, opened.id, early_reason="Dry to the touch", now=seconds(40))
    assert done.antisepses[0].early_reason == "Wiped; Dry to the touch"


def test_a_clock_that_was_set_back_does_not_end_a_time(clinic: Given) -> None:
    opened = clinic.session()
    clinic.database.write(
        antisepsis.start_contact, clinic.actor, opened.id, agent=AGENT, protocol=PROTOCOL, now=NOW
    )
    with pytest.raises(Refused, match="isn't over"):
        clinic.database.write(antisepsis.start_drying, clinic.actor, opened.id, now=seconds(-3600))


def test_cleansing_follows_its_order(clinic: Given) -> None:
    opened = clinic.session()
    for use_case in (antisepsis.start_drying, antisepsis.end_drying):
        with pytest.raises(Refused, match="No antiseptic"):
            clinic.database.write(use_case, clinic.actor, opened.id, now=NOW)
    clinic.database.write(
        antisepsis.start_contact, clinic.actor, opened.id, agent=AGENT, protocol=PROTOCOL, now=NOW
    )
    with pytest.raises(Refused, match="isn't drying"):
        clinic.database.write(antisepsis.end_drying, clinic.actor, opened.id, now=seconds(99))


def test_another_agent_begins_again_and_both_are_kept(clinic: Given) -> None:
    opened = clinic.session()
    other = replace(AGENT, code="alc", name="Alcohol 70 %")
    clinic.database.write(
        antisepsis.start_contact, clinic.actor, opened.id, agent=AGENT, protocol=PROTOCOL, now=NOW
    )
    again = clinic.database.write(
        antisepsis.start_contact, clinic.actor, opened.id, agent=other, protocol=PROTOCOL, now=seconds(5)
    )
    first, second = again.antisepses
    assert (first.ended_at, first.early_reason) == (seconds(5), "Begun again with Alcohol 70 %")
    assert (second.agent_code, second.ended_at) == ("alc", None)


def put_on(clinic: Given, session: TreatmentSession, **values: Any) -> TreatmentSession:
    values = {"amount_g": Decimal("7.5"), "area_cm2": Decimal(50), "occluded": True, "now": NOW, **values}
    return clinic.database.write(
        anaesthetics.apply, clinic.actor, session.id, product=CREAM, protocol=PROTOCOL, **values
    )


def test_an_anaesthetic_is_put_on_and_taken_off(clinic: Given) -> None:
    opened = clinic.session()
    (on,) = put_on(clinic, opened).anaesthetics
    assert (on.product_code, on.amount_g, on.area_cm2, on.occluded) == (
        "emla",
        Decimal("7.5"),
        Decimal(50),
        True,
    )
    assert (on.minimum_minutes, on.maximum_minutes, on.started_at, on.ended_at) == (60, 300, NOW, None)
    with pytest.raises(Refused, match="minimum time isn't over"):
        clinic.database.write(
            anaesthetics.remove, clinic.actor, opened.id, on.id, protocol=PROTOCOL, now=later(minutes=59)
        )
    removed = clinic.database.write(
        anaesthetics.remove,
        clinic.actor,
        opened.id,
        on.id,
        early_reason="Unneeded",
        protocol=PROTOCOL,
        now=later(minutes=60),
    )
    assert (removed.anaesthetics[0].ended_at, removed.anaesthetics[0].early_reason) == (later(minutes=60), "")
    with pytest.raises(Refused, match="off the skin already"):
        clinic.database.write(
            anaesthetics.remove, clinic.actor, opened.id, on.id, protocol=PROTOCOL, now=later(minutes=61)
        )


def test_taken_off_early_is_kept_with_its_reason(clinic: Given) -> None:
    opened = clinic.session()
    (on,) = put_on(clinic, opened, amount_g=None, area_cm2=None).anaesthetics
    removed = clinic.database.write(
        anaesthetics.remove,
        clinic.actor,
        opened.id,
        on.id,
        early_reason="Itching",
        protocol=PROTOCOL,
        now=later(minutes=5),
    )
    assert (on.amount_g, on.area_cm2) == (None, None)
    assert removed.anaesthetics[0].early_reason == "Itching"


def test_two_anaesthetics_run_at_once_and_one_of_another_session_is_unknown(clinic: Given) -> None:
    opened = clinic.session()
    put_on(clinic, opened)
    both = put_on(clinic, opened, now=later(minutes=10))
    assert [part.started_at for part in both.anaesthetics] == [NOW, later(minutes=10)]
    other = clinic.session(client_id=clinic.client().id, room_id=clinic.another_room().id)
    with pytest.raises(NotFound):
        clinic.database.write(
            anaesthetics.remove,
            clinic.actor,
            other.id,
            both.anaesthetics[0].id,
            protocol=PROTOCOL,
            now=later(hours=2),
        )


@pytest.mark.parametrize("amount", ["0", "-1", "NaN", "Infinity", "0.0004", "100000"])
def test_an_amount_that_cannot_be_one_is_refused(clinic: Given, amount: str) -> None:
    opened = clinic.session()
    for field in ("amount_g", "area_cm2"):
        with pytest.raises(Refused, match="Correct it"):
            put_on(clinic, opened, **{field: Decimal(amount)})
    assert clinic.read(opened.id).anaesthetics == ()


def test_no_anaesthetic_is_a_decision_that_is_kept_once(clinic: Given) -> None:
    opened = clinic.session()
    for _ in range(2):
        decided = clinic.database.write(anaesthetics.apply_none, clinic.actor, opened.id, now=NOW)
    (none,) = decided.anaesthetics
    assert none.is_none
    assert none.ended_at == NOW
    put_on(clinic, opened)
    with pytest.raises(Refused, match="was used"):
        clinic.database.write(anaesthetics.apply_none, clinic.actor, opened.id, now=NOW)


def test_an_injection_keeps_everything_that_was_typed(clinic: Given) -> None:
    opened = clinic.identified()
    entry = replace(
        ENTRY,
        spacing_mm=Decimal("10.0"),
        device=DeviceSettings(model="U225", mode="mesoperfusion", shots_per_minute=240),
    )
    (kept,) = clinic.inject(opened.id, entry=entry, now=later(minutes=3)).injections
    assert kept.entry == entry
    assert (kept.zone_name, kept.side, kept.area_cm2) == ("Thigh lateral L", "L", Decimal(300))
    assert kept.technique_name == "Nappage"
    assert kept.volume_ml == Decimal("1.20")
    assert (kept.recorded_at, kept.recorded_by) == (later(minutes=3), clinic.actor.name)
    assert kept.counts


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given_values(
    points=st.integers(1, 10_000),
    per_point=st.decimals(min_value="0.001", max_value="9.999", places=3),
)
def test_the_volume_is_points_times_ml_per_point_exactly(
    clinic: Given, points: int, per_point: Decimal
) -> None:
    # Each value is logged in the same session: the fixture isn't renewed, and needn't be.
    opened = clinic.database.read(injections_session, clinic) or clinic.identified()
    entry = replace(ENTRY, points=points, volume_ml_per_point=per_point)
    kept = clinic.inject(opened.id, entry=entry).injections[-1]
    assert kept.volume_ml == points * per_point
    assert kept.entry.volume_ml_per_point == per_point


def injections_session(db: Any, clinic: Given) -> TreatmentSession | None:
    from mesotui.records.sessions import open_sessions

    return next(iter(open_sessions(db, clinic.actor)), None)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"points": 0}, "Points must be a whole number from 1 to 10000"),
        ({"points": 10_001}, "Points"),
        ({"volume_ml_per_point": Decimal(0)}, "mL per point"),
        ({"volume_ml_per_point": Decimal("-0.05")}, "mL per point"),
        ({"volume_ml_per_point": Decimal("NaN")}, "mL per point"),
        ({"volume_ml_per_point": Decimal("0.0000000000001")}, "smallest amount"),
        ({"depth_mm": Decimal("0.0001")}, "smallest amount"),
        ({"depth_mm": Decimal(0)}, "Depth"),
        ({"depth_mm": Decimal("Infinity")}, "Depth"),
        ({"spacing_mm": Decimal(-1)}, "Spacing"),
        ({"needle_gauge": 0}, "gauge"),
        ({"needle_length_mm": Decimal(0)}, "length"),
        ({"product_name": "  "}, "product is empty"),
        ({"product_name": "x" * 121}, "too long"),
        ({"device": DeviceSettings(model="", mode="", shots_per_minute=None)}, "device is empty"),
        ({"device": DeviceSettings(model="U225", mode="", shots_per_minute=0)}, "Shots"),
    ],
)
def test_an_injection_that_cannot_be_one_is_refused(
    clinic: Given, change: dict[str, Any], words: str
) -> None:
    opened = clinic.identified()
    with pytest.raises(Refused, match=words):
        clinic.inject(opened.id, entry=replace(ENTRY, **change))
    assert clinic.read(opened.id).injections == ()


def test_nothing_is_injected_before_it_is_sure_who_lies_there(clinic: Given) -> None:
    opened = clinic.session()
    with pytest.raises(Refused, match="identity isn't confirmed"):
        clinic.inject(opened.id)


def test_a_zone_or_technique_that_is_not_the_entrys_is_a_mistake_of_the_program(clinic: Given) -> None:
    opened = clinic.identified()
    with pytest.raises(ValueError, match="zone"):
        clinic.inject(opened.id, zone=MIRRORED)
    with pytest.raises(ValueError, match="technique"):
        clinic.inject(opened.id, technique=replace(TECHNIQUE, code="papule"))


def test_a_mirrored_injection_names_the_one_it_mirrors(clinic: Given) -> None:
    opened = clinic.identified()
    first = clinic.inject(opened.id).injections[0]
    both = clinic.inject(opened.id, entry=replace(ENTRY, zone_code="tlr"), zone=MIRRORED, mirror_of=first.id)
    assert [(kept.side, kept.mirror_of) for kept in both.injections] == [("L", None), ("R", first.id)]
    with pytest.raises(NotFound, match="mirror"):
        clinic.inject(opened.id, mirror_of=uuid7(NOW))


def test_injections_stay_in_the_order_they_were_logged_whatever_the_clock_says(clinic: Given) -> None:
    opened = clinic.identified()
    for points, minutes in ((1, 5), (2, 5), (3, -60), (4, 0)):
        logged = clinic.inject(opened.id, entry=replace(ENTRY, points=points), now=later(minutes=minutes))
    assert [kept.entry.points for kept in logged.injections] == [1, 2, 3, 4]


def test_a_voided_injection_stays_and_says_who_when_and_why(clinic: Given) -> None:
    opened = clinic.identified()
    first = clinic.inject(opened.id).injections[0]
    clinic.inject(opened.id)
    voided = clinic.database.write(
        injections.void_injection,
        clinic.actor,
        opened.id,
        first.id,
        reason="Wrong side",
        now=later(minutes=1),
    )
    kept = voided.injections[0]
    assert replace(kept, voided_at=None, voided_by="", void_reason="") == first
    assert (kept.voided_at, kept.voided_by, kept.void_reason) == (
        later(minutes=1),
        clinic.actor.name,
        "Wrong side",
    )
    assert voided.standing_injections == voided.injections[1:]
    assert voided.volume_ml == Decimal("1.20")


def test_an_injection_is_voided_once_with_a_reason_in_its_own_session(clinic: Given) -> None:
    opened = clinic.identified()
    first = clinic.inject(opened.id).injections[0]
    other = clinic.identified(client_id=clinic.client().id, room_id=clinic.another_room().id)

    def void(session: TreatmentSession, reason: str) -> None:
        clinic.database.write(
            injections.void_injection, clinic.actor, session.id, first.id, reason=reason, now=NOW
        )

    with pytest.raises(Refused, match="reason is empty"):
        void(opened, "")
    with pytest.raises(NotFound):
        void(other, "Elsewhere")
    void(opened, "Wrong side")
    with pytest.raises(Refused, match="already"):
        void(opened, "Again")


def test_the_watch_runs_its_time_or_ends_with_a_reason(clinic: Given) -> None:
    opened = clinic.session()
    write, actor = clinic.database.write, clinic.actor
    with pytest.raises(Refused, match="No observation"):
        write(observations.end, actor, opened.id, now=NOW)
    for minutes in (0, 100_000):
        with pytest.raises(Refused, match="minutes"):
            write(observations.start, actor, opened.id, planned_minutes=minutes, now=NOW)
    write(observations.start, actor, opened.id, planned_minutes=15, now=NOW)
    with pytest.raises(Refused, match="runs already"):
        write(observations.start, actor, opened.id, planned_minutes=15, now=NOW)
    with pytest.raises(Refused, match="isn't over"):
        write(observations.end, actor, opened.id, now=later(minutes=14))
    early = write(observations.end, actor, opened.id, early_reason="Bus", now=later(minutes=14))
    assert early.observation is not None
    assert (early.observation.ended_at, early.observation.early_reason) == (later(minutes=14), "Bus")
    write(observations.start, actor, opened.id, planned_minutes=5, now=later(minutes=20))
    full = write(observations.end, actor, opened.id, now=later(minutes=25))
    assert full.observation is not None
    assert (full.observation.planned_minutes, full.observation.early_reason) == (5, "")


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (FindingKind.PAIN, "0"),
        (FindingKind.PAIN, "10"),
        (FindingKind.REACTION, "none"),
        (FindingKind.WELL_BEING, "well"),
    ],
)
def test_findings_are_kept(clinic: Given, kind: FindingKind, value: str) -> None:
    opened = clinic.session()
    found = clinic.database.write(
        observations.add_finding,
        clinic.actor,
        opened.id,
        kind=kind,
        value=value,
        detail=" a little ",
        now=NOW,
    )
    (kept,) = found.findings
    assert (kept.kind, kept.value, kept.detail, kept.recorded_by) == (
        kind,
        value,
        "a little",
        clinic.actor.name,
    )


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (FindingKind.PAIN, "11"),
        (FindingKind.PAIN, "-1"),
        (FindingKind.PAIN, "3.5"),
        (FindingKind.PAIN, "٣"),
        (FindingKind.REACTION, ""),
        (FindingKind.WELL_BEING, "x" * 81),
    ],
)
def test_findings_that_cannot_be_are_refused(clinic: Given, kind: FindingKind, value: str) -> None:
    opened = clinic.session()
    with pytest.raises(Refused):
        clinic.database.write(
            observations.add_finding, clinic.actor, opened.id, kind=kind, value=value, now=NOW
        )
    assert clinic.read(opened.id).findings == ()


def test_a_finding_is_taken_back_with_a_trace(clinic: Given) -> None:
    opened = clinic.session()

    def take_back(reason: str, minutes: int) -> TreatmentSession:
        return clinic.database.write(
            observations.void_last_finding,
            clinic.actor,
            opened.id,
            reason=reason,
            now=later(minutes=minutes),
        )

    for value in ("3", "8"):
        clinic.database.write(
            observations.add_finding, clinic.actor, opened.id, kind=FindingKind.PAIN, value=value, now=NOW
        )
    with pytest.raises(Refused, match="reason"):
        take_back(" ", 1)
    first, last = take_back("Meant 4", 1).findings
    assert (first.counts, last.counts) == (True, False)
    assert (last.value, last.voided_by, last.void_reason) == ("8", clinic.actor.name, "Meant 4")
    first, last = take_back("Not asked", 2).findings
    assert (first.void_reason, last.void_reason) == ("Not asked", "Meant 4")
    with pytest.raises(Refused, match="Nothing is answered"):
        take_back("Again", 3)


def test_the_vocabulary_of_the_day_stays_with_the_record(clinic: Given) -> None:
    opened = clinic.identified()
    smaller = replace(ZONE, name="Outer thigh L", area_cm2=Decimal(250))
    clinic.inject(opened.id)
    changed = clinic.inject(opened.id, zone=smaller, vocabulary_version="2")
    assert [kept.zone_name for kept in changed.injections] == ["Thigh lateral L", "Outer thigh L"]
    assert [kept.area_cm2 for kept in changed.injections] == [Decimal(300), Decimal(250)]


def test_a_total_spread_over_points_stays_the_total(clinic: Given) -> None:
    session = clinic.identified()
    per_point = volume_ml_per_point(Decimal("1.2"), 7)
    entry = replace(ENTRY, points=7, volume_ml_per_point=per_point)
    logged = clinic.inject(session.id, entry=entry).injections[-1]
    assert logged.volume_ml == Decimal("1.2")
    assert logged.entry.volume_ml_per_point == per_point
