"""A recalled lot is blocked everywhere, and everyone who received it is found and told."""

from decimal import Decimal
from uuid import uuid4

import pytest
from sqlmodel import Session

from mesotui.domain.errors import NotFound, Refused
from mesotui.domain.people import Actor
from mesotui.domain.recalls import Contact, Recall
from mesotui.domain.treatment import Status
from mesotui.records import components, injections, products, recall, sessions
from tests.records.given import NOW, Given, close, later
from tests.records.stocked import SALINE, Stocked, stocked


@pytest.fixture
def shelf(clinic: Given) -> Stocked:
    return stocked(clinic)


def test_everyone_is_found_with_date_zones_and_volumes(shelf: Stocked) -> None:
    clinic, lot, other = shelf.clinic, shelf.receive("A1"), shelf.receive("B2")
    first = clinic.identified()
    shelf.inject(first.id, lot.id)
    shelf.inject(first.id, lot.id, volume_ml=Decimal("0.3"))
    shelf.inject(first.id, other.id)
    close(clinic, first, Status.DONE)
    paul = clinic.client()
    second = clinic.identified(client_id=paul.id, now=later(hours=2))
    shelf.inject(second.id, lot.id, now=later(hours=2))
    (found,) = clinic.database.read(recall.recalls_of_number, clinic.actor, "a1")
    assert [one.client.family_name for one in found.recipients] == ["Durand", "Martin"]
    lea = found.recipients[1]
    assert (lea.client.phone, lea.volume_ml, lea.through_mix) == ("+33 6 12 34 56 78", Decimal("1.5"), False)
    (visit,) = lea.visits
    assert (visit.session_id, visit.started_at) == (first.id, NOW)
    assert [(zone.zone_name, zone.volume_ml) for zone in visit.zones] == [
        ("Thigh lateral L", Decimal("0.3")),
        ("Thigh lateral L", Decimal("1.2")),
    ]


def test_what_came_through_a_mix_is_found_too(shelf: Stocked) -> None:
    clinic, lot = shelf.clinic, shelf.receive("A1")
    session = clinic.identified()
    injected = clinic.inject(session.id).injections[0]
    clinic.database.write(
        components.add_component,
        clinic.actor,
        injected.id,
        product_id=shelf.product.id,
        lot_id=lot.id,
        volume_ml=Decimal("0.4"),
        batch_id=uuid4(),
    )
    found = clinic.database.read(recall.recall, clinic.actor, lot.id)
    assert [(one.client.id, one.volume_ml, one.through_mix) for one in found.recipients] == [
        (clinic.lea.id, Decimal("0.4"), True)
    ]


def test_an_entry_made_in_error_reached_nobody(shelf: Stocked) -> None:
    clinic, lot = shelf.clinic, shelf.receive("A1")
    session = clinic.identified()
    injected = shelf.inject(session.id, lot.id).injections[0]
    clinic.database.write(
        injections.void_injection, clinic.actor, session.id, injected.id, reason="Wrong client", now=NOW
    )
    assert clinic.database.read(recall.recall, clinic.actor, lot.id).recipients == ()


def test_injections_whose_lot_nobody_knows_are_counted(shelf: Stocked) -> None:
    clinic, lot = shelf.clinic, shelf.receive("A1")
    session = clinic.identified()

    def add(db: Session, actor: Actor) -> None:
        for product_id in (shelf.product.id, saline.id):
            key = clinic_injections[-1].id
            components.add_component(db, actor, key, product_id=product_id, lot_id=None, volume_ml=Decimal(1))

    saline = clinic.database.write(products.learn_product, clinic.actor, SALINE, now=NOW)
    clinic_injections = clinic.inject(session.id).injections
    clinic.database.write(add, clinic.actor)
    found = clinic.database.read(recall.recall, clinic.actor, lot.id)
    assert (found.lot_unknown, found.recipients) == (1, ())


def test_the_call_list_counts_who_was_told(shelf: Stocked) -> None:
    clinic, lot = shelf.clinic, shelf.receive("A1")
    session = clinic.identified()
    shelf.inject(session.id, lot.id)

    def note(contact: Contact, text: str = "") -> Recall:
        return clinic.database.write(
            recall.note_contact, clinic.actor, lot.id, clinic.lea.id, contact, note=text, now=NOW
        )

    before = clinic.database.read(recall.recall, clinic.actor, lot.id)
    assert (before.reached, before.acknowledged, before.recipients[0].contact) == (0, 0, None)
    assert note(Contact.TRIED, "No answer").reached == 0
    assert note(Contact.REACHED).reached == 1
    after = note(Contact.ACKNOWLEDGED, "Comes on Monday")
    assert (after.reached, after.acknowledged) == (1, 1)
    assert [(made.contact, made.note) for made in after.recipients[0].contacts] == [
        (Contact.TRIED, "No answer"),
        (Contact.REACHED, ""),
        (Contact.ACKNOWLEDGED, "Comes on Monday"),
    ]
    with pytest.raises(Refused, match="didn't receive"):
        clinic.database.write(
            recall.note_contact, clinic.actor, lot.id, clinic.client().id, Contact.REACHED, now=NOW
        )


def test_a_recall_begins_and_ends_with_a_reason(shelf: Stocked) -> None:
    clinic, lot = shelf.clinic, shelf.receive("A1")
    write = clinic.database.write
    with pytest.raises(Refused, match="reason"):
        write(recall.block, clinic.actor, lot.id, reason=" ", now=NOW)
    with pytest.raises(Refused, match="not recalled"):
        write(recall.unblock, clinic.actor, lot.id, reason="x", now=NOW)
    blocked = write(recall.block, clinic.actor, lot.id, reason="Particles", now=NOW)
    assert (blocked.recalled, blocked.recall_reason) == (True, "Particles")
    with pytest.raises(Refused, match="already"):
        write(recall.block, clinic.actor, lot.id, reason="x", now=NOW)
    # What comes in, and what is counted, leaves it blocked.
    assert shelf.receive("A1").recalled
    freed = write(recall.unblock, clinic.actor, lot.id, reason="The maker's second letter", now=NOW)
    assert (freed.recalled, freed.recall_reason) == (False, "")


def test_a_session_that_is_open_feels_a_recall_at_once(shelf: Stocked) -> None:
    clinic, lot = shelf.clinic, shelf.receive("A1")
    session = clinic.identified()
    shelf.inject(session.id, lot.id)
    clinic.database.write(recall.block, clinic.actor, lot.id, reason="Particles", now=NOW)
    with pytest.raises(Refused, match="is recalled"):
        shelf.inject(session.id, lot.id)
    assert len(clinic.database.read(sessions.session, clinic.actor, session.id).injections) == 1


def test_a_number_that_no_lot_has_is_said(shelf: Stocked) -> None:
    with pytest.raises(NotFound, match="No lot"):
        shelf.clinic.database.read(recall.recalls_of_number, shelf.clinic.actor, "nothing")
