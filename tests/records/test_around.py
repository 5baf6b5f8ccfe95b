"""What surrounds a session: visits, countdowns, drafts and slips."""

from dataclasses import dataclass, replace
from typing import Any

import pytest
from sqlmodel import Session, select

from mesotui.domain.errors import NotFound, Refused
from mesotui.domain.ids import uuid7
from mesotui.domain.treatment import Step
from mesotui.records import appointments, drafts, room_clocks, sessions, slips
from mesotui.records.tables import DraftRow
from tests.records.given import NOW, Given, later


def test_visits_are_due_in_their_order_and_between_their_times(clinic: Given) -> None:
    def book(hours: float, room: Any = None) -> Any:
        return clinic.database.write(
            appointments.book, clinic.actor, clinic.lea.id, later(hours=hours), room, now=NOW
        ).id

    late, early, roomed = book(5), book(1), book(2, clinic.room.id)
    outside = [book(24), book(-0.001)]
    due = clinic.database.read(appointments.due, clinic.actor, day_from=NOW, day_to=later(hours=24))
    assert [visit.id for visit in due] == [early, roomed, late]
    assert [visit.room_id for visit in due] == [None, clinic.room.id, None]
    assert not {visit.id for visit in due} & set(outside)
    assert due[0].client == clinic.lea


def test_a_visit_is_of_a_known_client_in_a_known_room(clinic: Given) -> None:
    for client_id, room_id in ((uuid7(NOW), None), (clinic.lea.id, uuid7(NOW))):
        with pytest.raises(NotFound):
            clinic.database.write(appointments.book, clinic.actor, client_id, NOW, room_id, now=NOW)


def test_the_next_visit_is_the_first_after_now(clinic: Given) -> None:
    def following(hours: float) -> Any:
        return clinic.database.read(
            appointments.next_visit, clinic.actor, clinic.lea.id, after=later(hours=hours)
        )

    assert following(0) is None
    for hours in (48, 24):
        clinic.database.write(appointments.book, clinic.actor, clinic.lea.id, later(hours=hours), now=NOW)
    assert following(0).due_at == later(hours=24)
    assert following(24).due_at == later(hours=48)
    assert following(48) is None


def test_a_visit_becomes_one_session_of_its_client(clinic: Given) -> None:
    visit = clinic.database.write(appointments.book, clinic.actor, clinic.lea.id, NOW, now=NOW)
    other = clinic.client()
    with pytest.raises(NotFound, match="no such visit"):
        clinic.session(client_id=other.id, appointment_id=visit.id)
    opened = clinic.session(appointment_id=visit.id)
    clinic.database.write(sessions.mark_not_done, clinic.actor, opened.id, "Late", now=NOW)
    with pytest.raises(Refused, match="has had its session"):
        clinic.session(appointment_id=visit.id)
    (due,) = clinic.database.read(appointments.due, clinic.actor, day_from=NOW, day_to=later(hours=1))
    assert due.session_id == opened.id


def test_countdowns_run_until_they_are_stopped(clinic: Given) -> None:
    write, actor = clinic.database.write, clinic.actor
    first = write(room_clocks.start, actor, clinic.room.id, label="Ice", seconds=300, now=NOW)
    second = write(room_clocks.start, actor, clinic.room.id, label="Cream", seconds=60, now=later(minutes=1))
    assert (first.label, first.seconds, first.started_at, first.ended_at) == ("Ice", 300, NOW, None)
    assert clinic.database.read(room_clocks.running, actor) == (first, second)
    stopped = write(room_clocks.stop, actor, first.id, now=later(minutes=2))
    assert stopped == replace(first, ended_at=later(minutes=2))
    assert write(room_clocks.stop, actor, first.id, now=later(minutes=9)) == stopped
    assert clinic.database.read(room_clocks.running, actor) == (second,)


def test_countdowns_that_cannot_be_are_refused(clinic: Given) -> None:
    for label, seconds in (("", 60), ("x" * 61, 60), ("Ice", 0), ("Ice", 10**6)):
        with pytest.raises(Refused):
            clinic.database.write(
                room_clocks.start, clinic.actor, clinic.room.id, label=label, seconds=seconds, now=NOW
            )
    with pytest.raises(NotFound):
        clinic.database.write(room_clocks.start, clinic.actor, uuid7(NOW), label="Ice", seconds=60, now=NOW)
    with pytest.raises(NotFound):
        clinic.database.write(room_clocks.stop, clinic.actor, uuid7(NOW), now=NOW)
    assert clinic.database.read(room_clocks.running, clinic.actor) == ()


