"""The clinic, its staff and its rooms."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, SQLModel

from mesotui.domain.errors import NotFound, Refused
from mesotui.domain.ids import uuid7
from mesotui.domain.people import Role
from mesotui.records import pins, rooms, sites, staff
from mesotui.records.engine import open_database
from tests.records.given import CLINIC, NOW, PIN, PRACTITIONER, Given, later


def test_a_new_clinic_has_one_room_and_a_practitioner_who_may_treat(tmp_path: Path) -> None:
    opened = open_database(tmp_path, throwaway=True)
    assert opened.read(sites.current_site) is None
    actor = opened.write(
        sites.set_up, clinic_name="  Les  Lilas ", practitioner_name="Ana Ruiz", pin="0000", now=NOW
    )
    site = opened.read(sites.current_site)
    assert site is not None
    assert (site.name, site.id) == ("Les Lilas", actor.site_id)
    assert actor.may_treat
    assert [room.name for room in opened.read(rooms.list_rooms, actor)] == ["Room 1"]
    (person,) = opened.read(staff.list_staff)
    assert (person.login, person.name, person.has_pin) == ("ana.ruiz", "Ana Ruiz", True)
    opened.close()


@pytest.mark.parametrize(
    ("clinic_name", "practitioner_name", "pin", "words"),
    [
        ("", "Ana", "1234", "clinic's name is empty"),
        ("Lilas", " \u200e ", "1234", "practitioner's name is empty"),
        ("x" * 121, "Ana", "1234", "too long"),
        ("Lilas", "Ana", "123", "4 to 12 digits"),
        ("Lilas", "Ana", "12ab", "4 to 12 digits"),
        ("Lilas", "Ana", "١٢٣٤", "4 to 12 digits"),
    ],
)
def test_a_clinic_that_is_set_up_wrong_is_not_set_up_at_all(
    clinic_name: str, practitioner_name: str, pin: str, words: str, tmp_path: Path
) -> None:
    opened = open_database(tmp_path, throwaway=True)
    with pytest.raises(Refused, match=words):
        opened.write(
            sites.set_up, clinic_name=clinic_name, practitioner_name=practitioner_name, pin=pin, now=NOW
        )
    assert opened.read(sites.current_site) is None
    assert opened.read(staff.list_staff) == ()
    opened.close()


def test_a_clinic_is_set_up_once(clinic: Given) -> None:
    with pytest.raises(Refused, match="already"):
        clinic.database.write(sites.set_up, clinic_name="Other", practitioner_name="B", pin="1234", now=NOW)
    site = clinic.database.read(sites.current_site)
    assert site is not None
    assert site.name == CLINIC


def test_the_clinics_numbers_are_kept(clinic: Given) -> None:
    clinic.database.write(sites.set_phone, clinic.actor, " +33 1 02 03 04 05 ", now=NOW)
    site = clinic.database.write(sites.set_emergency_number, clinic.actor, "112", now=NOW)
    assert (site.phone, site.emergency_number) == ("+33 1 02 03 04 05", "112")
    assert clinic.database.read(sites.current_site) == site
    with pytest.raises(Refused, match="empty"):
        clinic.database.write(sites.set_emergency_number, clinic.actor, " ", now=NOW)


def test_the_right_pin_opens(clinic: Given) -> None:
    actor = clinic.database.write(staff.sign_in, clinic.actor.staff_id, PIN, now=NOW)
    assert actor == clinic.actor
    assert actor.name == PRACTITIONER


def test_five_wrong_pins_lock_for_a_while_whoever_asks(clinic: Given) -> None:
    def attempt(pin: str, minutes: float = 0) -> str:
        try:
            clinic.database.write(staff.sign_in, clinic.actor.staff_id, pin, now=later(minutes=minutes))
        except Refused as refusal:
            return str(refusal)
        return "in"

    assert [attempt("0000") for _ in range(pins.WRONG_TRIES)] == ["The PIN is wrong. Try again."] * 5
    assert "15 min" in attempt(PIN)
    assert "1 min" in attempt(PIN, minutes=14.5)
    assert attempt(PIN, minutes=15) == "in"


def test_the_right_pin_forgets_the_wrong_ones(clinic: Given) -> None:
    for pin in ("0000", "0000", "0000", "0000", PIN, "0000", PIN):
        if pin == PIN:
            clinic.database.write(staff.sign_in, clinic.actor.staff_id, pin, now=NOW)
        else:
            with pytest.raises(Refused, match="wrong"):
                clinic.database.write(staff.sign_in, clinic.actor.staff_id, pin, now=NOW)


def test_who_has_no_pin_or_is_unknown_is_not_let_in(clinic: Given) -> None:
    new = clinic.database.write(
        staff.add_staff, clinic.actor, login="Ben", name="Ben Alloui", role=Role.SUPERVISOR, now=NOW
    )
    assert (new.login, new.has_pin, new.role) == ("ben", False, Role.SUPERVISOR)
    with pytest.raises(Refused, match="no PIN"):
        clinic.database.write(staff.sign_in, new.id, "1234", now=NOW)
    with pytest.raises(NotFound):
        clinic.database.write(staff.sign_in, uuid7(NOW), "1234", now=NOW)


def test_a_login_is_given_once(clinic: Given) -> None:
    with pytest.raises(Refused, match="taken"):
        clinic.database.write(
            staff.add_staff, clinic.actor, login="ANA.RUIZ", name="Ana", role=Role.PRACTITIONER, now=NOW
        )
    assert len(clinic.database.read(staff.list_staff)) == 1


def test_the_pin_itself_is_nowhere_in_the_records(clinic: Given) -> None:
    # Random ids and hashes hold any four digits sooner or later; they don't hold these twelve.
    longest = "314159265358"
    added = clinic.database.write(
        staff.add_staff,
        clinic.actor,
        login="ben",
        name="Ben Alloui",
        role=Role.SUPERVISOR,
        pin=longest,
        now=NOW,
    )
    with pytest.raises(Refused, match="wrong"):
        clinic.database.write(staff.sign_in, added.id, longest[::-1], now=NOW)
    assert clinic.database.write(staff.sign_in, added.id, longest, now=NOW).staff_id == added.id
    kept = clinic.database.read(_everything)
    assert "Ben Alloui" in kept, "what is kept is what was read"
    assert longest not in kept and longest[::-1] not in kept


def _everything(session: Session) -> str:
    """Give each value of each row, as text."""
    return "\n".join(
        repr(value)
        for table in SQLModel.metadata.sorted_tables
        for row in session.execute(table.select())
        for value in row
    )


def test_rooms_are_told_apart_by_more_than_case(clinic: Given) -> None:
    clinic.another_room("Salle Été")
    with pytest.raises(Refused, match="already"):
        clinic.another_room("SALLE ETE")
    with pytest.raises(Refused, match="empty"):
        clinic.another_room("  ")
    with pytest.raises(Refused, match="too long"):
        clinic.another_room("x" * 41)
    listed = clinic.database.read(rooms.list_rooms, clinic.actor)
    assert [room.name for room in listed] == ["Room 1", "Salle Été"]


def test_a_lock_outlives_the_console(clinic: Given) -> None:
    for _ in range(pins.WRONG_TRIES):
        with pytest.raises(Refused):
            clinic.database.write(staff.sign_in, clinic.actor.staff_id, "9999", now=NOW)
    assert timedelta(minutes=15) == pins.LOCKED_FOR
    with pytest.raises(Refused, match="Too many"):
        clinic.database.write(staff.sign_in, clinic.actor.staff_id, PIN, now=later(minutes=1))
