"""Suitability on disk: answers and decisions are added, never changed; no injection before one to go."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from mesotui import clinic as clinic_data
from mesotui.domain.errors import NeedsReason, Refused
from mesotui.domain.screening import Reply, ScreeningItem, Topic, Verdict
from mesotui.domain.treatment import Status, TreatmentSession
from mesotui.records import appointments, screening, screenings, sessions
from tests.records.given import NOTHING_ASKED, NOW, Given, close, later

ASKED = clinic_data.load(None).screening()
TODAY = date(2026, 11, 22)
SOON = date(2026, 12, 12)


def item(code: str) -> ScreeningItem:
    return next(one for one in ASKED.items if one.code == code)


def answer(clinic: Given, session_id: UUID, code: str, reply: Reply, detail: str = "") -> TreatmentSession:
    return clinic.database.write(
        screening.answer, clinic.actor, session_id, item=item(code), reply=reply, detail=detail, now=NOW
    )


def tell(clinic: Given, session_id: UUID, topic: Topic, value: str) -> TreatmentSession:
    return clinic.database.write(screening.tell, clinic.actor, session_id, topic=topic, value=value, now=NOW)


def decide(clinic: Given, session_id: UUID, verdict: Verdict, **values: Any) -> TreatmentSession:
    values = {"asked": NOTHING_ASKED, "now": NOW, **values}
    return clinic.database.write(screening.decide, clinic.actor, session_id, verdict=verdict, **values)


def answered(clinic: Given, **others: Reply) -> UUID:
    """Open a session in which all is answered with no, but for some."""
    opened = clinic.session()
    for one in ASKED.asked:
        answer(clinic, opened.id, one.code, others.get(one.code, Reply.NO))
    return opened.id


def delayed(clinic: Given, on: date = TODAY, **passed: float) -> tuple[str, ...]:
    found = clinic.database.read(screenings.delayed, clinic.actor, today=on, since=later(**passed), days=90)
    return tuple(f"{one.client.name} {one.until} {one.reason}" for one in found)


def test_a_changed_answer_is_added_and_the_same_one_isnt(clinic: Given) -> None:
    opened = clinic.session()
    answer(clinic, opened.id, "heart", Reply.NO)
    answer(clinic, opened.id, "heart", Reply.NO)
    kept = answer(clinic, opened.id, "heart", Reply.YES, "infarct\x1b 2019 ").screening
    assert [one.reply for one in kept.answers] == [Reply.NO, Reply.YES]
    last = kept.standing["heart"]
    assert (last.detail, last.question, last.source) == ("infarct 2019", item("heart").question, "S136")
    assert (last.recorded_by, last.recorded_at) == (clinic.actor.name, NOW)
    assert clinic.read(opened.id).screening == kept


@pytest.mark.parametrize(
    ("topic", "typed", "kept"),
    [
        (Topic.WEIGHT_KG, "64,50 kg", "64.5"),
        (Topic.WEIGHT_KG, "400", "400"),
        (Topic.SKIN_TYPE, "iv", "4"),
        (Topic.SKIN_TYPE, "6", "6"),
        (Topic.GOALS, " smoother\nthighs ", "smoother thighs"),
    ],
)
def test_what_is_told_is_kept(clinic: Given, topic: Topic, typed: str, kept: str) -> None:
    assert tell(clinic, clinic.session().id, topic, typed).screening.told(topic) == kept


@pytest.mark.parametrize(
    ("topic", "typed", "words"),
    [
        (Topic.WEIGHT_KG, "heavy", "no number"),
        (Topic.WEIGHT_KG, "NaN", "above 0"),
        (Topic.WEIGHT_KG, "400.1", "above 400"),
        (Topic.SKIN_TYPE, "7", "1 to 6"),
        (Topic.SKIN_TYPE, "²", "1 to 6"),
        (Topic.HISTORY, " ", "empty"),
    ],
)
def test_what_cant_be_is_refused(clinic: Given, topic: Topic, typed: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        tell(clinic, clinic.session().id, topic, typed)


def test_the_weight_that_was_told_is_the_limits_weight(clinic: Given) -> None:
    assert str(tell(clinic, clinic.session().id, Topic.WEIGHT_KG, "58").weight_kg) == "58"


def test_a_score_is_kept_with_its_tool(clinic: Given) -> None:
    opened = clinic.session()
    cops = next(tool for tool in ASKED.tools if tool.code == "cops")

    def score(points: int) -> TreatmentSession:
        return clinic.database.write(
            screening.screen_psychology, clinic.actor, opened.id, tool=cops, score=points, now=NOW
        )

    with pytest.raises(Refused, match="from 0 to 72"):
        score(73)
    kept = score(24).screening.standing[Topic.PSYCHOLOGY]
    assert (kept.question, kept.detail) == ("COPS, 0 to 72", "24")
    with pytest.raises(ValueError, match="tool"):
        tell(clinic, opened.id, Topic.PSYCHOLOGY, "24")


def test_an_injection_waits_for_the_decision_to_go(clinic: Given) -> None:
    opened = clinic.session()
    clinic.database.write(sessions.override_identity, clinic.actor, opened.id, "Known", now=NOW)
    with pytest.raises(Refused, match="isn't decided"):
        clinic.inject(opened.id)
    decide(clinic, opened.id, Verdict.REFUSE, reason="Fever")
    with pytest.raises(Refused, match="not to inject"):
        clinic.inject(opened.id)
    decide(clinic, opened.id, Verdict.GO)
    clinic.consent(opened.id)
    assert clinic.inject(opened.id).standing_injections
    answer(clinic, opened.id, "heart", Reply.NO)
    assert clinic.inject(opened.id).screening.may_inject
    assert answer(clinic, opened.id, "heart", Reply.UNKNOWN).screening.is_outdated
    with pytest.raises(Refused, match="after suitability was decided"):
        clinic.inject(opened.id)
    decide(clinic, opened.id, Verdict.GO, reason="Asked her doctor")
    assert len(clinic.inject(opened.id).standing_injections) == 3


def test_going_needs_every_answer(clinic: Given) -> None:
    opened = clinic.session()
    with pytest.raises(Refused, match="25 questions aren't answered"):
        decide(clinic, opened.id, Verdict.GO, asked=ASKED)
    session_id = clinic_with_all_no(clinic, opened.id)
    gone = decide(clinic, session_id, Verdict.GO, asked=ASKED).screening.decision
    assert gone is not None and (gone.reason, gone.decider, gone.against) == ("", clinic.actor.name, "")


def clinic_with_all_no(clinic: Given, session_id: UUID) -> UUID:
    for one in ASKED.asked:
        answer(clinic, session_id, one.code, Reply.NO)
    return session_id


@pytest.mark.parametrize("reply", [Reply.YES, Reply.UNKNOWN])
def test_going_in_spite_of_something_absolute_needs_a_reason_and_a_name(clinic: Given, reply: Reply) -> None:
    session_id = answered(clinic, pregnancy=reply, thyroid=Reply.YES)
    with pytest.raises(NeedsReason, match="Pregnant") as asked:
        decide(clinic, session_id, Verdict.GO, asked=ASKED)
    assert asked.value.parameter == "reason" and "thyroid" not in str(asked.value)
    kept = decide(
        clinic, session_id, Verdict.GO, asked=ASKED, reason="Test negative", decider="Dr Roy"
    ).screening
    assert kept.decision is not None and kept.may_inject
    assert (kept.decision.reason, kept.decision.decider) == ("Test negative", "Dr Roy")
    unknown = "unknown, " if reply is Reply.UNKNOWN else ""
    assert kept.decision.against == (
        f"{item('pregnancy').question} ({unknown}absolute); {item('thyroid').question} (relative)"
    )


def test_what_is_only_relative_needs_no_reason(clinic: Given) -> None:
    session_id = answered(clinic, thyroid=Reply.YES, gallstones=Reply.UNKNOWN)
    assert decide(clinic, session_id, Verdict.GO, asked=ASKED).screening.may_inject


@pytest.mark.parametrize("values", [{}, {"until": TODAY}, {"until": TODAY - timedelta(days=1)}])
def test_a_delay_needs_a_later_day(clinic: Given, values: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="a day after today"):
        decide(clinic, clinic.session().id, Verdict.DELAY, reason="Fever", **values)


@pytest.mark.parametrize(("verdict", "until"), [(Verdict.DELAY, SOON), (Verdict.REFUSE, None)])
def test_not_going_needs_a_reason(clinic: Given, verdict: Verdict, until: date | None) -> None:
    with pytest.raises(Refused, match="reason is empty"):
        decide(clinic, clinic.session().id, verdict, until=until, reason=" ")


def test_an_administrator_decides_nothing(clinic: Given) -> None:
    opened = clinic.session()
    with pytest.raises(Refused, match="administrator"):
        clinic.database.write(
            screening.decide,
            clinic.administrator,
            opened.id,
            verdict=Verdict.GO,
            asked=NOTHING_ASKED,
            now=NOW,
        )


def test_who_was_delayed_is_told_until_they_are_seen_again(clinic: Given) -> None:
    opened = clinic.session()
    decide(clinic, opened.id, Verdict.DELAY, until=SOON, reason="pregnancy?")
    assert delayed(clinic) == ("MARTIN Léa 2026-12-12 pregnancy?",)
    decide(clinic, opened.id, Verdict.GO)
    assert delayed(clinic) == ()
    decide(clinic, opened.id, Verdict.DELAY, until=SOON, reason="pregnancy?")
    close(clinic, opened, Status.NOT_DONE)
    assert delayed(clinic) == ("MARTIN Léa 2026-12-12 pregnancy?",)
    clinic.session(now=later(days=3))
    assert delayed(clinic) == ()


def test_a_delay_whose_day_has_come_waits_for_a_visit_to_be_booked(clinic: Given) -> None:
    opened = clinic.session()
    decide(clinic, opened.id, Verdict.DELAY, until=SOON, reason="pregnancy?")
    clinic.database.write(appointments.book, clinic.actor, clinic.lea.id, later(days=22), now=NOW)
    assert delayed(clinic) != ()
    assert delayed(clinic, SOON, days=20) == ()
    assert delayed(clinic, SOON + timedelta(days=20), days=40) != ()
    assert delayed(clinic, SOON + timedelta(days=91), days=111) == ()


def test_the_last_screening_is_that_of_another_session(clinic: Given) -> None:
    def last(before: TreatmentSession) -> UUID | None:
        found = clinic.database.read(
            screenings.last_screening, clinic.actor, clinic.lea.id, before=before.started_at
        )
        return found.session_id if found else None

    first = clinic.session()
    assert last(first) is None
    answer(clinic, first.id, "heart", Reply.YES, "2019")
    decide(clinic, first.id, Verdict.DELAY, until=SOON, reason="heart")
    close(clinic, first, Status.NOT_DONE)
    empty = clinic.session(now=later(days=1))
    close(clinic, empty, Status.NOT_DONE, now=later(days=1, minutes=5))
    third = clinic.session(now=later(days=2))
    assert last(third) == first.id
    kept = clinic.database.read(
        screenings.last_screening, clinic.actor, clinic.lea.id, before=third.started_at
    )
    assert kept is not None and kept.screening == clinic.read(first.id).screening
