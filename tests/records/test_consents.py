"""Consents on both databases: given, refused, withdrawn, confirmed; and what they let be done."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session, select

from mesotui.clinic import load
from mesotui.domain.consent import ConsentAnswer, ConsentKind, ConsentMethod, ConsentText
from mesotui.domain.errors import NotFound, Refused
from mesotui.domain.treatment import Status, TreatmentSession
from mesotui.records import consents, injections, sessions
from mesotui.records.tables import ConsentTextRow
from tests.consenting import ON_PAPER
from tests.consenting import TEXT as CONSENT_TEXT
from tests.records.given import NOW, Given, close, later

RULES = load(None).consent_rules()
CHANGED = replace(
    CONSENT_TEXT,
    version="2",
    body=CONSENT_TEXT.body + b"\n",
    sha256=hashlib.sha256(CONSENT_TEXT.body + b"\n").hexdigest(),
)
WITNESSED = ConsentMethod(code="witnessed", name="said aloud before a witness", needs_witness=True)


def confirm(clinic: Given, session_id: UUID, text: ConsentText = CONSENT_TEXT, **values: Any) -> Any:
    values = {"text": text, "rules": RULES, "now": NOW, **values}
    return clinic.database.write(consents.confirm, clinic.actor, session_id, **values)


def withdraw(clinic: Given, session_id: UUID, kind: ConsentKind = ConsentKind.TREATMENT) -> TreatmentSession:
    return clinic.database.write(
        consents.withdraw_here, clinic.actor, session_id, kind=kind, reason="Too much pain", now=NOW
    )


def identified(clinic: Given, **values: Any) -> TreatmentSession:
    opened = clinic.session(**values)
    clinic.database.write(sessions.override_identity, clinic.actor, opened.id, "Known", now=NOW)
    return clinic.suitable(opened.id)


def second_session(clinic: Given, **values: Any) -> TreatmentSession:
    """Open a session after one in which the client consented."""
    first = clinic.identified()
    close(clinic, first, Status.STOPPED)
    return identified(clinic, now=later(days=7), **values)


def test_a_yes_is_kept_with_everything_that_was_told(clinic: Given) -> None:
    session = clinic.consent(clinic.session().id)
    consent = session.consent.treatment
    assert consent is not None
    assert (consent.answer, consent.kind) == (ConsentAnswer.GIVEN, ConsentKind.TREATMENT)
    assert (consent.language, consent.text_version, consent.text_sha256) == (
        "en",
        CONSENT_TEXT.version,
        CONSENT_TEXT.sha256,
    )
    assert (consent.method, consent.witness) == ("signed on paper", "")
    assert consent.disclosures == ("treatment", "evidence", "off-label", "risks")
    assert consent.alternatives == ("massage", "nothing")
    assert (consent.recorded_at, consent.recorded_by) == (NOW, clinic.actor.name)
    assert consent.session_id == session.id
    assert session.consent.confirmation is not None
    assert session.consent.lack == ""


def test_the_text_is_kept_to_the_last_byte_and_once(clinic: Given) -> None:
    session = clinic.consent(clinic.session().id)
    clinic.consent(session.id, kind=ConsentKind.PHOTOS)
    clinic.consent(session.id, text=CHANGED)

    def hashes(db: Session) -> list[str]:
        return sorted(db.exec(select(ConsentTextRow.sha256)).all())

    assert clinic.database.read(hashes) == sorted([CONSENT_TEXT.sha256, CHANGED.sha256])
    body = clinic.database.read(consents.text_body, clinic.actor, CONSENT_TEXT.sha256)
    assert body == CONSENT_TEXT.body
    assert hashlib.sha256(body).hexdigest() == CONSENT_TEXT.sha256
    with pytest.raises(NotFound):
        clinic.database.read(consents.text_body, clinic.actor, "0" * 64)


def test_nothing_is_injected_without_a_consent(clinic: Given) -> None:
    opened = identified(clinic)
    with pytest.raises(Refused, match=r"isn't asked for consent to the treatment\. Ask in the Check step"):
        clinic.inject(opened.id)
    clinic.consent(opened.id, kind=ConsentKind.PHOTOS)
    with pytest.raises(Refused, match="isn't asked for consent"):
        clinic.inject(opened.id)
    clinic.consent(opened.id)
    assert len(clinic.inject(opened.id).injections) == 1


def test_nothing_is_injected_in_a_later_session_before_the_consent_is_confirmed(clinic: Given) -> None:
    again = second_session(clinic)
    with pytest.raises(Refused, match="not confirmed for this session"):
        clinic.inject(again.id)
    confirmed = confirm(clinic, again.id, now=later(days=7))
    assert confirmed.consent.confirmation.confirmed_by == clinic.actor.name
    assert confirmed.consent.confirmation.consent_id == confirmed.consent.treatment.id
    assert len(clinic.inject(again.id).injections) == 1
    assert len(confirm(clinic, again.id).consent.confirmations) == 1


def test_withdrawing_in_the_session_blocks_the_next_injection(clinic: Given) -> None:
    session = clinic.identified()
    clinic.inject(session.id)
    withdrawn = withdraw(clinic, session.id)
    assert withdrawn.consent.treatment is not None
    assert withdrawn.consent.treatment.reason == "Too much pain"
    with pytest.raises(Refused, match="withdrew the consent"):
        clinic.inject(session.id)
    with pytest.raises(Refused, match="withdrew their consent"):
        confirm(clinic, session.id)
    assert len(clinic.read(session.id).injections) == 1
    clinic.consent(session.id)
    assert len(clinic.inject(session.id).injections) == 2


def test_withdrawing_on_another_terminal_blocks_the_session_too(clinic: Given) -> None:
    session = clinic.identified()
    answers = clinic.database.write(
        consents.withdraw,
        clinic.actor,
        clinic.lea.id,
        kind=ConsentKind.TREATMENT,
        reason="By telephone",
        now=NOW,
    )
    assert answers[-1].session_id == session.id
    with pytest.raises(Refused, match="withdrew the consent"):
        clinic.inject(session.id)


def test_an_entry_that_is_sent_again_after_a_withdrawal_is_still_the_one_that_was_logged(
    clinic: Given,
) -> None:
    session = clinic.identified()
    key = UUID(int=7)
    clinic.inject(session.id, injection_id=key)
    withdraw(clinic, session.id)
    assert [one.id for one in clinic.inject(session.id, injection_id=key).injections] == [key]


def test_an_injection_may_be_taken_back_after_a_withdrawal(clinic: Given) -> None:
    session = clinic.inject(clinic.identified().id)
    withdraw(clinic, session.id)
    voided = clinic.database.write(
        injections.void_injection,
        clinic.actor,
        session.id,
        session.injections[0].id,
        reason="slip",
        now=NOW,
    )
    assert not voided.standing_injections


def test_a_refusal_needs_no_reason_and_is_followed_by_not_done(clinic: Given) -> None:
    opened = identified(clinic)
    refused = clinic.database.write(
        consents.refuse,
        clinic.actor,
        opened.id,
        kind=ConsentKind.TREATMENT,
        text=CONSENT_TEXT,
        taken=replace(ON_PAPER, disclosures=(), alternatives=()),
        now=NOW,
    )
    assert refused.consent.treatment is not None
    assert refused.consent.treatment.answer is ConsentAnswer.REFUSED
    with pytest.raises(Refused, match="refused the treatment"):
        clinic.inject(opened.id)
    with pytest.raises(Refused, match=r"refused the treatment\. Ask for the consent anew"):
        confirm(clinic, opened.id)
    ended = close(clinic, opened, Status.NOT_DONE, reason="Consent refused")
    assert (ended.status, ended.end_reason) == (Status.NOT_DONE, "Consent refused")


def test_what_was_not_told_cannot_be_consented_to(clinic: Given) -> None:
    opened = clinic.session()
    for taken, said in (
        (replace(ON_PAPER, disclosures=("treatment", "evidence")), "off-label or unlicensed use, common"),
        (replace(ON_PAPER, alternatives=("massage",)), "Not told yet: doing nothing"),
    ):
        with pytest.raises(Refused, match=said):
            clinic.consent(opened.id, taken=taken)
    photos = replace(ON_PAPER, disclosures=(), alternatives=())
    assert clinic.consent(opened.id, kind=ConsentKind.PHOTOS, taken=photos).consent.photos is not None


def test_a_witness_is_somebody_else_and_there_where_one_is_needed(clinic: Given) -> None:
    opened = clinic.session()
    with pytest.raises(Refused, match="needs the witness's name"):
        clinic.consent(opened.id, taken=replace(ON_PAPER, method=WITNESSED))
    with pytest.raises(Refused, match="can't be its witness"):
        clinic.consent(opened.id, taken=replace(ON_PAPER, method=WITNESSED, witness=" ana RUIZ "))
    seen = clinic.consent(opened.id, taken=replace(ON_PAPER, method=WITNESSED, witness=" M. Costa "))
    assert seen.consent.treatment is not None
    assert seen.consent.treatment.witness == "M. Costa"


def test_a_changed_text_and_an_old_consent_are_asked_for_anew(clinic: Given) -> None:
    again = second_session(clinic)
    with pytest.raises(Refused, match=r"text has changed since the client consented to it\. Ask"):
        confirm(clinic, again.id, CHANGED)
    with pytest.raises(Refused, match="older than a course may last"):
        confirm(clinic, again.id, now=NOW + timedelta(days=366))
    asked = clinic.consent(again.id, text=CHANGED, now=later(days=7))
    assert asked.consent.treatment is not None
    assert asked.consent.treatment.text_version == "2"
    assert asked.consent.lack == ""


def test_photographs_are_answered_and_withdrawn_for_themselves(clinic: Given) -> None:
    session = clinic.identified()
    clinic.consent(session.id, kind=ConsentKind.PHOTOS)
    withdrawn = withdraw(clinic, session.id, ConsentKind.PHOTOS)
    assert withdrawn.consent.photos is not None
    assert withdrawn.consent.photos.answer is ConsentAnswer.WITHDRAWN
    assert withdrawn.consent.lack == ""
    with pytest.raises(Refused, match="no consent to photographs"):
        withdraw(clinic, session.id, ConsentKind.PHOTOS)


def test_a_closed_session_tells_what_was_answered_until_its_end(clinic: Given) -> None:
    first = clinic.identified()
    close(clinic, first, Status.STOPPED, now=later(minutes=40))
    clinic.database.write(
        consents.withdraw,
        clinic.actor,
        clinic.lea.id,
        kind=ConsentKind.TREATMENT,
        reason="Moves away",
        now=later(days=2),
    )
    kept = clinic.read(first.id).consent
    assert kept.treatment is not None
    assert kept.treatment.is_given
    again = identified(clinic, now=later(days=3))
    assert again.consent.treatment is not None
    assert again.consent.treatment.answer is ConsentAnswer.WITHDRAWN


def test_a_consent_may_be_taken_days_before_the_first_session(clinic: Given) -> None:
    paul = clinic.client()
    answers = clinic.database.write(
        consents.take, clinic.actor, paul.id, text=CONSENT_TEXT, taken=ON_PAPER, photos=False, now=NOW
    )
    assert [(one.kind.value, one.answer.value, one.session_id) for one in answers] == [
        ("treatment", "given", None),
        ("photos", "refused", None),
    ]
    opened = identified(clinic, client_id=paul.id, now=later(days=14))
    assert confirm(clinic, opened.id, now=later(days=14)).consent.lack == ""
    assert clinic.database.read(consents.consents, clinic.actor, clinic.lea.id) == ()


@pytest.mark.parametrize("use_case", ["give", "refuse", "confirm", "withdraw_here"])
def test_consents_are_recorded_by_who_may_treat_in_open_sessions(clinic: Given, use_case: str) -> None:
    session = clinic.identified()
    about: dict[str, Any] = {"kind": ConsentKind.TREATMENT, "text": CONSENT_TEXT, "taken": ON_PAPER}
    others: dict[str, dict[str, Any]] = {
        "confirm": {"text": CONSENT_TEXT, "rules": RULES},
        "withdraw_here": {"kind": ConsentKind.TREATMENT, "reason": "no"},
    }
    values = others.get(use_case, about)
    write = getattr(consents, use_case)
    with pytest.raises(Refused, match="administrator"):
        clinic.database.write(write, clinic.administrator, session.id, **values, now=NOW)
    close(clinic, session, Status.STOPPED)
    with pytest.raises(Refused, match="closed"):
        clinic.database.write(write, clinic.actor, session.id, **values, now=NOW)
