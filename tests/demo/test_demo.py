"""The demo clinic: everything in it satisfies the rules that real records satisfy."""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlmodel import Session

from mesotui.clinic import ClinicData
from mesotui.demo.courses import Courses
from mesotui.demo.opening import open_demo_clinic
from mesotui.demo.people import load_people
from mesotui.domain import dose
from mesotui.domain.clocks import ClockKind, Standing, session_clocks
from mesotui.domain.completeness import missing
from mesotui.domain.errors import Refused
from mesotui.domain.people import AlertKind, Role
from mesotui.domain.stock import Concern, warnings_of
from mesotui.domain.treatment import Status, Step, TreatmentSession
from mesotui.records import clients, recall, sessions, sites, staff, stock, today
from tests.demo.clinic import FILLED, NOW, SEED, Demo

DAY = NOW.replace(hour=0, minute=0, second=0, microsecond=0)
WARNING = timedelta(minutes=15)


def test_the_clinic_has_its_people(demo: Demo) -> None:
    site = demo.database.read(sites.current_site)
    assert site is not None
    assert (site.phone[:9], site.emergency_number) == ("01632 960", "112")
    roles = Counter(person.role for person in demo.database.read(staff.list_staff))
    assert roles == {Role.PRACTITIONER: 3, Role.SUPERVISOR: 1, Role.ADMINISTRATOR: 1}
    named = load_people().clients
    assert len(named) == 40
    assert len({person.phone for person in named}) == 40
    assert all(person.phone.startswith(("01632 960", "07700 900")) for person in named)
    allergies = [text for person in named for kind, text in person.alerts if kind is AlertKind.ALLERGY]
    assert {"procaine (esters)", "chlorhexidine", "latex"} <= set(allergies)


@pytest.mark.parametrize(
    "typed", ["nguyen", "lukasiewicz zaneta", "o'brien", "odegard", "1985-03-12", "01632 960240"]
)
def test_clients_are_found_as_people_type_them(demo: Demo, typed: str) -> None:
    assert demo.database.read(clients.search, demo.actor, typed, limit=5)


def test_today_has_who_is_due_the_soonest_first_and_the_first_room_free(demo: Demo) -> None:
    seen = demo.database.read(
        today.overview, demo.actor, day_from=DAY, day_to=DAY + timedelta(days=1), delays_shown_days=90
    )
    waiting = [visit for visit in seen.due if visit.session_id is None]
    assert len(waiting) >= 8
    assert NOW < waiting[0].due_at <= NOW + timedelta(minutes=15)
    assert [visit.due_at for visit in waiting] == sorted(visit.due_at for visit in waiting)
    assert [session is not None for _, session in seen.rooms] == [False, True, True, False]
    assert [room.name for room, _ in seen.rooms] == ["Room 1", "Room 2", "Room 3", "Room 4"]


def test_one_client_is_delayed(demo: Demo) -> None:
    day_to = DAY + timedelta(days=1)
    seen = demo.database.read(today.overview, demo.actor, day_from=DAY, day_to=day_to, delays_shown_days=90)
    [delayed] = seen.delayed
    assert (delayed.until - DAY.date(), delayed.reason) == (timedelta(days=14), "infection at the site")
    ended = demo.database.read(sessions.session, demo.actor, delayed.session_id)
    assert (ended.status, ended.end_reason) == (
        Status.NOT_DONE,
        ended.screening.decisions[0].sentence,
    )


def test_whoever_was_injected_was_screened(recorded: list[TreatmentSession]) -> None:
    injected = [one for one in recorded if one.injections]
    assert all(one.screening.may_inject and one.weight_kg for one in injected)
    assert all(len(one.screening.answers) > 20 for one in injected)
    assert any(one.screening.decisions[0].against for one in injected)


def test_late_in_the_evening_everybody_is_still_due_today(tmp_path: Path) -> None:
    late = NOW.replace(hour=23, minute=50)
    database, actor = open_demo_clinic(tmp_path / "late", seed=1, sessions=0, now=late)
    try:
        seen = database.read(
            today.overview, actor, day_from=late, day_to=DAY + timedelta(days=1), delays_shown_days=90
        )
    finally:
        database.close()
    assert len(seen.due) >= 8


def test_one_room_is_in_the_middle_of_its_injections_and_one_waits(recorded: list[TreatmentSession]) -> None:
    injecting, waiting = sorted((one for one in recorded if one.is_open), key=lambda one: one.started_at)
    assert (injecting.step, waiting.step) == (Step.INJECT, Step.ANAESTHETIC)
    assert len(injecting.standing_injections) == 3
    assert injecting.injections[1].mirror_of == injecting.injections[0].id
    assert injecting.anaesthetics[0].ended_at is not None
    clock = next(one for one in session_clocks(waiting, WARNING) if one.kind is ClockKind.ANAESTHETIC)
    assert clock.standing(NOW) is Standing.WAITING
    assert all(one.identity for one in (injecting, waiting))


