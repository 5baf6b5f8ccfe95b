"""Limits are kept in the records, whatever a screen knew."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from mesotui.domain.errors import NeedsReason, Refused
from mesotui.domain.treatment import TreatmentSession
from mesotui.records import anaesthetics, closing, injections
from tests.records.given import ENTRY, NOW, PROTOCOL, Given, later

LIDOCAINE = replace(ENTRY, product_name="Lidocaine 1 %", volume_ml_per_point=Decimal(1))
EMLA = PROTOCOL.anaesthetic("emla5")
TETRACAINE = PROTOCOL.anaesthetic("tetracaine4")


def put_on(clinic: Given, session_id: UUID, **values: Any) -> TreatmentSession:
    values = {"amount_g": None, "area_cm2": None, "occluded": False, "now": NOW, "product": EMLA, **values}
    return clinic.database.write(anaesthetics.apply, clinic.actor, session_id, protocol=PROTOCOL, **values)


def test_a_label_is_passed_with_a_reason_only_and_once(clinic: Given) -> None:
    opened = clinic.identified()
    clinic.inject(opened.id, entry=replace(LIDOCAINE, points=30))
    more = replace(LIDOCAINE, points=1)
    with pytest.raises(NeedsReason, match=r"310 mg injected is above 300 mg .*S65"):
        clinic.inject(opened.id, entry=more)
    assert len(clinic.read(opened.id).injections) == 1
    passed = clinic.inject(opened.id, entry=more, limit_reason="  Agreed with the client ")
    (reason,) = passed.limit_reasons
    assert (reason.code, reason.source, reason.reason) == ("dose lidocaine", "S65", "Agreed with the client")
    assert reason.recorded_by == clinic.actor.name
    again = clinic.inject(opened.id, entry=more)
    assert len(again.injections) == 3
    assert again.limit_reasons == (reason,)


def test_the_clinics_thresholds_stop_nothing(clinic: Given) -> None:
    opened = clinic.identified()
    logged = clinic.inject(opened.id, entry=replace(LIDOCAINE, points=25))
    assert (logged.volume_ml, logged.limit_reasons) == (Decimal(25), ())


def test_what_was_voided_makes_room(clinic: Given) -> None:
    opened = clinic.identified()
    logged = clinic.inject(opened.id, entry=replace(LIDOCAINE, points=30))
    clinic.database.write(
        injections.void_injection,
        clinic.actor,
        opened.id,
        logged.injections[0].id,
        reason="Wrong",
        now=NOW,
    )
    assert clinic.inject(opened.id, entry=replace(LIDOCAINE, points=30)).limit_reasons == ()


def test_an_entry_sent_twice_asks_for_one_reason(clinic: Given) -> None:
    opened = clinic.identified()
    values = {"entry": replace(LIDOCAINE, points=31), "injection_id": UUID(int=7), "limit_reason": "Agreed"}
    first = clinic.inject(opened.id, **values)
    assert clinic.inject(opened.id, **values) == first


def test_a_childs_row_gives_the_times_and_the_limit(clinic: Given) -> None:
    child = clinic.client(birth_date=NOW.date() - timedelta(days=8 * 365), now=NOW)
    opened = clinic.session(client_id=child.id)
    with pytest.raises(NeedsReason, match=r"20.1 g is above 20 g \(6–11 years\) .*S39"):
        put_on(clinic, opened.id, amount_g=Decimal("20.1"))
    (on,) = put_on(clinic, opened.id, amount_g=Decimal(20)).anaesthetics
    assert (on.minimum_minutes, on.maximum_minutes) == (60, 300)


def test_too_long_on_the_skin_is_taken_off_with_a_reason(clinic: Given) -> None:
    opened = clinic.session()
    (on,) = put_on(clinic, opened.id).anaesthetics

    def take_off(**values: Any) -> TreatmentSession:
        return clinic.database.write(
            anaesthetics.remove, clinic.actor, opened.id, on.id, protocol=PROTOCOL, **values
        )

    with pytest.raises(NeedsReason, match=r"301 min on the skin is above 300 min"):
        take_off(now=later(minutes=301))
    assert clinic.read(opened.id).anaesthetics[0].ended_at is None
    off = take_off(now=later(minutes=301), limit_reason="The client slept")
    assert [one.reason for one in off.limit_reasons] == ["The client slept"]


def test_the_days_tubes_are_counted_over_sessions(clinic: Given) -> None:
    paul = clinic.client()
    first = clinic.session(client_id=paul.id)
    put_on(clinic, first.id, product=TETRACAINE, amount_g=Decimal(5))
    clinic.database.write(closing.stop_early, clinic.actor, first.id, "Unwell", now=later(hours=1))
    second = clinic.session(client_id=paul.id, now=later(hours=7))
    with pytest.raises(NeedsReason, match=r"7.5 g in 24 h is above 7 g"):
        put_on(clinic, second.id, product=TETRACAINE, amount_g=Decimal("2.5"), now=later(hours=7))
    with pytest.raises(Refused):
        put_on(clinic, second.id, product=TETRACAINE, amount_g=Decimal("2.5"), now=later(hours=7))
    put_on(clinic, second.id, product=TETRACAINE, amount_g=Decimal(2), now=later(hours=7))
    other = clinic.session(client_id=clinic.client("Petit").id, room_id=clinic.another_room().id)
    put_on(clinic, other.id, product=TETRACAINE, amount_g=Decimal(5), now=later(hours=7))
