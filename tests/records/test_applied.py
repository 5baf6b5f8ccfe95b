"""The lots of antiseptics and topical anaesthetics: noted by scan or hand, shown, and found by a recall."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from mesotui.domain.errors import NotFound, Refused
from mesotui.domain.products import Category, ProductFacts
from mesotui.domain.stock import Lot
from mesotui.domain.treatment import TreatmentSession
from mesotui.records import anaesthetics, antisepsis, applied, products, recall, sessions, stock
from tests.records.given import AGENT, CREAM, NOW, PROTOCOL, Given

EMLA = ProductFacts(name="EMLA 5 %", manufacturer="Aspen", category=Category.TOPICAL, injectable=False)
EXPIRY = date(2027, 6, 30)


def received(clinic: Given, number: str, **values: Any) -> Lot:
    known = {one.name: one for one in clinic.database.read(products.list_products, clinic.actor)}
    product = known.get(EMLA.name) or clinic.database.write(
        products.learn_product, clinic.actor, EMLA, now=NOW
    )
    values = {"expiry": EXPIRY, "volume_ml": Decimal(30), "now": NOW, **values}
    return clinic.database.write(stock.receive, clinic.actor, product.id, number=number, **values)


def begun(clinic: Given) -> TreatmentSession:
    session = clinic.session()
    clinic.database.write(
        antisepsis.start_contact, clinic.actor, session.id, agent=AGENT, protocol=PROTOCOL, now=NOW
    )
    return clinic.database.write(
        anaesthetics.apply,
        clinic.actor,
        session.id,
        product=CREAM,
        amount_g=None,
        area_cm2=None,
        occluded=False,
        protocol=PROTOCOL,
        now=NOW,
    )


def note(clinic: Given, session: TreatmentSession, part_id: UUID, **values: Any) -> TreatmentSession:
    values = {"now": NOW + timedelta(minutes=1), **values}
    return clinic.database.write(applied.note_lot, clinic.actor, session.id, part_id, **values)


def test_a_lot_is_noted_for_what_is_on_the_skin_and_the_last_one_holds(clinic: Given) -> None:
    first, second, session = received(clinic, "E1"), received(clinic, "E2"), begun(clinic)
    part = session.anaesthetics[0].id
    note(clinic, session, part, lot_id=first.id)
    after = note(clinic, session, part, lot_id=second.id)
    lot = after.anaesthetics[0].lot
    assert lot is not None
    assert (lot.product_name, lot.number, lot.expiry, lot.lot_id) == ("EMLA 5 %", "E2", EXPIRY, second.id)
    assert after.antisepses[0].lot is None


def test_a_typed_lot_is_that_of_the_stock_where_there_is_one(clinic: Given) -> None:
    lot, session = received(clinic, "E1"), begun(clinic)
    after = note(clinic, session, session.antisepses[0].id, number=" C-77 ")
    typed = after.antisepses[0].lot
    assert typed is not None
    assert (typed.product_name, typed.number, typed.lot_id) == ("", "C-77", None)
    after = note(clinic, session, session.anaesthetics[0].id, number="e1")
    found = after.anaesthetics[0].lot
    assert found is not None
    assert (found.number, found.lot_id) == ("E1", lot.id)


def test_what_may_not_be_used_is_not_noted(clinic: Given) -> None:
    old, session = received(clinic, "OLD", expiry=date(2020, 1, 1)), begun(clinic)
    part = session.anaesthetics[0].id
    with pytest.raises(Refused, match="Lot OLD of EMLA 5 % is expired"):
        note(clinic, session, part, lot_id=old.id)
    with pytest.raises(Refused, match="The lot is empty"):
        note(clinic, session, part, number="  ")
    with pytest.raises(NotFound, match="Put it on first"):
        note(clinic, session, UUID(int=9), number="X")
    with pytest.raises(Refused, match="administrator"):
        clinic.database.write(
            applied.note_lot,
            replace(clinic.administrator),
            session.id,
            part,
            number="X",
            now=NOW,
        )


def test_a_recall_finds_who_had_it_on_the_skin_but_not_by_a_note_that_was_corrected(clinic: Given) -> None:
    first, second, session = received(clinic, "E1"), received(clinic, "E2"), begun(clinic)
    part = session.anaesthetics[0].id
    note(clinic, session, part, lot_id=first.id)
    (one,) = clinic.database.read(recall.recall, clinic.actor, first.id).recipients
    assert (one.client.id, one.volume_ml) == (session.client.id, Decimal(0))
    assert [zone.zone_name for zone in one.visits[0].zones] == ["on the skin"]
    note(clinic, session, part, lot_id=second.id)
    assert clinic.database.read(recall.recall, clinic.actor, first.id).recipients == ()
    assert len(clinic.database.read(recall.recall, clinic.actor, second.id).recipients) == 1


def test_it_stays_when_the_session_is_read_again(clinic: Given) -> None:
    session = begun(clinic)
    note(clinic, session, session.antisepses[0].id, number="C-1")
    again = clinic.database.read(sessions.session, clinic.actor, session.id)
    assert again.antisepses[0].lot is not None