def test_the_last_month_is_varied(recorded: list[TreatmentSession]) -> None:
    month = [one for one in recorded if NOW - timedelta(days=31) <= one.started_at and not one.is_open]
    assert 100 <= len(month) <= 200
    assert {one.status for one in month} == {Status.DONE, Status.STOPPED, Status.NOT_DONE}
    assert any(not injection.counts for one in month for injection in one.injections)
    assert any(one.notes for one in month) and any(one.interruptions for one in month)
    assert len({one.anaesthetics[0].product_code for one in month if one.anaesthetics}) >= 3
    assert all(one.slips for one in month if one.standing_injections)


def test_every_done_session_lacks_nothing(recorded: list[TreatmentSession]) -> None:
    done = [one for one in recorded if one.status is Status.DONE]
    assert len(done) > FILLED
    assert [missing(one) for one in done if missing(one)] == []


def test_sessions_that_were_not_carried_through_say_why(recorded: list[TreatmentSession]) -> None:
    for one in recorded:
        assert bool(one.end_reason) is (one.status in (Status.STOPPED, Status.NOT_DONE))
        assert bool(one.standing_injections) is (
            one.status is not Status.NOT_DONE and one.step is not Step.ANAESTHETIC
        )


def test_time_runs_forward_in_every_session(recorded: list[TreatmentSession]) -> None:
    for one in recorded:
        end = one.ended_at or NOW
        assert one.started_at < end <= NOW
        assert one.phases[0].started_at == one.started_at
        for before, after in zip(one.phases, one.phases[1:], strict=False):
            assert before.ended_at == after.started_at
        moments = [injection.recorded_at for injection in one.injections]
        assert moments == sorted(moments)
        assert all(one.started_at <= moment <= end for moment in moments)
        spans = (
            *one.phases,
            *one.interruptions,
            *one.anaesthetics,
            *([one.observation] if one.observation else ()),
        )
        assert all(span.started_at <= (span.ended_at or NOW) <= end for span in spans)


def test_contact_and_drying_lasted_as_long_as_they_must_or_say_why(recorded: list[TreatmentSession]) -> None:
    for one in recorded:
        for cleansing in one.antisepses:
            assert cleansing.dry_started_at and cleansing.ended_at
            contact = cleansing.dry_started_at - cleansing.contact_started_at
            dry = cleansing.ended_at - cleansing.dry_started_at
            assert contact >= timedelta(seconds=cleansing.contact_seconds)
            assert dry >= timedelta(seconds=cleansing.dry_seconds) or cleansing.early_reason
        for cream in one.anaesthetics:
            if not cream.is_none and cream.ended_at:
                assert cream.minimum_minutes is not None and cream.maximum_minutes is not None
                on = cream.ended_at - cream.started_at
                assert (
                    timedelta(minutes=cream.minimum_minutes) <= on <= timedelta(minutes=cream.maximum_minutes)
                )


def test_what_was_injected_is_plausible_and_in_the_vocabulary(
    recorded: list[TreatmentSession], data: ClinicData
) -> None:
    limits = data.protocol.limits
    for one in recorded:
        assert one.volume_ml <= limits.session_volume_ml.value
        assert all(
            volume <= limits.zone_volume_ml.value for volume in dose.zone_volumes_ml(one.injections).values()
        )
        for injection in one.injections:
            entry = injection.entry
            technique = data.protocol.technique(entry.technique_code)
            assert data.anatomy.zone(entry.zone_code).name == injection.zone_name
            assert injection.volume_ml == dose.volume_ml(entry.points, entry.volume_ml_per_point)
            assert technique.depth_from_mm.value <= entry.depth_mm <= technique.depth_to_mm.value
            assert entry.spacing_mm is not None
            expected = dose.expected_points(injection.area_cm2, entry.spacing_mm)
            assert dose.disagreement_percent(entry.points, expected) < limits.points_disagree_percent.value


def test_nobody_was_given_what_they_must_not_have(recorded: list[TreatmentSession], data: ClinicData) -> None:
    avoid = {(one.family_name, one.given_name): one.avoid for one in load_people().clients}
    for one in recorded:
        used = {a.agent_code for a in one.antisepses} | {a.product_code for a in one.anaesthetics}
        assert not used & avoid.get((one.client.family_name, one.client.given_name), frozenset())
        for cream in one.anaesthetics:
            if not cream.is_none:
                product = data.protocol.anaesthetic(cream.product_code)
                assert product.maximum_g is None or (cream.amount_g or Decimal(0)) <= product.maximum_g.value
                assert (
                    product.maximum_cm2 is None or (cream.area_cm2 or Decimal(0)) <= product.maximum_cm2.value
                )


def test_each_client_is_counted_from_one_without_gaps(recorded: list[TreatmentSession]) -> None:
    numbers: dict[object, list[int]] = {}
    for one in reversed(recorded):
        if one.status is not Status.NOT_DONE:
            numbers.setdefault(one.client.id, []).append(one.number)
    assert all(counted == list(range(1, len(counted) + 1)) for counted in numbers.values())


