"""Whose SSH key is whose: given, taken back, and never anybody else's."""

import pytest

from mesotui.domain.errors import NotFound, Refused
from mesotui.domain.people import NOBODY, Actor, Role, Staff
from mesotui.domain.staff_keys import PublicKey, read_public_key
from mesotui.records import staff, staff_keys
from tests.domain.test_staff_keys import ED25519, written
from tests.records.given import NOW, PRACTITIONER, Given, later

KEY = read_public_key(f"{ED25519} desk")
OTHER = read_public_key(written("ssh-ed25519", bytes([7]) * 32))
THIRD = read_public_key(written("ssh-ed25519", bytes([8]) * 32))
LOGIN = "ana.ruiz"


def colleague(clinic: Given, login: str = "kim", role: Role = Role.PRACTITIONER) -> Staff:
    return clinic.database.write(
        staff.add_staff, clinic.actor, login=login, name=login.title(), role=role, pin="1357", now=NOW
    )


def acting(clinic: Given, person: Staff) -> Actor:
    return clinic.database.read(staff.actor_of, person.id)


def owner(clinic: Given) -> Actor:
    return Actor(staff_id=NOBODY, site_id=clinic.actor.site_id, name="", role=Role.ADMINISTRATOR)


def add(clinic: Given, key: PublicKey = KEY, login: str = LOGIN, actor: Actor | None = None) -> None:
    clinic.database.write(staff_keys.add_key, actor or clinic.actor, login, key, now=NOW)


def test_a_key_lets_its_person_in_and_nobody_else(clinic: Given) -> None:
    colleague(clinic)
    add(clinic)
    add(clinic)
    add(clinic, OTHER, "KIM ", owner(clinic))
    assert clinic.database.read(staff_keys.actor_by_key, KEY.fingerprint) == clinic.actor
    assert clinic.database.read(staff_keys.actor_by_key, OTHER.fingerprint).name == "Kim"
    listed = clinic.database.read(staff_keys.list_keys)
    assert [(key.name, key.public_key, key.active) for key in listed] == [
        (PRACTITIONER, KEY, True),
        ("Kim", OTHER, True),
    ]
    with pytest.raises(Refused, match="isn't registered"):
        clinic.database.read(staff_keys.actor_by_key, THIRD.fingerprint)


def test_one_key_is_one_persons(clinic: Given) -> None:
    colleague(clinic)
    add(clinic)
    with pytest.raises(Refused, match="somebody else's"):
        add(clinic, KEY, "kim", owner(clinic))
    with pytest.raises(NotFound, match="Nobody here"):
        add(clinic, OTHER, "nobody")


def test_nobody_gives_or_takes_anothers_key_but_an_administrator(clinic: Given) -> None:
    kim = acting(clinic, colleague(clinic))
    chief = acting(clinic, colleague(clinic, "chief", Role.ADMINISTRATOR))
    with pytest.raises(Refused, match="only they or an administrator"):
        add(clinic, KEY, LOGIN, kim)
    add(clinic, KEY, LOGIN, chief)
    with pytest.raises(Refused, match="only they or an administrator"):
        clinic.database.write(staff_keys.revoke_key, kim, KEY.fingerprint, reason="envy", now=NOW)


def test_a_revoked_key_is_lost_for_good(clinic: Given) -> None:
    add(clinic)
    start = KEY.fingerprint.removeprefix("SHA256:")[:8]
    with pytest.raises(Refused, match="reason is empty"):
        clinic.database.write(staff_keys.revoke_key, clinic.actor, start, reason=" ", now=NOW)
    revoked = clinic.database.write(
        staff_keys.revoke_key, clinic.actor, start, reason="lost in the tram", now=later(days=1)
    )
    assert (revoked.active, revoked.revoked_at, revoked.revoke_reason) == (
        False,
        later(days=1),
        "lost in the tram",
    )
    again = clinic.database.write(
        staff_keys.revoke_key, clinic.actor, start, reason="again", now=later(days=2)
    )
    assert again == revoked
    with pytest.raises(Refused, match="was revoked"):
        clinic.database.read(staff_keys.actor_by_key, KEY.fingerprint)
    with pytest.raises(Refused, match="was revoked, and stays so"):
        add(clinic)


@pytest.mark.parametrize("begins", ["", "SHA256:", "SHA256:abc", "ffffffff", "%%%%%%%%", "________"])
def test_a_beginning_that_names_no_key_revokes_none(clinic: Given, begins: str) -> None:
    add(clinic)
    with pytest.raises(NotFound):
        clinic.database.write(staff_keys.revoke_key, clinic.actor, begins, reason="x", now=NOW)
    (kept,) = clinic.database.read(staff_keys.list_keys)
    assert kept.active


def test_a_person_who_left_has_no_way_in_until_they_are_back(clinic: Given) -> None:
    person = colleague(clinic)
    add(clinic, KEY, "kim", owner(clinic))
    clinic.database.write(staff.set_active, clinic.actor, "kim", active=False, now=NOW)
    (key,) = clinic.database.read(staff_keys.list_keys)
    assert (key.active, key.revoked_at) == (False, None)
    for attempt in (
        lambda: clinic.database.read(staff_keys.actor_by_key, KEY.fingerprint),
        lambda: clinic.database.write(staff.sign_in, person.id, "1357", now=NOW),
        lambda: add(clinic, OTHER, "kim", owner(clinic)),
    ):
        with pytest.raises(Refused, match="no longer work"):
            attempt()
    clinic.database.write(staff.set_active, clinic.actor, "kim", active=True, now=NOW)
    assert clinic.database.read(staff_keys.actor_by_key, KEY.fingerprint).staff_id == person.id


def test_who_may_say_that_somebody_left(clinic: Given) -> None:
    kim = acting(clinic, colleague(clinic))
    with pytest.raises(Refused, match="of themselves"):
        clinic.database.write(staff.set_active, kim, "kim", active=False, now=NOW)
    colleague(clinic, "chief", Role.ADMINISTRATOR)
    with pytest.raises(Refused, match="Only a supervisor or an administrator"):
        clinic.database.write(staff.set_active, kim, LOGIN, active=False, now=NOW)
    with pytest.raises(NotFound):
        clinic.database.write(staff.set_active, kim, "nobody", active=False, now=NOW)
