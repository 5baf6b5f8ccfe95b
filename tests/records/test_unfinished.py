"""Which session somebody is offered whose line was cut."""

from uuid import UUID

from mesotui.domain.people import Role
from mesotui.domain.treatment import Status
from mesotui.records import drafts, staff
from tests.records.given import NOW, Given, close, later


def test_the_session_is_offered_in_which_one_typed_last(clinic: Given) -> None:
    def offered() -> object:
        return clinic.database.read(drafts.unfinished, clinic.actor)

    def typed(session_id: UUID, text: str, minutes: int) -> None:
        clinic.database.write(
            drafts.save, clinic.actor, session_id, {"zone": text}, now=later(minutes=minutes)
        )

    assert offered() is None
    first = clinic.identified()
    second = clinic.identified(client_id=clinic.client().id, room_id=clinic.another_room().id)
    typed(first.id, "tll", 1)
    typed(second.id, "t", 2)
    assert offered() == second.id
    typed(second.id, "", 3)
    assert offered() == first.id
    close(clinic, first, Status.STOPPED)
    assert offered() is None


def test_what_somebody_else_typed_is_not_offered(clinic: Given) -> None:
    session = clinic.identified()
    kim = clinic.database.write(
        staff.add_staff, clinic.actor, login="kim", name="Kim", role=Role.PRACTITIONER, now=NOW
    )
    other = clinic.database.read(staff.actor_of, kim.id)
    clinic.database.write(drafts.save, other, session.id, {"zone": "tll"}, now=NOW)
    assert clinic.database.read(drafts.unfinished, clinic.actor) is None
    assert clinic.database.read(drafts.unfinished, other) == session.id