def test_as_many_past_sessions_are_written_as_were_asked_for_and_all_point_to_what_exists(
    demo: Demo, recorded: list[TreatmentSession]
) -> None:
    filled = [one for one in recorded if one.started_at < NOW - timedelta(days=31)]
    assert len(filled) == FILLED

    def orphans(db: Session) -> list[object]:
        return list(db.connection().execute(text("PRAGMA foreign_key_check")).fetchall())

    assert demo.database.read(orphans) == []


def test_whatever_was_injected_came_from_a_lot(recorded: list[TreatmentSession]) -> None:
    carried = [injection for one in recorded for injection in one.injections]
    assert all(sum(part.volume_ml for part in one.components) == one.volume_ml for one in carried)
    assert all(part.lot_number for one in carried for part in one.components)
    assert any(one.entry.batch_id for one in carried) and any(one.entry.lot_id for one in carried)


def test_each_lot_holds_what_its_ledger_says_and_never_less_than_nothing(demo: Demo) -> None:
    lots = demo.database.read(stock.list_lots, demo.actor)
    assert len(lots) > 15
    for lot in lots:
        lines = demo.database.read(stock.movements, demo.actor, lot.id, limit=9999)
        assert lot.on_hand_ml == sum(line.volume_ml for line in lines)
        balance = Decimal(0)
        for line in reversed(lines):
            balance += line.volume_ml
            assert line.balance_ml == balance >= 0


def test_the_stock_has_something_of_all_that_is_warned_of(demo: Demo) -> None:
    lots = demo.database.read(stock.list_lots, demo.actor)
    concerns = {one.concern for one in warnings_of(lots, NOW, expiry_days=60)}
    assert concerns == {Concern.RECALLED, Concern.EXPIRED, Concern.EXPIRES_SOON, Concern.LOW}
    assert any(lot.vials for lot in lots)


def test_a_recall_finds_whom_a_walk_over_all_sessions_finds(
    demo: Demo, recorded: list[TreatmentSession]
) -> None:
    received: dict[UUID, set[UUID]] = defaultdict(set)
    for one in recorded:
        for injection in one.standing_injections:
            for part in injection.components:
                if part.lot_id is not None:
                    received[part.lot_id].add(one.client.id)
    lots = demo.database.read(stock.list_lots, demo.actor)
    for lot in lots:
        found = demo.database.read(recall.recall, demo.actor, lot.id)
        assert {one.client.id for one in found.recipients} == received[lot.id]
    recalled = next(lot for lot in lots if lot.recalled)
    told = demo.database.read(recall.recall, demo.actor, recalled.id)
    assert 0 < told.reached < len(told.recipients)


def test_the_same_seed_makes_the_same_clinic_and_another_one_another(
    tmp_path: Path, recorded: list[TreatmentSession]
) -> None:
    def made(name: str, seed: int) -> list[object]:
        database, actor = open_demo_clinic(tmp_path / name, seed=seed, sessions=FILLED, now=NOW)
        try:
            return [_told(one) for one in Demo(tmp_path, database, actor).sessions()]
        finally:
            database.close()

    first = [_told(one) for one in recorded]
    assert made("again", SEED) == first
    assert made("other", SEED + 1) != first


def _told(one: TreatmentSession) -> object:
    """Give what a session says, without the keys of what was written by use cases."""
    return (
        one.client.name,
        one.started_at,
        one.phases,
        [
            (replace(injection.entry, batch_id=None, lot_id=None), injection.recorded_at)
            for injection in one.injections
        ],
        [
            [(part.product_name, part.volume_ml, part.expiry) for part in injection.components]
            for injection in one.injections
        ],
        [(finding.kind, finding.value) for finding in one.findings],
        [(answer.code, answer.reply, answer.detail) for answer in one.screening.answers],
        [slip.text for slip in one.slips],
    )


def test_a_folder_that_holds_something_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "records.sqlite").write_text("mine")
    with pytest.raises(Refused, match="holds no demo clinic"):
        open_demo_clinic(tmp_path, seed=1, sessions=0, now=NOW)
    assert (tmp_path / "records.sqlite").read_text() == "mine"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_demo_clinic_is_opened_again_as_it_is_and_may_be_filled(tmp_path: Path) -> None:
    counts = []
    for more in (0, 0, 25):
        database, actor = open_demo_clinic(tmp_path / "kept", seed=1, sessions=more, now=NOW)
        counts.append(len(Demo(tmp_path, database, actor).sessions()))
        assert actor.name == "A. Ruiz"
        database.close()
    assert counts[1] == counts[0]
    assert counts[2] == counts[0] + 25


def test_the_courses_are_those_that_clients_come_for(courses: Courses) -> None:
    assert {person.course for person in load_people().clients} == set(courses.courses)
