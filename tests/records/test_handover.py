"""What a client takes home: corrected slips, approved texts, and what is known beforehand."""

from dataclasses import replace
from uuid import UUID

import pytest

from mesotui.domain.errors import NotFound, Refused
from mesotui.domain.people import Actor
from mesotui.records import appointments, approvals, sessions, slips
from mesotui.records.handover import handover
from tests.records.given import NOW, Given, later
from tests.records.test_around import Slip

HASH, OTHER_HASH = "a" * 64, "b" * 64


def test_a_corrected_slip_takes_the_place_of_the_old_one_which_stays_as_it_was(clinic: Given) -> None:
    opened = clinic.session()
    old = clinic.database.write(slips.give, clinic.actor, opened.id, slip=Slip(), now=NOW)
    new = clinic.database.write(
        slips.give,
        clinic.actor,
        opened.id,
        slip=Slip(code="00000001"),
        now=later(minutes=5),
        replaces=old.code,
        reason="Telephone was wrong",
    )
    session = clinic.read(opened.id)
    assert session.standing_slips == (new,)
    assert session.slips == (
        replace(
            old,
            replaced_at=later(minutes=5),
            replaced_by=clinic.actor.name,
            replace_reason="Telephone was wrong",
        ),
        new,
    )
    assert (old.counts, session.slips[0].counts) == (True, False)


def test_a_slip_is_replaced_once_for_a_reason_and_in_its_own_session(clinic: Given) -> None:
    elsewhere = clinic.session(client_id=clinic.client().id)
    clinic.database.write(sessions.mark_not_done, clinic.actor, elsewhere.id, "Late", now=NOW)
    opened = clinic.session()
    given = clinic.database.write(slips.give, clinic.actor, opened.id, slip=Slip(), now=NOW)

    def replace_it(code: str, session_id: UUID = opened.id, reason: str = "Wrong") -> None:
        clinic.database.write(
            slips.give,
            clinic.actor,
            session_id,
            slip=Slip(code=code),
            now=NOW,
            replaces=given.code,
            reason=reason,
        )

    with pytest.raises(Refused, match="reason"):
        replace_it("00000001", reason=" ")
    with pytest.raises(NotFound, match="no such slip"):
        replace_it("00000001", session_id=elsewhere.id)
    assert clinic.read(opened.id).slips == (given,)
    replace_it("00000001")
    with pytest.raises(Refused, match="taken back already"):
        replace_it("00000002")
    assert [slip.code for slip in clinic.read(opened.id).slips] == [given.code, "00000001"]


def test_a_text_is_approved_to_the_last_byte_by_somebody_who_treats(clinic: Given) -> None:
    def approve(sha256: str = HASH, *, by: Actor = clinic.actor) -> object:
        return clinic.database.write(
            approvals.approve_text, by, language="fr", version="1", sha256=sha256, now=NOW
        )

    def approval(language: str, sha256: str) -> object:
        return clinic.database.read(approvals.approval_of, clinic.actor, language=language, sha256=sha256)

    with pytest.raises(Refused, match="administrator"):
        approve(by=clinic.administrator)
    given = approve()
    assert approval("fr", HASH) == given
    assert approval("fr", OTHER_HASH) is None
    assert approval("en", HASH) is None
    with pytest.raises(Refused, match=f"{clinic.actor.name} approved this very text"):
        approve()
    assert approve(OTHER_HASH) != given


def test_what_is_known_when_a_client_is_about_to_leave(clinic: Given) -> None:
    opened = clinic.session()

    def known() -> object:
        found = clinic.database.read(handover, clinic.actor, opened.id, now=NOW)
        assert found.session == clinic.read(opened.id)
        return (found.next_visit, found.usual_language, found.approved)

    assert known() == (None, "", frozenset())
    clinic.database.write(appointments.book, clinic.actor, clinic.lea.id, later(hours=24), now=NOW)
    clinic.database.write(
        approvals.approve_text, clinic.actor, language="de", version="1", sha256=HASH, now=NOW
    )
    for code, language, minutes in (("00000001", "pl", 1), ("00000002", "de", 3), ("00000003", "en", 2)):
        slip = replace(Slip(), code=code, language=language)
        clinic.database.write(slips.give, clinic.actor, opened.id, slip=slip, now=later(minutes=minutes))
    assert known() == (later(hours=24), "de", frozenset({HASH}))
