"""What clients of the demo clinic tell fits who they are, and what is decided fits what they tell."""

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from mesotui.clinic import ClinicData
from mesotui.demo import opening
from mesotui.demo.courses import Courses
from mesotui.demo.people import load_people
from mesotui.domain import exposure
from mesotui.domain.limits import passed_limits
from mesotui.domain.people import AlertKind
from mesotui.domain.screening import Reply, Topic, Verdict, against, against_words, needs_reason, unanswered
from mesotui.domain.treatment import Status, TreatmentSession
from mesotui.records import today
from tests.demo.clinic import FILLED, NOW, SEED, Demo

_MOST_KG_APART = 5


@pytest.fixture(scope="module")
def screened(recorded: list[TreatmentSession]) -> list[TreatmentSession]:
    found = [one for one in recorded if one.screening.decisions]
    assert len(found) > len(recorded) * 0.9
    return found


def _person(one: TreatmentSession) -> tuple[str, str]:
    return one.client.family_name, one.client.given_name


def test_everybody_answered_every_question_with_its_detail(
    screened: list[TreatmentSession], courses: Courses
) -> None:
    details = {item.code: item for item in courses.screening.asked}
    for one in screened:
        assert not unanswered(courses.screening.items, one.screening)
        assert one.screening.told(Topic.SKIN_TYPE) and one.weight_kg
        for answer in one.screening.answers:
            if (item := details.get(answer.code)) is not None:
                assert bool(answer.detail) is (answer.reply is Reply.YES and bool(item.detail)), answer
    replies = [answer.reply for one in screened for answer in one.screening.answers]
    assert replies.count(Reply.NO) > 0.7 * len(replies)
    assert {Reply.YES, Reply.UNKNOWN} < set(replies)


def test_nobody_is_given_more_than_the_limits(recorded: list[TreatmentSession], data: ClinicData) -> None:
    assert [passed for one in recorded for passed in passed_limits(one, data.protocol)] == []


def test_the_first_visit_tells_more_of_the_client(screened: list[TreatmentSession]) -> None:
    told = {one.number: {*one.screening.standing} & {*Topic} for one in reversed(screened)}
    assert told[2] == {Topic.WEIGHT_KG, Topic.SKIN_TYPE}
    assert any({*Topic} <= {*one.screening.standing} for one in screened if one.number == 1)


def test_nobody_grows_or_shrinks_from_visit_to_visit(screened: list[TreatmentSession]) -> None:
    visits: dict[object, list[TreatmentSession]] = defaultdict(list)
    for one in reversed(screened):
        visits[one.client.id].append(one)
    for before, after in (pair for own in visits.values() for pair in pairwise(own)):
        assert before.weight_kg and after.weight_kg
        assert abs(before.weight_kg - after.weight_kg) < _MOST_KG_APART
        skins = {one.screening.told(Topic.SKIN_TYPE) for one in (before, after)}
        assert len(skins) == 1


def test_an_allergy_on_record_is_the_answer_and_an_answer_is_on_record(
    screened: list[TreatmentSession],
) -> None:
    for one in screened:
        texts = [alert.text for alert in one.client.alerts if alert.kind is AlertKind.ALLERGY]
        answer = one.screening.standing["allergy"]
        assert answer.reply is (Reply.YES if texts else Reply.NO)
        assert answer.detail == ", ".join(texts)
        assert one.screening.standing["allergy-today"].reply is Reply.NO
    assert len({one.client.id for one in screened if one.client.alerts}) > len(load_people().clients) // 3


def test_warnings_and_medicines_agree_with_the_answers(screened: list[TreatmentSession]) -> None:
    anticoagulated = [one for one in screened if one.screening.standing["anticoagulant"].reply is Reply.YES]
    assert anticoagulated
    for one in anticoagulated:
        taken = one.screening.standing["anticoagulant"].detail
        assert taken in one.screening.standing["medicines"].detail
        assert any(taken in alert.text for alert in one.client.alerts)
    for one in screened:
        faints = any("faints" in alert.text for alert in one.client.alerts)
        assert faints is (one.screening.standing["needle-phobia"].reply is Reply.YES)
        answers = one.screening.standing
        if answers["medicines"].detail.find("levothyroxine") >= 0:
            assert answers["thyroid"].reply is Reply.YES