def test_what_is_typed_is_back_on_another_terminal(clinic: Given) -> None:
    opened = clinic.session()
    typed = {"zone": "tll", "note": 'Half a "sentence"\nÉ 王 🙂'}
    assert clinic.database.read(drafts.load, clinic.actor, opened.id) == {}
    clinic.database.write(drafts.save, clinic.actor, opened.id, {"zone": "t"}, now=NOW)
    clinic.database.write(drafts.save, clinic.actor, opened.id, typed, now=later(seconds=2))
    assert clinic.database.read(drafts.load, clinic.actor, opened.id) == typed
    rows = clinic.database.read(lambda db: len(db.exec(select(DraftRow)).all()))
    assert rows == 1
    clinic.database.write(drafts.clear, clinic.actor, opened.id, now=later(seconds=3))
    assert clinic.database.read(drafts.load, clinic.actor, opened.id) == {}


def test_a_draft_outlives_the_end_of_its_session_but_not_its_limit(clinic: Given) -> None:
    opened = clinic.session()
    clinic.database.write(drafts.save, clinic.actor, opened.id, {"note": "kept"}, now=NOW)
    with pytest.raises(Refused, match="too much"):
        clinic.database.write(drafts.save, clinic.actor, opened.id, {"note": "x" * 20_000}, now=NOW)
    clinic.database.write(sessions.stop_early, clinic.actor, opened.id, "Unwell", now=NOW)
    assert clinic.database.read(drafts.load, clinic.actor, opened.id) == {"note": "kept"}
    with pytest.raises(NotFound):
        clinic.database.read(drafts.load, clinic.actor, uuid7(NOW))


@dataclass(frozen=True, kw_only=True)
class Slip:
    code: str = "7K3Q01ZX"
    language: str = "en"
    text_version: str = "1"
    text: str = "Aftercare\n\nKeep dry for 12 hours. É 王"
    instructions: bytes = b"BEGIN:VCARD\r\nEND:VCARD\r\n\x00\xff"
    visit: bytes = b""
    call: bytes = b"tel:+33102030405"
    captions: tuple[str, ...] = ("ANLEITUNG", "in Ihre Kontakte", "TERMIN", "…", "ANRUF", "…", "Prüfcode")


def test_a_slip_is_kept_as_it_was_given_and_found_by_its_code(clinic: Given) -> None:
    opened = clinic.session()
    clinic.database.write(sessions.finish, clinic.actor, opened.id, now=NOW)
    given = clinic.database.write(slips.give, clinic.actor, opened.id, slip=Slip(), now=later(minutes=1))
    for field in ("code", "language", "text_version", "text", "instructions", "visit", "call", "captions"):
        assert getattr(given, field) == getattr(Slip(), field)
    assert (given.given_at, given.given_by) == (later(minutes=1), clinic.actor.name)
    assert clinic.read(opened.id).slips == (given,)
    for said in ("7K3Q01ZX", "7k3q 01zx", "7K3QOIZX", "7k3qolzx"):
        assert clinic.database.read(slips.slip_by_code, clinic.actor, said) == (given, opened.id)


def test_a_code_is_of_one_slip_and_only_who_treats_gives_one(clinic: Given) -> None:
    opened = clinic.session()
    clinic.database.write(slips.give, clinic.actor, opened.id, slip=Slip(), now=NOW)
    with pytest.raises(Refused, match="code already"):
        clinic.database.write(slips.give, clinic.actor, opened.id, slip=Slip(), now=NOW)
    with pytest.raises(Refused, match="administrator"):
        clinic.database.write(
            slips.give, clinic.administrator, opened.id, slip=Slip(code="00000000"), now=NOW
        )
    with pytest.raises(NotFound, match="eight characters"):
        clinic.database.read(slips.slip_by_code, clinic.actor, "00000000")
    again = clinic.database.write(slips.give, clinic.actor, opened.id, slip=Slip(code="00000001"), now=NOW)
    assert [slip.code for slip in clinic.read(opened.id).slips] == ["7K3Q01ZX", again.code]


def test_records_of_one_clinic_are_not_found_from_another(clinic: Given) -> None:
    opened = clinic.session()
    stranger = replace(clinic.actor, site_id=uuid7(NOW))
    with pytest.raises(NotFound):
        clinic.database.read(sessions.session, stranger, opened.id)
    assert clinic.database.read(sessions.open_sessions, stranger) == ()


def test_a_use_case_that_fails_late_leaves_nothing_of_its_beginning(clinic: Given) -> None:
    opened = clinic.session()

    def note_then_fail(db: Session) -> None:
        sessions.add_note(db, clinic.actor, opened.id, "First", now=NOW)
        sessions.go_to_step(db, clinic.actor, opened.id, Step.INJECT, now=NOW)
        sessions.resume(db, clinic.actor, opened.id, now=NOW)

    with pytest.raises(Refused, match="isn't paused"):
        clinic.database.write(note_then_fail)
    assert clinic.read(opened.id) == opened
