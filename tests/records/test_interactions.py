"""Allergies and interactions are held against what is used in the records, whatever a screen knew."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from mesotui.domain.errors import NeedsReason
from mesotui.domain.people import AlertKind
from mesotui.domain.products import Category, Ingredient, ProductFacts
from mesotui.domain.treatment import TreatmentSession
from mesotui.records import anaesthetics, antisepsis, clients, products
from tests.records.given import ENTRY, NOW, PROTOCOL, Given
from tests.records.mixed import mixed
from tests.records.stocked import stocked

CHG = PROTOCOL.antiseptic("chg2-ipa70")
ALCOHOL = PROTOCOL.antiseptic("ipa70")
AMETOP = PROTOCOL.anaesthetic("tetracaine4")
EMLA = PROTOCOL.anaesthetic("emla5")
PROCAINE = replace(ENTRY, product_name="Procaine 2 %")


def session_with(clinic: Given, *alerts: str, kind: AlertKind = AlertKind.ALLERGY) -> TreatmentSession:
    client = clinic.client(alerts=[(kind, text) for text in alerts])
    return clinic.identified(client_id=client.id)


def cleanse(clinic: Given, session_id: UUID, **values: Any) -> TreatmentSession:
    values = {"agent": CHG, "protocol": PROTOCOL, "now": NOW, **values}
    return clinic.database.write(antisepsis.start_contact, clinic.actor, session_id, **values)


def numb(clinic: Given, session_id: UUID, **values: Any) -> TreatmentSession:
    values = {"amount_g": None, "area_cm2": None, "occluded": False, "protocol": PROTOCOL, **values}
    return clinic.database.write(anaesthetics.apply, clinic.actor, session_id, now=NOW, **values)


def reasons(session: TreatmentSession) -> list[tuple[str, str, str]]:
    return [(one.code, one.reason, one.recorded_by) for one in session.limit_reasons]


def test_an_antiseptic_is_only_put_on_with_a_typed_reason_and_it_is_asked_once(clinic: Given) -> None:
    opened = session_with(clinic, "Chlorhexidin-Allergie")
    with pytest.raises(NeedsReason, match=r"chlorhexidine against chlorhexidine.*source S44") as needed:
        cleanse(clinic, opened.id)
    assert needed.value.parameter == "interaction_reason"
    assert "Allergie" not in str(needed.value), "a refusal never holds the client's own words"
    assert clinic.read(opened.id).antisepses == ()
    begun = cleanse(clinic, opened.id, interaction_reason="  Patch test was negative ")
    assert reasons(begun) == [
        ("against chlorhexidine chlorhexidine", "Patch test was negative", clinic.actor.name)
    ]
    assert "allergy Chlorhexidin-Allergie" in begun.limit_reasons[0].limit
    assert begun.limit_reasons[0].source == "S44"
    again = cleanse(clinic, opened.id)
    assert (len(again.antisepses), again.limit_reasons) == (2, begun.limit_reasons)
    assert cleanse(clinic, session_with_other(clinic).id, agent=ALCOHOL).limit_reasons == ()


def session_with_other(clinic: Given) -> TreatmentSession:
    client = clinic.client("Petit", alerts=[(AlertKind.ALLERGY, "chlorhexidine")])
    return clinic.session(client_id=client.id, room_id=clinic.another_room().id)


def test_a_cream_stops_by_its_substance_and_a_warning_stops_nobody(clinic: Given) -> None:
    opened = session_with(clinic, "procaine (esters)", "parabens")
    with pytest.raises(NeedsReason, match=r"tetracaine against esters.*S121"):
        numb(clinic, opened.id, product=AMETOP)
    assert numb(clinic, opened.id, product=EMLA).limit_reasons == ()
    on = numb(clinic, opened.id, product=AMETOP, interaction_reason="Tolerated it in May")
    assert reasons(on) == [("against esters tetracaine", "Tolerated it in May", clinic.actor.name)]


def test_a_reason_for_an_allergy_is_none_for_a_limit(clinic: Given) -> None:
    opened = session_with(clinic, "tetracaine")
    values = {"product": AMETOP, "amount_g": Decimal(6)}
    with pytest.raises(NeedsReason) as first:
        numb(clinic, opened.id, **values)
    with pytest.raises(NeedsReason) as second:
        numb(clinic, opened.id, interaction_reason="Patch test", **values)
    assert (first.value.parameter, second.value.parameter) == ("interaction_reason", "limit_reason")
    both = numb(clinic, opened.id, interaction_reason="Patch test", limit_reason="Both thighs", **values)
    assert [one.reason for one in both.limit_reasons] == ["Patch test", "Both thighs"]


def test_a_typed_name_is_read_for_what_is_in_it(clinic: Given) -> None:
    opened = session_with(clinic, "novocaine")
    with pytest.raises(NeedsReason, match=r"Procaine 2 %, procaine against esters"):
        clinic.inject(opened.id, entry=PROCAINE)
    assert clinic.read(opened.id).injections == ()
    logged = clinic.inject(opened.id, entry=PROCAINE, interaction_reason="Wrong entry: it was lidocaine")
    assert len(logged.injections) == len(logged.limit_reasons) == 1
    assert clinic.inject(opened.id, entry=PROCAINE).limit_reasons == logged.limit_reasons


def test_a_lot_is_known_by_its_ingredients_whatever_its_name_is(clinic: Given) -> None:
    shelf = stocked(clinic)
    facts = ProductFacts(
        name="Comfort 7",
        manufacturer="Maker",
        category=Category.ANAESTHETIC,
        ingredients=(Ingredient(name="procaine hydrochloride"),),
    )
    product = clinic.database.write(products.learn_product, clinic.actor, facts, now=NOW)
    lot = shelf.receive("P1", product_id=product.id)
    opened = session_with(clinic, "PABA")
    entry = replace(ENTRY, product_name=product.name, lot_id=lot.id)
    with pytest.raises(NeedsReason, match=r"Comfort 7, procaine against esters"):
        clinic.inject(opened.id, entry=entry)
    assert shelf.lot(lot.id).on_hand_ml == lot.on_hand_ml, "nothing was taken of the lot"
    assert clinic.inject(opened.id, entry=entry, interaction_reason="Agreed").limit_reasons


def test_each_part_of_a_mix_counts(clinic: Given) -> None:
    mix = mixed(clinic)
    made = mix.make()
    opened = session_with(clinic, "lidocaine")
    with pytest.raises(NeedsReason, match=r"Xylocaine 1 %, lidocaine against amides"):
        mix.inject(opened.id, made)
    assert mix.batch(made.id).left_ml == made.left_ml
    logged = mix.inject(opened.id, made, interaction_reason="Agreed")
    assert reasons(logged) == [("against amides lidocaine", "Agreed", clinic.actor.name)]
    other = clinic.client("Petit", alerts=[(AlertKind.ALLERGY, "procaine")])
    fine = clinic.identified(client_id=other.id, room_id=clinic.another_room().id)
    assert mix.inject(fine.id, made).limit_reasons == ()


def test_an_allergy_that_is_told_later_stops_from_then_on(clinic: Given) -> None:
    client = clinic.client()
    opened = clinic.identified(client_id=client.id)
    clinic.inject(opened.id, entry=PROCAINE)
    clinic.database.write(clients.add_alert, clinic.actor, client.id, AlertKind.ALLERGY, "esters", now=NOW)
    with pytest.raises(NeedsReason):
        clinic.inject(opened.id, entry=PROCAINE)


def test_an_infant_on_a_listed_medicine_is_stopped(clinic: Given) -> None:
    takes = [(AlertKind.WARNING, "on co-trimoxazole")]
    infant = clinic.client(birth_date=date(2026, 3, 1), alerts=takes)
    opened = clinic.session(client_id=infant.id)
    with pytest.raises(NeedsReason, match=r"prilocaine against infant on a medicine.*S36"):
        numb(clinic, opened.id, product=EMLA)