def test_what_was_decided_is_what_the_answers_ask_for(
    screened: list[TreatmentSession], courses: Courses
) -> None:
    for one in screened:
        decision = one.screening.decision
        assert decision is not None
        on = (one.started_at + one.utc_offset).date()
        found = against(courses.screening, one.screening, born=one.client.birth_date, on=on)
        assert decision.against == against_words(found)
        assert decision.decider == decision.recorded_by
        assert bool(decision.reason) is needs_reason(found)
        assert bool(one.injections) <= one.screening.may_inject
        if decision.verdict is not Verdict.GO:
            assert one.end_reason == decision.sentence
    overridden = [one for one in screened if one.screening.may_inject and one.screening.decisions[0].reason]
    assert overridden


def test_women_who_may_be_pregnant_are_not_injected(
    screened: list[TreatmentSession], courses: Courses
) -> None:
    men = {(one.family_name, one.given_name) for one in load_people().clients if one.man}
    event = next(one for one in courses.wellness.events if one.item.code == "pregnancy")
    assert event.ages is not None and event.verdict is Verdict.REFUSE
    for one in screened:
        answers = one.screening.standing
        if answers["pregnancy"].reply is not Reply.NO:
            assert not one.injections
            assert one.screening.decisions[-1].verdict is Verdict.REFUSE
        if _person(one) in men:
            assert answers["pregnancy"].reply is answers["menstruation"].reply is Reply.NO


def test_nobody_was_given_what_stops_for_them(recorded: list[TreatmentSession], data: ClinicData) -> None:
    for one in recorded:
        found = exposure.against(one, exposure.used(one, data.protocol), data.protocol)
        stops = [each for each in exposure.unanswered(one, found) if each.stop]
        assert not stops, (_person(one), stops)


def test_whoever_is_turned_away_comes_again_later_or_not_at_all(
    tmp_path: Path, courses: Courses, monkeypatch: pytest.MonkeyPatch
) -> None:
    often = tuple(replace(one, percent=20) for one in courses.wellness.events)
    many = replace(courses, wellness=replace(courses.wellness, events=often))
    monkeypatch.setattr(opening, "load_courses", lambda _: many)
    database, actor = opening.open_demo_clinic(tmp_path / "many", seed=SEED, sessions=FILLED, now=NOW)
    try:
        whole = Demo(tmp_path, database, actor).sessions()
        midnight = NOW.replace(hour=0, minute=0, second=0, microsecond=0)
        day_to = midnight + timedelta(days=1)
        seen = database.read(today.overview, actor, day_from=midnight, day_to=day_to, delays_shown_days=90)
    finally:
        database.close()
    assert len(seen.delayed) == 1
    turned = {verdict: _decided(whole, verdict) for verdict in (Verdict.DELAY, Verdict.REFUSE)}
    assert all(len(found) > 5 for found in turned.values())
    for one in (*turned[Verdict.DELAY], *turned[Verdict.REFUSE]):
        assert (one.status, one.injections) == (Status.NOT_DONE, ())
        assert one.end_reason == one.screening.decisions[-1].sentence
        assert len(one.screening.standing) > len(courses.screening.asked)
    refused = {one.client.id: one.started_at for one in turned[Verdict.REFUSE]}
    assert all(one.started_at <= refused.get(one.client.id, one.started_at) for one in whole)
    assert all(one.screening.standing["pregnancy"].detail for one in turned[Verdict.REFUSE])


def _decided(whole: list[TreatmentSession], verdict: Verdict) -> list[TreatmentSession]:
    decided = ((one, one.screening.decision) for one in whole)
    return [one for one, decision in decided if decision and decision.verdict is verdict]
