"""Suitability: what is missing, what stands against going, and when it may be gone."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mesotui.domain.protocol import Figure
from mesotui.domain.screening import (
    Against,
    Answer,
    PsychologicalTool,
    Reply,
    Screening,
    ScreeningItem,
    ScreeningList,
    Topic,
    Verdict,
    Weighs,
    against,
    needs_reason,
    unanswered,
)
from tests.domain.factory import make_answer, make_decision, make_screening

ON = date(2026, 11, 28)
ADULT = date(1985, 3, 12)
_FOUR, _TEN, _EIGHTEEN = (Figure(value=Decimal(n), source="S1") for n in (4, 10, 18))


def make_item(code: str, weighs: Weighs = Weighs.ABSOLUTE, **changes: object) -> ScreeningItem:
    item = ScreeningItem(
        code=code, name=code, question=f"{code.capitalize()}?", weighs=weighs, source="clinic"
    )
    return replace(item, **changes)  # type: ignore[arg-type]


ITEMS = (
    make_item("heart"),
    make_item("medicines", Weighs.NOTE, detail="which", detail_needed=True),
    make_item("thyroid", Weighs.RELATIVE, detail="which"),
    make_item("young", below_age=_EIGHTEEN),
    make_item("dark", Weighs.RELATIVE, skin_type_from=_FOUR),
)
COPS = PsychologicalTool(code="cops", name="COPS", lowest=0, highest=72, source="S23", positive_from=_TEN)
ASKED = ScreeningList(items=ITEMS, tools=(COPS,), delays_shown_days=Figure(value=Decimal(9), source="clinic"))
ASKED_ITEMS = [item for item in ITEMS if item.is_asked]


@st.composite
def answers(draw: st.DrawFn) -> tuple[Answer, ...]:
    """Any answers in any order, some given again."""
    given_ = draw(
        st.lists(
            st.tuples(
                st.sampled_from(ASKED_ITEMS),
                st.sampled_from([Reply.YES, Reply.NO, Reply.UNKNOWN]),
                st.sampled_from(["", "some"]),
            ),
            max_size=12,
        )
    )
    return tuple(
        make_answer(item.code, reply, weighs=item.weighs, detail=detail, question=item.question)
        for item, reply, detail in given_
    )


def found(*given_: Answer, born: date = ADULT) -> tuple[Against, ...]:
    return against(ASKED, make_screening(*given_), born=born, on=ON)


@given(answers())
def test_each_item_is_either_unanswered_or_has_the_last_of_its_answers(given_: tuple[Answer, ...]) -> None:
    screening = Screening(answers=given_)
    left = unanswered(ITEMS, screening)
    for item in ASKED_ITEMS:
        own = [one for one in given_ if one.code == item.code]
        lacks_detail = bool(own) and own[-1].reply is Reply.YES and item.detail_needed and not own[-1].detail
        assert (item in left) == (not own or lacks_detail)
        assert screening.standing.get(item.code) == (own[-1] if own else None)


@given(answers())
def test_only_what_is_yes_or_unknown_last_stands_against(given_: tuple[Answer, ...]) -> None:
    last = {one.code: one for one in given_}
    told = found(*given_)
    expected = {code for code, one in last.items() if one.reply is not Reply.NO and code != "medicines"}
    assert {one.code for one in told} == expected
    assert needs_reason(told) == ("heart" in expected)
    assert [one.weighs for one in told] == sorted(one.weighs for one in told)
    for one in told:
        assert one.is_unknown == (last[one.code].reply is Reply.UNKNOWN)
        assert one.name == (f"{one.code}?" if one.is_unknown else one.code)


@given(answers(), answers())
def test_a_decision_to_go_holds_until_something_new_stands_against(
    before: tuple[Answer, ...], after: tuple[Answer, ...]
) -> None:
    decided = make_screening(*before, decision=make_decision(Verdict.GO))
    assert decided.may_inject
    later = replace(decided, answers=(*before, *after))
    assert later.may_inject == (not any(one.counts_against for one in after))
    anew = replace(later, decisions=(*later.decisions, make_decision(answers_seen=len(later.answers))))
    assert anew.may_inject


@pytest.mark.parametrize("verdict", [Verdict.DELAY, Verdict.REFUSE])
def test_the_last_decision_stands(verdict: Verdict) -> None:
    go, other = make_decision(Verdict.GO), make_decision(verdict)
    assert not Screening().may_inject
    assert not Screening(decisions=(go, other)).may_inject
    assert Screening(decisions=(other, go)).may_inject


def test_age_and_skin_type_follow_from_what_is_known() -> None:
    birthday = ON.replace(year=ON.year - 18)
    assert found(born=birthday) == ()
    (young,) = found(born=birthday + timedelta(days=1))
    assert young.code == "young" and needs_reason([young])
    for skin_type, stands in (("3", False), ("4", True), ("6", True)):
        told = make_answer(Topic.SKIN_TYPE, Reply.TOLD, detail=skin_type, weighs=Weighs.NOTE)
        assert bool(found(told)) is stands


def test_a_score_stands_against_from_where_the_clinic_says() -> None:
    def score(points: str, tool: str = COPS.asked) -> Answer:
        return make_answer(Topic.PSYCHOLOGY, Reply.TOLD, detail=points, weighs=Weighs.NOTE, question=tool)

    assert found(score("9")) == ()
    (positive,) = found(score("10"))
    assert positive.words == "COPS score 10" and positive.source == "S1"
    assert found(score("10", tool="DCQ, 0 to 21")) == ()


def test_what_is_told_last_is_what_is_known() -> None:
    told = [make_answer(Topic.WEIGHT_KG, Reply.TOLD, detail=kg, weighs=Weighs.NOTE) for kg in ("64", "46.5")]
    assert make_screening(*told).weight_kg == Decimal("46.5")
    assert make_screening().weight_kg is None


def test_decisions_are_told_in_words() -> None:
    until = date(2026, 12, 12)
    assert make_decision(Verdict.DELAY, until=until, reason="pregnancy?").sentence == (
        "Delayed until 12 Dec 2026: pregnancy?"
    )
    assert make_decision(Verdict.REFUSE, reason="cancer").sentence == "Refused: cancer"
    assert make_decision().sentence == "Suitable"
    assert make_decision(reason="seen by Dr Roy").sentence == "Suitable in spite of findings: seen by Dr Roy"
