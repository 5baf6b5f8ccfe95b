from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from mesotui.domain.completeness import missing
from mesotui.domain.consent import (
    Consent,
    ConsentAnswer,
    ConsentConfirmation,
    ConsentKind,
    SessionConsents,
    Standing,
    latest,
    standing,
)
from tests.domain.factory import START, make_consent, make_session

ANSWERS = st.builds(
    make_consent,
    id=st.uuids(),
    kind=st.sampled_from(ConsentKind),
    answer=st.sampled_from(ConsentAnswer),
)


def confirmation(consent_id: UUID) -> ConsentConfirmation:
    return ConsentConfirmation(
        id=UUID(int=9), consent_id=consent_id, confirmed_at=START, confirmed_by="A. Ruiz"
    )


@given(st.lists(ANSWERS, max_size=8, unique_by=lambda one: one.id), st.data())
def test_only_a_yes_that_is_the_last_word_and_was_confirmed_here_lets_anything_be_injected(
    answers: list[Consent], data: st.DataObject
) -> None:
    confirmed = data.draw(st.lists(st.sampled_from(answers), unique=True) if answers else st.just([]))
    known = SessionConsents(
        answers=tuple(answers), confirmations=tuple(confirmation(one.id) for one in confirmed)
    )
    about_treatment = [one for one in answers if one.kind is ConsentKind.TREATMENT]
    may = (
        bool(about_treatment)
        and about_treatment[-1].answer is ConsentAnswer.GIVEN
        and about_treatment[-1] in confirmed
    )
    assert (known.lack == "") is may
    assert (known.confirmation is not None) is may


@given(st.lists(ANSWERS, max_size=8), ANSWERS)
def test_the_last_answer_of_a_kind_stands_whatever_is_said_about_the_other(
    answers: list[Consent], one: Consent
) -> None:
    other = ConsentKind.PHOTOS if one.kind is ConsentKind.TREATMENT else ConsentKind.TREATMENT
    assert latest([*answers, one], one.kind) == one
    assert latest([*answers, one], other) == latest(answers, other)


@given(
    st.sampled_from(ConsentAnswer),
    st.integers(0, 800),
    st.integers(1, 400),
    st.booleans(),
)
def test_a_yes_holds_as_long_as_a_course_and_for_the_text_that_it_was_given_to(
    answer: ConsentAnswer, age_days: int, valid_days: int, same_text: bool
) -> None:
    consent = make_consent(answer=answer)
    found = standing(
        consent,
        sha256=consent.text_sha256 if same_text else "0" * 64,
        valid_days=valid_days,
        now=consent.recorded_at + timedelta(days=age_days),
    )
    holds = answer is ConsentAnswer.GIVEN and same_text and age_days <= valid_days
    assert (found is Standing.VALID) is holds


def test_each_way_of_not_holding_has_its_name() -> None:
    def told(consent: Consent | None, sha256: str = "a" * 64, days: int = 1) -> Standing:
        return standing(consent, sha256=sha256, valid_days=days, now=START + timedelta(days=2))

    yes = make_consent()
    assert told(None) is Standing.NOT_ASKED
    assert told(replace(yes, answer=ConsentAnswer.REFUSED)) is Standing.REFUSED
    assert told(replace(yes, answer=ConsentAnswer.WITHDRAWN)) is Standing.WITHDRAWN
    assert told(yes) is Standing.OVER
    assert told(yes, sha256="b" * 64) is Standing.CHANGED
    assert told(yes, days=2) is Standing.VALID


def test_what_is_missing_says_which_consent() -> None:
    def lacks(*answers: Consent) -> list[str]:
        session = make_session(consent=SessionConsents(answers=answers))
        return [gap.what for gap in missing(session) if "hotograph" in gap.what or "consent" in gap.what]

    asked, photographed = make_consent(), make_consent(kind=ConsentKind.PHOTOS)
    assert lacks() == ["The client isn't asked for consent to the treatment"]
    assert lacks(asked, photographed) == ["The consent to the treatment is not confirmed for this session"]
    refused = replace(photographed, answer=ConsentAnswer.REFUSED)
    withdrawn = replace(asked, answer=ConsentAnswer.WITHDRAWN)
    session = make_session(consent=SessionConsents(answers=(asked,), confirmations=(confirmation(asked.id),)))
    assert "The client isn't asked about photographs (no is an answer)" in [
        gap.what for gap in missing(session)
    ]
    assert lacks(asked, refused, withdrawn) == ["The client withdrew the consent to the treatment"]
