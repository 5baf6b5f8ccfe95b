"""A session is opened, carried through its steps, paused and resumed, and remembers each of it."""

from datetime import timedelta
from typing import Any

import pytest

from mesotui.domain.errors import NotFound, Refused
from mesotui.domain.ids import uuid7
from mesotui.domain.people import Role
from mesotui.domain.treatment import Status, Step, TreatmentSession
from mesotui.records import (
    anaesthetics,
    antisepsis,
    appointments,
    clients,
    closing,
    drafts,
    injections,
    observations,
    room_clocks,
    rooms,
    sessions,
    staff,
    today,
)
from mesotui.records.database import Database
from tests.records.given import AGENT, CREAM, NOW, Given, later

CLOSINGS = [Status.DONE, Status.STOPPED, Status.NOT_DONE]


def close(clinic: Given, session: TreatmentSession, status: Status, **values: Any) -> TreatmentSession:
    now = values.pop("now", later(minutes=40))
    if status is Status.DONE:
        return clinic.database.write(sessions.finish, clinic.actor, session.id, now=now)
    use_case = sessions.stop_early if status is Status.STOPPED else sessions.mark_not_done
    return clinic.database.write(use_case, clinic.actor, session.id, values.get("reason", "Unwell"), now=now)


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


@pytest.mark.parametrize("status", CLOSINGS)
def test_a_closed_session_says_how_it_ended(clinic: Given, status: Status) -> None:
    opened = clinic.session()
    closed = close(clinic, opened, status, reason="Felt faint")
    assert closed.status is status
    assert closed.ended_at == later(minutes=40)
    assert closed.end_reason == ("" if status is Status.DONE else "Felt faint")
    assert [phase.ended_at for phase in closed.phases] == [later(minutes=40)]
    assert clinic.read(opened.id) == closed
    assert clinic.session().number == (1 if status is Status.NOT_DONE else 2)


@pytest.mark.parametrize("status", [Status.STOPPED, Status.NOT_DONE])
def test_an_early_end_needs_a_reason(clinic: Given, status: Status) -> None:
    opened = clinic.session()
    with pytest.raises(Refused, match="reason is empty"):
        close(clinic, opened, status, reason=" ")
    assert clinic.read(opened.id).is_open


def with_everything_running(clinic: Given) -> TreatmentSession:
    opened = clinic.identified()
    write, actor = clinic.database.write, clinic.actor
    write(antisepsis.start_contact, actor, opened.id, agent=AGENT, now=NOW)
    write(
        anaesthetics.apply,
        actor,
        opened.id,
        product=CREAM,
        amount_g=None,
        area_cm2=None,
        occluded=True,
        now=NOW,
    )
    write(observations.start, actor, opened.id, planned_minutes=15, now=NOW)
    write(room_clocks.start, actor, clinic.room.id, label="Tea", seconds=60, session_id=opened.id, now=NOW)
    return write(sessions.interrupt, actor, opened.id, "Door", now=NOW)


def test_finishing_names_what_still_runs_and_changes_nothing(clinic: Given) -> None:
    before = with_everything_running(clinic)
    with pytest.raises(Refused) as refusal:
        close(clinic, before, Status.DONE)
    for words in ("the pause", "the cleansing", f"the anaesthetic {CREAM.name}", "the observation"):
        assert words in str(refusal.value)
    assert clinic.read(before.id) == before
    assert len(clinic.database.read(room_clocks.running, clinic.actor)) == 1


@pytest.mark.parametrize("status", [Status.STOPPED, Status.NOT_DONE])
def test_an_early_end_ends_what_still_runs_with_its_reason(clinic: Given, status: Status) -> None:
    closed = close(clinic, with_everything_running(clinic), status, now=later(minutes=5))
    end = later(minutes=5)
    assert closed.observation is not None
    assert {part.ended_at for part in (*closed.phases, *closed.interruptions)} == {end}
    assert [(part.ended_at, part.early_reason) for part in closed.antisepses] == [(end, "Unwell")]
    assert [(part.ended_at, part.early_reason) for part in closed.anaesthetics] == [(end, "Unwell")]
    assert (closed.observation.ended_at, closed.observation.early_reason) == (end, "Unwell")
    assert clinic.database.read(room_clocks.running, clinic.actor) == ()


