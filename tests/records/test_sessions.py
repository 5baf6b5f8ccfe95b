"""A session is opened, carried through its steps, paused and resumed, and remembers each of it."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from mesotui.domain.errors import NotFound, Refused
from mesotui.domain.ids import uuid7
from mesotui.domain.people import Role
from mesotui.domain.treatment import Status, Step, TreatmentSession
from mesotui.records import (
    appointments,
    clients,
    injections,
    room_clocks,
    rooms,
    sessions,
    staff,
    today,
)
from mesotui.records.database import Database
from tests.records.given import NOW, Given, close, later


def test_a_session_opens_at_its_first_step(clinic: Given) -> None:
    opened = clinic.session()
    assert opened.is_open
    assert (opened.step, opened.number, opened.started_at, opened.ended_at) == (Step.CHECK, 1, NOW, None)
    assert (opened.client, opened.room) == (clinic.lea, clinic.room)
    assert opened.practitioner.id == clinic.actor.staff_id
    assert (opened.utc_offset, opened.target_minutes) == (timedelta(hours=1), (30, 60))
    assert [(phase.step, phase.started_at, phase.ended_at) for phase in opened.phases] == [
        (Step.CHECK, NOW, None)
    ]
    assert clinic.read(opened.id) == opened


def test_an_offset_west_of_greenwich_and_of_half_hours_is_kept(clinic: Given) -> None:
    offset = timedelta(hours=-9, minutes=-30)
    assert clinic.read(clinic.session(utc_offset=offset).id).utc_offset == offset


def test_a_client_has_one_open_session_and_a_room_holds_one(clinic: Given) -> None:
    clinic.session()
    second_room = clinic.another_room("Room 2")
    with pytest.raises(Refused, match="open session in Room 1") as refusal:
        clinic.session(room_id=second_room.id)
    assert "Martin" not in str(refusal.value)
    other = clinic.client()
    with pytest.raises(Refused, match="Room 1 has an open session"):
        clinic.session(client_id=other.id)
    clinic.session(client_id=other.id, room_id=second_room.id)
    assert len(clinic.database.read(sessions.open_sessions, clinic.actor)) == 2


def test_only_who_may_treat_opens_one_of_a_known_client_in_a_known_room(clinic: Given) -> None:
    def attempt(actor: Any, client_id: Any, room_id: Any) -> None:
        clinic.database.write(
            sessions.open_session,
            actor,
            client_id,
            room_id,
            target_minutes=(30, 60),
            utc_offset=timedelta(0),
            now=NOW,
        )

    with pytest.raises(Refused, match="administrator"):
        attempt(clinic.administrator, clinic.lea.id, clinic.room.id)
    with pytest.raises(NotFound, match="client"):
        attempt(clinic.actor, uuid7(NOW), clinic.room.id)
    with pytest.raises(NotFound, match="room"):
        attempt(clinic.actor, clinic.lea.id, uuid7(NOW))
    assert clinic.database.read(sessions.open_sessions, clinic.actor) == ()


def test_sessions_are_counted_that_took_place(clinic: Given) -> None:
    numbers = []
    for status in (Status.DONE, Status.NOT_DONE, Status.STOPPED, Status.DONE):
        opened = clinic.session()
        numbers.append(opened.number)
        close(clinic, opened, status)
    assert numbers == [1, 2, 2, 3]


def test_time_is_kept_by_step_and_a_step_may_be_returned_to(clinic: Given) -> None:
    opened = clinic.session()

    def go(step: Step, minutes: float) -> TreatmentSession:
        return clinic.database.write(
            sessions.go_to_step, clinic.actor, opened.id, step, now=later(minutes=minutes)
        )

    go(Step.CLEANSE, 2)
    go(Step.INJECT, 5)
    assert go(Step.INJECT, 6) == clinic.read(opened.id)
    back = go(Step.CLEANSE, 9)
    assert back.step is Step.CLEANSE
    assert [(phase.step, phase.started_at, phase.ended_at) for phase in back.phases] == [
        (Step.CHECK, NOW, later(minutes=2)),
        (Step.CLEANSE, later(minutes=2), later(minutes=5)),
        (Step.INJECT, later(minutes=5), later(minutes=9)),
        (Step.CLEANSE, later(minutes=9), None),
    ]


@pytest.mark.parametrize("initials", ["LM", "ml", "Ml", "l m", "lm "])
def test_the_client_at_the_chair_is_confirmed(clinic: Given, initials: str) -> None:
    opened = clinic.session()
    confirmed = clinic.database.write(
        sessions.confirm_identity,
        clinic.actor,
        opened.id,
        initials=initials,
        birth_year_digits="85",
        now=later(minutes=1),
    )
    assert confirmed.identity is not None
    assert confirmed.identity.confirmed_at == later(minutes=1)
    assert confirmed.identity.confirmed_by == clinic.actor.name
    assert confirmed.identity.override_reason == ""


@pytest.mark.parametrize(
    ("initials", "digits"), [("LX", "85"), ("LM", "86"), ("LM", "58"), ("L", "85"), ("", ""), ("LM", "1985")]
)
def test_somebody_else_at_the_chair_is_noticed(clinic: Given, initials: str, digits: str) -> None:
    opened = clinic.session()
    with pytest.raises(Refused, match="Ask again") as refusal:
        clinic.database.write(
            sessions.confirm_identity,
            clinic.actor,
            opened.id,
            initials=initials,
            birth_year_digits=digits,
            now=NOW,
        )
    assert "Martin" not in str(refusal.value)
    assert clinic.read(opened.id).identity is None


def test_going_on_without_an_answer_needs_a_reason_which_an_answer_replaces(clinic: Given) -> None:
    opened = clinic.session()
    with pytest.raises(Refused, match="reason is empty"):
        clinic.database.write(sessions.override_identity, clinic.actor, opened.id, " ", now=NOW)
    overridden = clinic.database.write(
        sessions.override_identity, clinic.actor, opened.id, "Speaks no French", now=NOW
    )
    assert overridden.identity is not None
    assert overridden.identity.override_reason == "Speaks no French"
    answer = {"initials": "lm", "birth_year_digits": "85"}
    confirmed = clinic.database.write(
        sessions.confirm_identity, clinic.actor, opened.id, **answer, now=later(minutes=3)
    )
    assert confirmed.identity is not None
    assert (confirmed.identity.override_reason, confirmed.identity.confirmed_at) == ("", later(minutes=3))
    again = clinic.database.write(
        sessions.override_identity, clinic.actor, opened.id, "Once more", now=later(minutes=4)
    )
    assert again.identity == confirmed.identity


def test_a_session_is_paused_and_resumed(clinic: Given) -> None:
    opened = clinic.session()
    with pytest.raises(Refused, match="isn't paused"):
        clinic.database.write(sessions.resume, clinic.actor, opened.id, now=NOW)
    clinic.database.write(sessions.interrupt, clinic.actor, opened.id, "Telephone", now=later(minutes=1))
    with pytest.raises(Refused, match="paused already"):
        clinic.database.write(sessions.interrupt, clinic.actor, opened.id, "Again", now=later(minutes=2))
    clinic.database.write(sessions.resume, clinic.actor, opened.id, now=later(minutes=4))
    with pytest.raises(Refused, match="reason is empty"):
        clinic.database.write(sessions.interrupt, clinic.actor, opened.id, "", now=later(minutes=5))
    (pause,) = clinic.read(opened.id).interruptions
    assert (pause.reason, pause.started_at, pause.ended_at) == (
        "Telephone",
        later(minutes=1),
        later(minutes=4),
    )


def test_notes_keep_their_lines_and_their_order(clinic: Given) -> None:
    opened = clinic.session()
    for text in ("First\nline \x1b[2J", "Second"):
        clinic.database.write(sessions.add_note, clinic.actor, opened.id, text, now=NOW)
    for text in (" \n ", "x" * 4001):
        with pytest.raises(Refused, match="note"):
            clinic.database.write(sessions.add_note, clinic.actor, opened.id, text, now=NOW)
    notes = clinic.read(opened.id).notes
    assert [note.text for note in notes] == ["First\nline [2J", "Second"]
    assert {note.recorded_by for note in notes} == {clinic.actor.name}


def test_a_session_is_resumed_as_it_was_on_another_terminal_by_somebody_else(clinic: Given) -> None:
    opened = clinic.inject(clinic.identified().id)
    ben = clinic.database.write(
        staff.add_staff, clinic.actor, login="ben", name="Ben Alloui", role=Role.PRACTITIONER, now=NOW
    )
    actor = clinic.database.read(staff.actor_of, ben.id)
    seen = clinic.database.read(sessions.session, actor, opened.id)
    assert seen == opened
    noted = clinic.database.write(sessions.add_note, actor, opened.id, "Taken over", now=later(minutes=9))
    assert noted.notes[0].recorded_by == "Ben Alloui"
    assert noted.practitioner.name == clinic.actor.name


def test_lists_tell_zones_and_volume_of_what_stands(clinic: Given) -> None:
    first = clinic.identified()
    wrong = clinic.inject(first.id).injections[0]
    clinic.database.write(injections.void_injection, clinic.actor, first.id, wrong.id, reason="Side", now=NOW)
    clinic.inject(first.id)
    clinic.inject(first.id)
    close(clinic, first, Status.DONE)
    second = clinic.session(now=later(days=1))
    latest, earlier = clinic.database.read(sessions.list_sessions, clinic.actor, limit=9)
    assert (latest.id, latest.zones, latest.status) == (second.id, 0, Status.OPEN)
    assert latest.volume_ml == 0
    assert (earlier.id, earlier.zones, earlier.volume_ml) == (first.id, 1, Decimal("2.4"))
    assert (earlier.client_name, earlier.room, earlier.practitioner) == (
        "MARTIN Léa",
        "Room 1",
        clinic.actor.name,
    )
    assert earlier.volume_ml == clinic.read(first.id).volume_ml
    done = clinic.database.read(sessions.list_sessions, clinic.actor, status=Status.DONE, limit=9)
    assert done == (earlier,)
    assert clinic.database.read(sessions.list_sessions, clinic.actor, limit=1) == (latest,)
    assert clinic.database.read(clients.history, clinic.actor, clinic.lea.id) == (latest, earlier)
    assert clinic.database.read(clients.history, clinic.actor, clinic.client().id) == ()


def test_whole_sessions_take_as_many_statements_for_six_as_for_one(clinic: Given, database: Database) -> None:
    def statements() -> int:
        from sqlalchemy import event

        seen: list[str] = []

        def counted(db: Any) -> None:
            connection = db.connection()
            event.listen(connection, "before_cursor_execute", lambda *arguments: seen.append(arguments[2]))
            sessions.open_sessions(db, clinic.actor)

        database.read(counted)
        return len(seen)

    clinic.inject(clinic.identified().id)
    for_one = statements()
    for number in range(5):
        room = clinic.another_room(f"Room {number + 2}")
        clinic.inject(clinic.identified(client_id=clinic.client().id, room_id=room.id).id)
    assert statements() == for_one
    assert for_one < 26


def test_today_shows_rooms_who_is_due_and_running_clocks(clinic: Given) -> None:
    empty = clinic.another_room("Room 2")
    visit = clinic.database.write(
        appointments.book, clinic.actor, clinic.lea.id, later(hours=1), clinic.room.id, now=NOW
    )
    clinic.database.write(appointments.book, clinic.actor, clinic.lea.id, later(days=1), now=NOW)
    opened = clinic.session(appointment_id=visit.id)
    clock = clinic.database.write(
        room_clocks.start, clinic.actor, empty.id, label="Cream", seconds=3600, now=NOW
    )
    seen = clinic.database.read(
        today.overview, clinic.actor, delays_shown_days=90, day_from=NOW, day_to=later(hours=12)
    )
    assert seen.rooms == ((clinic.room, opened), (empty, None))
    assert [(due.id, due.session_id, due.client) for due in seen.due] == [(visit.id, opened.id, clinic.lea)]
    assert seen.room_clocks == (clock,)
    assert clinic.database.read(rooms.list_rooms, clinic.actor) == (clinic.room, empty)
