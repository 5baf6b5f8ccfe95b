"""The completeness list: nothing that is missing goes unsaid, and what runs on the client blocks."""

from dataclasses import replace
from typing import Any

import pytest

from mesotui.domain.completeness import missing
from mesotui.domain.screening import NOT_SCREENED, Verdict
from mesotui.domain.treatment import NO_ANAESTHETIC, STEPS, FindingKind, Observation, Step
from tests.domain.factory import (
    make_anaesthetic,
    make_antisepsis,
    make_decision,
    make_finding,
    make_injection,
    make_screening,
    make_session,
    make_whole_session,
    minutes,
)


def test_a_whole_session_lacks_nothing() -> None:
    assert missing(make_whole_session()) == ()


def test_an_untouched_session_lacks_everything_in_the_order_of_the_steps() -> None:
    lacking = missing(make_session())
    steps = [STEPS.index(lack.step) for lack in lacking]
    assert len(lacking) == 10
    assert steps == sorted(steps)
    assert [lack.step for lack in lacking if lack.blocks] == [Step.INJECT]


def test_the_decision_for_no_anaesthetic_is_an_answer() -> None:
    none = make_anaesthetic(product_code=NO_ANAESTHETIC, ended_at=None)
    assert missing(make_whole_session(anaesthetics=(none,))) == ()


@pytest.mark.parametrize(
    ("changes", "step", "blocks"),
    [
        ({"identity": None}, Step.CHECK, False),
        ({"screening": NOT_SCREENED}, Step.CHECK, False),
        ({"screening": make_screening(decision=make_decision(Verdict.REFUSE))}, Step.CHECK, False),
        ({"antisepses": ()}, Step.CLEANSE, False),
        ({"antisepses": (make_antisepsis(), make_antisepsis(ended_at=None))}, Step.CLEANSE, True),
        ({"anaesthetics": ()}, Step.ANAESTHETIC, False),
        ({"anaesthetics": (make_anaesthetic(), make_anaesthetic(ended_at=None))}, Step.ANAESTHETIC, True),
        ({"injections": ()}, Step.INJECT, True),
        ({"injections": (make_injection(voided_at=minutes(30)),)}, Step.INJECT, True),
        ({"observation": None}, Step.OBSERVE, False),
        (
            {
                "observation": Observation(
                    started_at=minutes(70), planned_minutes=15, ended_at=None, early_reason=""
                )
            },
            Step.OBSERVE,
            True,
        ),
    ],
)
def test_one_thing_that_is_missing_is_named(changes: dict[str, Any], step: Step, blocks: bool) -> None:
    (lack,) = missing(make_whole_session(**changes))
    assert (lack.step, lack.blocks) == (step, blocks)


@pytest.mark.parametrize("kind", list(FindingKind))
def test_each_question_after_the_injections_needs_its_answer(kind: FindingKind) -> None:
    answers = tuple(make_finding(other, "0") for other in FindingKind if other is not kind)
    (lack,) = missing(make_whole_session(findings=answers))
    assert lack.step is Step.OBSERVE and not lack.blocks


def test_an_answer_that_was_taken_back_is_missing_again() -> None:
    whole = make_whole_session()
    voided = tuple(replace(finding, voided_at=minutes(82)) for finding in whole.findings[:1])
    (lack,) = missing(make_whole_session(findings=(*voided, *whole.findings[1:])))
    assert lack.what == "How the client is, is not recorded"