def test_what_had_its_time_is_not_called_early(clinic: Given) -> None:
    closed = close(clinic, with_everything_running(clinic), Status.STOPPED, now=later(minutes=90))
    assert closed.anaesthetics[0].early_reason == ""
    assert closed.observation is not None
    assert closed.observation.early_reason == ""


def test_a_session_with_injections_is_not_called_not_done(clinic: Given) -> None:
    injected = clinic.inject(clinic.identified().id)
    with pytest.raises(Refused, match="Stop it early"):
        close(clinic, injected, Status.NOT_DONE)
    clinic.database.write(
        injections.void_injection,
        clinic.actor,
        injected.id,
        injected.injections[0].id,
        reason="Wrong client",
        now=NOW,
    )
    assert close(clinic, injected, Status.NOT_DONE).status is Status.NOT_DONE


def clinical_writes(
    clinic: Given, session: TreatmentSession
) -> list[tuple[Any, tuple[Any, ...], dict[str, Any]]]:
    return [
        (sessions.go_to_step, (Step.INJECT,), {}),
        (sessions.confirm_identity, (), {"initials": "lm", "birth_year_digits": "85"}),
        (sessions.override_identity, ("Known",), {}),
        (sessions.interrupt, ("Door",), {}),
        (sessions.resume, (), {}),
        (sessions.add_note, ("Note",), {}),
        (sessions.finish, (), {}),
        (sessions.stop_early, ("Unwell",), {}),
        (sessions.mark_not_done, ("Unwell",), {}),
        (antisepsis.start_contact, (), {"agent": AGENT}),
        (antisepsis.start_drying, (), {}),
        (antisepsis.end_drying, (), {}),
        (
            anaesthetics.apply,
            (),
            {"product": CREAM, "amount_g": None, "area_cm2": None, "occluded": False},
        ),
        (anaesthetics.apply_none, (), {}),
        (anaesthetics.remove, (uuid7(NOW),), {}),
        (injections.void_injection, (uuid7(NOW),), {"reason": "Wrong"}),
        (observations.start, (), {"planned_minutes": 15}),
        (observations.end, (), {}),
        (drafts.save, ({"points": "2"},), {}),
        (drafts.clear, (), {}),
    ]


def test_nothing_is_added_to_a_closed_session(clinic: Given) -> None:
    closed = close(clinic, clinic.identified(), Status.DONE)
    for use_case, inputs, values in clinical_writes(clinic, closed):
        with pytest.raises(Refused, match="This session is closed"):
            clinic.database.write(use_case, clinic.actor, closed.id, *inputs, **values, now=NOW)
    with pytest.raises(Refused, match="This session is closed"):
        clinic.inject(closed.id)
    with pytest.raises(Refused, match="This session is closed"):
        clinic.database.write(
            room_clocks.start,
            clinic.actor,
            clinic.room.id,
            label="Tea",
            seconds=9,
            session_id=closed.id,
            now=NOW,
        )
    assert clinic.read(closed.id) == closed


def test_an_administrator_decides_nothing_clinical(clinic: Given) -> None:
    opened = clinic.identified()
    for use_case, inputs, values in clinical_writes(clinic, opened):
        with pytest.raises(Refused, match="administrator"):
            clinic.database.write(use_case, clinic.administrator, opened.id, *inputs, **values, now=NOW)
    assert clinic.read(opened.id) == opened


def test_a_session_that_is_not_there_is_not_found(clinic: Given) -> None:
    for use_case, inputs, values in clinical_writes(clinic, clinic.identified()):
        with pytest.raises(NotFound):
            clinic.database.write(use_case, clinic.actor, uuid7(NOW), *inputs, **values, now=NOW)


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
    assert (latest.id, latest.zones, latest.volume_ml, latest.status) == (second.id, 0, 0, Status.OPEN)
    assert (earlier.id, earlier.zones, str(earlier.volume_ml)) == (first.id, 1, "2.40")
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
    assert for_one < 16


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
    seen = clinic.database.read(today.overview, clinic.actor, day_from=NOW, day_to=later(hours=12))
    assert seen.rooms == ((clinic.room, opened), (empty, None))
    assert [(due.id, due.session_id, due.client) for due in seen.due] == [(visit.id, opened.id, clinic.lea)]
    assert seen.room_clocks == (clock,)
    assert clinic.database.read(rooms.list_rooms, clinic.actor) == (clinic.room, empty)


def test_closing_is_reached_by_the_name_of_sessions() -> None:
    assert sessions.finish is closing.finish
