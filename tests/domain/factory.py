"""Values to build the domain's tests from; whatever a test doesn't name is plain and harmless."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from mesotui.domain.consent import (
    Consent,
    ConsentAnswer,
    ConsentConfirmation,
    ConsentKind,
    SessionConsents,
)
from mesotui.domain.people import Client, Role, Room, Staff
from mesotui.domain.screening import Answer, Decision, Reply, Screening, Topic, Verdict, Weighs
from mesotui.domain.stock import InjectedComponent
from mesotui.domain.treatment import (
    Anaesthetic,
    Antisepsis,
    Finding,
    FindingKind,
    Identity,
    Injection,
    InjectionEntry,
    Observation,
    Status,
    Step,
    TreatmentSession,
)

START = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
ID = UUID(int=1)


def minutes(count: float) -> datetime:
    """Give the time that many minutes after the start."""
    return START + timedelta(minutes=count)


def make_session(**changes: Any) -> TreatmentSession:
    """Make an open session in which nothing has happened yet."""
    session = TreatmentSession(
        id=ID,
        client=Client(id=ID, family_name="Martin", given_name="Léa", birth_date=date(1985, 3, 12)),
        room=Room(id=ID, name="Room 1"),
        practitioner=Staff(id=ID, login="ruiz", name="A. Ruiz", role=Role.PRACTITIONER),
        status=Status.OPEN,
        step=Step.CHECK,
        number=1,
        started_at=START,
        ended_at=None,
        end_reason="",
        utc_offset=timedelta(hours=1),
        target_minutes=(30, 60),
    )
    if weight_kg := changes.pop("weight_kg", None):
        told = make_answer(Topic.WEIGHT_KG, Reply.TOLD, detail=str(weight_kg), weighs=Weighs.NOTE)
        changes["screening"] = make_screening(told)
    return replace(session, **changes)


def make_answer(code: str = "heart", reply: Reply = Reply.NO, **changes: Any) -> Answer:
    """Make an answer to an item that stands against going where it is yes."""
    answer = Answer(
        id=ID,
        code=code,
        question=f"{code.capitalize()}?",
        weighs=Weighs.ABSOLUTE,
        source="clinic",
        reply=reply,
        detail="",
        recorded_at=START,
        recorded_by="A. Ruiz",
    )
    return replace(answer, **changes)


def make_decision(verdict: Verdict = Verdict.GO, **changes: Any) -> Decision:
    """Make a decision that was made before anything was answered."""
    decision = Decision(
        id=ID,
        verdict=verdict,
        until=None,
        reason="",
        decider="A. Ruiz",
        against="",
        answers_seen=0,
        recorded_at=minutes(1),
        recorded_by="A. Ruiz",
    )
    return replace(decision, **changes)


def make_screening(*answers: Answer, decision: Decision | None = None) -> Screening:
    """Make a screening; a decision knew all the answers."""
    decisions = (replace(decision, answers_seen=len(answers)),) if decision else ()
    return Screening(answers=answers, decisions=decisions)


def make_injection(zone_code: str = "tll", volume_ml: str = "1.20", **changes: Any) -> Injection:
    """Make an entry that stands."""
    entry = InjectionEntry(
        zone_code=zone_code,
        technique_code="nappage",
        depth_mm=Decimal(2),
        points=24,
        volume_ml_per_point=Decimal("0.05"),
        product_name="Mix 12",
        needle_gauge=30,
        needle_length_mm=Decimal(4),
    )
    injection = Injection(
        id=ID,
        entry=entry,
        zone_name="Thigh, lateral, left",
        side="L",
        technique_name="nappage",
        volume_ml=Decimal(volume_ml),
        area_cm2=Decimal(300),
        recorded_at=minutes(20),
        recorded_by="A. Ruiz",
        mirror_of=None,
        voided_at=None,
        voided_by="",
        void_reason="",
    )
    return replace(injection, **changes)


def make_antisepsis(**changes: Any) -> Antisepsis:
    """Make a cleansing that took its contact and drying time."""
    cleansing = Antisepsis(
        id=ID,
        agent_code="chg2-ipa70",
        agent_name="Chlorhexidine",
        contact_seconds=30,
        dry_seconds=30,
        contact_started_at=minutes(1),
        dry_started_at=minutes(1.5),
        ended_at=minutes(2),
        early_reason="",
    )
    return replace(cleansing, **changes)


def make_anaesthetic(**changes: Any) -> Anaesthetic:
    """Make a cream that was on for 60 minutes and is off."""
    cream = Anaesthetic(
        id=ID,
        product_code="emla5",
        product_name="EMLA",
        amount_g=Decimal(30),
        area_cm2=Decimal(200),
        occluded=True,
        minimum_minutes=60,
        maximum_minutes=300,
        started_at=minutes(2),
        ended_at=minutes(62),
        early_reason="",
    )
    return replace(cream, **changes)


def make_finding(kind: FindingKind, value: str) -> Finding:
    """Make a finding."""
    return Finding(id=ID, kind=kind, value=value, detail="", recorded_at=minutes(80), recorded_by="A. Ruiz")


def make_consent(**changes: Any) -> Consent:
    """Make a yes to the treatment, signed on paper in the session."""
    consent = Consent(
        id=ID,
        kind=ConsentKind.TREATMENT,
        answer=ConsentAnswer.GIVEN,
        session_id=ID,
        language="en",
        text_version="1",
        text_sha256="a" * 64,
        method="signed on paper",
        witness="",
        disclosures=("evidence", "off-label"),
        alternatives=("nothing",),
        reason="",
        recorded_at=START,
        recorded_by="A. Ruiz",
    )
    return replace(consent, **changes)


def make_consents() -> SessionConsents:
    """Make a confirmed yes to the treatment, and a no to photographs."""
    treatment = make_consent()
    photos = make_consent(id=UUID(int=2), kind=ConsentKind.PHOTOS, answer=ConsentAnswer.REFUSED)
    confirmed = ConsentConfirmation(
        id=ID, consent_id=treatment.id, confirmed_at=START, confirmed_by="A. Ruiz"
    )
    return SessionConsents(answers=(treatment, photos), confirmations=(confirmed,))


def make_whole_session(**changes: Any) -> TreatmentSession:
    """Make an open session that lacks nothing."""
    whole = make_session(
        step=Step.CLOSE,
        identity=Identity(confirmed_at=START, confirmed_by="A. Ruiz", override_reason=""),
        screening=make_screening(decision=make_decision()),
        consent=make_consents(),
        antisepses=(make_antisepsis(),),
        anaesthetics=(make_anaesthetic(),),
        injections=(make_injection(),),
        observation=Observation(
            started_at=minutes(70), planned_minutes=15, ended_at=minutes(85), early_reason=""
        ),
        findings=(
            make_finding(FindingKind.WELL_BEING, "well"),
            make_finding(FindingKind.PAIN, "0"),
            make_finding(FindingKind.REACTION, "none"),
        ),
    )
    return replace(whole, **changes)


def make_component(**changes: Any) -> InjectedComponent:
    """Make what an injection carried of a product without a lot."""
    component = InjectedComponent(
        product_id=ID,
        product_name="NaCl 0.9 %",
        manufacturer="Maker",
        lot_id=None,
        lot_number="",
        expiry=None,
        volume_ml=Decimal(1),
        batch_id=None,
    )
    return replace(component, **changes)
