"""A session ends in one of three ways, and nothing is added to it afterwards."""

from typing import Any

import pytest

from mesotui.domain.errors import NotFound, Refused
from mesotui.domain.ids import uuid7
from mesotui.domain.treatment import Status, Step, TreatmentSession
from mesotui.records import (
    anaesthetics,
    antisepsis,
    closing,
    drafts,
    injections,
    observations,
    room_clocks,
    sessions,
)
from tests.records.given import AGENT, CREAM, NOW, PROTOCOL, Given, close, later

CLOSINGS = [Status.DONE, Status.STOPPED, Status.NOT_DONE]


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
    write(antisepsis.start_contact, actor, opened.id, agent=AGENT, protocol=PROTOCOL, now=NOW)
    write(
        anaesthetics.apply,
        actor,
        opened.id,
        product=CREAM,
        protocol=PROTOCOL,
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
    assert {phase.ended_at for phase in closed.phases} == {end}
    assert {pause.ended_at for pause in closed.interruptions} == {end}
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


def clinical_writes() -> list[tuple[Any, tuple[Any, ...], dict[str, Any]]]:
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
        (antisepsis.start_contact, (), {"agent": AGENT, "protocol": PROTOCOL}),
        (antisepsis.start_drying, (), {}),
        (antisepsis.end_drying, (), {}),
        (
            anaesthetics.apply,
            (),
            {"product": CREAM, "amount_g": None, "area_cm2": None, "occluded": False, "protocol": PROTOCOL},
        ),
        (anaesthetics.apply_none, (), {}),
        (anaesthetics.remove, (uuid7(NOW),), {"protocol": PROTOCOL}),
        (injections.void_injection, (uuid7(NOW),), {"reason": "Wrong"}),
        (observations.start, (), {"planned_minutes": 15}),
        (observations.end, (), {}),
        (drafts.save, ({"points": "2"},), {}),
        (drafts.clear, (), {}),
    ]


def test_nothing_is_added_to_a_closed_session(clinic: Given) -> None:
    closed = close(clinic, clinic.identified(), Status.DONE)
    for use_case, inputs, values in clinical_writes():
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
    for use_case, inputs, values in clinical_writes():
        with pytest.raises(Refused, match="administrator"):
            clinic.database.write(use_case, clinic.administrator, opened.id, *inputs, **values, now=NOW)
    assert clinic.read(opened.id) == opened


def test_a_session_that_is_not_there_is_not_found(clinic: Given) -> None:
    clinic.identified()
    for use_case, inputs, values in clinical_writes():
        with pytest.raises(NotFound):
            clinic.database.write(use_case, clinic.actor, uuid7(NOW), *inputs, **values, now=NOW)


def test_closing_is_reached_by_the_name_of_sessions() -> None:
    assert sessions.finish is closing.finish
